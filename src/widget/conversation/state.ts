import type { AssistersErrorCode } from '../../protocol/assisters-error.ts';
import type { Source } from '../../protocol/chat-event.ts';

const RUNNING = ['queued', 'sending', 'streaming', 'recovering'] as const;

/** Every state that a turn can have. */
export const TURN_STATES = [...RUNNING, 'done', 'stopped', 'interrupted', 'failed'] as const;

/**
 * Where a turn stands.
 *
 * `queued` waits: with a `failure` for the network or a limit, else for the turn before it · `sending` request
 * out, no text yet · `streaming` text
 * arrives · `recovering` cut, being resumed. End states: `done` · `stopped` by the visitor · `interrupted` cut, some text
 * shown · `failed` no answer text.
 */
export type TurnState = (typeof TURN_STATES)[number];

/** The latest time that a `Date` can hold; milliseconds since the epoch. */
export const MAX_TIME_MS = 8.64e15;

/** Why a turn ended badly, in terms that a program can act on; the wording is in `locales`. */
export interface TurnFailure {
  code: AssistersErrorCode;
  /** HTTP status; 0 where there was no answer at all. */
  status: number;
  /** Whether asking again may help: a retry button is offered. */
  retryable: boolean;
  /** Whether the words themselves were refused: editing is offered. */
  editable: boolean;
  /** Wall-clock time before which asking again is pointless; milliseconds since the epoch. */
  retryAtMs: number | null;
  requestId: string | null;
}

/** One question and its answer. */
export interface Turn {
  /** Names the turn on this page, over all its attempts. */
  readonly id: string;
  /** `Idempotency-Key` of the running or last attempt. */
  readonly key: string;
  /** The visitor's words, exactly as sent (NFC, trimmed). */
  readonly question: string;
  /** Markdown received so far. */
  readonly answer: string;
  readonly state: TurnState;
  /** When it was asked, but always above what was known then: tells what comes after what, though a clock is set back. */
  readonly place: number;
  /** Milliseconds since the epoch. */
  readonly askedAtMs: number;
  /** When the turn ended; milliseconds since the epoch. */
  readonly endedAtMs: number | null;
  /** The server's name for the answer, once `done`. */
  readonly answerId: string | null;
  /** Tokens of the exchange, once `done`. */
  readonly tokens: number | null;
  readonly sources: readonly Source[];
  readonly failure: TurnFailure | null;
  /** Requests of this attempt that have left; more than one only where the first was refused for now. */
  readonly sends: number;
  /** How often the turn has gone back into the queue: to wait, or to be asked again. Tells which of two tabs' copies is the later one. */
  readonly waits: number;
}

/** All that is known of a conversation. Replaced, never changed, and only by `reduce`. */
export interface ConversationState {
  /** Minted with the first question, so that an untouched chat has none. */
  readonly sessionId: string | null;
  readonly turns: readonly Turn[];
  /** Keys of failed attempts that were taken back, the last ones: another tab may still have the turn. */
  readonly discarded: readonly string[];
  /** When the last change happened; milliseconds since the epoch, 0 for an untouched conversation. */
  readonly changedAtMs: number;
}

/** The state before anything was said. */
export const EMPTY_CONVERSATION: ConversationState = { sessionId: null, turns: [], discarded: [], changedAtMs: 0 };

/** How many keys of attempts that were taken back are known at most. */
export const MAX_DISCARDED = 50;

/** What a turn has before anything of its answer came. */
export const UNANSWERED = {
  answer: '',
  endedAtMs: null,
  answerId: null,
  tokens: null,
  sources: [],
  failure: null,
  sends: 0,
  waits: 0,
} as const;

/** Whether a turn is still on its way. */
export function isRunning({ state }: Turn): boolean {
  return (RUNNING as readonly TurnState[]).includes(state);
}

/** Whether a turn's request is out: at most one of a conversation is. */
export function isActive(turn: Turn): boolean {
  return isRunning(turn) && turn.state !== 'queued';
}

/** Whether the visitor may have a turn asked again: one that was stopped, or that ended badly for a reason which may pass. */
export function isRetryable({ state, failure }: Turn): boolean {
  return state === 'stopped' || failure?.retryable === true;
}

/** Whether an answer says nothing at all, so that a turn which ends with it has failed. */
export function isBlank(answer: string): boolean {
  return answer.trim() === '';
}
