import type { ChatUser, ChatSession } from '../../protocol/chat-request.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { ConversationState } from './state.ts';

/** One question, ready to leave. */
export interface TurnRequest {
  /** `Idempotency-Key` of this attempt. */
  key: string;
  sessionId: string;
  message: string;
  user: ChatUser | null;
}

/** The way to the proxy. Every method rejects with an `AssistersError`, never with anything else. */
export interface ChatTransport {
  /** The longest that an answer may take, cuts and all. */
  readonly deadlineMs: number;
  /**
   * Asks, and yields what the answer's stream says. Ends after `done`; a stream that ends without it rejects with
   * `interrupted`, silence with `timeout`, an abort with `stopped`.
   */
  stream(request: TurnRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;
  /**
   * Yields what of a turn's answer was not yielded before; rejects as `stream`, with `turn_not_found` or another 4xx where the proxy cannot.
   *
   * @param isNew - of a turn that another page has asked: all of its answer.
   */
  resume(key: string, signal: AbortSignal, isNew: boolean): AsyncIterable<ChatEvent>;
  /** Ends an answer at its source: leaving it alone would have it written on. Tells the proxy, and does not wait; never throws. */
  stopTurn(key: string): void;
  /** Reads a stored conversation; rejects with `session_not_found` when the server has none. */
  loadSession(sessionId: string, signal?: AbortSignal): Promise<ChatSession>;
  /** Deletes a stored conversation; one that is not there counts as deleted. */
  deleteSession(sessionId: string): Promise<void>;
}

/** Where a conversation outlives its page. Never throws: a browser that refuses storage leaves memory. */
export interface ConversationStorage {
  /** The saved conversation, or `null` when there is none, it has expired, or it is not ours to read. */
  load(): ConversationState | null;
  save(state: ConversationState): void;
  clear(): void;
  /**
   * Calls back when another tab has saved the conversation, with `null` when it has emptied it, and with whether that is what is there
   * now: news comes late.
   *
   * @returns what ends it.
   */
  watch(listener: (saved: ConversationState | null, isCurrent: boolean) => void): () => void;
}

/** Which of the tabs that show a conversation speaks to the proxy. */
export interface TabLead {
  /**
   * Calls back, at once or later, when this tab may speak for all; nobody else does so until it is given up, or the page is gone.
   *
   * @returns what gives it up, or the wish for it.
   */
  request(callback: () => void): () => void;
}

/** Time, chance and the network, so that the core stays pure. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Cryptographically random bytes. */
  randomBytes(count: number): Uint8Array;
  /** Calls back before the next paint, or soon where nothing is painted; returns what cancels it. */
  nextFrame(callback: () => void): () => void;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** `false` where there is certainly no network. */
  isOnline(): boolean;
  /** Calls back whenever the network comes back; returns what ends it. */
  onOnline(callback: () => void): () => void;
}
