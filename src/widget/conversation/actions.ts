import type { Source } from '../../protocol/chat-event.ts';
import type { ChatSession } from '../../protocol/chat-request.ts';
import type { ConversationState, TurnFailure } from './state.ts';

/** Every action happens at a time, which it brings along: milliseconds since the epoch. */
interface At {
  readonly atMs: number;
}

/** An action about one attempt at one turn. An attempt that is no longer the turn's own changes nothing, however late it speaks. */
interface OfAttempt extends At {
  readonly turnId: string;
  /** `Idempotency-Key` of the attempt. */
  readonly key: string;
}

/** The visitor asked. */
export interface Asked extends OfAttempt {
  readonly type: 'asked';
  /** The session's id, if this is the first question; ignored afterwards. */
  readonly sessionId: string;
  /** NFC, trimmed. */
  readonly question: string;
}

/** A waiting turn's request left. */
export interface Sent extends OfAttempt {
  readonly type: 'sent';
}

/** A turn has to wait: its request was refused for now, or there is no network. */
export interface Postponed extends OfAttempt {
  readonly type: 'postponed';
  readonly failure: TurnFailure;
  /** Nothing has left. */
  readonly isUnsent: boolean;
}

/** A part of the answer came. */
export interface Received extends OfAttempt {
  readonly type: 'received';
  /** Markdown, to be put behind what is there; may be empty. */
  readonly text: string;
  /** The answer's sources, all of them; absent where this part says nothing about them. */
  readonly sources?: readonly Source[];
}

/** The connection broke, or fell silent, in mid-answer. */
export interface Cut extends OfAttempt {
  readonly type: 'cut';
}

/** The answer is whole. */
export interface Completed extends OfAttempt {
  readonly type: 'completed';
  readonly answerId: string;
  readonly tokens: number;
  /** The session that the answer names; the conversation goes on under it. */
  readonly sessionId: string | null;
}

/** The visitor stopped the turn. */
export interface Stopped extends OfAttempt {
  readonly type: 'stopped';
}

/** The turn ended badly: `interrupted` where there is text, else `failed`. */
export interface Broke extends OfAttempt {
  readonly type: 'broke';
  readonly failure: TurnFailure;
}

/** The visitor had an ended turn asked again; `key` is the new attempt's. */
export interface Retried extends OfAttempt {
  readonly type: 'retried';
}

/** The visitor took back a question that had failed. */
export interface Discarded extends At {
  readonly type: 'discarded';
  readonly turnId: string;
}

/** A saved conversation was found. */
export interface Restored extends At {
  readonly type: 'restored';
  readonly saved: ConversationState;
}

/** The server told what it knows of the conversation. */
export interface Reconciled extends At {
  readonly type: 'reconciled';
  readonly session: ChatSession;
  /** Names the turns that only the server knew; unique on this page. */
  readonly idPrefix: string;
  /** Whether the turn that is being recovered has no other source: else its stream brings what is told here once more. */
  readonly recovers: boolean;
}

/** The server said that it has no such conversation. */
export interface Vanished extends At {
  readonly type: 'vanished';
}

/** Another tab saved the conversation. */
export interface Synced extends At {
  readonly type: 'synced';
  readonly saved: ConversationState;
  /** Key of the turn whose answer arrives in this tab: no other one adds to its text. */
  readonly runningKey: string | undefined;
}

/** The visitor began anew, or had everything forgotten. */
export interface Cleared extends At {
  readonly type: 'cleared';
}

/** All that can happen to a conversation, as past facts. */
export type Action =
  | Asked
  | Sent
  | Postponed
  | Received
  | Cut
  | Completed
  | Stopped
  | Broke
  | Retried
  | Discarded
  | Restored
  | Reconciled
  | Synced
  | Vanished
  | Cleared;

/** An action without its time. */
export type Happening<One = Action> = One extends Action ? Omit<One, 'atMs'> : never;
