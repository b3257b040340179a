import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'playwright';
import type { ChatPage } from '../support/chat-page.ts';
import { comparePictures } from '../support/compare-pictures.ts';
import { SCENES } from '../support/look-scenes.ts';
import { LookSite } from '../support/look-site.ts';
import { openBrowser } from '../support/open-browser.ts';

/** Share of pixels that may differ. */
const ALLOWED = 0.001;

const installed = (url: string): string => readFileSync(fileURLToPath(url), 'utf8');

interface HostPage {
  css?: string;
  /** On `<html>`. */
  attributes?: string;
  doctype?: string;
  /** Attributes of the chat. */
  chat?: Record<string, string>;
}

const EVERYTHING = `*, *::before, *::after {
  box-sizing: content-box !important; margin: 3px !important; padding: 5px !important; border: 2px dashed red !important;
  color: red !important; background: yellow !important; font: italic 900 9px/3 serif !important; letter-spacing: 3px !important;
  word-spacing: 9px !important; text-transform: uppercase !important; text-align: end !important; text-indent: 40px !important;
  text-shadow: 1px 1px red !important; text-decoration: line-through !important; white-space: pre !important; hyphens: auto;
  float: left !important; min-width: 10px !important; max-width: 90px !important; width: 50px !important; height: 20px;
  list-style: square inside !important; cursor: crosshair !important; user-select: none !important; pointer-events: none !important;
  fill: red !important; stroke: red !important; outline: 1px solid red !important;
  transition: all 1s !important; border-radius: 9px !important; box-shadow: 0 0 9px red !important; overflow: hidden; z-index: 1;
  word-break: break-all; overflow-wrap: anywhere; tab-size: 9; quotes: none; caret-color: red; -webkit-text-stroke: 1px red;
}`;

// In our own words, what the theme that most shops stand on says of everything.
const SHOP_THEME = `*, *::before, *::after { box-sizing: inherit; }
html { box-sizing: border-box; font-size: 62.5%; height: 100%; }
body { display: grid; grid-template-rows: auto auto 1fr auto; grid-template-columns: 100%; min-height: 100%; margin: 0; font-size: 1.5rem;
  letter-spacing: .06rem; line-height: calc(1 + .8 / 1.5); }
div:empty, section:empty, article:empty, p:empty, h2:empty, ul:empty { display: none; }
h2, h3, h4 { letter-spacing: .06rem; line-height: 1.3; } button { appearance: none; } ul { list-style: none; padding: 0; }
a:not([href]) { cursor: not-allowed; } details > * { box-sizing: border-box; } textarea, input { border-radius: 0; }
*:focus { outline: 0; box-shadow: none; } *:focus-visible { outline: .2rem solid red; outline-offset: .3rem; }`;

/** What stands around the chat; in each it must look the same. */
const PAGES: Record<string, HostPage> = {
  'rules for everything': { css: EVERYTHING },
  'everything unset': { css: '* { all: unset } ' },
  'everything unset, and important': { css: 'body * { all: unset !important }' },
  'a root of 62.5 %': { css: 'html { font-size: 62.5% } body { font-size: 1.6rem }' },
  'a root of 10 px, and larger text': { css: 'html { font-size: 10px } body { font-size: 30px; line-height: 1 }' },
  'empty boxes hidden': { css: 'div:empty, p:empty, span:empty, i:empty { display: none !important }' },
  'unknown elements hidden': { css: ':not(:defined) { display: none }' },
  Bootstrap: { css: installed(import.meta.resolve('bootstrap/dist/css/bootstrap.min.css')) },
  'Tailwind, its reset in a layer': { css: installed(import.meta.resolve('tailwindcss/index.css')) },
  'a shop theme': { css: SHOP_THEME },
  'no doctype': { doctype: '' },
  'right to left, with a chat that is not': { attributes: 'lang="ar" dir="rtl"', chat: { dir: 'ltr', lang: 'en-GB' } },
  'a body of columns': {
    css: 'body { display: flex; gap: 40px; align-items: center; justify-content: center } body > * { flex: 1; min-width: 300px }',
  },
  'a body that is a grid': { css: 'body { display: grid; place-content: center; grid: 100px / 100px } body > * { grid-area: 1 / 1 }' },
  'writing from top to bottom': { css: 'html { writing-mode: vertical-rl }' },
  'print colours, ligatures, columns': {
    css: 'html { columns: 3; print-color-adjust: exact; font-variant: small-caps; font-feature-settings: "smcp"; font-stretch: condensed; text-rendering: geometricPrecision; font-kerning: none; text-emphasis: dot; line-break: anywhere; orphans: 9 }',
  },
  'a page that takes clicks and selections away': { css: 'body { pointer-events: none; user-select: none; cursor: none }' },
  // What an ancestor does to all inside of it reaches whoever stands inside; the top layer does not.
  'a body that is moved and filtered, from the top layer': {
    css: 'body { transform: translate(30px, 20px) scale(.8); filter: grayscale(1); perspective: 100px; overflow: hidden; contain: paint; height: 300px; opacity: .5 }',
    chat: { layer: 'top' },
  },
};

