import { AssistersError, type AssistersErrorCode } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { ChatUser } from '../../protocol/chat-request.ts';
import type { Action, Happening } from './actions.ts';
import { createAnswerBuffer, type AnswerBuffer } from './answer-buffer.ts';
import type { ChatTransport, Surroundings } from './ports.ts';
import type { ConversationState, Turn } from './state.ts';
import { toTurnFailure } from './turn-failure.ts';

/** How long an answer that was cut is waited for without progress, and how long between two looks at first and at most. */
const RECOVERY_MS = 15_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 4_000;

/** The longest time after which a question that was refused for now is sent again by itself. */
export const MAX_POSTPONED_MS = 60_000;

/** How long a proxy knows a key at least. */
const KEY_MS = 600_000;

/**
 * What says of an answer that it was cut, on its way, or that nobody knows whether the question has arrived: it may go on elsewhere. A
 * request is `stopped` by a browser, too, whose page goes away.
 */
const CUT: readonly AssistersErrorCode[] = ['interrupted', 'timeout', 'offline', 'stopped'];

/** Made only when it is thrown: for an error's trace the engine reads the whole script again. */
class TooLongError extends AssistersError {
  constructor() {
    super('interrupted', 'The answer is too long.');
  }
}

/** What a run needs of the conversation that it belongs to. */
export interface TurnRunHost {
  readonly transport: ChatTransport;
  readonly surroundings: Surroundings;
  /** Who asks. */
  readonly user: () => ChatUser | null;
  readonly state: () => ConversationState;
  /** Lets something happen to the conversation. */
  readonly dispatch: (happening: Happening) => boolean;
  /** The first text is there; `ms` since the run began. */
  readonly tellFirstText: (ms: number) => void;
  /** Names what only the server knew. */
  readonly mint: () => string;
}

/** How a run ends; `null` when its turn has an end already. */
export type Ending<One = Extract<Action, { type: 'completed' | 'stopped' | 'broke' | 'postponed' }>> = One extends Action
  ? Omit<One, 'turnId' | 'key' | 'atMs'>
  : never;

/**
 * One way of one turn to its answer: asks, reads, and where the connection breaks recovers. Whatever it says after `abandon` belongs to
 * nobody and is not said.
 */
export class TurnRun {
  /** Names the turn and the attempt at it. */
  readonly of: { readonly turnId: string; readonly key: string };
  readonly startedAtMs: number;
  readonly #host: TurnRunHost;
  readonly #abort = new AbortController();
  readonly #buffer: AnswerBuffer;
  #firstTextAtMs: number | undefined;
  /** Code units that stand here already, and come once more. */
  #known: number;
  /** The proxy itself has said that it was cut: only the history may know more. */
  #isOverAtSource = false;
  /** What was asked can have gone nowhere. */
  #isUnsent = false;

