import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { after, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';
import { ChatPage } from '../support/chat-page.ts';
import { startPage } from '../support/start-page.ts';
import { startScreenReader, type ScreenReader } from './screen-reader.ts';

export const NAME = 'Nordhang Help';
export const QUESTION = 'How do returns work?';

/** Longer than Orca ever waits between two things that belong together, however busy the machine. */
const SILENCE_MS = 4000;

/** Somebody who hears a page with the chat, and has only the keyboard. */
export interface Visit {
  page: Page;
  chat: ChatPage;
  press(...keys: string[]): void;
  /** What was heard since the last call of `attend`. */
  heard(): string[];
  /** When it was heard, after the last call of `attend`, in milliseconds. */
  heardAfterMs(what: string): number;
  /** Lets go of what was heard so far. */
  attend(): void;
  untilHeard(what: RegExp | string): Promise<void>;
  /** Waits until nothing came for a while from now on. */
  untilSilent(): Promise<void>;
  /** Opens the chat, writes a question and attends from the moment on that it is sent. */
  ask(): Promise<void>;
}

export interface Scene {
  proxy: RequestListener;
  /** Size of the window of a phone. */
  isPhone?: boolean;
}

/** Declares tests with one Orca for all of them; each prints what was heard, whatever becomes of it. */
export function withOrca(): (title: string, scene: Scene, run: (visit: Visit) => Promise<void>) => void {
  let reader: ScreenReader;
  before(async () => {
    reader = await startScreenReader();
  });
  after(() => reader?.close());

  return (title, { proxy, isPhone = false }, run) => {
    it(title, { timeout: 180_000 }, async () => {
      const tag = `<a href="#top">Home</a><assisters-chat endpoint="/api/assisters" assistant="shop" heading="${NAME}"></assisters-chat>`;
      const served = await startPage({ tag, proxy });
      const lines: { atMs: number; text: string }[] = [];
      const startMs = performance.now();
      const browser = await chromium.launch({
        headless: false,
        executablePath: findBrowsers().chromium!,
        // No more to be painted than the chat needs to stand beside its page.
        args: [...chromiumArguments(), '--force-renderer-accessibility', '--disable-gpu', '--window-position=0,0', '--window-size=800,800'],
        env: reader.env,
      });
      try {
        const context = await browser.newContext({ viewport: isPhone ? { width: 390, height: 844 } : null });
        const page = await context.newPage();
        await page.goto(served.url);
        await run(createVisit(reader, page, (text) => lines.push({ atMs: performance.now(), text: `[${text}]` })));
      } finally {
        await browser.close();
        served.close();
        lines.push(...reader.said.filter(({ atMs }) => atMs >= startMs));
        lines.sort((a, b) => a.atMs - b.atMs);
        const transcript = lines.map(({ atMs, text }) => `${((atMs - startMs) / 1000).toFixed(1).padStart(7)}  ${text}`);
        console.log(`\nHeard: ${title}\n${transcript.join('\n')}`);
      }
    });
  };
}

function createVisit(reader: ScreenReader, page: Page, note: (action: string) => void): Visit {
  const chat = new ChatPage(page);
  let sinceMs = performance.now();
  const utterances = (): typeof reader.said => reader.said.filter(({ atMs }) => atMs >= sinceMs);
  const visit: Visit = {
    page,
    chat,
    press(...keys) {
      note(keys.join(', '));
      reader.press(...keys);
    },
    heard: () => utterances().map(({ text }) => text),
    heardAfterMs: (what) => (utterances().find(({ text }) => text.includes(what))?.atMs ?? Infinity) - sinceMs,
    attend() {
      sinceMs = performance.now();
    },
    async untilHeard(what) {
      const isIt = (text: string): boolean => (typeof what === 'string' ? text.includes(what) : what.test(text));
      for (const endMs = performance.now() + 30_000; !visit.heard().some(isIt); await wait(50)) {
        assert.ok(performance.now() < endMs, `Not heard: ${what}. Heard:\n${visit.heard().join('\n')}`);
      }
    },
    async untilSilent() {
      const fromMs = performance.now();
      const lastMs = (): number => Math.max(reader.said.at(-1)?.atMs ?? 0, fromMs);
      while (performance.now() - lastMs() < SILENCE_MS) await wait(50);
    },
    async ask() {
      await visit.untilHeard('Home');
      await chat.part('launcher').focus();
      await visit.untilHeard('Chat with');
      visit.press('Return');
      await visit.untilHeard('Your question');
      // Not key by key: those are not what is listened to, and a busy machine loses some.
      await chat.part('input').fill(QUESTION);
      note(QUESTION);
      await visit.untilSilent();
      visit.attend();
      visit.press('Return');
    },
  };
  return visit;
}

/** A proxy that gives an answer word by word. */
export function answerWith(text: string): RequestListener {
  return (request, response) => {
    if (request.method !== 'POST') return describeAssistant(request, response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const words = text.split(/(?<= )/);
    const timer = setInterval(() => {
      const content = words.shift();
      const event = content === undefined ? { type: 'done', id: 'msg_1', tokens: { total: 1 } } : { type: 'chunk', content };
      response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (content !== undefined) return;
      clearInterval(timer);
      response.end();
    }, 60);
  };
}

/** A proxy that takes no question. */
export const refuse: RequestListener = (request, response) => {
  if (request.method !== 'POST') describeAssistant(request, response);
  else reply(response, 400, { error: { code: 'invalid_request', message: 'No.', status: 400 } });
};

const describeAssistant: RequestListener = (request, response) => {
  if (request.url?.endsWith('/health')) reply(response, 200, { status: 'ok' });
  else if (request.url?.endsWith('/assistants/shop')) reply(response, 200, { slug: 'shop', name: NAME });
  else reply(response, 404, { error: { code: 'not_found', message: 'No.', status: 404 } });
};

function reply(response: Parameters<RequestListener>[1], status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