const OPTIONS = { width: 800, height: 700, attributes: { subheading: 'AI assistant', privacy: '/privacy.html' } };

const documentOf = ({ css = '', attributes = 'lang="en-GB"', doctype = '<!doctype html>' }: HostPage): string =>
  `${doctype}<html ${attributes}><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"><style>${css}</style></head>
  <body><p>Hello</p><script src="/assisters-chat.js"></script></body></html>`;

describe('a page', { timeout: 300_000 }, () => {
  let browser: Browser;
  let site: LookSite;

  interface Look {
    launcher: Buffer;
    panel: Buffer;
    boxes: unknown;
  }
  let neutral: Look;

  before(async () => {
    browser = await openBrowser();
    site = await LookSite.start(browser);
    neutral = await look({});
  });
  afterEach(() => site?.leave());
  after(async () => {
    await site?.close();
    await browser?.close();
  });

  async function look(page: HostPage): Promise<Look> {
    const { lang, dir } = { lang: 'en-GB', dir: 'ltr', ...(page.attributes?.includes('rtl') ? { lang: 'ar', dir: 'rtl' } : {}) };
    const chat = await site.open({
      ...OPTIONS,
      lang,
      dir: dir as 'ltr' | 'rtl',
      page: documentOf(page),
      attributes: { ...OPTIONS.attributes, ...page.chat },
    });
    const launcher = await shoot(chat, 'launcher');
    await chat.open();
    await chat.page.mouse.move(0, 0);
    await SCENES.reading.act!(chat, site);
    const panel = await shoot(chat, 'panel');
    return { launcher: launcher.picture, panel: panel.picture, boxes: [launcher.box, panel.box] };
  }

  async function shoot(chat: ChatPage, part: string) {
    await chat.page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
    const box = (await chat.part(part).boundingBox())!;
    return { box, picture: await chat.page.screenshot({ clip: box, animations: 'disabled' }) };
  }

  for (const [name, page] of Object.entries(PAGES)) {
    it(`changes no pixel of the chat: ${name}`, async () => {
      const { launcher, panel, boxes } = await look(page);
      // The corner of the page decides where it stands.
      if (page.attributes === undefined) assert.deepEqual(boxes, neutral.boxes);
      const differing = [await comparePictures(browser, launcher, neutral.launcher), await comparePictures(browser, panel, neutral.panel)];
      assert.ok(Math.max(...differing) <= ALLOWED, `differing pixels of launcher and panel: ${differing.join(', ')}`);
    });
  }

  it('finds nothing of the chat in itself, and hears no key and no word', async () => {
    const chat = await site.open({ ...OPTIONS, page: documentOf({}) });
    const { page } = chat;
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(document, { heard });
      for (const type of [
        'keydown',
        'keyup',
        'keypress',
        'beforeinput',
        'input',
        'paste',
        'copy',
        'cut',
        'compositionstart',
        'compositionend',
      ])
        for (const target of [document.querySelector('assisters-chat')!, document.body, document, window])
          target.addEventListener(type, () => heard.push(type));
    });
    await chat.open();
    await chat.part('input').click();
    await page.keyboard.type('Hi / ? k');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+X');
    await page.keyboard.press('Control+V');
    assert.match(await chat.part('input').inputValue(), /^Hi/);
    const found = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow));
      frame.remove();
      return {
        heard: (document as unknown as { heard: string[] }).heard,
        head: [...document.head.children].map(({ localName }) => localName),
        body: [...document.body.children].map(({ localName }) => localName),
        root: document.documentElement.children.length,
        sheets: document.styleSheets.length,
        // That one is this test's.
        adopted: document.adoptedStyleSheets.length,
        globals: Object.getOwnPropertyNames(window).filter((name) => !plain.has(name) && !/^(\d+|__playwright.*|__pw.*)$/.test(name)),
        cookies: document.cookie,
        stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      };
    });
    assert.deepEqual(found, {
      heard: [],
      head: ['meta', 'title', 'link', 'style'],
      body: ['p', 'script', 'assisters-chat'],
      root: 2,
      sheets: 1,
      adopted: 1,
      globals: ['AssistersChat'],
      cookies: '',
      stored: [],
    });
  });

  it('is moved by nothing when the chat comes, opens and closes', async () => {
    const chat = await site.open({ ...OPTIONS, page: documentOf({}) });
    const { page } = chat;
    // What follows a click within half a second is expected, and counts as no shift.
    const shifts = () =>
      page.evaluate(
        () =>
          new Promise<unknown[]>((resolve) => {
            const take = (list: PerformanceEntryList): void =>
              resolve(list.filter((entry) => !(entry as unknown as { hadRecentInput: boolean }).hadRecentInput));
            new PerformanceObserver((list) => take(list.getEntries())).observe({ type: 'layout-shift', buffered: true });
            // Without any there is nothing to be told.
            requestAnimationFrame(() => setTimeout(() => take([])));
          }),
      );
    assert.deepEqual(await shifts(), []);
    await chat.open();
    await chat.part('close').click();
    assert.deepEqual(await shifts(), []);
  });
});
