import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'playwright';
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
  /** What it does to the chat is meant for an inline one, which is a part of it; nothing of that is looked at. */
  isForInline?: true;
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

/** Everything that is inherited, as no page would set it. */
const INHERITED = `html, body, assisters-chat { line-height: 3; letter-spacing: 4px; word-spacing: 12px; text-transform: uppercase;
  text-indent: 40px; text-align: end; text-align-last: justify; text-shadow: 2px 2px red; text-emphasis: dot; text-underline-offset: 9px;
  text-decoration: underline wavy red; white-space: pre; word-break: break-all; overflow-wrap: anywhere; hyphens: auto; line-break: anywhere;
  quotes: "x" "y"; list-style: upper-roman inside; font: italic 900 9px/3 serif; font-variant: small-caps; font-size-adjust: 1;
  font-stretch: condensed; font-feature-settings: "smcp"; font-variation-settings: "wght" 900; font-kerning: none; font-synthesis: none;
  font-optical-sizing: none; font-palette: dark; -webkit-text-fill-color: red; -webkit-text-stroke: 1px red; -webkit-font-smoothing: none;
  -webkit-line-clamp: 1; color: red; caret-color: red; accent-color: red; cursor: crosshair; user-select: none; -webkit-user-modify: read-only;
  border-collapse: collapse; border-spacing: 9px; caption-side: bottom; empty-cells: hide; tab-size: 9; orphans: 9; widows: 9;
  image-rendering: pixelated; paint-order: stroke; stroke: red; fill: red; stroke-width: 9px; ruby-position: under;
  text-combine-upright: all; text-orientation: upright; text-rendering: geometricPrecision; text-wrap: nowrap; text-box: trim-both cap alphabetic;
  unicode-bidi: bidi-override; scroll-behavior: smooth; scrollbar-color: red yellow; scrollbar-width: none;
  interpolate-size: allow-keywords; touch-action: none; pointer-events: none; overscroll-behavior: none; dominant-baseline: hanging;
  math-style: compact; print-color-adjust: exact; forced-color-adjust: none; hanging-punctuation: first; text-spacing-trim: trim-start; }`;

/** What a page may do to the chat's own element and to all that the body holds. */
const ITS_TAG = `body > *, assisters-chat { display: block; position: relative; z-index: 0; margin: 40px; padding: 30px; border: 9px solid red;
  background: yellow; transform: translate(9px, 9px) rotate(3deg); translate: 9px; rotate: 3deg; scale: .9; filter: blur(2px);
  backdrop-filter: blur(1px); perspective: 100px; contain: paint; container-type: size; will-change: transform; overflow: hidden; opacity: .5;
  mix-blend-mode: difference; isolation: isolate; clip-path: circle(20px); mask: linear-gradient(red, transparent); width: 90px; height: 40px;
  max-width: 90px; max-height: 40px; columns: 2; content-visibility: auto; }`;

