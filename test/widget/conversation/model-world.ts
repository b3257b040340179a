import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import type { ChatEvent } from '../../../src/protocol/chat-event.ts';
import type { ChatSession, SessionMessage } from '../../../src/protocol/chat-request.ts';
import type { ChatTransport, Surroundings, TabLead, TurnRequest } from '../../../src/widget/conversation/ports.ts';
import { ConversationSession } from '../../../src/widget/conversation/session.ts';
import { createStorage, type StorageWindow } from '../../../src/widget/storage/create-storage.ts';
import { MemoryStore } from '../storage/memory-store.ts';
import { FakeStream, settle } from './fake-ports.ts';

/** The place in storage. */
export const NAME = 'assisters-chat:model';

/** Silence after which the transport gives up. */
const TIMEOUT_MS = 30_000;

/** How long our proxy keeps an answer's text, and how long its key, from its end on. */
const LOG_MS = 120_000;
const KEY_MS = 600_000;

const DAY_MS = 86_400_000;

/** What a world is like, from its beginning to its end. */
export interface Nature {
  /** `ours` knows turns and history; `history` forwards all but turns; `forwarder` knows the two POST routes and nothing else. */
  proxy: 'ours' | 'history' | 'forwarder';
  /** Without our proxy: the source writes on when its reader is gone. */
  writesOn: boolean;
  /** A response's head comes at once, not with the first word. */
  headFirst: boolean;
  /** The source gives every conversation another name. */
  renames: boolean;
  /** The proxy is on this very machine: reached without a network, too. */
  isBeside: boolean;
  /** Storage takes whatever it is given, which matters most where there is more than one tab. */
  isStorageSound: boolean;
  /** There is one tab at a time. */
  isAlone: boolean;
}

/** What happens to the next question on its way. */
export type AskFault =
  | 'never arrives'
  | 'reply lost'
  | 'cut at once'
  | 'silence'
  | 'refused 1 s'
  | 'refused 30 s'
  | 'refused 90 s'
  | 'refused'
  | 'busy 5 s'
  | 'unavailable'
  | 'broken'
  | 'web page'
  | 'error event'
  | 'source lost';

/** What happens to the next of all other requests. */
export type LookFault = 'never arrives' | 'broken' | 'refused' | 'silence';

/** One answer, as its source writes it: what was billed. */
interface Answer {
  readonly key: string;
  readonly question: string;
  readonly sessionId: string;
  readonly askedAtMs: number;
  readonly pieces: readonly string[];
  said: number;
  /** `cut`: by whoever read it, or by trouble. */
  end: 'done' | 'stopped' | 'cut' | null;
  endedAtMs: number;
  readonly readers: Set<Line>;
  /** The readers are told of trouble before this piece. */
  readonly breaksAt: number | undefined;
  /** What the proxy has of it ended badly, though its source goes on. */
  isLost: boolean;
}

/** A question that left a tab. */
export interface Posting {
  readonly key: string;
  readonly question: string;
  /** A repetition of it bills nothing: it was refused for now, or the browser knew that it has no network. */
  mayRepeat: boolean;
  hasArrived: boolean;
  isRefused: boolean;
}

/** One streamed response. */
class Line extends FakeStream {
  readonly tab: Tab;
  hasHead = false;
  isMute = false;
  /** By the steady clock. */
  activeAtMs: number;

  constructor(tab: Tab, request: TurnRequest, signal: AbortSignal) {
    super(request, signal);
    this.tab = tab;
    this.activeAtMs = tab.world.steadyMs;
  }
}

interface Timer {
  readonly tab: Tab;
  readonly atMs: number;
  readonly callback: () => void;
}

/** A page that shows the conversation. */
export class Tab {
  readonly world: World;
  readonly name: string;
  readonly session: ConversationSession;
  /** What the browser has for it to hear: of storage, and that it leads. */
  readonly inbox: { isClearing: boolean; hear: () => void }[] = [];
  readonly frames = new Set<() => void>();
  readonly online = new Set<() => void>();
  readonly onStorage = new Set<(event: Event) => void>();
  state: 'open' | 'away' | 'gone' = 'open';

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    this.session = new ConversationSession({
      transport: createTransport(this),
      storage: createStorage({
        keep: { kind: 'local', ms: 30 * DAY_MS },
        name: NAME,
        nowMs: () => world.nowMs,
        window: createWindow(this),
      }),
      lead: createLead(this),
      surroundings: createSurroundings(this),
      user: () => null,
    });
  }

  get turns() {
    return this.session.store.state.turns;
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** The page is left, and may come back. */
  leave(): void {
    this.session.leave();
    this.state = 'away';
    this.inbox.length = 0;
  }

  comeBack(): void {
    this.state = 'open';
    this.session.comeBack();
  }

  /** The browser has freed what it was: nothing of it is heard or done any more. */
  end(): void {
    this.state = 'gone';
    this.inbox.length = 0;
    this.frames.clear();
    this.world.drop(this);
  }
}

