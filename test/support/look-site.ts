import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright';
import { ChatPage } from './chat-page.ts';
import { startPage, type StartedPage } from './start-page.ts';

/** What the proxy says to one question, whatever it is. */
export interface Reply {
  /** Markdown, in one event. */
  text?: string;
  sources?: readonly { title: string; url: string }[];
  /** After the text: the answer ends, its connection breaks, or nothing more comes. */
  end?: 'done' | 'cut' | 'held';
  /** Refuses instead, with a code of the API, and `Retry-After` where that is not 0. */
  refuse?: { status: number; code: string; retryAfter: number };
}

/** What can change while a chat is looked at. */
export interface LookDress {
  dark?: boolean;
  dir?: 'ltr' | 'rtl';
}

/** How a page looks at the chat: everything by which pixels differ from one machine to another is named here. */
export interface LookOptions extends LookDress {
  width: number;
  height: number;
  /** A phone: its pointer is coarse, which makes controls larger. */
  touch?: boolean;
  /** Nothing moves but where this is set: text then comes word by word, not line by line. */
  motion?: boolean;
  lang?: string;
  /** Device pixels per CSS pixel. */
  scale?: number;
  /** Attributes of the tag, on top of name and endpoint. */
  attributes?: Readonly<Record<string, string>>;
  /** A document in the place of the empty one, without a policy. */
  page?: string;
  /** Custom properties of the tag. */
  tokens?: Readonly<Record<string, string>>;
}

/** Latin, Arabic, Hebrew, Devanagari, then Chinese, Japanese and Korean: Debian's packages of them are installed by the test script. */
const SANS = ['Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Devanagari', 'WenQuanYi Micro Hei'];
const LOOK_FONTS = {
  '--assisters-font-family': SANS.map((name) => `"${name}"`).join(', '),
  '--assisters-font-mono': '"DejaVu Sans Mono", "WenQuanYi Micro Hei"',
};

/** Texts that name the page's host would name a port, which is another one each time. */
const LOOK_STRINGS = {
  intro: 'I answer questions about nordhang.example: bikes, tents, orders and the workshop.',
  searching: 'Looking through nordhang.example',
};

/** The moment at which the clock of every page stands. */
export const LOOK_TIME = new Date('2026-06-18T14:03:00Z');

/** A page with nothing but the chat, whose proxy says what it was told to. */
export class LookSite {
  readonly #browser: Browser;
  readonly #site: StartedPage;
  readonly #replies: Reply[];
  #contexts: BrowserContext[] = [];

  private constructor(browser: Browser, site: StartedPage, replies: Reply[]) {
    this.#browser = browser;
    this.#site = site;
    this.#replies = replies;
  }

  /** @param page - What stands around the chat; nothing unless told. */
  static async start(browser: Browser, page = '<body><main></main>'): Promise<LookSite> {
    const replies: Reply[] = [];
    const tag = `<html><meta name="viewport" content="width=device-width">${page}`;
    const site = await startPage({ tag, proxy: (request, response) => answer(request, response, replies) });
    return new LookSite(browser, site, replies);
  }

  /** Replies to the next questions, in order. */
  reply(...replies: readonly Reply[]): void {
    this.#replies.push(...replies);
  }

  async open(options: LookOptions): Promise<ChatPage> {
    const {
      width,
      height,
      dark = false,
      touch = false,
      motion = false,
      scale = 1,
      lang = 'en-GB',
      dir = 'ltr',
      attributes = {},
      tokens = {},
    } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: motion ? 'no-preference' : 'reduce',
      hasTouch: touch,
      isMobile: touch,
      locale: lang,
      timezoneId: 'UTC',
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    await page.clock.setFixedTime(LOOK_TIME);
    const { page: html } = options;
    if (html !== undefined)
      await page.route(this.#site.url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
    await page.goto(this.#site.url);
    await page.evaluate(
      ({ lang, attributes, tokens }) => {
        document.documentElement.lang = lang;
        const chat = document.createElement('assisters-chat');
        for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
        for (const [name, value] of Object.entries(tokens)) chat.style.setProperty(name, value);
        document.body.append(chat);
      },
      {
        lang,
        attributes: {
          endpoint: '/api/assisters',
          assistant: 'shop',
          heading: 'Nordhang',
          strings: JSON.stringify(LOOK_STRINGS),
          ...attributes,
        },
        tokens: { ...LOOK_FONTS, ...tokens },
      },
    );
    await dress(page, { dark, dir });
    const chat = new ChatPage(page);
    await chat.part('launcher').waitFor();
    await untilFontsAreThere(page);
    return chat;
  }

  /** Ends the pages that were opened up to now. */
  async leave(): Promise<void> {
    const contexts = this.#contexts;
    this.#contexts = [];
    this.#replies.length = 0;
    for (const context of contexts) await context.close();
  }

  async close(): Promise<void> {
    await this.leave();
    this.#site.close();
  }
}

/** Turns a page from light to dark or back, and to the other side. */
export async function dress(page: Page, { dark = false, dir = 'ltr' }: LookDress): Promise<void> {
  await page.evaluate(
    ({ theme, dir, ground }) => {
      document.documentElement.dir = dir;
      document.querySelector('assisters-chat')!.setAttribute('theme', theme);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`html, body { background: ${ground} !important }`);
      document.adoptedStyleSheets = [sheet];
    },
    { theme: dark ? 'dark' : 'light', dir, ground: dark ? '#0c0d0e' : '#eef0f2' },
  );
}

async function untilFontsAreThere(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
}

function answer(request: IncomingMessage, response: ServerResponse, replies: Reply[]): void {
  const reply = request.method === 'POST' ? replies.shift() : undefined;
  if (!reply) {
    response.writeHead(404, { 'content-type': 'application/json' });
    return void response.end('{"error":{"code":"not_found","message":"","status":404}}');
  }
  const { text = '', sources, end = 'done', refuse } = reply;
  if (refuse) {
    const { status, code, retryAfter } = refuse;
    response.writeHead(status, { 'content-type': 'application/json', ...(retryAfter > 0 ? { 'retry-after': String(retryAfter) } : {}) });
    return void response.end(JSON.stringify({ error: { code, message: '', status } }));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const send = (event: unknown): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (text) send({ type: 'chunk', content: text });
  if (end === 'cut') {
    // What was written has left by then.
    setTimeout(() => response.destroy(), 100);
  } else if (end === 'done') {
    if (sources) send({ type: 'sources', sources });
    send({ type: 'done', id: 'message', tokens: { total: 1 } });
    response.end();
  }
}
