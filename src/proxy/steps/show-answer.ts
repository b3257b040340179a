import { AssistersError } from '../../protocol/assisters-error.ts';
import type { ChatEvent } from '../../protocol/chat-event.ts';
import type { Clock } from '../clock.ts';
import type { RunningAnswer, Viewer } from '../running-answer.ts';
import type { Settings } from '../settings.ts';
import type { LogRecord, Store } from '../stores/store.ts';
import { streamError } from './error-response.ts';

/** Bytes that may wait for a slow reader; then no more is read for it until they are gone. */
const QUEUE_BYTES = 16 * 1024;

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx and its like would collect the answer and send it in one piece.
  'x-accel-buffering': 'no',
};

/** How a shown answer ended. */
export interface ShownEnd {
  outcome: 'answered' | 'left' | 'cut';
  /** Why it was cut. */
  code?: AssistersError['code'];
  /** Text events that went out. */
  chunks: number;
}

export interface ShowOptions {
  store: Store;
  /** The log that the answer is written into; it may not have begun. */
  log: string;
  /** The last event that the viewer knows. */
  after: number;
  /** In this process, while it is being written. */
  running: RunningAnswer | undefined;
  request: Request;
  times: Settings['times'];
  clock: Clock;
  /** Called exactly once. */
  onEnd(end: ShownEnd): void;
}

/** Shows an answer from some event on, as far as it is written and then as it is written. */
export function showAnswer(options: ShowOptions): Response {
  const strategy = { highWaterMark: QUEUE_BYTES, size: (frame?: Uint8Array) => frame?.byteLength ?? 0 };
  return new Response(new ReadableStream<Uint8Array>(new AnswerView(options), strategy), { headers: STREAM_HEADERS });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

class AnswerView implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: ShowOptions;
  /** Held, and with it the request: in Node one that nobody holds is garbage-collected with its listeners. */
  readonly #viewer: Viewer | undefined;
  readonly #encoder = new TextEncoder();
  #records: LogRecord[] = [];
  #lastId: number;
  #chunks = 0;
  #hasBegun = false;
  #isChanged = true;
  #isOver = false;
  #onChange: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #stopHeartbeat: () => void = () => undefined;
  #onAbort: () => void = () => undefined;

  constructor(options: ShowOptions) {
    this.#options = options;
    this.#lastId = options.after;
    this.#viewer = options.running?.enter();
  }

  async start(controller: Controller): Promise<void> {
    const { store, log, request } = this.#options;
    // Firefox resolves fetch() only when the first byte of a body has come.
    this.#send(controller, ': ok\n\n');
    this.#onAbort = () => {
      if (this.#isOver) return;
      this.#end({ outcome: 'left' });
      controller.close();
    };
    request.signal.addEventListener('abort', this.#onAbort);
    if (request.signal.aborted) return this.#onAbort();
    const unsubscribe = await store.subscribe(log, () => {
      this.#isChanged = true;
      this.#viewer?.waits(false);
      this.#onChange();
    });
    if (this.#isOver) unsubscribe();
    else this.#unsubscribe = unsubscribe;
  }

  async pull(controller: Controller): Promise<void> {
    try {
      while (!this.#isOver && (controller.desiredSize ?? 0) > 0) {
        const record = this.#records.shift() ?? (await this.#next());
        if (this.#isOver || record === undefined) return;
        this.#show(controller, record);
      }
    } catch (error) {
      if (this.#isOver) return;
      this.#show(controller, { id: this.#lastId + 1, text: JSON.stringify({ type: 'error', error: streamError(error) }) });
    }
  }

  cancel(): void {
    this.#end({ outcome: 'left' });
  }

  /** The next record, when it is there. @returns `undefined` when the view has ended. */
  async #next(): Promise<LogRecord | undefined> {
    const { store, log, clock, times } = this.#options;
    const giveUpAtMs = clock.monotonicMs() + times.firstTokenMs + times.betweenTokensMs;
    for (;;) {
      if (this.#isChanged) {
        this.#isChanged = false;
        const records = await store.read(log, this.#lastId);
        // What this viewer does not know was dropped; before the first record there is no log.
        if (records === null && this.#hasBegun) throw new AssistersError('interrupted', 'This viewer was too slow.');
        this.#records = records ?? [];
        this.#hasBegun ||= this.#records.length > 0;
      }
      const record = this.#records.shift();
      if (record !== undefined || this.#isOver) return record;
      // Whoever writes it ends it in time; one who has died does not.
      if (clock.monotonicMs() >= giveUpAtMs) throw new AssistersError('timeout', 'Nothing was written.');
      if (!this.#isChanged) await this.#changed(giveUpAtMs);
    }
  }

  async #changed(giveUpAtMs: number): Promise<void> {
    const { clock } = this.#options;
    let stop: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      this.#onChange = resolve;
      stop = clock.after(giveUpAtMs - clock.monotonicMs(), resolve);
      this.#viewer?.waits(true);
    });
    stop();
  }

  #show(controller: Controller, { id, text }: LogRecord): void {
    const event = JSON.parse(text) as ChatEvent;
    this.#lastId = id;
    // One line of JSON whatever is in it: a CR or LF in the text must not begin a field of its own.
    const data = text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    if (event.type === 'chunk') this.#chunks++;
    this.#send(controller, `id: ${id}\nevent: message\ndata: ${data}\n\n`);
    if (event.type === 'done') this.#end({ outcome: 'answered' });
    if (event.type === 'error') this.#end({ outcome: event.error.code === 'stopped' ? 'left' : 'cut', code: event.error.code });
    if (this.#isOver) controller.close();
  }

  #send(controller: Controller, frame: string): void {
    controller.enqueue(this.#encoder.encode(frame));
    this.#awaitSilence(controller);
  }

  /** Shows a sign of life after every stretch of silence: proxies, and Bun, close a connection that says nothing. */
  #awaitSilence(controller: Controller): void {
    const { clock, times } = this.#options;
    this.#stopHeartbeat();
    this.#stopHeartbeat = clock.after(times.heartbeatMs, () => {
      if (this.#isOver) return;
      // A reader that has not read the last frames needs no proof of life, and must not be sent more than it reads.
      if ((controller.desiredSize ?? 0) > 0) this.#send(controller, ': hb\n\n');
      else this.#awaitSilence(controller);
    });
  }

  #end(end: Omit<ShownEnd, 'chunks'>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopHeartbeat();
    this.#unsubscribe();
    this.#options.request.signal.removeEventListener('abort', this.#onAbort);
    this.#onChange();
    this.#viewer?.leave();
    this.#options.onEnd({ ...end, chunks: this.#chunks });
  }
}