/** A browser with its tabs, one store and one clock; a network; a proxy with its source. Nothing in it happens but by a call. */
export class World {
  readonly nature: Nature;
  readonly tabs: Tab[] = [];
  readonly store = new MemoryStore();
  readonly askFaults: AskFault[] = [];
  readonly lookFaults: LookFault[] = [];
  readonly postings: Posting[] = [];
  readonly answers: Answer[] = [];
  /** Tabs that lead or want to, the leading one first. */
  wishes: { tab: Tab; callback: () => void; isTold: boolean }[] = [];
  isOnline = true;
  /** The visitor empties the conversation right now. */
  isClearing = false;
  /** Somebody saved what it had before it heard that all was emptied. */
  isRaced = false;
  /** What no program should do. */
  readonly problems: string[] = [];
  /** A clock that nobody sets. */
  steadyMs = 0;
  #setBy = Date.UTC(2026, 0, 10);
  #minted = 0;
  #lines = new Set<Line>();
  #timers = new Set<Timer>();
  #replies: (() => void)[] = [];
  /** The source's names of conversations, by those that browsers gave. */
  #names = new Map<string, string>();
  #deleted = new Set<Answer>();

  constructor(nature: Nature) {
    this.nature = nature;
  }

  /** By the clock on the wall. */
  get nowMs(): number {
    return this.steadyMs + this.#setBy;
  }

  get openTabs(): Tab[] {
    return this.tabs.filter(({ isOpen }) => isOpen);
  }

  /** Every open tab has heard all that there is to hear. */
  get isQuiet(): boolean {
    return this.#replies.length === 0 && this.openTabs.every(({ inbox }) => inbox.length === 0);
  }

  open(): Tab {
    const tab = new Tab(this, `tab ${this.tabs.length + 1}`);
    this.tabs.push(tab);
    tab.session.restore();
    return tab;
  }

  /** @param ms - by which the clock on the wall is put on, or back. */
  setClock(ms: number): void {
    this.#setBy += ms;
  }

  randomBytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    // All different, and in no order.
    const seed = Math.imul(++this.#minted, 0x9e3779b1) >>> 0;
    for (let index = 0; index < count; index++) bytes[index] = index < 4 ? seed >>> (8 * index) : this.#minted >>> (8 * (index & 3));
    return bytes;
  }

