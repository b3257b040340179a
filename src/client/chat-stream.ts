import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { AssistersError } from '../protocol/assisters-error.ts';
import { parseChatEvent, type ChatEvent } from '../protocol/chat-event.ts';
import { MAX_STREAM_LINE } from '../protocol/limits.ts';
import { EventFraming } from './event-framing.ts';
import { parseChatReply } from './parse-answers.ts';
import { readText, refusalOf, toAssistersError } from './response.ts';

export interface ChatStreamOptions {
  /** Sends the request. Called once. */
  send(): Promise<Response>;
  signal: AbortSignal | undefined;
  /** Called whenever bytes of any kind arrive: head, text, heartbeat. */
  onActivity: (() => void) | undefined;
}

/**
 * One streamed answer. Iterating sends the request; the request is sent once, whatever happens.
 *
 * Ends after `done` or `error`, even when the server leaves the connection open. Leaving the loop early ends the request.
 */
export class ChatStream implements AsyncIterable<ChatEvent> {
  readonly #options: ChatStreamOptions;
  #response: Promise<Response> | undefined;

  constructor(options: ChatStreamOptions) {
    this.#options = options;
  }

  /**
   * Sends the request, if that has not been done, and waits for the answer's head.
   *
   * @throws {AssistersError} by the refusal's code; `offline` when there was no answer, `bad_response` when it is not ours.
   */
  async open(): Promise<void> {
    await this.#head();
  }

  /** @throws {AssistersError} as `open`; `interrupted` when the stream ends without `done`, `bad_response` when it is malformed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ChatEvent, void, undefined> {
    const response = await this.#head();
    if (isJson(response)) yield* this.#readReply(response);
    else yield* this.#readStream(response);
  }

  #head(): Promise<Response> {
    this.#response ??= this.#request();
    return this.#response;
  }

  async #request(): Promise<Response> {
    const { signal, send, onActivity } = this.#options;
    try {
      const response = await send();
      onActivity?.();
      if (!response.ok) throw await refusalOf(response);
      if (!isJson(response) && !isEventStream(response)) {
        await response.body?.cancel();
        throw new AssistersError('bad_response', `Expected an event stream, got ${describeType(response)}. Is the endpoint right?`, {
          status: response.status,
        });
      }
      return response;
    } catch (error) {
      throw toAssistersError(error, signal);
    }
  }

  /** A whole reply in place of a stream is the answer: nothing is asked again. */
  async *#readReply(response: Response): AsyncGenerator<ChatEvent, void, undefined> {
    const { signal, onActivity } = this.#options;
    let reply;
    try {
      reply = parseChatReply(JSON.parse(await readText(response, onActivity)));
    } catch (error) {
      throw toAssistersError(error, signal);
    }
    if (reply.response !== '') yield { type: 'chunk', content: reply.response };
    yield { type: 'done', id: reply.id, tokens: reply.tokens, session_id: reply.session_id };
  }

  async *#readStream(response: Response): AsyncGenerator<ChatEvent, void, undefined> {
    const { signal, onActivity } = this.#options;
    if (response.body === null) throw new AssistersError('interrupted', 'The stream has no body.');
    // Not `for await`: WebKit has no async iteration of streams.
    const reader = response.body.getReader();
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const framing = new EventFraming();
    const arrived: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => void arrived.push(event), maxBufferSize: 2 * MAX_STREAM_LINE });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) parser.feed(framing.flush());
        else {
          onActivity?.();
          parser.feed(framing.feed(decoder.decode(value, { stream: true })));
        }
        for (const message of arrived.splice(0)) {
          const event = readMessage(message);
          if (event === null) continue;
          yield event;
          if (event.type === 'done' || event.type === 'error') return;
        }
        if (done) throw new AssistersError('interrupted', 'The stream ended before its answer was complete.');
      }
    } catch (error) {
      throw toAssistersError(error, signal, 'interrupted');
    } finally {
      // Ends the request when the loop was left early; a stream that is already closed or broken refuses, which is all right.
      reader.cancel().catch(() => undefined);
    }
  }
}

function readMessage(message: EventSourceMessage): ChatEvent | null {
  // The sentinel of another API's streams says nothing that `done` does not say.
  if (message.data === '[DONE]') return null;
  try {
    return parseChatEvent(message.data);
  } catch (error) {
    // An `error` event is one, however badly it is written.
    if (message.event === 'error') return { type: 'error', error: { code: 'server_error', message: '', status: 500 } };
    throw error;
  }
}

function isJson(response: Response): boolean {
  return mediaType(response) === 'application/json';
}

function isEventStream(response: Response): boolean {
  return mediaType(response) === 'text/event-stream';
}

function mediaType(response: Response): string {
  return (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
}

function describeType(response: Response): string {
  return `${response.status} ${mediaType(response) || 'without a content type'}`;
}
