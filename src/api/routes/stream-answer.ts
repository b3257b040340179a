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
  let ended = false;
  let heartbeat: NodeJS.Timeout | undefined;

  const leave = (): void => stop.abort(new Error('The client left.'));
  const finish = (): void => {
    clearInterval(heartbeat);
    request.signal.removeEventListener('abort', leave);
  };
  const encode = (event: ChatEvent): Uint8Array => encoder.encode(`id: ${++eventId}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`);
  // A generator that waits for a reader who takes nothing does not see the abort: it is ended, so that what was said is stored.
  stop.signal.addEventListener('abort', () => void events.return().catch(() => {}), { once: true });

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
        if (next.done !== true) {
          for (const event of toChatEvents(next.value)) controller.enqueue(encode(event));
          ended ||= next.value.type === 'end';
          return;
        }
        finish();
        if (!ended) controller.enqueue(encode(explainEnd(stop.signal.reason)));
      } catch (error) {
        finish();
        if (!stop.signal.aborted) context.log.failure(call.requestId, error);
        controller.enqueue(encode(explainEnd(error)));
      }
      controller.close();
    },
    cancel: async () => {
      finish();
      leave();
      await events.return();
    },
  });
}

/** Why an answer ends when the API is closed. */
export class ApiClosedError extends Error {
  override readonly name = 'ApiClosedError';
}

/** Of all ends only the shutdown is told apart: it is worth another try. Every other cause stays on this side of the wire. */
function explainEnd(reason: unknown): ChatEvent {
  const [code, message, status] =
    reason instanceof ApiClosedError
      ? (['service_unavailable', 'The server is being restarted.', 503] as const)
      : (['server_error', 'The answer could not be finished.', 500] as const);
  return { type: 'error', error: { code, message, status } };
}

function toChatEvents(event: AnswerEvent): ChatEvent[] {
  if (event.type === 'text') return [{ type: 'chunk', content: event.text }];
  const done: ChatEvent = { type: 'done', id: event.id, tokens: { total: event.tokens.total } };
  return event.sources.length === 0 ? [done] : [{ type: 'sources', sources: event.sources }, done];
}