  /** Lets the tabs hear everything, and the replies arrive, until nothing is left. */
  async hearAll(): Promise<void> {
    for (let rounds = 0; ; rounds++) {
      await settle();
      if (this.isQuiet && this.openTabs.every(({ frames }) => frames.size === 0)) return;
      if (rounds > 200) return void this.problems.push('it never comes to rest');
      for (const tab of this.openTabs) {
        for (let next = tab.inbox.shift(); next; next = tab.inbox.shift()) this.call(next.hear);
        this.paint(tab);
      }
      for (const reply of this.#replies.splice(0)) reply();
    }
  }

  paint({ frames }: Tab): void {
    const due = [...frames];
    frames.clear();
    for (const callback of due) this.call(callback);
  }

  /** Lets time pass: timers fire, and what is silent for too long is given up. */
  async pass(ms: number): Promise<void> {
    const endMs = this.steadyMs + ms;
    for (let rounds = 0; ; rounds++) {
      await settle();
      if (rounds > 5_000) return void this.problems.push('its timers never end');
      const timers = [...this.#timers].filter(({ tab }) => tab.isOpen);
      const [timer] = timers.sort((one, other) => one.atMs - other.atMs);
      const lines = [...this.#lines].filter(({ tab }) => tab.isOpen);
      const [line] = lines.sort((one, other) => one.activeAtMs - other.activeAtMs);
      const timerAtMs = timer?.atMs ?? Infinity;
      const silentAtMs = line ? line.activeAtMs + TIMEOUT_MS : Infinity;
      const nextMs = Math.min(timerAtMs, silentAtMs);
      if (nextMs > endMs) break;
      this.steadyMs = Math.max(this.steadyMs, nextMs);
      if (silentAtMs < timerAtMs) this.#break(line!, new AssistersError('timeout'));
      else {
        this.#timers.delete(timer!);
        this.call(timer!.callback);
      }
    }
    this.steadyMs = endMs;
    for (const tab of this.openTabs) this.paint(tab);
    await settle();
  }

  /** Has the source write on. */
  write(count: number): void {
    for (const answer of this.answers) for (let written = 0; written < count && answer.end === null; written++) this.#writePiece(answer);
  }

  /** @param isNoticed - whether the connections break; else they fall silent. */
  goOffline(isNoticed: 'before' | 'after' | 'never'): void {
    if (isNoticed === 'before') this.cut();
    this.isOnline = false;
    if (isNoticed === 'after') this.cut();
    if (isNoticed === 'never') this.mute();
  }

  goOnline(): void {
    if (this.isOnline) return;
    this.isOnline = true;
    for (const tab of this.openTabs) for (const listener of [...tab.online]) this.call(listener);
  }

  /** Every response that is on its way breaks off. */
  cut(): void {
    for (const line of [...this.#lines]) this.#break(line, new AssistersError(line.hasHead ? 'interrupted' : 'offline'));
  }

  /** Nothing more comes of the responses that are on their way. */
  mute(): void {
    for (const line of this.#lines) {
      line.isMute = true;
      this.#leave(line);
    }
  }

  /** Something that no tab of ours does. @param value - `null` empties all. */
  writeFromOutside(value: string | null): void {
    if (value === null) this.store.clear();
    else this.store.entries.set(NAME, value);
    this.tellOthers(undefined, value === null ? null : NAME, value);
  }

  /** As browsers tell the other tabs of a change of storage. */
  tellOthers(from: Tab | undefined, key: string | null, newValue: string | null): void {
    for (const tab of this.tabs) {
      // A page that was left misses it.
      if (tab === from || !tab.isOpen) continue;
      const event = Object.assign(new Event('storage'), { key, newValue });
      tab.inbox.push({
        isClearing: this.isClearing && newValue === null && key === NAME,
        hear: () => tab.onStorage.forEach((listener) => listener(event)),
      });
    }
  }

  /** Calls what must not throw. */
  call(callback: () => unknown): void {
    try {
      callback();
    } catch (error) {
      this.problems.push(`thrown: ${(error as Error).stack}`);
    }
  }

  /** A tab's end, as all others notice it. */
  drop(tab: Tab): void {
    for (const timer of this.#timers) if (timer.tab === tab) this.#timers.delete(timer);
    for (const line of [...this.#lines]) if (line.tab === tab) this.#forget(line);
    this.wishes = this.wishes.filter((wish) => wish.tab !== tab);
    this.grantLead();
  }

  grantLead(): void {
    const [first] = this.wishes;
    if (!first || first.isTold) return;
    first.isTold = true;
    first.tab.inbox.push({
      isClearing: false,
      hear: () => {
        if (this.wishes[0] === first) first.callback();
      },
    });
  }

  after(tab: Tab, ms: number, callback: () => void): () => void {
    const timer = { tab, atMs: this.steadyMs + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** A question leaves a tab. */
  post(tab: Tab, request: TurnRequest, signal: AbortSignal): Line {
    const line = this.#connect(tab, request, signal);
    const isUnsent = !this.isOnline;
    const posting: Posting = { key: request.key, question: request.message, mayRepeat: isUnsent, hasArrived: false, isRefused: false };
    this.postings.push(posting);
    const fault = isUnsent && !this.nature.isBeside ? 'never arrives' : this.askFaults.shift();
    // What came back nowhere may have arrived, unless the browser knew better.
    if (fault === 'never arrives' || (fault === 'reply lost' && isUnsent)) this.#break(line, new AssistersError('offline'));
    else if (fault !== undefined && fault in REFUSALS) {
      const { code, ...details } = REFUSALS[fault]!;
      posting.isRefused = details.status === 429 || details.retryAfterMs !== undefined;
      posting.mayRepeat ||= posting.isRefused;
      this.#break(line, new AssistersError(code, code, { ...details, enveloped: true }));
    } else {
      posting.hasArrived = true;
      this.#take(line, request, fault);
    }
    return line;
  }

  /** A tab asks for the rest of an answer. @param number - of the last event that it has. */
  resume(tab: Tab, key: string, number: number, signal: AbortSignal): Line {
    const line = this.#connect(tab, { key, sessionId: '', message: '', user: null }, signal);
    if (this.#fails(line)) return line;
    const answer = this.nature.proxy === 'ours' ? this.#known(key) : undefined;
    const hasLog = answer && (answer.end === null || this.steadyMs - answer.endedAtMs < LOG_MS);
    if (this.nature.proxy !== 'ours') this.#break(line, notFound('not_found', false));
    else if (!hasLog || (isOver(answer) && number >= answer.said + 1)) this.#break(line, notFound('turn_not_found', true));
    else this.#show(line, answer, number);
    return line;
  }

  stop(key: string): void {
    if (this.nature.proxy !== 'ours' || this.#lookFault() !== undefined) return;
    const answer = this.#known(key);
    // A browser's tabs hear of each other sooner than by way of the proxy.
    this.#replies.push(() => {
      if (answer && !isOver(answer)) this.#finish(answer, 'stopped');
    });
  }

  load(tab: Tab, sessionId: string, signal?: AbortSignal): Promise<ChatSession> {
    return this.#answerLook(tab, signal, () => {
      const messages = this.#history(sessionId);
      if (this.nature.proxy === 'forwarder') throw notFound('not_found', false);
      if (messages.length === 0) throw notFound('session_not_found', true);
      return { id: sessionId, assistant: 'shop', created_at: '', updated_at: '', messages };
    });
  }

  delete(tab: Tab, sessionId: string): Promise<void> {
    return this.#answerLook(tab, undefined, () => {
      if (this.nature.proxy === 'forwarder') throw notFound('not_found', false);
      for (const answer of this.answers) if (answer.sessionId === this.#nameOf(sessionId)) this.#deleted.add(answer);
    });
  }

  /** All that was ever written whole to a question. */
  wholeAnswersTo(question: string): string[] {
    return this.answers.filter((answer) => answer.question === question).map(({ pieces }) => pieces.join(''));
  }

  #connect(tab: Tab, request: TurnRequest, signal: AbortSignal): Line {
    const line = new Line(tab, request, signal);
    if (signal.aborted || tab.state === 'gone') return line;
    this.#lines.add(line);
    signal.addEventListener('abort', () => this.#forget(line));
    return line;
  }

  /** A question has arrived. */
  #take(line: Line, { key, message, sessionId }: TurnRequest, fault?: AskFault): void {
    const known = this.nature.proxy === 'ours' ? this.#known(key) : undefined;
    const number = this.answers.length + 1;
    const length = 1 + ((number * 7) % 5);
    const answer: Answer = known ?? {
      key,
      question: message,
      sessionId: this.#nameOf(sessionId),
      askedAtMs: this.nowMs,
      pieces: Array.from({ length }, (_, index) => `${number}.${index} `),
      said: 0,
      end: null,
      endedAtMs: 0,
      readers: new Set(),
      breaksAt: fault === 'error event' || fault === 'source lost' ? number % length : undefined,
      isLost: false,
    };
    if (!known) this.answers.push(answer);
    if (known && isOver(known) && this.steadyMs - known.endedAtMs >= LOG_MS) return this.#break(line, notFound('turn_not_found', true));
    this.#show(line, answer, 0);
    if (fault === 'source lost') answer.isLost = true;
    if (fault === 'reply lost') this.#break(line, new AssistersError('offline'));
    if (fault === 'cut at once') this.#break(line, new AssistersError('interrupted'));
    if (fault === 'silence') {
      line.isMute = true;
      this.#leave(line);
    }
  }

  /** What our proxy knows by a key. */
  #known(key: string): Answer | undefined {
    return this.answers.find((answer) => answer.key === key && (!isOver(answer) || this.steadyMs - answer.endedAtMs < KEY_MS));
  }

  /** @param number - of the last event that is known. */
  #show(line: Line, answer: Answer, number: number): void {
    answer.readers.add(line);
    // What a browser without a network has sent counts as not sent until something comes back.
    line.hasHead = this.nature.headFirst || !this.isOnline;
    for (const content of answer.pieces.slice(number, answer.said)) this.#tell(line, { type: 'chunk', content });
    if (isOver(answer)) this.#tell(line, this.#lastEvent(answer));
  }

  #writePiece(answer: Answer): void {
    if (answer.said === answer.breaksAt && !answer.isLost) return this.#finish(answer, 'cut');
    // All that the proxy will ever have of it.
    if (answer.said === answer.breaksAt) answer.endedAtMs = this.steadyMs;
    if (answer.said === answer.breaksAt) for (const line of [...answer.readers]) this.#tell(line, this.#lastEvent(answer));
    const content = answer.pieces[answer.said++]!;
    for (const line of answer.readers) this.#tell(line, { type: 'chunk', content });
    if (answer.said === answer.pieces.length) this.#finish(answer, 'done');
  }

  #finish(answer: Answer, end: 'done' | 'stopped' | 'cut'): void {
    answer.end = end;
    answer.endedAtMs = this.steadyMs;
    for (const line of [...answer.readers]) this.#tell(line, this.#lastEvent(answer));
  }

  #lastEvent({ key, end, isLost, sessionId }: Answer): ChatEvent {
    if (end === 'stopped') return { type: 'error', error: { code: 'stopped', message: '', status: 499 } };
    if (end !== 'done' || isLost) return { type: 'error', error: { code: 'upstream_error', message: '', status: 502 } };
    return { type: 'done', id: key, tokens: { total: 1 }, ...(this.nature.renames && { session_id: sessionId }) };
  }

  #tell(line: Line, event: ChatEvent): void {
    if (line.isMute) return;
    line.hasHead = true;
    line.activeAtMs = this.steadyMs;
    line.event(event);
    if (event.type === 'done' || event.type === 'error') this.#forget(line);
  }

