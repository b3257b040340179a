import { AssistersError } from '../../protocol/assisters-error.ts';
import { StallClock, type Clock } from './stall-clock.ts';

/** One request's signal: aborted by its caller (`stopped`) or by the stall clock (`timeout`), whichever comes first. */
export class WatchedRequest {
  readonly #abort = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #clock: StallClock;

  constructor(limits: { timeoutMs: number; deadlineMs: number; clock?: Clock | undefined }, caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.#clock = new StallClock({
      timeoutMs: limits.timeoutMs,
      deadlineMs: limits.deadlineMs,
      onExpired: (error) => this.#abort.abort(error),
      ...(limits.clock === undefined ? {} : { clock: limits.clock }),
    });
    // `AbortSignal.any` would do, were it in every browser that we run in.
    if (caller?.aborted === true) this.#stop();
    else caller?.addEventListener('abort', this.#stop, { once: true });
  }

  /** Its reason is always an `AssistersError`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Notes that bytes came. */
  readonly touch = (): void => this.#clock.touch();

  /** Ends the watch, and the request if it still runs. */
  end(): void {
    this.#clock.stop();
    this.#caller?.removeEventListener('abort', this.#stop);
    this.#stop();
  }

  readonly #stop = (): void => this.#abort.abort(new AssistersError('stopped', 'The request was aborted.'));
}
