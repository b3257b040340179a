import { AssistersError } from '../protocol/assisters-error.ts';
import type { Clock } from './clock.ts';

/**
 * The life of one request to the upstream: it ends when the visitor leaves, when its time is up, or when the server shuts down.
 *
 * Listening to `request.signal` is not enough: in Node a `Request` that nobody holds is garbage-collected with its listeners, and the
 * upstream writes on, and is paid, for a visitor who left. So every running call stands in a list that holds it, and the call holds
 * the request. `end` lets go of everything; after it nothing aborts.
 */
export class UpstreamCall {
  static readonly #running = new Set<UpstreamCall>();

  readonly #controller = new AbortController();
  readonly #request: Request | null;
  readonly #shutdown: AbortSignal | undefined;
  readonly #clock: Clock;
  #stopStep: () => void = () => undefined;
  #stopTotal: () => void = () => undefined;

  /**
   * @param request - whose end ends the call; `null` where the call goes on without its visitor.
   * @param totalMs - the hard limit, whatever else happens.
   */
  constructor(request: Request | null, clock: Clock, totalMs: number, shutdown?: AbortSignal) {
    this.#request = request;
    this.#clock = clock;
    this.#shutdown = shutdown;
    UpstreamCall.#running.add(this);
    request?.signal.addEventListener('abort', this.#onLeave);
    shutdown?.addEventListener('abort', this.#onShutdown);
    this.#stopTotal = clock.after(totalMs, () => this.#timeOut('The answer took too long in all.'));
    if (request?.signal.aborted === true) this.leave();
    else if (shutdown?.aborted === true) this.#onShutdown();
  }

  /** For the upstream's request. Its reason is an `AssistersError`: `stopped` when the visitor left, `timeout`, `interrupted`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the visitor left before the end. */
  get left(): boolean {
    const reason: unknown = this.signal.reason;
    return reason instanceof AssistersError && reason.code === 'stopped';
  }

  /** Waits at most `ms` for what comes next; each wait replaces the one before. */
  expectWithin(ms: number): void {
    this.#stopStep();
    this.#stopStep = this.#clock.after(ms, () => this.#timeOut('The upstream fell silent.'));
  }

  /** It has come, or nobody waits for now. */
  arrived(): void {
    this.#stopStep();
  }

  /** The visitor left. */
  leave(): void {
    this.#abort(new AssistersError('stopped', 'The visitor left.'));
  }

  /** The call is over: nothing aborts it any more. May be called more than once. */
  end(): void {
    UpstreamCall.#running.delete(this);
    this.#request?.signal.removeEventListener('abort', this.#onLeave);
    this.#shutdown?.removeEventListener('abort', this.#onShutdown);
    this.#stopStep();
    this.#stopTotal();
  }

  #timeOut(message: string): void {
    this.#abort(new AssistersError('timeout', message));
  }

  #abort(reason: AssistersError): void {
    // Not running: over already. On Deno a request's signal fires after a complete answer too.
    if (UpstreamCall.#running.has(this)) this.#controller.abort(reason);
  }

  #onLeave = (): void => this.leave();

  #onShutdown = (): void => this.#abort(new AssistersError('interrupted', 'The server is shutting down.'));
}
