import type { ChatStream } from '../../client/chat-stream.ts';
import { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../settings.ts';
import { isSourceUrl } from '../source-url.ts';
import type { UpstreamCall } from '../upstream-call.ts';
import { streamError } from './error-response.ts';

/** Bytes that may wait for a slow reader; then the upstream is not read until they are gone. */
const QUEUE_BYTES = 16 * 1024;

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx and its like would collect the answer and send it in one piece.
  'x-accel-buffering': 'no',
};

/** How a relayed answer ended. */
export interface RelayEnd {
  outcome: 'answered' | 'left' | 'cut';
  /** What cut it. */
  error?: unknown;
  /** Text events that went out. */
  chunks: number;
}

export interface RelayOptions {
  answer: ChatStream;
  call: UpstreamCall;
  times: Settings['times'];
  clock: Clock;
  /** Put into `done` for a browser that has no session id yet. */
  mintedSessionId: string | null;
  /** Called exactly once, whatever happens after the answer has begun. */
  onEnd(end: RelayEnd): void;
}

/**
 * Passes an answer on as it is written.
 *
 * Nothing is sent before the upstream has answered, so that every refusal keeps its status.
 *
 * @throws {AssistersError} the upstream's refusal; `onEnd` is not called then.
 */
export async function relayAnswer(options: RelayOptions): Promise<Response> {
  const { answer, call, times } = options;
  // Some servers send their head with the first event alone, so both share one time.
  call.expectWithin(times.firstTokenMs);
  await answer.open();
  const strategy = { highWaterMark: QUEUE_BYTES, size: (frame?: Uint8Array) => frame?.byteLength ?? 0 };
  return new Response(new ReadableStream<Uint8Array>(new Relay(options), strategy), { headers: STREAM_HEADERS });
}

/** Pulls one event from the upstream whenever the reader has room for one. */
class Relay implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: RelayOptions;
  readonly #events: AsyncIterator<ChatEvent, void>;
  readonly #encoder = new TextEncoder();
  #stopHeartbeat: () => void = () => undefined;
  #lastId = 0;
  #chunks = 0;
  #length = 0;
  #over = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#events = options.answer[Symbol.asyncIterator]();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    // Firefox resolves fetch() only when the first byte of a body has come.
    this.#send(controller, ': ok\n\n');
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const { call, times } = this.#options;
    if (this.#lastId > 0) call.expectWithin(times.betweenTokensMs);
    try {
      const { done, value } = await this.#events.next();
      call.arrived();
      if (this.#over) return;
      if (done === true) throw new AssistersError('interrupted', 'The upstream ended without an end.');
      this.#relay(controller, value);
    } catch (error) {
      this.#cut(controller, error);
    }
  }

  cancel(): void {
    this.#options.call.leave();
    this.#end({ outcome: 'left', chunks: this.#chunks });
    // The upstream's connection is closing already; this only lets the iterator clean up.
    void this.#events.return?.().catch(() => undefined);
  }

  #relay(controller: ReadableStreamDefaultController<Uint8Array>, event: ChatEvent): void {
    switch (event.type) {
      case 'chunk':
        this.#length += event.content.length;
        if (this.#length > MAX_ANSWER_LENGTH) throw new AssistersError('bad_response', 'The answer is too long.');
        this.#chunks++;
        return this.#sendEvent(controller, { type: 'chunk', content: event.content });
      case 'sources':
        return this.#sendEvent(controller, {
          type: 'sources',
          sources: event.sources.filter(({ url }) => isSourceUrl(url)).map(({ title, url }) => ({ title, url })),
        });
      case 'done': {
        const { mintedSessionId } = this.#options;
        const session = mintedSessionId === null ? {} : { session_id: mintedSessionId };
        this.#sendEvent(controller, { type: 'done', id: event.id, tokens: event.tokens, ...session });
        this.#end({ outcome: 'answered', chunks: this.#chunks });
        controller.close();
        // Nobody will ask the iterator again; this lets it clean up.
        void this.#events.return?.().catch(() => undefined);
        return;
      }
      case 'error': {
        const { code } = event.error;
        throw new AssistersError(code === 'stopped' ? 'server_error' : code, 'The upstream ended its answer with an error.');
      }
    }
  }

  /** Ends with an `error` event: never in silence, which would pass for an answer. */
  #cut(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    if (this.#over) return;
    const { call } = this.#options;
    if (call.left) {
      this.#end({ outcome: 'left', chunks: this.#chunks });
    } else {
      this.#sendEvent(controller, { type: 'error', error: streamError(error) });
      this.#end({ outcome: 'cut', error, chunks: this.#chunks });
    }
    controller.close();
    void this.#events.return?.().catch(() => undefined);
  }

  /** One line of JSON whatever is in it: a CR or LF in the text must not begin a field of its own. */
  #sendEvent(controller: ReadableStreamDefaultController<Uint8Array>, event: object): void {
    const data = JSON.stringify(event).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    this.#send(controller, `id: ${++this.#lastId}\nevent: message\ndata: ${data}\n\n`);
  }

  #send(controller: ReadableStreamDefaultController<Uint8Array>, frame: string): void {
    controller.enqueue(this.#encoder.encode(frame));
    this.#awaitSilence(controller);
  }

  /** Shows a sign of life after every stretch of silence: proxies, and Bun, close a connection that says nothing. */
  #awaitSilence(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { clock, times } = this.#options;
    this.#stopHeartbeat();
    this.#stopHeartbeat = clock.after(times.heartbeatMs, () => {
      if (this.#over) return;
      // A reader that has not read the last frames needs no proof of life, and must not be sent more than it reads.
      if ((controller.desiredSize ?? 0) > 0) this.#send(controller, ': hb\n\n');
      else this.#awaitSilence(controller);
    });
  }

  #end(end: RelayEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopHeartbeat();
    this.#options.call.end();
    this.#options.onEnd(end);
  }
}
