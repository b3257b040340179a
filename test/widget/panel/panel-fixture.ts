import { html, LitElement } from 'lit';
import { definePanel } from '../../../src/widget/panel/define-panel.ts';
import type { PanelConfig } from '../../../src/widget/panel/panel-config.ts';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { PANEL_PARTS } from '../../../src/widget/panel/parts.ts';
import { tokens } from '../../../src/widget/themes/tokens.styles.ts';

definePanel();

/** Stands where `<assisters-chat>` stands: holds the tokens, forwards the parts, and nothing else. */
class PanelHost extends LitElement {
  static override styles = tokens;

  readonly panel = document.createElement('assisters-panel');

  override render() {
    this.panel.setAttribute('exportparts', PANEL_PARTS);
    for (const name of ['header', 'empty', 'footer']) {
      const slot = this.panel.appendChild(document.createElement('slot'));
      slot.name = slot.slot = name;
    }
    return html`${this.panel}`;
  }
}
customElements.define('panel-host', PanelHost);

/** A configuration as the element would give it. */
export function createConfig(changes: Partial<PanelConfig> = {}): PanelConfig {
  return {
    endpoint: 'https://proxy.example/api',
    assistant: 'guide',
    mode: 'floating',
    heading: 'Nordhang',
    subheading: 'Bikes and tents',
    avatar: null,
    greeting: null,
    suggestions: [],
    placeholder: null,
    keep: { kind: 'none' },
    storageKey: null,
    user: null,
    userToken: null,
    links: 'auto',
    images: 'click',
    contact: null,
    disclosure: null,
    privacy: null,
    variant: 'document',
    maxLength: 4000,
    timeoutMs: 30_000,
    deadlineMs: 300_000,
    announce: 'blocks',
    feedback: false,
    sounds: false,
    ...changes,
  };
}

/** One request that the panel has sent, and the means to answer it. */
export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly body: { message?: string };
  readonly signal: AbortSignal;
  /** Sends text of the answer. */
  write(text: string): void;
  /** Sends where the answer comes from. */
  sources(sources: { title: string; url: string }[]): void;
  /** Ends the answer properly. */
  done(): void;
  /** Ends the stream without a word. */
  cut(): void;
  /** Refuses with the reference's envelope. */
  refuse(status: number, code: string, headers?: Record<string, string>): void;
  /** Answers with something else, and status 200. */
  respond(body: string, contentType: string): void;
}

/** The proxy, played by the test: every request to it waits to be answered. */
export class FakeProxy {
  readonly chats: SentRequest[] = [];
  /** Paths of all requests, in their order. */
  readonly paths: string[] = [];
  /** What it says of conversations that it is asked about. */
  sessionCode = 'not_found';
  readonly #fetch = globalThis.fetch;
  #arrived: (() => void)[] = [];