// The rules of Shopify's Dawn (base.css) that reach all of a page, written down by hand from what it is known to say: the file itself
// is not here.
const DAWN = `:root { --font-body-scale: 1; --font-heading-scale: 1; --alpha-button-background: 1; }
*, *::before, *::after { box-sizing: inherit; }
html { box-sizing: border-box; font-size: calc(var(--font-body-scale) * 62.5%); height: 100%; }
body { display: grid; grid-template-rows: auto auto 1fr auto; grid-template-columns: 100%; min-height: 100%; margin: 0; font-size: 1.5rem;
  letter-spacing: .06rem; line-height: calc(1 + .8 / var(--font-body-scale)); }
@media screen and (min-width: 750px) { body { font-size: 1.6rem; } }
.js .no-js { display: none !important; } .no-js:not(html) { display: none !important; }
a:empty, ul:empty, dl:empty, div:empty, section:empty, article:empty, p:empty, h1:empty, h2:empty, h3:empty, h4:empty, h5:empty, h6:empty { display: none; }
h1, h2, h3, h4, h5 { letter-spacing: calc(var(--font-heading-scale) * .06rem); line-height: calc(1 + .3 / max(1, var(--font-heading-scale))); word-break: break-word; }
blockquote { font-style: italic; border-left: .2rem solid red; padding-left: 1rem; } table { table-layout: fixed; border: .1rem solid red; }
summary { cursor: pointer; list-style: none; } .hidden { display: none !important; } .button { min-width: 12rem; }
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
  'a theme of Shopify': { css: DAWN, attributes: 'lang="en-GB" class="js"' },
  'all that is inherited': { css: INHERITED },
  'all that is inherited, and important': { css: INHERITED.replaceAll(';', ' !important;') },
  'what it does to its children and the tag': { css: ITS_TAG },
  'the same, and important': { css: ITS_TAG.replaceAll(';', ' !important;') },
  'a page of 80 %': { css: 'body { zoom: .8 }', isForInline: true },
  'a page of 150 %': { css: 'html { zoom: 1.5 }', isForInline: true },
  'no doctype': { doctype: '' },
  'right to left, with a chat that is not': { attributes: 'lang="ar" dir="rtl"', chat: { dir: 'ltr', lang: 'en-GB' } },
  'a body of columns': {
    css: 'body { display: flex; gap: 40px; align-items: center; justify-content: center } body > * { flex: 1; min-width: 300px }',
  },
  'a body that is a grid': { css: 'body { display: grid; place-content: center; grid: 100px / 100px } body > * { grid-area: 1 / 1 }' },
  'right to left by its style, with a chat that is not': { css: 'html { direction: rtl }', chat: { dir: 'ltr' } },
  'writing from top to bottom': { css: 'html { writing-mode: vertical-rl }' },
  'print colours, ligatures, columns': {
    css: 'html { columns: 3; print-color-adjust: exact; font-variant: small-caps; font-feature-settings: "smcp"; font-stretch: condensed; text-rendering: geometricPrecision; font-kerning: none; text-emphasis: dot; line-break: anywhere; orphans: 9 }',
  },
  'a page that takes clicks and selections away': { css: 'body { pointer-events: none; user-select: none; cursor: none }' },
  'a body that is moved, scaled and filtered': {
    css: 'body { transform: translate(30px, 20px) scale(.8); filter: grayscale(1); height: 3000px }',
    isForInline: true,
  },
  'a body with a view': { css: 'body { perspective: 100px; height: 300px }', isForInline: true },
  'a body that contains all of its own': { css: 'body { contain: strict; height: 300px }', isForInline: true },
  'a body that is about to move': { css: 'body { will-change: transform; margin: 50px; height: 3000px }', isForInline: true },
  // Whoever stands in there is half there, too; the top layer is not.
  'a body that is half there, from the top layer': {
    css: 'body { opacity: .5; mix-blend-mode: difference; clip-path: circle(90px); overflow: hidden; height: 300px }',
    chat: { layer: 'top' },
    isForInline: true,
  },
};

const OPTIONS = {
  width: 800,
  height: 700,
  attributes: { subheading: 'AI assistant', privacy: '/privacy.html', teaser: 'Which tent fits us?', 'teaser-delay': '0' },
};

/** The box that an owner gives an inline chat, so that all pages give it the same. */
const INLINE_BOX = Object.entries({
  display: 'block',
  position: 'fixed',
  inset: '20px auto auto 20px',
  'z-index': 'auto',
  'box-sizing': 'border-box',
  width: '400px',
  height: '600px',
  'min-width': '0',
  'max-width': 'none',
  'max-height': 'none',
  margin: '0',
  padding: '0',
  border: '0',
  background: 'none',
  outline: '0',
  'box-shadow': 'none',
  opacity: '1',
  overflow: 'visible',
  columns: 'auto',
  contain: 'none',
  'container-type': 'normal',
  'content-visibility': 'visible',
  ...Object.fromEntries(
    'transform translate rotate scale filter backdrop-filter perspective mask clip-path float'.split(' ').map((name) => [name, 'none']),
  ),
  'mix-blend-mode': 'normal',
})
  .map(([name, value]) => `${name}: ${value} !important`)
  .join(';');

const documentOf = ({ css = '', attributes = 'lang="en-GB"', doctype = '<!doctype html>' }: HostPage): string =>
  `${doctype}<html ${attributes}><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,"><style>${css}</style></head>
  <body><p></p><script src="/assisters-chat.js"></script></body></html>`;

describe('a page', { timeout: 300_000 }, () => {
  let browser: Browser;
  let site: LookSite;

  /** By the name of what was looked at. */
  type Look = Record<string, { box: unknown; picture: Buffer }>;
  let neutral: Look | undefined;

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
    const seen: Look = {};
    const shoot = async (name: string, part: string): Promise<void> => {
      // A chat sees a moment later what the page does to it. Where it stays wrong, the last picture tells.
      const wanted = neutral?.[name];
      for (const endMs = Date.now() + 3_000; ;) {
        await chat.page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
        const box = (await chat.part(part).boundingBox())!;
        // It may still be out of the window.
        const picture = await chat.page.screenshot({ clip: box, animations: 'disabled' }).catch(() => Buffer.alloc(0));
        seen[name] = { box, picture };
        if (!wanted || picture.equals(wanted.picture) || Date.now() > endMs) return;
      }
    };
    const shootLog = async (name: string): Promise<void> => {
      for (const top of [0, 560]) {
        await chat.part('messages').evaluate((log, top) => (log.scrollTop = top), top);
        await shoot(`${name}, ${top} px down`, 'panel');
      }
    };
    await chat.part('teaser').waitFor();
    await chat.page.mouse.move(0, 0);
    await shoot('teaser', 'teaser');
    await shoot('launcher', 'launcher');
    await chat.open();
    await SCENES.reading.act!(chat, site);
    // What it points at would show more.
    await chat.page.mouse.move(0, 0);
    await shootLog('panel');
    if (page.isForInline) return seen;
    await chat.page.locator('assisters-chat').evaluate((element, style) => {
      element.setAttribute('style', `${element.getAttribute('style')}; ${style}`);
      element.setAttribute('mode', 'inline');
    }, INLINE_BOX);
    await chat.part('launcher').waitFor({ state: 'detached' });
    await shootLog('inline');
    return seen;
  }

  for (const [name, page] of Object.entries(PAGES)) {
    it(`changes no pixel of the chat: ${name} (P13)`, async () => {
      for (const [what, { box, picture }] of Object.entries(await look(page))) {
        const wanted = neutral![what]!;
        // The corner of the page decides where it stands.
        if (!page.attributes?.includes('rtl')) assert.deepEqual(box, wanted.box, what);
        const differing = picture.equals(wanted.picture) ? 0 : await comparePictures(browser, picture, wanted.picture);
        assert.ok(differing <= ALLOWED, `differing pixels of ${what}: ${differing}`);
      }
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