  constructor({ id: turnId, key, answer }: Turn, host: TurnRunHost) {
    const { surroundings } = host;
    this.of = { turnId, key };
    this.startedAtMs = surroundings.nowMs();
    this.#host = host;
    this.#known = answer.length;
    this.#buffer = createAnswerBuffer(
      (callback) => surroundings.nextFrame(callback),
      (text) => {
        if (this.#isOver) return;
        const isFirst = this.#turn.answer === '';
        host.dispatch({ type: 'received', ...this.of, text });
        if (isFirst) host.tellFirstText(this.#firstTextAtMs! - this.startedAtMs);
      },
    );
  }

  /** Hands on the text that waits for its frame. */
  flush(): void {
    this.#buffer.flush();
  }

  /** Gives it up; the request ends, and nothing more is said. */
  abandon(): void {
    this.#abort.abort();
  }

  /**
   * Goes the way to its end.
   *
   * @param way - `ask`; `find` where another page has asked, and nothing may be asked again; `ask-again` where the request may have
   *   arrived, though nothing came back: it is repeated only to a proxy that knows its key, or surely has not got it.
   */
  async go(way: 'ask' | 'ask-again' | 'find'): Promise<Ending | null> {
    const { surroundings } = this.#host;
    try {
      try {
        if (way !== 'ask') throw new AssistersError(way === 'find' ? 'interrupted' : 'offline');
        return await this.#read(this.#ask());
      } catch (error) {
        this.flush();
        if (!(error instanceof AssistersError) || error instanceof TooLongError || this.#isOver) throw error;
        // A proxy that loses its own source in mid-answer has trouble; the source may have all of it.
        const isLost = this.#isOverAtSource && error.status >= 500 && this.#turn.answer !== '';
        // Answered long ago, says a proxy that knows the key: whoever asked is gone.
        const isKnown = error.code === 'turn_not_found';
        if (!isLost && !isKnown && !CUT.includes(error.code)) throw error;
        // Where nothing can have left, there is nothing to find.
        if (error.code === 'offline' && !surroundings.isOnline()) throw error;
        const cause =
          isKnown || (isLost && error.code === 'upstream_error')
            ? new AssistersError('interrupted', error.message, { requestId: error.requestId })
            : error;
        return await this.#recover(cause, way === 'find');
      }
    } catch (thrown) {
      if (this.#isOver) return null;
      this.flush();
      this.abandon();
      const error = thrown instanceof AssistersError ? thrown : new AssistersError('server_error');
      const jitter = surroundings.randomBytes(1)[0]! / 256;
      const nowMs = surroundings.nowMs();
      const failure = toTurnFailure(error, nowMs, jitter);
      const { retryAtMs } = failure;
      const mayWait =
        way !== 'find' &&
        (retryAtMs === null
          ? failure.code === 'offline' && !surroundings.isOnline()
          : retryAtMs - nowMs <= MAX_POSTPONED_MS && this.#turn.sends < 2);
      const isUnsent = this.#isUnsent && failure.code === 'offline';
      return mayWait && this.#turn.answer === '' ? { type: 'postponed', failure, isUnsent } : { type: 'broke', failure };
    }
  }

  #ask(): AsyncIterable<ChatEvent> {
    const { transport, surroundings, user, state } = this.#host;
    this.#isUnsent = !surroundings.isOnline();
    return transport.stream(
      { key: this.of.key, sessionId: state().sessionId!, message: this.#turn.question, user: user() },
      this.#abort.signal,
    );
  }

  /** Reads an answer to its end. @throws {AssistersError} where it has none. */
  async #read(events: AsyncIterable<ChatEvent>): Promise<Ending | null> {
    for await (const event of events) {
      // Stopped or given up: whatever still arrives belongs to nobody.
      if (this.#isOver) return null;
      switch (event.type) {
        case 'chunk':
          if (!this.#add(event.content)) throw new TooLongError();
          break;
        case 'sources':
          this.#host.dispatch({ type: 'received', ...this.of, text: '', sources: event.sources });
          break;
        case 'error':
          // Elsewhere, by the same visitor.
          if (event.error.code === 'stopped') return { type: 'stopped' };
          this.#isOverAtSource = true;
          throw new AssistersError(event.error.code, event.error.message, event.error);
        case 'done': {
          const { id: answerId, tokens, session_id: sessionId = null } = event;
          return { type: 'completed', answerId, tokens: tokens.total, sessionId };
        }
      }
    }
    throw new AssistersError('interrupted');
  }

  /** Takes a piece of the answer. @returns `false` when the answer has become too long. */
  #add(piece: string): boolean {
    const text = piece.slice(this.#known);
    this.#known -= piece.length - text.length;
    if (text !== '') this.#firstTextAtMs ??= this.#host.surroundings.nowMs();
    return this.#buffer.add(text);
  }

  /**
   * Gets the rest of an answer that was cut: live from the proxy where it can, else from the conversation's history, with patience while
   * the answer is still being written there. Asks again only a proxy that knows of keys, and has none of ours.
   *
   * @param cause - what cut it. Thrown when 15 seconds have brought nothing, those aside in which the proxy was at it, and at the deadline.
   * @param isFound - another page has asked: nothing of the answer was read here.
   */
  async #recover(cause: AssistersError, isFound: boolean): Promise<Ending | null> {
    const { surroundings, transport, dispatch } = this.#host;
    const endAtMs = this.startedAtMs + transport.deadlineMs;
    let canResume = surroundings.nowMs() < endAtMs;
    let asksAgain = false;
    let waitMs = 0;
    for (let giveUpAtMs = surroundings.nowMs() + RECOVERY_MS; ;) {
      this.flush();
      if (this.#isOver) return null;
      // A clock that was set back makes it no longer.
      giveUpAtMs = Math.min(giveUpAtMs, surroundings.nowMs() + RECOVERY_MS);
      dispatch({ type: 'cut', ...this.of });
      const { answer } = this.#turn;
      const beganAtMs = surroundings.nowMs();
      let mayCome = true;
      try {
        if (asksAgain) return await this.#read(this.#ask());
        canResume &&= !this.#isOverAtSource;
        if (canResume) {
          const isNew = isFound || answer === '';
          // All of it comes, once more.
          if (isNew) this.#known = answer.length;
          return await this.#read(transport.resume(this.of.key, this.#abort.signal, isNew));
        }
        mayCome = await this.#completeFromHistory();
        if (this.#isOver || this.#turn.state === 'done') return null;
      } catch (error) {
        const { code, status, enveloped } = error as AssistersError;
        // Answered long ago, says a proxy that still knows the key: the history has it.
        const isKnown: boolean = asksAgain && code === 'turn_not_found';
        if (error instanceof TooLongError || (asksAgain && !isKnown && !CUT.includes(code))) throw error;
        if (this.#isOver) return null;
        // It never arrived: nothing at all came back, and the proxy has not got it. One that had begun may be another process of it.
        asksAgain =
          !isKnown && canResume && cause.code === 'offline' && code === 'turn_not_found' && enveloped && answer === '' && this.#isKeyKept;
        if (asksAgain) continue;
        if (canResume && this.#isOverAtSource) continue;
        // As long as that the proxy was at it, if only with signs of life.
        if (canResume && code === 'interrupted') giveUpAtMs += surroundings.nowMs() - beganAtMs;
        // Nobody there, a server in trouble, too many requests: later perhaps.
        if (status > 0 && status !== 429 && (status < 500 || status === 501)) {
          mayCome = canResume;
          // Not here, or not any more: the history has it.
          canResume = false;
          waitMs = 0;
        }
      }
      this.flush();
      if (this.#isOver) return null;
      if (this.#turn.answer !== answer) {
        giveUpAtMs = surroundings.nowMs() + RECOVERY_MS;
        waitMs = 0;
      }
      if (!mayCome || surroundings.nowMs() >= Math.min(giveUpAtMs, endAtMs)) throw cause;
      if (waitMs > 0 || canResume) await new Promise<void>((resolve) => surroundings.after(waitMs || FIRST_WAIT_MS, resolve));
      waitMs = Math.min(MAX_WAIT_MS, waitMs * 2 || FIRST_WAIT_MS);
    }
  }

  /** @returns whether more may come: the server knows the question, and no answer of it that has ended. */
  async #completeFromHistory(): Promise<boolean> {
    const { transport, state, dispatch, mint } = this.#host;
    const { sessionId } = state();
    const session = await transport.loadSession(sessionId!, this.#abort.signal);
    if (this.#isOver || state().sessionId !== sessionId) return false;
    dispatch({ type: 'reconciled', session, idPrefix: mint(), recovers: true });
    // Of a cut answer a part stands there; of one that is being written, nothing yet.
    return this.#turn.state !== 'done' && session.messages.at(-1)?.role === 'user';
  }

  /** A proxy that had ever had the key would still know it. */
  get #isKeyKept(): boolean {
    return Math.abs(this.#host.surroundings.nowMs() - this.#turn.askedAtMs) < KEY_MS;
  }

  get #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Known to be there while the run is not over. */
  get #turn(): Turn {
    return this.#host.state().turns.findLast(({ id }) => id === this.of.turnId)!;
  }
}