  #break(line: Line, error: AssistersError): void {
    this.#forget(line);
    line.fail(error);
  }

  #forget(line: Line): void {
    this.#lines.delete(line);
    this.#leave(line);
  }

  /** A reader is gone. */
  #leave(line: Line): void {
    for (const answer of this.answers) {
      if (!answer.readers.delete(line) || answer.end !== null || this.nature.proxy === 'ours' || this.nature.writesOn) continue;
      this.#finish(answer, 'cut');
    }
  }

  /** @returns the fault of a request that is no question. */
  #lookFault(): LookFault | undefined {
    return this.isOnline || this.nature.isBeside ? this.lookFaults.shift() : 'never arrives';
  }

  #fails(line: Line): boolean {
    const fault = this.#lookFault();
    if (fault === 'silence') line.isMute = true;
    else if (fault !== undefined) this.#break(line, lookError(fault));
    return fault !== undefined;
  }

  #answerLook<Reply>(tab: Tab, signal: AbortSignal | undefined, look: () => Reply): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const fault = this.#lookFault();
      let error = fault === undefined ? undefined : lookError(fault);
      let reply: Reply;
      try {
        if (!error) reply = look();
      } catch (thrown) {
        error = thrown as AssistersError;
      }
      const arrive = (): void => {
        if (tab.state === 'gone') return;
        if (error) reject(error);
        else resolve(reply);
      };
      signal?.addEventListener('abort', () => reject(new AssistersError('stopped')));
      if (fault === 'silence') this.after(tab, TIMEOUT_MS, arrive);
      else this.#replies.push(arrive);
    });
  }

  #nameOf(sessionId: string): string {
    if (!this.nature.renames || sessionId.startsWith('named-')) return sessionId;
    const name = this.#names.get(sessionId) ?? `named-${this.#names.size + 1}`;
    this.#names.set(sessionId, name);
    return name;
  }

  #history(sessionId: string): SessionMessage[] {
    return this.answers
      .filter((answer) => answer.sessionId === this.#nameOf(sessionId) && !this.#deleted.has(answer))
      .flatMap(({ question, askedAtMs, pieces, said, end }): SessionMessage[] => {
        const created_at = new Date(askedAtMs).toISOString();
        const content = pieces.slice(0, said).join('');
        const partial = end !== 'done';
        // The reference keeps no part of an answer, our own API says that it is one.
        const hasAnswer = end === 'done' || (end !== null && content !== '' && this.nature.proxy === 'ours');
        const asked: SessionMessage = { role: 'user', content: question, created_at };
        return hasAnswer ? [asked, { role: 'assistant', content, created_at, ...(partial && { partial }) }] : [asked];
      });
  }
}

