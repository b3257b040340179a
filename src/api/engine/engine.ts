import type { ChatUser, SessionMessage } from '../../protocol/chat-request.ts';

/** What an engine is asked. */
export interface EngineRequest {
  assistant: { id: string; slug: string; name: string; description: string };
  /** What was said before in this session, oldest first, without `message`. */
  history: readonly SessionMessage[];
  /** The question: NFC, trimmed, 1 to 4,000 code points. */
  message: string;
  /** Who asks, as the caller says it: a claim. */
  user: ChatUser | undefined;
  /** Whether somebody watches the answer arrive; else it is collected and sent whole. */
  live: boolean;
  /** Aborted when nobody wants the answer any more: the engine stops at once and lets go of what it holds. */
  signal: AbortSignal;
}

/** What an engine says. `usage` is the engine's own count of tokens; without it the API counts. */
export type EngineEvent =
  { type: 'text'; text: string } | { type: 'source'; title: string; url: string } | { type: 'usage'; input: number; output: number };

/**
 * Answers questions for assistants.
 *
 * An answer ends by ending; an engine that cannot answer throws, and what it had said is kept as a partial answer.
 */
export interface Engine {
  answer(request: EngineRequest): AsyncIterable<EngineEvent>;
}
