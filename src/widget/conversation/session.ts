import type { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatUser } from '../../protocol/chat-request.ts';
import { createSessionId, createTurnKey, IDENTIFIER_BYTES } from '../../protocol/identifiers.ts';
import type { Action, Happening } from './actions.ts';
import { Listeners } from './listeners.ts';
import { hasNews, isDiscarded } from './merge-tabs.ts';
import { parseQuestion } from './parse-question.ts';
import type { ChatTransport, ConversationStorage, Surroundings, TabLead } from './ports.ts';
import { ConversationRecorder } from './recorder.ts';
import type { SessionEvent } from './session-event.ts';
import { isActive, isRunning, type ConversationState, type Turn } from './state.ts';
import { ConversationStore } from './store.ts';
import { PASSING } from './turn-failure.ts';
import { TurnQueue } from './turn-queue.ts';

export type { SessionEvent };

/** What a proxy answers that has no such route, and never will. */
const NO_ROUTE = [404, 405, 501];

/** What a conversation reaches beyond itself. */
export interface SessionPorts {
  transport: ChatTransport;
  storage: ConversationStorage;
  lead: TabLead;
  surroundings: Surroundings;
  /** Who asks, read anew for every request. */
  user: () => ChatUser | null;
}

/** The one part of the core that has effects: asks, saves, and turns what comes back into actions. */
export class ConversationSession extends Listeners<SessionEvent> {
  readonly store = new ConversationStore();
  readonly #ports: SessionPorts;
  readonly #recorder: ConversationRecorder;
  readonly #queue: TurnQueue;
  /** Ids of turns that were emptied: what others saved before may be heard of later. */
  readonly #emptied = new Set<string>();
  readonly #subscriptions: (() => void)[];

