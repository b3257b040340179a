import type { ChatStream } from '../client/chat-stream.ts';
import { AssistersError } from '../protocol/assisters-error.ts';
import type { ChatEvent } from '../protocol/chat-event.ts';
import { MAX_ANSWER_LENGTH } from '../protocol/limits.ts';
import type { Clock } from './clock.ts';
import type { Settings } from './settings.ts';
import { isSourceUrl } from './source-url.ts';
import { streamError } from './steps/error-response.ts';
import type { Store } from './stores/store.ts';
import type { UpstreamCall } from './upstream-call.ts';

/** How long an answer that has ended can be read. */
const KEPT_MS = 120_000;

export interface RunningAnswerOptions {
  answer: ChatStream;
  call: UpstreamCall;
  times: Settings['times'];
  clock: Clock;
  store: Store;
  /** The log that it is written into. */
  log: string;
  /** Put into `done` for a browser that has no session id yet. */
  mintedSessionId: string | null;
  /** How long the upstream is read on when nobody looks any more; 0 where nobody could come back. */
  leaveMs: number;
  /** Called exactly once, after the answer has begun. @param error - what cut it. */
  onEnd(error?: unknown): void;
}

/** One who looks at a running answer. */
export interface Viewer {
  /** Has read all that there is: the upstream may send more. */
  waits(isWaiting: boolean): void;
  leave(): void;
}

/**
 * An answer that is being written: what comes from the upstream goes into a log, whoever looks at it.
 *
 * Who looks may go and come back. The upstream is read as fast as the fastest viewer reads, and to its end, or for `leaveMs`, when
 * there is none.
 */
export class RunningAnswer {
  readonly #options: RunningAnswerOptions;
  readonly #viewers = new Set<{ isWaiting: boolean }>();
  #length = 0;
  #hasBegun = false;
  #hadViewer = false;
  #isStopped = false;
  #isOver = false;
  #onRoom: () => void = () => undefined;
  #stopLeaving: () => void = () => undefined;

  constructor(options: RunningAnswerOptions) {
    this.#options = options;
    options.call.signal.addEventListener('abort', () => this.#onRoom());
  }

  /** Whether all who looked at it have left. */
  get isLeft(): boolean {
    return this.#hadViewer && this.#viewers.size === 0;
  }

  /**
   * Waits for the upstream to accept the question; then goes on by itself.
   *
   * @throws {AssistersError} the upstream's refusal; `onEnd` is not called then.
   */
  async open(): Promise<void> {
    const { answer, call, times } = this.#options;
    // Some servers send their head with the first event alone, so both share one time.
    call.expectWithin(times.firstTokenMs);
    try {
      await answer.open();
    } catch (error) {
      call.end();
      throw error;
    }
    void this.#read();
  }

  enter(): Viewer {
    const viewer = { isWaiting: false };
    this.#viewers.add(viewer);
    this.#hadViewer = true;
    this.#stopLeaving();
    return {
      waits: (isWaiting) => {
        viewer.isWaiting = isWaiting;
        if (isWaiting) this.#onRoom();
      },
      leave: () => {
        if (!this.#viewers.delete(viewer)) return;
        this.#onRoom();
        if (this.isLeft) this.#awaitReturn();
      },
    };
  }

  /** Ends it because its visitor wants it so. */
  stop(): void {
    this.#isStopped = true;
    this.leave();
  }

  /** Ends it because nobody will read it. */
  leave(): void {
    this.#options.call.leave();
  }

  #awaitReturn(): void {
    if (this.#isOver) return;
    const { call, clock, leaveMs } = this.#options;
    if (leaveMs > 0) this.#stopLeaving = clock.after(leaveMs, () => call.leave());
    else call.leave();
  }

  async #read(): Promise<void> {
    const { answer, call, times } = this.#options;
    const events = answer[Symbol.asyncIterator]();
    let cause: unknown;
    try {
      for (let isDone = false; !isDone;) {
        await this.#room();
        if (this.#hasBegun) call.expectWithin(times.betweenTokensMs);
        const { done, value } = await events.next();
        call.arrived();
        if (done === true) throw new AssistersError('interrupted', 'The upstream ended without an end.');
        this.#hasBegun = true;
        const event = this.#publicEvent(value);
        isDone = event.type === 'done';
        await this.#append(event, isDone);
      }
    } catch (error) {
      cause = error;
      await this.#append({ type: 'error', error: this.#isStopped ? STOPPED : streamError(error) }, true).catch(() => undefined);
    }
    this.#isOver = true;
    this.#stopLeaving();
    const { left } = call;
    call.end();
    // Nobody will ask the iterator again; this lets it clean up.
    void events.return?.().catch(() => undefined);
    this.#options.onEnd(left ? undefined : cause);
  }

  /** Waits for a viewer to have read what there is; nobody looking, or the end, is room enough. */
  async #room(): Promise<void> {
    const { signal } = this.#options.call;
    const isFull = (): boolean => {
      const viewers = [...this.#viewers];
      return viewers.length > 0 && !viewers.some(({ isWaiting }) => isWaiting) && !signal.aborted;
    };
    while (isFull()) await new Promise<void>((resolve) => (this.#onRoom = resolve));
  }

  /** What of an event may leave: known fields alone. */
  #publicEvent(event: ChatEvent): ChatEvent {
    switch (event.type) {
      case 'chunk':
        this.#length += event.content.length;
        if (this.#length > MAX_ANSWER_LENGTH) throw new AssistersError('bad_response', 'The answer is too long.');
        return { type: 'chunk', content: event.content };
      case 'sources':
        return {
          type: 'sources',
          sources: event.sources.filter(({ url }) => isSourceUrl(url)).map(({ title, url }) => ({ title, url })),
        };
      case 'done': {
        const { mintedSessionId } = this.#options;
        return { type: 'done', id: event.id, tokens: event.tokens, ...(mintedSessionId !== null && { session_id: mintedSessionId }) };
      }
      case 'error': {
        const { code } = event.error;
        throw new AssistersError(code === 'stopped' ? 'server_error' : code, 'The upstream ended its answer with an error.');
      }
    }
  }

  async #append(event: ChatEvent, isLast: boolean): Promise<void> {
    const { store, log, times } = this.#options;
    await store.append(log, JSON.stringify(event), isLast ? KEPT_MS : KEPT_MS + times.totalMs);
  }
}

const STOPPED = { code: 'stopped', message: 'The answer was stopped.', status: 499 } as const;
