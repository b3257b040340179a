import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { AssistersError } from '../protocol/assisters-error.ts';
import { parseChatEvent, type ChatEvent } from '../protocol/chat-event.ts';
import type { ChatReply } from '../protocol/chat-request.ts';
import { MAX_STREAM_LINE } from '../protocol/limits.ts';
import { EventFraming } from './event-framing.ts';
import { parseChatReply } from './parse-answers.ts';
import { readJson, readPieces, toAssistersError } from './response.ts';

export interface ChatStreamOptions {
  /** Sends the request and waits for its head; rejects where it was refused. Called once. */
  send(): Promise<Response>;
  signal: AbortSignal | undefined;
  /** Called whenever bytes of any kind arrive: head, text, heartbeat. */
  onActivity: (() => void) | undefined;
  /** Called with the id of each event that has one, before it is yielded. */
  onEventId: ((id: string) => void) | undefined;
}

/** One streamed answer. */
export interface ChatStream extends AsyncIterable<ChatEvent> {
  /**
   * Sends the request, if that has not been done, and waits for the answer's head.
   *
   * @throws {AssistersError} by the refusal's code; `offline` when there was no answer, `bad_response` when it is not ours.
   */
  open(): Promise<void>;
  /**
   * Iterating sends the request too. Ends after `done` or `error`, even when the server leaves the connection open; leaving the
   * loop early ends the request.
   *
   * @throws {AssistersError} as `open`; `interrupted` when the stream ends without `done`, `bad_response` when it is malformed.
   */
  [Symbol.asyncIterator](): AsyncGenerator<ChatEvent, void, undefined>;
}

/** Makes a streamed answer. Its request is sent once, whatever happens. */
export function createChatStream({ send, signal, onActivity, onEventId }: ChatStreamOptions): ChatStream {
  let response: Promise<Response> | undefined;

  async function request(): Promise<Response> {
    try {
      const head = await send();
      onActivity?.();
      const type = mediaType(head);
      if (type === STREAM || type === 'application/json') return head;
      const body = head.body?.getReader();
      // Where there is no TLS, browsers take a head that was cut for a whole one.
      const isCut = STREAM.startsWith(type) && (await body?.read())?.done;
      await body?.cancel();
      if (isCut) throw new AssistersError('interrupted');
      throw new AssistersError('bad_response', `Expected ${STREAM}, got "${type}".`, { status: head.status });
    } catch (error) {
      throw toAssistersError(error, signal);
    }
  }

  return {
    async open() {
      await (response ??= request());
    },
    async *[Symbol.asyncIterator]() {
      const head = await (response ??= request());
      try {
        if (mediaType(head) === STREAM) yield* readEvents(head, onActivity, onEventId);
        // A whole reply in place of a stream is the answer: nothing is asked again.
        else yield* eventsOf(parseChatReply(await readJson(head, onActivity)));
      } catch (error) {
        throw toAssistersError(error, signal, 'interrupted');
      }
    },
  };
}

/** A whole reply, told as a stream tells it. */
export function eventsOf({ id, response: content, tokens, session_id }: ChatReply): ChatEvent[] {
  const done: ChatEvent = { type: 'done', id, tokens, session_id };
  return content === '' ? [done] : [{ type: 'chunk', content }, done];
}

const STREAM = 'text/event-stream';

function mediaType(response: Response): string {
  return (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

async function* readEvents(
  response: Response,
  onActivity: ChatStreamOptions['onActivity'],
  onEventId: ChatStreamOptions['onEventId'],
): AsyncGenerator<ChatEvent, void, undefined> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void arrived.push(event), maxBufferSize: 2 * MAX_STREAM_LINE });
  for await (const text of readFramed(response, onActivity)) {
    parser.feed(text);
    for (const message of arrived.splice(0)) {
      const event = readMessage(message);
      if (message.id) onEventId?.(message.id);
      if (event !== null) yield event;
      if (event?.type === 'done' || event?.type === 'error') return;
    }
  }
  throw new AssistersError('interrupted');
}

async function* readFramed(response: Response, onActivity: (() => void) | undefined): AsyncGenerator<string> {
  const framing = new EventFraming();
  // The parser takes the byte-order mark away.
  for await (const text of readPieces(response, onActivity, true)) yield framing.feed(text);
  yield framing.flush();
}

function readMessage({ data, event }: EventSourceMessage): ChatEvent | null {
  // The sentinel of another API's streams says nothing that `done` does not say.
  if (data === '[DONE]') return null;
  try {
    return parseChatEvent(data);
  } catch (error) {
    // An `error` event is one, however badly it is written.
    if (event === 'error') return { type: 'error', error: { code: 'server_error', message: '', status: 500 } };
    throw error;
  }
}