  constructor(ports: SessionPorts) {
    super();
    this.#ports = ports;
    this.#recorder = new ConversationRecorder(ports.storage, ports.surroundings, () => this.store.state);
    this.#queue = new TurnQueue({
      ...ports,
      state: () => this.store.state,
      dispatch: (happening) => this.#dispatch(happening),
      tell: (event) => this.tell(event),
      mint: () => this.#mint(),
    });
    this.#subscriptions = [
      ports.storage.watch((saved, isCurrent) => this.#onSaved(saved, isCurrent)),
      ports.surroundings.onOnline(() => this.#onOnline()),
    ];
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

  /** Stops the running answer, or a turn that waits; what has come of it stays. Turns that wait for it are sent. */
  stop(turnId = this.store.state.turns.find(isActive)?.id): void {
    const turn = this.store.state.turns.find(({ id }) => id === turnId);
    if (!turn) return;
    if (isActive(turn)) this.#ports.transport.stopTurn(turn.key);
    if (this.#queue.stop(turn.id)) return;
    // It waits, or another tab has it.
    if (!this.#dispatch({ type: 'stopped', turnId: turn.id, key: turn.key })) return;
    this.tell({ type: 'stopped', turn: this.#turn(turn.id), ms: 0 });
    this.#queue.goOn();
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
    this.#recorder.skip();
    if (saved.turns.length > 0) this.tell({ type: 'session', state: 'restored' });
    this.#queue.goOn();
  }

  /** Completes the conversation from the server. Where that fails, the local copy stays; never rejects. */
  async reconcile(signal?: AbortSignal): Promise<void> {
    const { sessionId, turns } = this.store.state;
    if (sessionId === null) return;
    const isLeft = (): boolean => this.store.state.sessionId !== sessionId;
    try {
      const session = await this.#ports.transport.loadSession(sessionId, signal);
      if (!isLeft()) this.#dispatch({ type: 'reconciled', session, idPrefix: this.#mint(), recovers: false });
    } catch (error) {
      const { code, status } = error as AssistersError;
      // Anything else may pass, and is no reason to lose what we have.
      if (code !== 'session_not_found' || status !== 404 || isLeft()) return;
      // What was answered meanwhile made it anew.
      if (this.store.state.turns !== turns) return;
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

  /**
   * Stops what runs and deletes the conversation, first on the server: whoever could not be told once may be told again.
   *
   * @returns whether the server has deleted it: where it has no way to, what is kept here is gone all the same.
   * @throws {AssistersError} when the server could not be told; then nothing is lost.
   */
  async erase(): Promise<boolean> {
    const { sessionId, turns } = this.store.state;
    // The last one first: one that waits is not to be sent because the one before it ends.
    for (const turn of turns.filter(isRunning).reverse()) this.stop(turn.id);
    let isDeleted = true;
    try {
      if (sessionId !== null) await this.#ports.transport.deleteSession(sessionId);
    } catch (error) {
      if (!NO_ROUTE.includes((error as AssistersError).status)) throw error;
      isDeleted = false;
    }
    if (this.store.state.sessionId === sessionId) this.#clear('forgotten');
    return isDeleted;
  }

  /** Saves all that came so far. */
  suspend(): void {
    this.#queue.flush();
    this.#recorder.record();
  }

  /** The page goes, perhaps to come back: saves all, and holds nothing that would keep it from being kept. Answers are written on elsewhere. */
  leave(): void {
    this.suspend();
    this.#queue.pause();
  }

  /** The page has come back: takes up what other tabs have saved meanwhile, and finds the answer that was left. */
  comeBack(): void {
    if (!this.#queue.isPaused) return;
    const saved = this.#ports.storage.load();
    const { turns, sessionId } = this.store.state;
    const kept = new Set(saved?.turns.map(({ id }) => id));
    // All that was known here was saved when the page went: what is not there any more was emptied, or taken back.
    if (sessionId !== null && sessionId !== saved?.sessionId && !turns.some(({ id }) => kept.has(id))) this.#clear('new', true);
    for (const turn of this.store.state.turns) {
      if (turn.state === 'queued' && !kept.has(turn.id)) this.#stopUnsaved(turn);
    }
    if (saved) this.#onSaved(saved, true);
    this.#queue.resume();
  }

  /** Ends for good, for a conversation that gives way to another. What ran is saved as running: who restores it finds the answer. */
  dispose(): void {
    this.suspend();
    this.#abandon();
    for (const unsubscribe of this.#subscriptions) unsubscribe();
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
    this.#queue.goOn();
    return end;
  }

  #onOnline(): void {
    this.#queue.goOn();
    // What was cut by the network may be whole by now; to ask what became of it costs nothing.
    const failure = this.store.state.turns.at(-1)?.failure;
    if (failure && PASSING.includes(failure.code) && this.#queue.runningKey === undefined) void this.reconcile();
  }

  /** Another tab has saved the conversation, or has emptied it; if not `isCurrent`, storage has something else by now. */
  #onSaved(saved: ConversationState | null, isCurrent: boolean): void {
    if (saved === null) {
      if (this.store.state.sessionId !== null) this.#clear('new', true);
      return;
    }
    if (!isCurrent && saved.turns.some(({ id }) => this.#emptied.has(id))) return;
    this.#queue.flush();
    const running = this.store.state.turns.filter(isRunning);
    // Whoever took it back did not know that it is still at it here.
    const stopped = running.filter((turn) => isDiscarded(turn, saved)).map((turn) => this.#stopUnsaved(turn));
    this.store.dispatch({ type: 'synced', saved, runningKey: this.#queue.runningKey, atMs: this.#nowMs() });
    this.#recorder.skip();
    if (hasNews(this.store.state, saved)) this.#ports.storage.save(this.store.state);
    this.#queue.dropStale();
    for (const { id } of running) {
      const ended = this.store.state.turns.find((one) => one.id === id && !isRunning(one));
      if (ended) this.tell({ type: 'followed', turn: ended });
    }
    for (const turn of stopped) this.tell({ type: 'stopped', turn, ms: 0 });
    this.#queue.follow();
  }

  /**
   * Stops everything that runs or waits, without sending what waits, and without saving that it was stopped.
   *
   * @returns the turns that were stopped.
   */
  #abandon(): Turn[] {
    this.#queue.flush();
    this.#queue.abandon();
    this.#recorder.rest();
    return this.store.state.turns.filter(isRunning).map((turn) => this.#stopUnsaved(turn));
  }

  #stopUnsaved({ id: turnId, key }: Turn): Turn {
    this.store.dispatch({ type: 'stopped', turnId, key, atMs: this.#nowMs() });
    return this.#turn(turnId);
  }

  /** @param isTold - another tab has emptied storage: what is there now was asked since. */
  #clear(state: 'new' | 'forgotten', isTold = false): void {
    const turn = this.store.state.turns.find(isActive);
    if (turn) this.#ports.transport.stopTurn(turn.key);
    const stopped = this.#abandon();
    this.#empty('cleared', isTold);
    // Not before all is empty: whoever hears of it may ask again at once.
    for (const turn of stopped) this.tell({ type: 'stopped', turn, ms: 0 });
    this.tell({ type: 'session', state });
  }

  /** Empties the conversation and its place in storage. */
  #empty(type: 'cleared' | 'vanished', isTold = false): boolean {
    const { turns } = this.store.state;
    const isEmptied = this.store.dispatch({ type, atMs: this.#nowMs() });
    if (isEmptied) for (const { id } of turns) this.#emptied.add(id);
    if (!isTold && (isEmptied || type === 'cleared')) this.#ports.storage.clear();
    this.#recorder.skip();
    return isEmptied;
  }

  /** Lets something happen now, and saves what has changed: a running answer now and then, all else at once. */
  #dispatch(happening: Happening): boolean {
    const goesOn = happening.type === 'received' && this.#turn(happening.turnId).state === 'streaming';
    const isChanged = this.store.dispatch({ ...happening, atMs: this.#nowMs() } as Action);
    if (goesOn) this.#recorder.recordSoon();
    else this.#recorder.record();
    return isChanged;
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
