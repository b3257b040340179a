import { randomFillSync } from 'node:crypto';
import type { ChatEvent } from '../../../src/protocol/chat-event.ts';
import type { ChatSession } from '../../../src/protocol/chat-request.ts';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import type { ChatTransport, ConversationStorage, Surroundings, TabLead, TurnRequest } from '../../../src/widget/conversation/ports.ts';
import type { ConversationState } from '../../../src/widget/conversation/state.ts';

/** A stream that a test feeds by hand. */
export class FakeStream implements AsyncIterable<ChatEvent> {
  readonly request: TurnRequest;
  readonly signal: AbortSignal;
  #queue: (ChatEvent | AssistersError | 'end')[] = [];
  #wake: () => void = () => undefined;

  constructor(request: TurnRequest, signal: AbortSignal) {
    this.request = request;
    this.signal = signal;
    signal.addEventListener('abort', () => this.fail(new AssistersError('stopped', 'Aborted.')));
  }

  say(content: string): void {
    this.#push({ type: 'chunk', content });
  }

  done(sessionId?: string): void {
    const done = { type: 'done', id: 'msg_1', tokens: { total: 7 } } as const;
    this.#push(sessionId === undefined ? done : { ...done, session_id: sessionId });
  }

  event(event: ChatEvent): void {
    this.#push(event);
  }

  fail(error: AssistersError): void {
    this.#push(error);
  }

  end(): void {
    this.#push('end');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ChatEvent, void, undefined> {
    for (;;) {
      const next = this.#queue.shift();
      if (next === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (next === 'end') return;
      else if (next instanceof AssistersError) throw next;
      else yield next;
    }
  }

  #push(item: ChatEvent | AssistersError | 'end'): void {
    this.#queue.push(item);
    this.#wake();
  }
}

/** A proxy that a test plays. */
export class FakeTransport implements ChatTransport {
  readonly deadlineMs = 300_000;
  readonly streams: FakeStream[] = [];
  readonly deleted: string[] = [];
  /** Keys of turns that were stopped at their source. */
  readonly stopped: string[] = [];
  /** Keys of turns that were resumed, each time. */
  readonly resumed: string[] = [];
  /** Answers `GET /chat/stream/{turn}`; a proxy that does not know the route unless a test says otherwise. */
  onResume: ((stream: FakeStream) => void) | undefined;
  /** Answers `GET /sessions`. */
  onLoad: (sessionId: string) => Promise<ChatSession> = () => Promise.reject(new AssistersError('session_not_found', '', { status: 404 }));
  onDelete: () => Promise<void> = () => Promise.resolve();

  get last(): FakeStream {
    return this.streams.at(-1)!;
  }

  stream(request: TurnRequest, signal: AbortSignal): FakeStream {
    this.streams.push(new FakeStream(request, signal));
    return this.last;
  }

  resume(key: string, signal: AbortSignal): AsyncIterable<ChatEvent> {
    this.resumed.push(key);
    const stream = new FakeStream({ key, sessionId: '', message: '', user: null }, signal);
    if (this.onResume === undefined) stream.fail(new AssistersError('turn_not_found', '', { status: 404 }));
    else this.onResume(stream);
    return stream;
  }

  stopTurn(key: string): void {
    this.stopped.push(key);
  }

  loadSession(sessionId: string): Promise<ChatSession> {
    return this.onLoad(sessionId);
  }

  deleteSession(sessionId: string): Promise<void> {
    this.deleted.push(sessionId);
    return this.onDelete();
  }
}

/** A store in memory that keeps what it was given, call by call. */
export class FakeStorage implements ConversationStorage {
  saves: ConversationState[] = [];
  kept: ConversationState | null = null;

  load(): ConversationState | null {
    return this.kept;
  }

  save(state: ConversationState): void {
    this.saves.push(state);
    this.kept = state;
  }

  clear(): void {
    this.kept = null;
  }

  /** What another tab does. */
  tellSaved: (saved: ConversationState | null) => void = () => undefined;

  watch(listener: (saved: ConversationState | null, isCurrent: boolean) => void): () => void {
    this.tellSaved = (saved) => listener(saved, true);
    return () => (this.tellSaved = () => undefined);
  }
}

/** Leads at once, unless another tab does. */
export class FakeLead implements TabLead {
  isTaken = false;
  /** Those that lead or want to. */
  readonly wishes = new Set<() => void>();

  request(callback: () => void): () => void {
    this.wishes.add(callback);
    if (!this.isTaken) callback();
    return () => void this.wishes.delete(callback);
  }

  /** The other tab is gone. */
  pass(): void {
    this.isTaken = false;
    for (const wish of this.wishes) wish();
  }
}

/** A clock and frames that move when a test says so. */
export class FakeSurroundings implements Surroundings {
  timeMs = Date.UTC(2026, 0, 10);
  online = true;
  #onlineListeners = new Set<() => void>();
  #frames = new Set<() => void>();
  #timers = new Set<{ atMs: number; callback: () => void }>();

  nowMs(): number {
    return this.timeMs;
  }

  randomBytes(count: number): Uint8Array {
    return randomFillSync(new Uint8Array(count));
  }

  nextFrame(callback: () => void): () => void {
    this.#frames.add(callback);
    return () => void this.#frames.delete(callback);
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.timeMs + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets time pass, firing what is due, and everything that follows from it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.timeMs + ms;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.timeMs = next.atMs;
      next.callback();
    }
    this.timeMs = endMs;
  }

  isOnline(): boolean {
    return this.online;
  }

  onOnline(callback: () => void): () => void {
    this.#onlineListeners.add(callback);
    return () => void this.#onlineListeners.delete(callback);
  }

  setOnline(isOnline: boolean): void {
    this.online = isOnline;
    if (isOnline) for (const listener of [...this.#onlineListeners]) listener();
  }

  get framesWaiting(): number {
    return this.#frames.size;
  }

  paint(): void {
    const due = [...this.#frames];
    this.#frames.clear();
    for (const callback of due) callback();
  }
}

/** Lets everything that is already under way in this process come to rest. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
