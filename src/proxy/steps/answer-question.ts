import type { AssistersClient } from '../../client/create-client.ts';
import type { ChatRequest } from '../../protocol/chat-request.ts';
import type { Settings } from '../settings.ts';
import { UpstreamCall } from '../upstream-call.ts';
import { RunningAnswer } from '../running-answer.ts';
import type { Question } from './read-question.ts';

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
 * An answer that will be written into a log as it comes. `open` asks; nothing is shown before, so that every refusal keeps its status.
 *
 * @param log - the answer's.
 * @param mayReturn - whoever leaves may come back: the answer is written on for a while.
 * @param onEnd - called once when an answer that has begun has ended.
 */
export function createAnswer(options: AnswerOptions, log: string, mayReturn: boolean, onEnd: (error?: unknown) => void): RunningAnswer {
  const { client, settings, request, shutdown, question, sessionId } = options;
  const { clock, times, store } = settings;
  const call = new UpstreamCall(mayReturn ? null : request, clock, times.totalMs, shutdown);
  const answer = client.chatStream(upstreamRequest(options), { signal: call.signal });
  const mintedSessionId = question.sessionId === null ? sessionId : null;
  return new RunningAnswer({ answer, call, times, clock, store, log, mintedSessionId, leaveMs: mayReturn ? times.leaveMs : 0, onEnd });
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
