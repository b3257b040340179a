import { AssistersError, type AssistersErrorCode } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { ChatUser } from '../../protocol/chat-request.ts';
import { createSessionId, createTurnKey, IDENTIFIER_BYTES } from '../../protocol/identifiers.ts';
import type { Action } from './actions.ts';
import { createAnswerBuffer } from './answer-buffer.ts';
import { Listeners } from './listeners.ts';
import { parseQuestion } from './parse-question.ts';
import type { ChatTransport, ConversationStorage, Surroundings } from './ports.ts';
import type { SessionEvent } from './session-event.ts';
import { EMPTY_CONVERSATION, isActive, isRunning, type Turn } from './state.ts';
import { ConversationStore } from './store.ts';
import { toTurnFailure } from './turn-failure.ts';

export type { SessionEvent };

/** How often a running answer is saved at most. */
const SAVE_INTERVAL_MS = 1_000;

/** How long an answer that was cut is waited for without progress, and how long between two looks at first and at most. */
const RECOVERY_MS = 15_000;
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 4_000;

/** What says of an answer that it was cut, on its way: it may go on elsewhere. */
const CUT: readonly AssistersErrorCode[] = ['interrupted', 'timeout'];

const TOO_LONG = new AssistersError('interrupted', 'The answer is too long.');

/** What a conversation reaches beyond itself. */
export interface SessionPorts {
  transport: ChatTransport;
  storage: ConversationStorage;
  surroundings: Surroundings;
  /** Who asks, read anew for every request. */
  user: () => ChatUser | null;
}

/** One request of one turn. */
interface Attempt {
  readonly of: { readonly turnId: string; readonly key: string };
  readonly startedAtMs: number;
  readonly abort: AbortController;
  readonly isRestored: boolean;
  /** Takes a piece of the answer. @returns `false` when the answer has become too long. */
  add(piece: string): boolean;
  /** Hands on the text that waits for its frame. */
  flush(): void;
}

/** An action without its time. */
type Happening<One = Action> = One extends Action ? Omit<One, 'atMs'> : never;

/** How an attempt ends. */
type Ending<One = Extract<Action, { type: 'completed' | 'stopped' | 'broke' }>> = One extends Action
  ? Omit<One, 'turnId' | 'key' | 'atMs'>
  : never;

/** The one part of the core that has effects: asks, saves, and turns what comes back into actions. */
export class ConversationSession extends Listeners<SessionEvent> {
  readonly store = new ConversationStore();
  readonly #ports: SessionPorts;
  #attempt: Attempt | null = null;
  /** What storage has, or need not have. */
  #saved = EMPTY_CONVERSATION;
  #savedAtMs = 0;

  constructor(ports: SessionPorts) {
    super();
    this.#ports = ports;
  }

  /**
   * Asks. While another turn runs, the new one waits for its end.
   *
   * @returns the turn in its end state, however that looks; never rejects.
   * @throws {AssistersError} `invalid_request`, at once, when the text says nothing or is too long; then nothing was asked.
   */
  ask(text: string): Promise<Turn> {
    const question = parseQuestion(text);
    const turnId = this.#mint();
    const key = this.#mint();
    this.#dispatch({ type: 'asked', turnId, key, sessionId: this.#mint(createSessionId), question });
    return this.#follow(turnId);
  }

  /** Has a turn asked again that was stopped or ended badly, by default the last; `null` where that is not possible now. */
  retry(turnId = this.store.state.turns.at(-1)?.id ?? ''): Promise<Turn> | null {
    const key = this.#mint();
    return this.#dispatch({ type: 'retried', turnId, key }) ? this.#follow(turnId) : null;
  }

  /** Stops the running answer; what has come of it stays. Turns that wait for it are sent. */
  stop(): void {
    const attempt = this.#attempt;
    this.#stopAtSource(attempt);
    attempt?.abort.abort();
    this.#end(attempt, { type: 'stopped' });
  }

  /** Takes back a question that failed, so that it can be edited. */
  discard(turnId: string): void {
    this.#dispatch({ type: 'discarded', turnId });
  }