/** What our proxy has of it is at its end. */
function isOver({ end, isLost, said, breaksAt }: Answer): boolean {
  return end !== null || (isLost && said > breaksAt!);
}

const REFUSALS: Partial<Record<AskFault, { code: AssistersError['code']; status: number; retryAfterMs?: number }>> = {
  'refused 1 s': { code: 'rate_limit_exceeded', status: 429, retryAfterMs: 1_000 },
  'refused 30 s': { code: 'rate_limit_exceeded', status: 429, retryAfterMs: 30_000 },
  'refused 90 s': { code: 'rate_limit_exceeded', status: 429, retryAfterMs: 90_000 },
  refused: { code: 'rate_limit_exceeded', status: 429 },
  'busy 5 s': { code: 'upstream_error', status: 503, retryAfterMs: 5_000 },
  unavailable: { code: 'upstream_error', status: 503 },
  broken: { code: 'server_error', status: 500 },
  'web page': { code: 'bad_response', status: 200 },
};

function notFound(code: AssistersError['code'], enveloped: boolean): AssistersError {
  return new AssistersError(code, code, { status: 404, enveloped });
}

function lookError(fault: LookFault): AssistersError {
  switch (fault) {
    case 'never arrives':
      return new AssistersError('offline');
    case 'silence':
      return new AssistersError('timeout');
    case 'refused':
      return new AssistersError('rate_limit_exceeded', '', { status: 429, retryAfterMs: 1_000, enveloped: true });
    case 'broken':
      return new AssistersError('server_error', '', { status: 500, enveloped: true });
  }
}