  constructor() {
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.host !== 'proxy.example') return this.#fetch(input, init);
      this.paths.push(`${request.method} ${url.pathname}`);
      if (url.pathname.includes('/sessions/')) return refusal(404, this.sessionCode);
      if (!url.pathname.endsWith('/chat/stream')) return refusal(404, 'not_found');
      return this.#chat(request, (await request.json()) as { message?: string });
    };
  }

  restore(): void {
    globalThis.fetch = this.#fetch;
  }

  /** The next question to arrive, or one that has. */
  async chat(index: number): Promise<SentRequest> {
    while (this.chats[index] === undefined) await new Promise<void>((resolve) => this.#arrived.push(resolve));
    return this.chats[index];
  }

  #chat(request: Request, body: { message?: string }): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
    const encoder = new TextEncoder();
    const send = (event: object): void => {
      if (stream === undefined) {
        const source = new ReadableStream<Uint8Array>({ start: (controller) => void (stream = controller) });
        resolve(new Response(source, { headers: { 'content-type': 'text/event-stream' } }));
      }
      stream!.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`));
    };
    request.signal.addEventListener('abort', () => {
      const error = new DOMException('Aborted', 'AbortError');
      reject(error);
      stream?.error(error);
    });
    this.chats.push({
      url: request.url,
      method: request.method,
      body,
      signal: request.signal,
      write: (content) => send({ type: 'chunk', content }),
      sources: (sources) => send({ type: 'sources', sources }),
      done: () => {
        send({ type: 'done', id: 'msg_1', tokens: { total: 7 } });
        stream!.close();
      },
      cut: () => stream!.close(),
      refuse: (status, code, headers) => resolve(refusal(status, code, headers)),
      respond: (body, contentType) => resolve(new Response(body, { headers: { 'content-type': contentType } })),
    });
    for (const wake of this.#arrived.splice(0)) wake();
    return promise;
  }
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ error: { code, message: 'secret upstream words', status } }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Each has a conversation of its own, unless a test says otherwise. */
let panels = 0;

/** Puts a panel into the document, open unless told otherwise. */
export async function createPanel(changes: Partial<PanelConfig> = {}, properties: Partial<PanelElement> = {}): Promise<PanelElement> {
  const host = document.createElement('panel-host') as PanelHost;
  const { panel } = host;
  Object.assign(
    panel,
    { config: createConfig({ storageKey: `test ${panels++}`, ...changes }), siteName: 'shop.example', open: true },
    properties,
  );
  document.body.append(host);
  await settle(host);
  return panel;
}

/** Removes every panel that `createPanel` made. */
export function removePanels(): void {
  for (const host of document.querySelectorAll('panel-host')) host.remove();
}

/** Waits until an element and all elements of ours inside of it have rendered what they know. */
export async function settle(element: Element): Promise<void> {
  if (element instanceof LitElement) await element.updateComplete;
  for (const child of descendants(element)) if (child instanceof LitElement) await child.updateComplete;
}

/** Waits for a condition, looking once a frame; the runner's own time limit ends a wait in vain. */
export async function until(condition: () => unknown): Promise<void> {
  while (!condition()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/**
 * A visitor whose system says that less motion is wanted, as far as scripts ask; not every engine can be told so by the runner.
 *
 * @returns what undoes it.
 */
export function reduceMotion(): () => void {
  const { matchMedia } = globalThis;
  globalThis.matchMedia = (query) => matchMedia(query.includes('reduced-motion: reduce') ? 'all' : query);
  return () => (globalThis.matchMedia = matchMedia);
}

/**
 * A visitor who points with a finger, as far as scripts ask.
 *
 * @returns what undoes it.
 */
export function pointByFinger(): () => void {
  const { matchMedia } = globalThis;
  globalThis.matchMedia = (query) => matchMedia(query.includes('pointer: coarse') ? 'all' : query);
  return () => (globalThis.matchMedia = matchMedia);
}

/** Everything inside an element, through all shadow roots. */
export function* descendants(root: Element | ShadowRoot): Generator<Element> {
  if (root instanceof Element && root.shadowRoot !== null) yield* descendants(root.shadowRoot);
  for (const child of root.children) {
    yield child;
    yield* descendants(child);
  }
}

/** What has the focus, through all shadow roots. */
export function focused(): Element {
  let found = document.activeElement!;
  while (found.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
}

/** Elements that carry a part, in document order, through all shadow roots. */
export function parts(root: Element, name: string): HTMLElement[] {
  return [...descendants(root)].filter(
    (element): element is HTMLElement => element.getAttribute('part')?.split(/\s+/).includes(name) ?? false,
  );
}

/** The one element with a part; throws when there is another number of them. */
export function part(root: Element, name: string): HTMLElement {
  const found = parts(root, name);
  if (found.length !== 1) throw new Error(`There are ${found.length} elements with part "${name}".`);
  return found[0]!;
}

/** Text as it is read on the screen, without direction marks and doubled spaces. */
export function words(element: Element): string {
  return (element.textContent ?? '')
    .replaceAll(/[\u2068\u2069]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Types into the composer as a visitor would, without sending. */
export async function type(panel: PanelElement, text: string): Promise<HTMLTextAreaElement> {
  const input = part(panel, 'input') as HTMLTextAreaElement;
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await settle(panel);
  return input;
}

/** A key press on an element; returns whether its default was left to the browser. */
export function press(target: Element, key: string, init: KeyboardEventInit = {}): boolean {
  return target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init }));
}

declare global {
  interface HTMLElementTagNameMap {
    'panel-host': PanelHost;
  }
}
