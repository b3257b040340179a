import { AssistersError } from '../../protocol/assisters-error.ts';

/** A timer that fires this much late was held up by a sleeping machine or a hidden tab. */
const LATE_MS = 1_000;

/** How long what came in the meantime is waited for, once we are awake again. */
const GRACE_MS = 5_000;

/** The longest delay of a browser's timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How long a request may take. */
export interface RequestLimits {
  /** Silence after which a request counts as stalled. */
  timeoutMs: number;
  /** The longest that the request may take, silent or not. */
  deadlineMs: number;
}

/** A request under watch. */
export interface WatchedRequest {
  /** Aborted by the caller, or by the watch: then its reason is a `timeout` error. */
  readonly signal: AbortSignal;
  /** Notes a sign of life: bytes of any kind. */
  touch(): void;
  /** Ends the watch, and the request if it still runs. */
  end(): void;
}

/**
 * Watches over one request, from now until it is ended.
 *
 * The timer is only an alarm: what decides is the time that has really passed. A sign of life costs nothing but a note of
 * when it came, and a timer that fires late, because the machine slept, gives what has arrived meanwhile a moment to be read.
 */
export function watchRequest({ timeoutMs, deadlineMs }: RequestLimits, caller?: AbortSignal): WatchedRequest {
  const abort = new AbortController();
  // No change of date moves this clock.
  const startedAtMs = performance.now();
  let activeAtMs = startedAtMs;
  let timer: ReturnType<typeof setTimeout>;

  const endsAtMs = (): number => Math.min(activeAtMs + timeoutMs, startedAtMs + deadlineMs);

  /** @param lateMs - how late the timer may be for its word to count. */
  function wakeAt(dueAtMs: number, lateMs: number): void {
    const wake = (): void => {
      const nowMs = performance.now();
      if (nowMs < endsAtMs()) wakeAt(endsAtMs(), LATE_MS);
      else if (nowMs - dueAtMs > lateMs) wakeAt(nowMs + Math.min(GRACE_MS, timeoutMs), Infinity);
      else abort.abort(new AssistersError('timeout'));
    };
    timer = setTimeout(wake, Math.min(dueAtMs - performance.now(), MAX_TIMER_MS));
  }

  wakeAt(endsAtMs(), LATE_MS);
  return {
    signal: AbortSignal.any(caller === undefined ? [abort.signal] : [caller, abort.signal]),
    touch() {
      activeAtMs = performance.now();
    },
    end() {
      clearTimeout(timer);
      abort.abort();
    },
  };
}
