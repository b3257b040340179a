import { eventsOf } from '../../client/chat-stream.ts';
import { createClient } from '../../client/create-client.ts';
import { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { Assistant, ChatRequest } from '../../protocol/chat-request.ts';
import type { ChatTransport, TurnRequest } from '../conversation/ports.ts';
import { watchRequest, type RequestLimits, type WatchedRequest } from './watch-request.ts';

/** Statuses that say: not as a stream. A 404 without our envelope says the same of a proxy that has only `POST /chat`. */
const STREAM_REFUSALS = [405, 406, 415, 501];

export interface TransportOptions extends RequestLimits {
  /** Absolute URL of the proxy. */
  endpoint: string;
  /** Slug or id; `null` where the proxy pins one. */
  assistant: string | null;
  /** JWT for `X-Assisters-User`. */
  userToken: string | null;
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
export function createTransport({ endpoint, assistant, userToken, ...limits }: TransportOptions): Transport {
  const client = createClient({ baseUrl: endpoint, ...(userToken !== null && { headers: { 'x-assisters-user': userToken } }) });
  let streams = true;
  /** The last event of the last turn, by its number. */
  let lastEvent: { key: string; id: string } | undefined;

  async function* stream(turn: TurnRequest, signal: AbortSignal): AsyncGenerator<ChatEvent, void, undefined> {
    const { key: idempotencyKey, message, sessionId, user } = turn;
    const request = watchRequest(limits, signal);
    const options = { ...optionsOf(idempotencyKey, request), idempotencyKey };
    const body: ChatRequest = { message, session_id: sessionId, ...(assistant !== null && { assistant }), ...(user !== null && { user }) };
    try {
      if (streams) {
        try {
          yield* client.chatStream(body, options);
          return;
        } catch (error) {
          if (!isStreamRefusal(error)) throw error;
          streams = false;
        }
      }
      yield* eventsOf(await client.chat(body, options));
    } finally {
      request.end();
    }
  }

  async function* resume(key: string, signal: AbortSignal, isNew: boolean): AsyncGenerator<ChatEvent, void, undefined> {
    const lastEventId = !isNew && lastEvent?.key === key ? lastEvent.id : undefined;
    // A proxy that numbers no events keeps none.
    if (lastEventId === undefined && !isNew) throw notResumable();
    const request = watchRequest(limits, signal);
    let number = Number(lastEventId ?? 0);
    try {
      for await (const event of client.turns.resume(key, { ...optionsOf(key, request), lastEventId })) {
        // A server that begins again does not know what it was asked: its words would stand there twice.
        const next = lastEvent?.key === key ? Number(lastEvent.id) : 0;
        if (!(next > number)) throw notResumable();
        number = next;
        yield event;
      }
    } finally {
      request.end();
    }
  }

  function optionsOf(key: string, { signal, touch }: WatchedRequest) {
    return { signal, onActivity: touch, onEventId: (id: string) => void (lastEvent = { key, id }) };
  }

  async function watch<Answer>(ask: (options: { signal: AbortSignal }) => Promise<Answer>, caller?: AbortSignal): Promise<Answer> {
    const request = watchRequest(limits, caller);
    try {
      return await ask(request);
    } finally {
      request.end();
    }
  }

  return {
    deadlineMs: limits.deadlineMs,
    stream,
    resume,
    stopTurn(key) {
      // A proxy that does not know the route ends it with the connection.
      client.turns.stop(key).catch(() => undefined);
    },
    loadSession: (sessionId, signal) => watch((options) => client.sessions.get(sessionId, options), signal),
    async deleteSession(sessionId) {
      try {
        await watch((options) => client.sessions.delete(sessionId, options));
      } catch (error) {
        if ((error as AssistersError).code !== 'session_not_found') throw error;
      }
    },
    async loadAssistant(signal) {
      if (assistant === null) throw new AssistersError('assistant_not_found');
      return watch((options) => client.assistants.get(assistant, options), signal);
    },
  };
}

function notResumable(): AssistersError {
  return new AssistersError('turn_not_found', 'This answer cannot be resumed.', { status: 404 });
}

/** Whether streaming, and nothing else, was refused. What fails after the head carries none of these statuses. */
function isStreamRefusal(error: unknown): boolean {
  const { status, enveloped } = error as AssistersError;
  return STREAM_REFUSALS.includes(status) || (status === 404 && !enveloped);
}
