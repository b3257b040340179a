import { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatEvent, Source } from '../../protocol/chat-event.ts';
import type { ChatUser } from '../../protocol/chat-request.ts';
import { createSessionId, createTurnKey, encodeBase64Url, IDENTIFIER_BYTES } from '../../protocol/identifiers.ts';
import { AnswerBuffer } from './answer-buffer.ts';
import { Autosave } from './autosave.ts';
import { parseQuestion } from './parse-question.ts';
import type { ChatTransport, ConversationStorage, Surroundings } from './ports.ts';
import type { SessionEvent } from './session-event.ts';
import { isActive, isRetryable, isRunning, type Turn } from './state.ts';
import { ConversationStore, notify } from './store.ts';
import { toTurnFailure } from './turn-failure.ts';

export type { SessionEvent };

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
  readonly turnId: string;
  readonly key: string;
  readonly startedAtMs: number;
  readonly abort: AbortController;
  readonly buffer: AnswerBuffer;
  /** When the first text came; `null` until then. */
  firstTextAtMs: number | null;
}

/** The one part of the core that has effects: asks, saves, and turns what comes back into actions. */
export class ConversationSession {
  readonly store = new ConversationStore();
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  /** Who waits for a turn's end, by the turn's id. */
  readonly #waiting = new Map<string, ((turn: Turn) => void)[]>();
  #attempt: Attempt | null = null;
  readonly #autosave: Autosave;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#autosave = new Autosave(ports.storage);
  }

  /** Calls back for every event; returns what ends it. */
  subscribe(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Asks. While another turn runs, the new one waits for its end.
   *
   * @returns the turn in its end state, however that looks; never rejects.
   * @throws {AssistersError} `invalid_request`, at once, when the text says nothing or is too long; then nothing was asked.
   */
  ask(text: string): Promise<Turn> {
    const question = parseQuestion(text);
    const turnId = this.#randomName();
    this.store.dispatch({
      type: 'asked',
      turnId,
      key: createTurnKey(this.#randomBytes()),
      sessionId: createSessionId(this.#randomBytes()),
      question,
      atMs: this.#nowMs(),
    });
    return this.#follow(turnId);
  }

  /** Has a turn asked again that was stopped or ended badly, by default the last; `null` where that is not possible now. */
  retry(turnId?: string): Promise<Turn> | null {
    const { turns } = this.store.state;
    const turn = turnId === undefined ? turns.at(-1) : turns.find(({ id }) => id === turnId);
    if (turn === undefined || !isRetryable(turn)) return null;
    const key = createTurnKey(this.#randomBytes());
    const changed = this.store.dispatch({ type: 'retried', turnId: turn.id, key, atMs: this.#nowMs() });
    return changed ? this.#follow(turn.id) : null;
  }

  /** Stops the running answer; what has come of it stays. Turns that wait for it are sent. */
  stop(): void {
    const attempt = this.#attempt;
    if (attempt === null) return;
    attempt.abort.abort();
    this.#end(attempt, () => this.store.dispatch({ type: 'stopped', ...attemptOf(attempt), atMs: this.#nowMs() }));
  }

  /** Takes back a question that failed, so that it can be edited. */
  discard(turnId: string): void {
    if (this.store.dispatch({ type: 'discarded', turnId, atMs: this.#nowMs() })) this.#save();
  }

  /** Takes up the saved conversation. Turns whose page died while they ran have ended; they are not asked again. */
  restore(): void {
    const saved = this.#ports.storage.load();
    if (saved === null || !this.store.dispatch({ type: 'restored', saved, atMs: this.#nowMs() })) return;
    // Not written back: another tab may be at this very conversation.
    this.#autosave.accept(this.store.state);
    if (saved.turns.length > 0) this.#emit({ type: 'session', state: 'restored' });
  }

  /** Completes the conversation from the server. Where that fails, the local copy stays; never rejects. */
  async reconcile(signal?: AbortSignal): Promise<void> {
    const { sessionId } = this.store.state;
    if (sessionId === null) return;
    try {
      const session = await this.#ports.transport.loadSession(sessionId, signal);
      if (this.store.state.sessionId !== sessionId) return;
      if (this.store.dispatch({ type: 'reconciled', session, idPrefix: this.#randomName(), atMs: this.#nowMs() })) this.#save();
    } catch (error) {
      const gone = error instanceof AssistersError && error.code === 'session_not_found' && error.status === 404;
      // Anything else may pass, and is no reason to lose what we have.
      if (!gone || this.store.state.sessionId !== sessionId) return;
      if (!this.store.dispatch({ type: 'vanished', atMs: this.#nowMs() })) return;
      this.#autosave.clear(this.store.state);
      this.#emit({ type: 'session', state: 'forgotten' });
    }
  }

  /** Empties the conversation at once and stops what runs; the next question begins another session. The server keeps the old one. */
  newConversation(): void {
    this.#clear();
    this.#emit({ type: 'session', state: 'new' });
  }

  /**
   * Empties the conversation, here and on the server.
   *
   * @throws {AssistersError} when the server could not be told; here everything is gone all the same.
   */
  async forget(): Promise<void> {
    const { sessionId } = this.store.state;
    this.#clear();
    this.#emit({ type: 'session', state: 'forgotten' });
    if (sessionId !== null) await this.#ports.transport.deleteSession(sessionId);
  }

  /** Saves all that came so far: the page may be going. */
  suspend(): void {
    this.#attempt?.buffer.flush();
    this.#save();
  }

  /** Ends for good, for a conversation that gives way to another. What ran is saved as running: who restores it finds it cut off. */
  dispose(): void {
    this.suspend();
    this.#listeners.clear();
    this.#abandon();
  }

  /** Saves what was just asked, before its request leaves, and promises its end. */
  #follow(turnId: string): Promise<Turn> {
    this.#save();
    const end = new Promise<Turn>((resolve) => {
      this.#waiting.set(turnId, [...(this.#waiting.get(turnId) ?? []), resolve]);
    });
    this.#runNext();
    return end;
  }

  #runNext(): void {
    if (this.#attempt !== null) return;
    let turn = this.store.state.turns.find(isActive);
    if (turn === undefined) {
      turn = this.store.state.turns.find(({ state }) => state === 'queued');
      if (turn === undefined) return;
      this.store.dispatch({ type: 'sent', turnId: turn.id, key: turn.key, atMs: this.#nowMs() });
    }
    void this.#run(turn);
  }

  async #run({ id: turnId, key, question }: Turn): Promise<void> {
    const { surroundings, transport, user } = this.#ports;
    const attempt: Attempt = {
      turnId,
      key,
      startedAtMs: this.#nowMs(),
      abort: new AbortController(),
      buffer: new AnswerBuffer(
        (callback) => surroundings.nextFrame(callback),
        (text) => this.#receive(attempt, text),
      ),
      firstTextAtMs: null,
    };
    this.#attempt = attempt;
    try {
      const request = { key, sessionId: this.store.state.sessionId!, message: question, user: user() };
      for await (const event of transport.stream(request, attempt.abort.signal)) {
        // Stopped or given up: whatever still arrives belongs to nobody.
        if (this.#attempt !== attempt) return;
        this.#take(attempt, event);
        if (this.#attempt !== attempt) return;
      }
      throw new AssistersError('interrupted', 'The stream ended before its answer was complete.');
    } catch (error) {
      if (this.#attempt === attempt) this.#breakOff(attempt, error);
    }
  }

  #take(attempt: Attempt, event: ChatEvent): void {
    switch (event.type) {
      case 'chunk':
        if (attempt.firstTextAtMs === null && event.content !== '') attempt.firstTextAtMs = this.#nowMs();
        if (attempt.buffer.add(event.content)) return;
        attempt.abort.abort();
        this.#breakOff(attempt, new AssistersError('interrupted', 'The answer is longer than what is kept of one.'));
        return;
      case 'sources':
        this.#receive(attempt, '', event.sources);
        return;
      case 'error':
        throw new AssistersError(event.error.code, event.error.message, { status: event.error.status });
      case 'done':
        this.#end(attempt, () =>
          this.store.dispatch({
            type: 'completed',
            ...attemptOf(attempt),
            answerId: event.id,
            tokens: event.tokens.total,
            sessionId: event.session_id ?? null,
            atMs: this.#nowMs(),
          }),
        );
    }
  }

  #receive(attempt: Attempt, text: string, sources?: readonly Source[]): void {
    if (this.#attempt !== attempt) return;
    const nowMs = this.#nowMs();
    const before = this.#turn(attempt.turnId);
    const action = { type: 'received', ...attemptOf(attempt), text, atMs: nowMs } as const;
    this.store.dispatch(sources === undefined ? action : { ...action, sources });
    const turn = this.#turn(attempt.turnId);
    if (turn === undefined || turn === before) return;
    if (before?.state === 'sending' && turn.state === 'streaming') {
      this.#emit({ type: 'first-token', turn, ms: (attempt.firstTextAtMs ?? nowMs) - attempt.startedAtMs });
    }
    this.#autosave.saveNowAndThen(this.store.state, nowMs);
  }

  #breakOff(attempt: Attempt, thrown: unknown): void {
    const error =
      thrown instanceof AssistersError ? thrown : new AssistersError('server_error', 'The transport failed.', { cause: thrown });
    const jitter = this.#ports.surroundings.randomBytes(1)[0]! / 256;
    const nowMs = this.#nowMs();
    const failure = toTurnFailure(error, nowMs, jitter);
    this.#end(attempt, () => this.store.dispatch({ type: 'broke', ...attemptOf(attempt), failure, atMs: nowMs }));
  }

  /** Brings an attempt to its end: first all of its text, then the end state, then the news, then who waits next. */
  #end(attempt: Attempt, settle: () => void): void {
    attempt.buffer.flush();
    // A listener may have stopped it on that last text.
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    settle();
    this.#save();
    const turn = this.#turn(attempt.turnId);
    if (turn !== undefined) {
      if (turn.state === 'done') this.#emit({ type: 'answered', turn, ms: this.#nowMs() - attempt.startedAtMs });
      else if (turn.state === 'stopped') this.#emit({ type: 'stopped', turn });
      else this.#emit({ type: 'failed', turn });
      this.#resolve(turn);
    }
    this.#runNext();
  }

  /** Stops everything that runs or waits, without sending what waits. */
  #abandon(): void {
    const attempt = this.#attempt;
    attempt?.buffer.flush();
    this.#attempt = null;
    attempt?.abort.abort();
    for (const { id, key } of this.store.state.turns.filter(isRunning)) {
      this.store.dispatch({ type: 'stopped', turnId: id, key, atMs: this.#nowMs() });
      const turn = this.#turn(id);
      if (turn === undefined) continue;
      this.#emit({ type: 'stopped', turn });
      this.#resolve(turn);
    }
  }

  #clear(): void {
    this.#abandon();
    this.store.dispatch({ type: 'cleared', atMs: this.#nowMs() });
    this.#autosave.clear(this.store.state);
  }

  #save(): void {
    this.#autosave.save(this.store.state, this.#nowMs());
  }

  #resolve(turn: Turn): void {
    const waiting = this.#waiting.get(turn.id) ?? [];
    this.#waiting.delete(turn.id);
    for (const resolve of waiting) resolve(turn);
  }

  #emit(event: SessionEvent): void {
    for (const listener of [...this.#listeners]) notify(listener, event);
  }

  #turn(turnId: string): Turn | undefined {
    return this.store.state.turns.find(({ id }) => id === turnId);
  }

  #nowMs(): number {
    return this.#ports.surroundings.nowMs();
  }

  #randomBytes(): Uint8Array {
    return this.#ports.surroundings.randomBytes(IDENTIFIER_BYTES);
  }

  #randomName(): string {
    return encodeBase64Url(this.#randomBytes());
  }
}

function attemptOf({ turnId, key }: Attempt): { turnId: string; key: string } {
  return { turnId, key };
}
