import { AssistersError } from '../../protocol/assisters-error.ts';

/** A timer that fires this much late was held up by a sleeping machine or a hidden tab. */
const LATE_MS = 1_000;

/** How long what came in the meantime is waited for, once we are awake again. */
const GRACE_MS = 5_000;

/** The longest delay of a browser's timer; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time and timers; `nowMs` never goes back. */
export interface Clock {
  nowMs(): number;
  /** Calls back once after `delayMs`; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The browser's own clock, which no change of date moves. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface StallClockOptions {
  /** Silence after which a request counts as stalled. */
  timeoutMs: number;
  /** The longest that the request may take, silent or not. */
  deadlineMs: number;
  /** Called at most once, with a `timeout` error. */
  onExpired: (error: AssistersError) => void;
  clock?: Clock;
}

/**
 * Watches over one request. Runs from its creation until it expires or is stopped.
 *
 * The timer is only an alarm: what decides is the time that has really passed. A sign of life costs nothing but a note of
 * when it came, and a timer that fires late, because the machine slept, gives what has arrived meanwhile a moment to be read.
 */
export class StallClock {
  readonly #timeoutMs: number;
  readonly #deadlineMs: number;
  readonly #onExpired: (error: AssistersError) => void;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  #activeAtMs: number;
  #cancelTimer: () => void = () => undefined;

  constructor({ timeoutMs, deadlineMs, onExpired, clock = SYSTEM_CLOCK }: StallClockOptions) {
    this.#timeoutMs = timeoutMs;
    this.#deadlineMs = deadlineMs;
    this.#onExpired = onExpired;
    this.#clock = clock;
    this.#startedAtMs = this.#activeAtMs = clock.nowMs();
    this.#arm();
  }

  /** Notes a sign of life: bytes of any kind. */
  touch(): void {
    this.#activeAtMs = this.#clock.nowMs();
  }

  /** Ends the watch. */
  stop(): void {
    this.#cancelTimer();
  }

  #arm(): void {
    this.#wakeAt(Math.min(this.#activeAtMs + this.#timeoutMs, this.#startedAtMs + this.#deadlineMs), true);
  }

  #wakeAt(dueAtMs: number, mayBeLate: boolean): void {
    const delayMs = Math.min(Math.max(0, dueAtMs - this.#clock.nowMs()), MAX_TIMER_MS);
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#wake(dueAtMs, mayBeLate));
  }

  #wake(dueAtMs: number, mayBeLate: boolean): void {
    const nowMs = this.#clock.nowMs();
    const silent = nowMs - this.#activeAtMs >= this.#timeoutMs;
    const overdue = nowMs - this.#startedAtMs >= this.#deadlineMs;
    if (!silent && !overdue) this.#arm();
    else if (mayBeLate && nowMs - dueAtMs > LATE_MS) this.#wakeAt(nowMs + Math.min(GRACE_MS, this.#timeoutMs), false);
    else {
      const what = overdue ? `took longer than ${this.#deadlineMs} ms` : `was silent for ${this.#timeoutMs} ms`;
      this.#onExpired(new AssistersError('timeout', `The answer ${what}.`));
    }
  }
}