  /** Takes up the saved conversation. Of a turn whose page died while it ran the answer is looked for; it is not asked again. */
  restore(): void {
    const saved = this.#ports.storage.load();
    if (saved === null || !this.store.dispatch({ type: 'restored', saved, atMs: this.#nowMs() })) return;
    // Not written back: another tab may be at this very conversation.
    this.#saved = this.store.state;
    if (saved.turns.length > 0) this.tell({ type: 'session', state: 'restored' });
    const turn = this.store.state.turns.find(isActive);
    if (turn) void this.#run(turn, true);
  }

  /** Completes the conversation from the server. Where that fails, the local copy stays; never rejects. */
  async reconcile(signal?: AbortSignal): Promise<void> {
    const { sessionId } = this.store.state;
    if (sessionId === null) return;
    const isLeft = (): boolean => this.store.state.sessionId !== sessionId;
    try {
      const session = await this.#ports.transport.loadSession(sessionId, signal);
      if (!isLeft()) this.#dispatch({ type: 'reconciled', session, idPrefix: this.#mint(), recovers: false });
    } catch (error) {
      const { code, status } = error as AssistersError;
      // Anything else may pass, and is no reason to lose what we have.
      if (code !== 'session_not_found' || status !== 404 || isLeft()) return;
      if (this.#empty('vanished')) this.tell({ type: 'session', state: 'forgotten' });
    }
  }

  /** Empties the conversation at once and stops what runs; the next question begins another session. The server keeps the old one. */
  newConversation(): void {
    this.#clear('new');
  }

  /**
   * Empties the conversation, here and on the server.
   *
   * @throws {AssistersError} when the server could not be told; here everything is gone all the same.
   */
  async forget(): Promise<void> {
    const { sessionId } = this.store.state;
    this.#clear('forgotten');
    if (sessionId !== null) await this.#ports.transport.deleteSession(sessionId);
  }

  /** Saves all that came so far: the page may be going. */
  suspend(): void {
    this.#attempt?.flush();
    this.#save();
  }

  /** Ends for good, for a conversation that gives way to another. What ran is saved as running: who restores it finds it cut off. */
  dispose(): void {
    this.suspend();
    this.#abandon();
  }

  /** Sends what is to be sent, and promises a turn's end. */
  #follow(turnId: string): Promise<Turn> {
    const end = new Promise<Turn>((resolve) => {
      const unsubscribe = this.store.subscribe(() => {
        const turn = this.#turn(turnId);
        if (isRunning(turn)) return;
        unsubscribe();
        resolve(turn);
      });
    });
    this.#runNext();
    return end;
  }

  #runNext(): void {
    const { turns } = this.store.state;
    const turn = turns.find(isActive) ?? turns.find(isRunning);
    if (this.#attempt !== null || turn === undefined) return;
    // Changes nothing of one that was sent when it was asked.
    this.#dispatch({ type: 'sent', turnId: turn.id, key: turn.key });
    void this.#run(turn);
  }

  /** @param isRestored - another page has asked it: its answer is only looked for. */
  async #run({ id: turnId, key, question: message, answer }: Turn, isRestored = false): Promise<void> {
    const { surroundings, transport, user } = this.#ports;
    const startedAtMs = this.#nowMs();
    let firstTextAtMs: number | undefined;
    // What stands here already comes once more.
    let known = answer.length;
    const buffer = createAnswerBuffer(
      (callback) => surroundings.nextFrame(callback),
      (text) => {
        if (this.#attempt !== attempt) return;
        const isFirst = this.#turn(turnId).answer === '';
        this.#dispatch({ type: 'received', ...attempt.of, text });
        if (isFirst) this.tell({ type: 'first-token', turn: this.#turn(turnId), ms: firstTextAtMs! - startedAtMs });
      },
    );
    const attempt: Attempt = {
      of: { turnId, key },
      startedAtMs,
      abort: new AbortController(),
      isRestored,
      add(piece) {
        const text = piece.slice(known);
        known -= piece.length - text.length;
        if (text !== '') firstTextAtMs ??= surroundings.nowMs();
        return buffer.add(text);
      },
      flush: buffer.flush,
    };
    this.#attempt = attempt;
    const request = { key, sessionId: this.store.state.sessionId!, message, user: user() };
    try {
      try {
        if (isRestored) throw new AssistersError('interrupted');
        await this.#read(attempt, transport.stream(request, attempt.abort.signal));
      } catch (error) {
        if (!(error instanceof AssistersError && CUT.includes(error.code)) || error === TOO_LONG) throw error;
        await this.#recover(attempt, error);
      }
    } catch (thrown) {
      attempt.abort.abort();
      const error = thrown instanceof AssistersError ? thrown : new AssistersError('server_error');
      const jitter = surroundings.randomBytes(1)[0]! / 256;
      this.#end(attempt, { type: 'broke', failure: toTurnFailure(error, this.#nowMs(), jitter) });
    }
  }

  /** Reads an answer to its end. @throws {AssistersError} where it has none. */
  async #read(attempt: Attempt, events: AsyncIterable<ChatEvent>): Promise<void> {
    for await (const event of events) {
      // Stopped or given up: whatever still arrives belongs to nobody.
      if (this.#attempt !== attempt) return;
      switch (event.type) {
        case 'chunk':
          if (!attempt.add(event.content)) throw TOO_LONG;
          break;
        case 'sources':
          this.#dispatch({ type: 'received', ...attempt.of, text: '', sources: event.sources });
          break;
        case 'error':
          // Elsewhere, by the same visitor.
          if (event.error.code === 'stopped') return this.#end(attempt, { type: 'stopped' });
          throw new AssistersError(event.error.code, event.error.message, event.error);
        case 'done': {
          const { id: answerId, tokens, session_id: sessionId = null } = event;
          this.#end(attempt, { type: 'completed', answerId, tokens: tokens.total, sessionId });
          return;
        }
      }
    }
    throw new AssistersError('interrupted');
  }

  /**
   * Gets the rest of an answer that was cut: live from the proxy where it can, else from the conversation's history, with patience while
   * the answer is still being written there. Nothing is asked again.
   *
   * @param cause - what cut it. Thrown when 15 seconds have brought nothing.
   */
  async #recover(attempt: Attempt, cause: AssistersError): Promise<void> {
    const { surroundings, transport } = this.#ports;
    const isOver = (): boolean => this.#attempt !== attempt;
    let canResume = true;
    let waitMs = 0;
    for (let giveUpAtMs = this.#nowMs() + RECOVERY_MS; ;) {
      attempt.flush();
      if (isOver()) return;
      this.#dispatch({ type: 'cut', ...attempt.of });
      const { answer } = this.#turn(attempt.of.turnId);
      let mayCome = true;
      try {
        if (canResume) await this.#read(attempt, transport.resume(attempt.of.key, attempt.abort.signal, attempt.isRestored));
        else mayCome = await this.#completeFromHistory(attempt);
      } catch (error) {
        if (error === TOO_LONG) throw error;
        const { status } = error as AssistersError;
        // Nobody there, a server in trouble, too many requests: later perhaps.
        if (status > 0 && status !== 429 && (status < 500 || status === 501)) {
          mayCome = canResume;
          // Not here, or not any more: the history has it.
          canResume = false;
          waitMs = 0;
        }
      }
      attempt.flush();
      if (isOver()) return;
      if (this.#turn(attempt.of.turnId).answer !== answer) {
        giveUpAtMs = this.#nowMs() + RECOVERY_MS;
        waitMs = 0;
      }
      if (!mayCome || this.#nowMs() >= giveUpAtMs) throw cause;
      if (waitMs > 0 || canResume) await new Promise<void>((resolve) => surroundings.after(waitMs || FIRST_WAIT_MS, resolve));
      waitMs = Math.min(MAX_WAIT_MS, waitMs * 2 || FIRST_WAIT_MS);
    }
  }

  /** @returns whether more may come: the server knows the question, and no answer of it that has ended. */
  async #completeFromHistory(attempt: Attempt): Promise<boolean> {
    const { sessionId } = this.store.state;
    const session = await this.#ports.transport.loadSession(sessionId!, attempt.abort.signal);
    if (this.#attempt !== attempt || this.store.state.sessionId !== sessionId) return false;
    this.#dispatch({ type: 'reconciled', session, idPrefix: this.#mint(), recovers: true });
    if (this.#turn(attempt.of.turnId).state === 'done') {
      this.#finish(attempt);
      return true;
    }
    // Of a cut answer a part stands there; of one that is being written, nothing yet.
    return session.messages.at(-1)?.role === 'user';
  }

  /** Brings an attempt to its end: first all of its text, then the end state, then the news, then who waits next. */
  #end(attempt: Attempt | null, ending: Ending): void {
    attempt?.flush();
    // A listener may have stopped it on that last text.
    if (attempt === null || this.#attempt !== attempt) return;
    this.#attempt = null;
    this.#dispatch({ ...ending, ...attempt.of });
    this.#finish(attempt);
  }

  /** Tells how an attempt has ended, and sends who waits next. */
  #finish(attempt: Attempt): void {
    this.#attempt = null;
    const turn = this.#turn(attempt.of.turnId);
    const type = turn.state === 'done' ? 'answered' : turn.state === 'stopped' ? 'stopped' : 'failed';
    this.tell({ type, turn, ms: this.#nowMs() - attempt.startedAtMs });
    this.#runNext();
  }

  /**
   * Stops everything that runs or waits, without sending what waits, and without saving that it was stopped.
   *
   * @returns the turns that were stopped.
   */
  #abandon(): Turn[] {
    const attempt = this.#attempt;
    attempt?.flush();
    this.#attempt = null;
    attempt?.abort.abort();
    return this.store.state.turns.filter(isRunning).map(({ id: turnId, key }) => {
      this.store.dispatch({ type: 'stopped', turnId, key, atMs: this.#nowMs() });
      return this.#turn(turnId);
    });
  }

  #stopAtSource(attempt: Attempt | null): void {
    if (attempt) this.#ports.transport.stopTurn(attempt.of.key);
  }

  #clear(state: 'new' | 'forgotten'): void {
    this.#stopAtSource(this.#attempt);
    const stopped = this.#abandon();
    this.#empty('cleared');
    // Not before all is empty: whoever hears of it may ask again at once.
    for (const turn of stopped) this.tell({ type: 'stopped', turn, ms: 0 });
    this.tell({ type: 'session', state });
  }

  /** Empties the conversation and its place in storage. */
  #empty(type: 'cleared' | 'vanished'): boolean {
    const isEmptied = this.store.dispatch({ type, atMs: this.#nowMs() });
    if (isEmptied || type === 'cleared') this.#ports.storage.clear();
    this.#saved = this.store.state;
    return isEmptied;
  }

  /** Lets something happen now, and saves what has changed: a running answer now and then, all else at once. */
  #dispatch(happening: Happening): boolean {
    const isChanged = this.store.dispatch({ ...happening, atMs: this.#nowMs() } as Action);
    this.#save(happening.type === 'received' ? SAVE_INTERVAL_MS : 0);
    return isChanged;
  }

  #save(intervalMs = 0): void {
    const { state } = this.store;
    const nowMs = this.#nowMs();
    // A clock that was set back must not stop the saving.
    if (state === this.#saved || Math.abs(nowMs - this.#savedAtMs) < intervalMs) return;
    this.#saved = state;
    this.#savedAtMs = nowMs;
    this.#ports.storage.save(state);
  }

  /** A turn that is known to be there. */
  #turn(turnId: string): Turn {
    return this.store.state.turns.findLast(({ id }) => id === turnId)!;
  }

  #nowMs(): number {
    return this.#ports.surroundings.nowMs();
  }

  /** A name that nobody guesses: a key, or what tells turns apart. */
  #mint(create = createTurnKey): string {
    return create(this.#ports.surroundings.randomBytes(IDENTIFIER_BYTES));
  }
}
