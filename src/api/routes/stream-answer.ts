import type { ApiContext } from '../api-context.ts';
import type { AcceptedQuestion } from '../conversations/accept-question.ts';
import { giveAnswer, type AnswerEvent } from '../conversations/give-answer.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { Call } from './endpoint.ts';

/** Headers of a stream: nobody between us and the reader may keep, pack or collect it. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/**
 * The answer to a question as an event stream, at the reader's pace.
 *
 * Leaving is noticed twice, by the request's signal and by the stream's `cancel`: a listener on the signal alone is lost when the
 * request is garbage-collected, which is why the request is held here as long as the stream lives.
 */
export function createAnswerStream(context: ApiContext, call: Call, question: AcceptedQuestion): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const stop = new AbortController();
  const { request } = call;
  const events = giveAnswer(context, question, stop, true);
  let eventId = 0;
  let heartbeat: NodeJS.Timeout | undefined;

  const leave = (): void => stop.abort(new Error('The client left.'));
  const finish = (): void => {
    clearInterval(heartbeat);
    request.signal.removeEventListener('abort', leave);
  };
  const encode = (event: object): Uint8Array => encoder.encode(`id: ${++eventId}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`);

  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      request.signal.addEventListener('abort', leave, { once: true });
      if (request.signal.aborted) leave();
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(': hb\n\n')), context.heartbeatMs);
      heartbeat.unref();
    },
    pull: async (controller) => {
      try {
        const next = await events.next();
        if (next.done === true) {
          finish();
          controller.close();
          return;
        }
        for (const event of toChatEvents(next.value)) controller.enqueue(encode(event));
      } catch (error) {
        finish();
        if (request.signal.aborted) {
          controller.error(error);
          return;
        }
        // Of our own ends only the shutdown is worth a retry; every other cause stays on this side of the wire.
        const closing = stop.signal.aborted && stop.signal.reason instanceof ApiClosedError;
        if (!closing) context.log.failure(call.requestId, error);
        controller.enqueue(encode(closing ? CLOSING : FAILED));
        controller.close();
      }
    },
    cancel: async () => {
      finish();
      leave();
      // Ends a generator that nobody pulls, so that what was said is stored.
      await events.return();
    },
  });
}

/** Why an answer ends when the API is closed. */
export class ApiClosedError extends Error {
  override readonly name = 'ApiClosedError';
}

const FAILED: ChatEvent = { type: 'error', error: { code: 'server_error', message: 'The answer could not be finished.', status: 500 } };
const CLOSING: ChatEvent = {
  type: 'error',
  error: { code: 'service_unavailable', message: 'The server is being restarted.', status: 503 },
};

function toChatEvents(event: AnswerEvent): ChatEvent[] {
  if (event.type === 'text') return [{ type: 'chunk', content: event.text }];
  const done: ChatEvent = { type: 'done', id: event.id, tokens: { total: event.tokens.total } };
  return event.sources.length === 0 ? [done] : [{ type: 'sources', sources: event.sources }, done];
}