/** As `transport/create-transport` does it: what is numbered is resumed from its last event. */
function createTransport(tab: Tab): ChatTransport & { deadlineMs: number } {
  const { world } = tab;
  let last: { key: string; number: number } | undefined;

  async function* read(line: Line, key: string, number: number): AsyncGenerator<ChatEvent, void, undefined> {
    for await (const event of line) {
      if (world.nature.proxy === 'ours') last = { key, number: ++number };
      yield event;
      if (event.type === 'done' || event.type === 'error') return;
    }
  }

  return {
    deadlineMs: 120_000,
    stream: (request, signal) => read(world.post(tab, request, signal), request.key, 0),
    async *resume(key, signal, isNew) {
      const number = !isNew && last?.key === key ? last.number : undefined;
      if (number === undefined && !isNew) throw notFound('turn_not_found', false);
      yield* read(world.resume(tab, key, number ?? 0, signal), key, number ?? 0);
    },
    stopTurn: (key) => world.stop(key),
    loadSession: (sessionId, signal) => world.load(tab, sessionId, signal),
    deleteSession: (sessionId) => world.delete(tab, sessionId),
  };
}

function createLead(tab: Tab): TabLead {
  const { world } = tab;
  return {
    request(callback) {
      const wish = { tab, callback, isTold: false };
      world.wishes.push(wish);
      world.grantLead();
      return () => {
        world.wishes = world.wishes.filter((one) => one !== wish);
        world.grantLead();
      };
    },
  };
}

function createSurroundings(tab: Tab): Surroundings {
  const { world } = tab;
  return {
    nowMs: () => world.nowMs,
    randomBytes: (count) => world.randomBytes(count),
    nextFrame(callback) {
      tab.frames.add(callback);
      return () => void tab.frames.delete(callback);
    },
    after: (ms, callback) => world.after(tab, ms, callback),
    isOnline: () => world.isOnline,
    onOnline(callback) {
      tab.online.add(callback);
      return () => void tab.online.delete(callback);
    },
  };
}

/** The one store as a tab has it: the others hear of what is changed here. */
function createWindow(tab: Tab): StorageWindow {
  const { world } = tab;
  const { store } = world;
  const localStorage = {
    getItem: (key: string) => store.getItem(key),
    setItem(key: string, value: string) {
      if (tab.state === 'gone') return;
      const before = store.getItem(key);
      store.setItem(key, value);
      if (tab.inbox.some(({ isClearing }) => isClearing)) world.isRaced = true;
      if (before !== value) world.tellOthers(tab, key, value);
    },
    removeItem(key: string) {
      if (tab.state === 'gone' || store.getItem(key) === null) return;
      store.removeItem(key);
      world.tellOthers(tab, key, null);
    },
  };
  return {
    localStorage: localStorage as Storage,
    sessionStorage: null,
    addEventListener: (_type: string, listener: unknown) => void tab.onStorage.add(listener as (event: Event) => void),
    removeEventListener: (_type: string, listener: unknown) => void tab.onStorage.delete(listener as (event: Event) => void),
  };
}
