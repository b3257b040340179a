import type { AssistersClient } from '../../client/create-client.ts';
import type { ChatRequest } from '../../protocol/chat-request.ts';
import type { Settings } from '../settings.ts';
import { UpstreamCall } from '../upstream-call.ts';
import type { Question } from './read-question.ts';
import { relayAnswer, type RelayEnd } from './relay-answer.ts';

export interface AnswerOptions {
  client: AssistersClient;
  settings: Settings;
  request: Request;
  shutdown: AbortSignal | undefined;
  question: Question;
  /** The browser's id, minted here when it sent none. */
  sessionId: string;
  /** The upstream's name of the conversation. */
  upstreamId: string;
}

/**
 * Asks and passes the answer on as it is written.
 *
 * @param onEnd - called once when the answer has ended; not when this throws.
 * @throws {AssistersError} the upstream's refusal.
 */
export async function streamAnswer(options: AnswerOptions, onEnd: (end: RelayEnd) => void): Promise<Response> {
  const { client, settings, request, shutdown, question, sessionId } = options;
  const { clock, times } = settings;
  const call = new UpstreamCall(request, clock, times.totalMs, shutdown);
  try {
    const answer = client.chatStream(upstreamRequest(options), { signal: call.signal });
    const mintedSessionId = question.sessionId === null ? sessionId : null;
    return await relayAnswer({ answer, call, times, clock, mintedSessionId, onEnd });
  } catch (error) {
    call.end();
    throw error;
  }
}

/** Asks and waits for the whole answer. @throws {AssistersError} the upstream's refusal. */
export async function wholeAnswer(options: AnswerOptions): Promise<Response> {
  const { client, settings, request, shutdown, sessionId } = options;
  const call = new UpstreamCall(request, settings.clock, settings.times.wholeAnswerMs, shutdown);
  try {
    const reply = await client.chat(upstreamRequest(options), { signal: call.signal });
    // Rebuilt from a list of what may leave: no cost, and the browser's own id.
    return Response.json({
      id: reply.id,
      response: reply.response,
      session_id: sessionId,
      tokens: reply.tokens,
      created_at: reply.created_at,
    });
  } finally {
    call.end();
  }
}

function upstreamRequest({ question, upstreamId }: AnswerOptions): ChatRequest {
  const request: ChatRequest = { assistant: question.assistant, message: question.message, session_id: upstreamId };
  if (question.user !== null) request.user = question.user;
  return request;
}
