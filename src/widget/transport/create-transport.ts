import { createClient, type AssistersClient } from '../../client/index.ts';
import { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { Assistant, ChatRequest } from '../../protocol/chat-request.ts';
import type { ChatTransport, TurnRequest } from '../conversation/ports.ts';
import type { Clock } from './stall-clock.ts';
import { WatchedRequest } from './watched-request.ts';

/** Statuses that say: not as a stream. A 404 without our envelope says the same of a proxy that has only `POST /chat`. */
const STREAM_REFUSALS: ReadonlySet<number> = new Set([405, 406, 415, 501]);

export interface TransportOptions {
  /** Absolute URL of the proxy. */
  endpoint: string;
  /** Slug or id; `null` where the proxy pins one. */
  assistant: string | null;
  /** JWT for `X-Assisters-User`. */
  userToken: string | null;
  /** Silence after which a request counts as stalled. */
  timeoutMs: number;
  /** The longest that one answer may take. */
  deadlineMs: number;
  /** Another `fetch`, for tests. */
  fetch?: typeof globalThis.fetch;
  /** Another clock, for tests. */
  clock?: Clock;
}

/** The way to the proxy, and what the header shows of the assistant. */
export interface Transport extends ChatTransport {
  /** Asks who answers; rejects with an `AssistersError`, `assistant_not_found` where no assistant is named here. */
  loadAssistant(signal?: AbortSignal): Promise<Assistant>;
}

/**
 * Makes the way to a proxy, by the contract's routes.
 *
 * No request is ever repeated, with one exception: where streaming itself is refused, which bills nothing, the same question
 * goes to `POST /chat`, and so do all later ones.
 *
 * @throws {AssistersError} `invalid_request` when `endpoint` is not an absolute http(s) URL.
 */
export function createTransport(options: TransportOptions): Transport {
  const { assistant, userToken } = options;
  const client = createClient({
    baseUrl: options.endpoint,
    headers: userToken === null ? {} : { 'x-assisters-user': userToken },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  let streams = true;

  async function* stream(turn: TurnRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const body = createBody(assistant, turn);
    const request = new WatchedRequest(options, signal);
    try {
      if (streams) {
        const answer = client.chatStream(body, { signal: request.signal, idempotencyKey: turn.key, onActivity: request.touch });
        streams = await opens(answer);
        if (streams) {
          yield* answer;
          return;
        }
      }
      yield* askWhole(client, body, turn.key, request.signal);
    } finally {
      request.end();
    }
  }

  async function watch<Value>(caller: AbortSignal | undefined, ask: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const request = new WatchedRequest(options, caller);
    try {
      return await ask(request.signal);
    } finally {
      request.end();
    }
  }

  return {
    stream,
    loadSession: (sessionId, signal) => watch(signal, (watched) => client.sessions.get(sessionId, { signal: watched })),
    async deleteSession(sessionId) {
      try {
        await watch(undefined, (watched) => client.sessions.delete(sessionId, { signal: watched }));
      } catch (error) {
        if (!(error instanceof AssistersError && error.code === 'session_not_found')) throw error;
      }
    },
    async loadAssistant(signal) {
      if (assistant === null) throw new AssistersError('assistant_not_found', 'No assistant is named here: the proxy has its own.');
      return watch(signal, (watched) => client.assistants.get(assistant, { signal: watched }));
    },
  };
}

function createBody(assistant: string | null, turn: TurnRequest): ChatRequest {
  const body: ChatRequest = { message: turn.message, session_id: turn.sessionId };
  if (assistant !== null) body.assistant = assistant;
  if (turn.user !== null) body.user = turn.user;
  return body;
}

/** Sends the request; `false` when streaming, and nothing else, was refused. */
async function opens(answer: { open(): Promise<void> }): Promise<boolean> {
  try {
    await answer.open();
    return true;
  } catch (error) {
    if (error instanceof AssistersError && (STREAM_REFUSALS.has(error.status) || (error.status === 404 && !error.enveloped))) return false;
    throw error;
  }
}

async function* askWhole(
  client: AssistersClient,
  body: ChatRequest,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  const reply = await client.chat(body, { signal, idempotencyKey: key });
  if (reply.response !== '') yield { type: 'chunk', content: reply.response };
  yield { type: 'done', id: reply.id, tokens: reply.tokens, session_id: reply.session_id };
}
