/** A proxy that lives in the page: takes the place of `fetch`, answers by the contract, and remembers what it was asked. */
export class FakeProxy {
  readonly requests: { method: string; url: string; body: string }[] = [];
  readonly #fetch = window.fetch;
  /** Ends the answers that are held back. */
  #release: (() => void)[] = [];
  /** While true an answer begins but does not end before `release()`. */
  holds = false;
  /** Instead of an answer. */
  refusal: { status: number; code: string } | null = null;

  constructor() {
    window.fetch = (input, init) => this.#answer(new Request(input, init));
  }

  release(): void {
    this.holds = false;
    for (const end of this.#release.splice(0)) end();
  }

  restore(): void {
    this.release();
    window.fetch = this.#fetch;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    this.requests.push({ method: request.method, url: request.url, body });
    if (pathname.endsWith('/chat/stream')) return this.refusal === null ? this.#stream(request.signal) : this.#refuse(this.refusal);
    if (pathname.includes('/assistants/')) {
      return Response.json({ slug: 'helper', name: 'Nordhang Help', description: 'Knows the shop' });
    }
    return this.#refuse({ status: 404, code: 'not_found' });
  }

  #refuse({ status, code }: { status: number; code: string }): Response {
    return Response.json({ error: { code, message: 'No.', status } }, { status });
  }

  #stream(signal: AbortSignal): Response {
    const encoder = new TextEncoder();
    const send = (event: object) => encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(send({ type: 'chunk', content: 'It is **here**.' }));
        const end = (): void => {
          if (signal.aborted) return;
          controller.enqueue(send({ type: 'done', id: 'msg_1', tokens: { total: 7 } }));
          controller.close();
        };
        signal.addEventListener('abort', () => controller.error(signal.reason));
        if (this.holds) this.#release.push(end);
        else end();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
}

/** Collects what is written to the console, and keeps it from the test's own output. */
export function captureConsole(): { error: string[]; warn: string[]; info: string[]; restore: () => void } {
  const { error, warn, info } = console;
  const captured = { error: [] as string[], warn: [] as string[], info: [] as string[] };
  console.error = (...parts) => void captured.error.push(parts.join(' '));
  console.warn = (...parts) => void captured.warn.push(parts.join(' '));
  console.info = (...parts) => void captured.info.push(parts.join(' '));
  return { ...captured, restore: () => Object.assign(console, { error, warn, info }) };
}

/** Resolves with the next event of that name on the document. */
export function next<Name extends keyof HTMLElementEventMap>(target: EventTarget, name: Name): Promise<HTMLElementEventMap[Name]> {
  return new Promise((resolve) => target.addEventListener(name, (event) => resolve(event as HTMLElementEventMap[Name]), { once: true }));
}
