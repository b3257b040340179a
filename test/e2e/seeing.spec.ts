import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import type { ChatPage } from '../support/chat-page.ts';
import { SCENES, type LookScene } from '../support/look-scenes.ts';
import { LookSite, type LookOptions, type Reply } from '../support/look-site.ts';
import { openBrowser } from '../support/open-browser.ts';
import { measureChange, measureContrast, type Box } from '../support/measure-pixels.ts';
import { findClipped, findTranslucent, watchMotion, type Motion } from '../support/seen.ts';

type SceneName = keyof typeof SCENES;

/** All that can be in the way of a word or a button. */
const STATES: readonly SceneName[] = ['empty', 'end', 'waiting', 'trouble', 'offline', 'rateLimit', 'fullMenu', 'teaser', 'unread'];

const DESKTOP = { width: 800, height: 840 };

/** 1280 × 1024 at 400 %. */
const TINY = { width: 320, height: 256 };

/** 1280 × 840 at 200 %. */
const ZOOMED = { width: 640, height: 420, scale: 2 };

/** A paragraph of many lines, others in a quotation and in a list, and code. */
const LONG_TEXT = `${'Tyres for hard gravel are narrow, fast and tubeless. '.repeat(9)}

Second paragraph.

> Quoted.
>
> Quoted further.

- One

  One, further

\`\`\`js
code
\`\`\``;

describe('what is seen of the chat', { timeout: 600_000 }, () => {
  let browser: Browser;
  let site: LookSite;
  /** Of somebody who reads letters twice as large. */
  let largeBrowser: Browser;
  let largeSite: LookSite;

  before(async () => {
    browser = await openBrowser();
    largeBrowser = await openBrowser('chromium', ['--blink-settings=defaultFontSize=32']);
    site = await LookSite.start(browser);
    largeSite = await LookSite.start(largeBrowser);
  });
  after(async () => {
    await site?.close();
    await largeSite?.close();
    await browser?.close();
    await largeBrowser?.close();
  });

  interface Visit {
    site?: LookSite;
    options?: Partial<LookOptions>;
    /** What the visitor's system prefers. */
    features?: Readonly<Record<string, string>>;
  }

  const visit = async (name: SceneName | null, { site: at = site, options, features }: Visit, run: (chat: ChatPage) => Promise<void>) => {
    const scene: Partial<LookScene> = name === null ? {} : SCENES[name];
    const own = scene.options;
    const chat = await at.open({
      ...DESKTOP,
      ...own,
      ...options,
      attributes: { subheading: 'AI assistant · answers in seconds', feedback: '', ...own?.attributes, ...options?.attributes },
    });
    try {
      if (features) await prefer(chat.page, features);
      if (!scene.isClosed) await chat.open();
      await scene.act?.(chat, at);
      await run(chat);
    } finally {
      await at.leave();
    }
  };

  for (const touch of [false, true]) {
    for (const name of ['empty', 'end', 'waiting', 'offline', 'rateLimit', 'fullMenu'] as const) {
      it(`has room at 320 × 256, ${touch ? 'for a finger' : 'for a mouse'}: ${name} (P12)`, () =>
        visit(name, { options: { ...TINY, touch } }, async (chat) => {
          const { panel, buttons, transcript, field, status, sideways } = await measure(chat);
          assert.deepEqual([panel.width, panel.height], [320, 256]);
          assert.deepEqual(sideways, [0, 0, 0], 'nothing scrolls sideways');
          for (const [what, { x, y, width, height }] of Object.entries({ field, ...buttons })) {
            assert.ok(x >= 0 && y >= 0 && x + width <= 320 && y + height <= 256, `${what} is seen whole`);
          }
          for (const button of ['close', 'menu', 'send'] as const) {
            const { x, y, width, height } = buttons[button];
            // The middle, and what a finger may hit of it.
            for (const [left, top] of [
              [x + width / 2, y + height / 2],
              [x + 2, y + height / 2],
            ] as const) {
              if (name !== 'fullMenu' || button !== 'send') {
                const hit = await partAt(chat.page, left, top);
                assert.equal(hit === 'stop' ? 'send' : hit, button);
              }
            }
          }
          assert.ok(transcript.height >= 150, `the transcript has ${transcript.height} px`);
          assert.equal(status !== null, name === 'offline');
          if (status) assert.ok(status.x >= 0 && status.x + status.width <= buttons.menu.x && status.y + status.height <= transcript.y + 1);
          assert.deepEqual(await chat.page.evaluate(findClipped), []);
        }));
    }
  }

  for (const [way, size] of Object.entries({ upright: { width: 360, height: 760 }, 'on its side': { width: 760, height: 360 } })) {
    it(`keeps its composer and lines of the conversation above the keyboard of a phone that is held ${way} (P15)`, () =>
      visit('end', { options: { ...size, touch: true } }, async (chat) => {
        const left = size.height / 2;
        await chat.page.evaluate((height) => {
          Object.defineProperty(visualViewport!, 'height', { value: height });
          visualViewport!.dispatchEvent(new Event('resize'));
        }, left);
        const { panel, field, transcript } = await measure(chat);
        assert.equal(panel.height, left);
        assert.ok(field.y + field.height <= left);
        assert.ok(transcript.height >= 48, `${transcript.height} px`);
      }));
  }

  for (const name of STATES) {
    it(`cuts nothing off when letters are twice as large, by the browser's own size or by its zoom: ${name} (P13)`, async () => {
      const sizes: number[][] = [];
      for (const [at, options] of [
        [largeSite, DESKTOP],
        [site, ZOOMED],
        [largeSite, { width: 390, height: 760, touch: true }],
      ] as const) {
        await visit(name, { site: at, options }, async ({ page }) => {
          assert.deepEqual(await page.evaluate(findClipped), []);
          sizes.push(await page.evaluate(fontSizes));
        });
      }
      const [large, usual] = sizes;
      assert.deepEqual(
        large,
        usual!.map((size) => size * 2),
      );
    });

    it(`cuts nothing off when lines, letters and words are set apart: ${name} (P14)`, () =>
      visit(name, {}, async ({ page }) => {
        await page.evaluate(setApart);
        assert.deepEqual(await page.evaluate(findClipped), []);
      }));

    it(`lets nothing shine through where more contrast is wanted, or less transparency: ${name} (V4)`, () =>
      visit(name, {}, async ({ page }) => {
        for (const [feature, value] of [
          ['prefers-contrast', 'more'],
          ['prefers-reduced-transparency', 'reduce'],
        ] as const) {
          await prefer(page, { [feature]: value, 'prefers-reduced-motion': 'reduce' });
          assert.deepEqual(await page.evaluate(findTranslucent), [], feature);
        }
      }));
  }

  it('would find what shines through (V4)', () =>
    visit('judged', {}, async ({ page }) => {
      await page.locator('assisters-chat [part~="input"]').fill('');
      const found = (await page.evaluate(findTranslucent)).join('\n');
      for (const what of [/panel.*box-shadow/, /send.*opacity/]) assert.match(found, what);
    }));

  it('would find what is cut off (P13, P14)', () =>
    visit('judged', {}, async ({ page }) => {
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('.subheading { white-space: nowrap; inline-size: 20px }');
        document.querySelector('assisters-chat')!.shadowRoot!.querySelector('assisters-panel')!.shadowRoot!.adoptedStyleSheets.push(sheet);
      });
      assert.match((await page.evaluate(findClipped)).join(), /subheading/);
    }));

  it('is of one size whatever the root of the page is (P13)', () =>
    visit('judged', {}, async ({ page }) => {
      const before = await page.screenshot();
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('html { font-size: 62.5% }');
        document.adoptedStyleSheets.push(sheet);
      });
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '10px');
      assert.ok(before.equals(await page.screenshot()), 'other pixels');
    }));

  it('draws an edge around everything that is one, where more contrast is wanted (V4)', () =>
    visit(null, { features: { 'prefers-contrast': 'more' } }, async (chat) => {
      await reply(chat, site, { text: LONG_TEXT, sources: [{ title: 'Guide', url: 'https://nordhang.example/' }] });
      await chat.part('menu').click();
      await scrollToEnd(chat);
      await assertEdges(chat, ['.panel', '.list', '.field', '.source']);
      await chat.page.keyboard.press('Escape');
      await assertEdges(chat, ['[part="code-block"]']);
      await scrollToStart(chat);
      await assertEdges(chat, ['[data-role="user"] [part="content"]', '.jump']);
    }));

  for (const colorScheme of ['light', 'dark'] as const) {
    const features = { 'forced-colors': 'active', 'prefers-color-scheme': colorScheme };

    it(`has edges and icons in forced colours: ${colorScheme} (V3)`, async () => {
      await visit('empty', { features }, async (chat) => {
        await assertEdges(chat, ['.panel', '.suggestion', '.field', '.send', '[part="menu"]', '[part="close"]', '.avatar']);
        await assertIcons(chat, [
          '.suggestion svg',
          '.send svg:first-child',
          '[part="menu"] svg',
          '[part="close"] svg',
          '.avatar svg',
          '.notice svg',
        ]);
      });
      await visit(null, { features, options: {} }, async (chat) => {
        await reply(chat, site, {
          text: `[Guide](https://other.example/)\n\n${LONG_TEXT}`,
          sources: [{ title: 'Guide', url: 'https://nordhang.example/' }],
        });
        await chat.answer.getByRole('button', { name: 'Helpful', exact: true }).click();
        await scrollToEnd(chat);
        await assertEdges(chat, ['[part="code-block"]', '.source', '[part="copy"]', '.actions .up', '[part="code-copy"]']);
        await assertIcons(chat, ['[part="copy"] svg', '.up svg', '.down svg']);
        await assertIcons(chat, ['[part="code-copy"]'], { width: 26 });
        await scrollToStart(chat);
        await assertEdges(chat, ['[data-role="user"] [part="content"]', '.jump']);
        await assertIcons(chat, ['.jump svg']);
        await assertIcons(chat, ['[part="link-host"]'], { fromEnd: 13 });
        await chat.part('menu').click();
        await assertEdges(chat, ['.list', '.item']);
        await assertIcons(chat, ['.item svg']);
      });
      await visit('rateLimit', { features }, async (chat) => {
        await assertEdges(chat, ['.text-button']);
        await assertIcons(chat, ['.problem svg']);
      });
      await visit('unread', { features }, (chat) => assertEdges(chat, ['.launcher', '.badge']));
      await visit('teaser', { features }, (chat) => assertEdges(chat, ['.launcher', '.teaser', '.dismiss']));
    });
  }

  it('tells in forced colours what has the focus, by their colour for it, and what is pressed, not by its ground (V3)', () =>
    visit(null, { features: { 'forced-colors': 'active' } }, async (chat) => {
      await reply(chat, site, { text: LONG_TEXT, sources: [{ title: 'Guide', url: 'https://nordhang.example/' }] });
      await chat.page.keyboard.press('Tab');
      for (const selector of [
        '.launcher',
        '[part="close"]',
        '[part="message"]',
        '.messages',
        '.source',
        '[part="copy"]',
        '.send',
        '.input',
      ]) {
        const [style, width, color, highlight] = await chat.page
          .locator(`assisters-chat ${selector}`)
          .first()
          .evaluate((element) => {
            (element as HTMLElement).focus();
            const box = element.closest('.field:has(.input:focus)') ?? element;
            const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(box);
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.color = 'Highlight';
            const highlight = getComputedStyle(probe).color;
            probe.remove();
            return [outlineStyle, outlineWidth, outlineColor, highlight];
          });
        assert.deepEqual([style, width, color], ['solid', '2px', highlight], selector);
      }
      const thumb = (name: string) => chat.answer.getByRole('button', { name, exact: true });
      await thumb('Helpful').click();
      const edge = (name: string) => thumb(name).evaluate((button) => getComputedStyle(button).borderTopWidth);
      assert.deepEqual([await edge('Helpful'), await edge('Not helpful')], ['2px', '0px']);
    }));

  it('shows what is pressed by a shape, not by a colour (V2)', () =>
    visit('judged', {}, async (chat) => {
      const fill = (name: string) =>
        chat.answer
          .getByRole('button', { name, exact: true })
          .locator('svg')
          .evaluate((icon) => getComputedStyle(icon).fill);
      assert.notEqual(await fill('Helpful'), 'none');
      assert.equal(await fill('Not helpful'), 'none');
    }));

  it('moves nothing and goes on with nothing for who wants less motion (V5)', async () => {
    const seen = async (motion: boolean): Promise<Motion> => {
      const attributes = { teaser: 'Which size?', 'teaser-delay': '0' };
      // An owner who likes it slow does not decide for them.
      const tokens = { '--assisters-motion': '2', '--assisters-duration-fast': '300ms', '--assisters-duration-base': '300ms' };
      const chat = await site.open({ ...DESKTOP, motion, attributes, tokens });
      await chat.page.evaluate(watchMotion);
      await chat.part('teaser').waitFor();
      await chat.open();
      await chat.part('menu').click();
      await chat.page.keyboard.press('Escape');
      await reply(chat, site, { text: LONG_TEXT, end: 'held' }, 'streaming');
      await scrollToStart(chat);
      await chat.part('jump').click();
      await chat.part('stop').click();
      await reply(chat, site, { end: 'held' }, 'sending');
      await chat.page.locator('assisters-chat .waiting').waitFor();
      await chat.part('close').click();
      await chat.part('panel').waitFor({ state: 'hidden' });
      await chat.open();
      const found = await chat.page.evaluate(() => (globalThis as unknown as { motion: Motion }).motion);
      await site.leave();
      return found;
    };
    assert.deepEqual(await seen(false), { moving: [], endless: [], smooth: [] });
    const { moving, endless, smooth } = await seen(true);
    // They would be found.
    for (const what of [/panel.*scale/, /icon.*rotate/]) assert.match(moving.join('\n'), what);
    assert.ok(endless.length > 0 && smooth.length > 0);
  });

  it('moves no more from the moment on at which less motion is wanted (V5)', () =>
    visit('waiting', { options: { motion: true } }, async (chat) => {
      const running = () =>
        chat.page
          .locator('assisters-chat .dots i')
          .first()
          .evaluate((dot) => dot.getAnimations().length);
      assert.equal(await running(), 1);
      await prefer(chat.page, { 'prefers-reduced-motion': 'reduce' });
      await chat.page.evaluate(() => new Promise(requestAnimationFrame));
      assert.equal(await running(), 0);
    }));

  for (const mode of ['fullscreen', 'inline']) {
    it(`sets text to be read, however wide it is: ${mode} (V6)`, () =>
      visit(null, { options: { width: 1600, height: 900 } }, async (chat) => {
        await chat.page.evaluate((value) => document.querySelector('assisters-chat')!.setAttribute('mode', value), mode);
        await chat.part('launcher').waitFor({ state: 'detached' });
        const measured: [string, number, number, string][] = [];
        const read = async (selector: string): Promise<void> => {
          const found = await chat.page.locator(`assisters-chat ${selector}`).evaluateAll((elements) =>
            elements.map((element): [string, number, number, string] => {
              const { fontSize, fontFamily, fontWeight, lineHeight, textAlign } = getComputedStyle(element);
              const context = new OffscreenCanvas(1, 1).getContext('2d')!;
              context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
              const range = document.createRange();
              range.selectNodeContents(element);
              const { width } = range.getBoundingClientRect();
              return [
                element.textContent.slice(0, 20),
                width / context.measureText('0').width,
                parseFloat(lineHeight) / parseFloat(fontSize),
                textAlign,
              ];
            }),
          );
          assert.ok(found.length > 0, selector);
          measured.push(...found);
        };
        await read('.intro');
        await reply(chat, site, { text: LONG_TEXT }, 'done', LONG_TEXT.split('\n', 1)[0]);
        for (const selector of ['[data-role="user"] [part="content"]', '.answer p']) await read(selector);
        for (const [text, columns, height, align] of measured) {
          assert.ok(columns <= 80, `${text}: ${columns} ch`);
          assert.ok(height >= 1.5, `${text}: ${height}`);
          assert.equal(align, 'start');
        }
        assert.ok(Math.max(...measured.map(([, columns]) => columns)) > 60, 'some of it is long');
        const gaps = await chat.page.locator('assisters-chat .answer p + p').evaluateAll((paragraphs) =>
          paragraphs.map((paragraph) => {
            const above = paragraph.previousElementSibling!.getBoundingClientRect().bottom;
            return (paragraph.getBoundingClientRect().top - above) / parseFloat(getComputedStyle(paragraph).fontSize);
          }),
        );
        assert.ok(gaps.length >= 3 && gaps.every((gap) => gap >= 0.75), gaps.join());
      }));
  }

  for (const [accent, grounds] of Object.entries({
    '#3b5bdb': ['#fff', '#000', '#3b5bdb', '#808080'],
    '#ffcc00': ['#fff', '#ffcc00', '#000'],
    '#ffffff': ['#fff', '#000', '#eef0f2'],
    '#000000': ['#000', '#fff', '#0c0d0e'],
    '#808080': ['#808080', '#fff', '#000'],
  })) {
    it(`has a launcher with an edge, an icon and a ring of focus on any page: ${accent} (L8, L9)`, async () => {
      for (const dark of [false, true]) {
        const chat = await site.open({ width: 300, height: 200, dark, attributes: { accent } });
        // From now on it is somebody with a keyboard.
        await chat.page.keyboard.press('Tab');
        for (const ground of grounds) {
          await chat.page.evaluate((color) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`html, body { background: ${color} !important }`);
            document.adoptedStyleSheets = [sheet];
          }, ground);
          await chat.part('launcher').evaluate((button) => (button as HTMLElement).blur());
          const rest = await chat.page.screenshot();
          await assertEdges(chat, ['.launcher']);
          await assertIcons(chat, ['.launcher svg:first-child']);
          await chat.part('launcher').focus();
          await chat.part('launcher').and(chat.page.locator(':focus-visible')).waitFor();
          const changed = await measureChange(browser, rest, await chat.page.screenshot());
          // What 2 px along its edge are, but for those pixels that lie half in them.
          assert.ok(
            changed >= 0.9 * Math.PI * (28 ** 2 - 26 ** 2),
            `${changed} pixels of ${accent} on ${ground}, ${dark ? 'dark' : 'light'}`,
          );
        }
        await site.leave();
      }
    });
  }

  it('prints the conversation as plain text, without launcher, teaser and what is to be pressed (V7)', async () => {
    const chat = await site.open({ ...DESKTOP, attributes: { teaser: 'Which size?', 'teaser-delay': '0' } });
    await chat.part('teaser').waitFor();
    await chat.page.emulateMedia({ media: 'print' });
    for (const part of ['launcher', 'teaser']) assert.equal(await chat.part(part).isVisible(), false, part);
    await chat.page.emulateMedia({ media: null });
    await chat.open();
    await reply(chat, site, { text: LONG_TEXT });
    await chat.page.emulateMedia({ media: 'print' });
    for (const part of ['launcher', 'composer', 'copy', 'menu', 'close'])
      assert.equal(await chat.part(part).first().isVisible(), false, part);
    const { position, overflow, boxShadow } = await chat.part('panel').evaluate((panel) => {
      const { position, overflow, boxShadow } = getComputedStyle(panel);
      return { position, overflow, boxShadow };
    });
    assert.deepEqual([position, overflow, boxShadow], ['static', 'visible', 'none']);
    assert.ok(await chat.answer.getByText('Quoted further.').isVisible());
    await site.leave();
  });

  async function assertEdges(chat: ChatPage, selectors: readonly string[]): Promise<void> {
    const boxes = await boxesOf(chat, selectors);
    // Across the middle of its left edge, and of what is drawn around it.
    const strips = boxes.map(({ x, y, height }) => ({ x: x - 4, y: y + Math.floor(height / 2), width: 9, height: 1 }));
    const found = await measureContrast(browser, await chat.page.screenshot(), strips);
    for (const [index, selector] of selectors.entries()) assert.ok(found[index]! >= 3, `${selector} has an edge of ${found[index]}:1`);
  }

  /** What is drawn in the icon's box, or in a part of a box that is wider. */
  async function assertIcons(
    chat: ChatPage,
    selectors: readonly string[],
    { width, fromEnd }: { width?: number; fromEnd?: number } = {},
  ): Promise<void> {
    const boxes = (await boxesOf(chat, selectors)).map((box) => ({
      ...box,
      x: fromEnd === undefined ? box.x + (width === undefined ? 0 : 8) : box.x + box.width - fromEnd,
      y: box.y + 2,
      width: fromEnd ?? (width === undefined ? box.width : width - 8),
      height: box.height - 4,
    }));
    const found = await measureContrast(browser, await chat.page.screenshot(), boxes);
    for (const [index, selector] of selectors.entries()) assert.ok(found[index]! >= 3, `${selector} is drawn with ${found[index]}:1`);
  }
});

/** Tells a page what the visitor's system prefers. */
async function prefer(page: Page, features: Readonly<Record<string, string>>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
}

async function reply(chat: ChatPage, site: LookSite, answer: Reply, state = 'done', question = 'Which tyres?'): Promise<void> {
  site.reply(answer);
  await chat.part('input').fill(question);
  await chat.part('send').click();
  await chat.untilState(state);
}

const scrollToEnd = (chat: ChatPage): Promise<void> => scroll(chat, 100_000);
const scrollToStart = (chat: ChatPage): Promise<void> => scroll(chat, 0);

function scroll(chat: ChatPage, top: number): Promise<void> {
  return chat.part('messages').evaluate(async (log, top) => {
    log.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
    log.scrollTo({ top, behavior: 'instant' });
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  }, top);
}

/** Where the first of each is; all of them are to be seen. */
async function boxesOf(chat: ChatPage, selectors: readonly string[]): Promise<Box[]> {
  const boxes: Box[] = [];
  for (const selector of selectors) {
    const box = await chat.page.locator(`assisters-chat ${selector}`).filter({ visible: true }).first().boundingBox();
    assert.ok(box, `${selector} is there`);
    boxes.push(box);
  }
  return boxes;
}

async function measure(chat: ChatPage) {
  const box = async (name: string): Promise<Box> => (await chat.part(name).boundingBox())!;
  return {
    panel: await box('panel'),
    transcript: await box('messages'),
    field: (await chat.page.locator('assisters-chat .field').boundingBox())!,
    status: (await chat.page.locator('assisters-chat .panel > .status').count()) > 0 ? await box('status') : null,
    buttons: { close: await box('close'), menu: await box('menu'), send: (await chat.page.locator('assisters-chat .send').boundingBox())! },
    sideways: await chat.page.evaluate(() => {
      const panel = document.querySelector('assisters-chat')!.shadowRoot!.querySelector('assisters-panel')!.shadowRoot!;
      const log = panel.querySelector('assisters-message-log')!.shadowRoot!;
      return [document.documentElement, panel.querySelector('dialog')!, log.querySelector('.messages')!].map(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      );
    }),
  };
}

/** The part of the chat that a click there would reach. */
function partAt(page: Page, x: number, y: number): Promise<string | null | undefined> {
  return page.evaluate(
    ([x, y]) => {
      let element = document.elementFromPoint(x, y);
      for (let inner; (inner = element?.shadowRoot?.elementFromPoint(x, y)) && inner !== element;) element = inner;
      return element?.closest('button')?.getAttribute('part');
    },
    [x, y] as const,
  );
}

/** The sizes of all texts of the chat that are shown, each once. */
function fontSizes(): number[] {
  const sizes: number[] = [];
  const walk = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('*')) {
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue!.trim() !== '');
      if (isText && element.getClientRects().length > 0) sizes.push(Math.round(parseFloat(getComputedStyle(element).fontSize) * 4));
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document.querySelector('assisters-chat')!.shadowRoot!);
  return [...new Set(sizes)].sort((one, other) => one - other).map((size) => size / 4);
}

/** As a reader's own sheet does it. https://www.w3.org/TR/WCAG22/#text-spacing */
function setApart(): void {
  const walk = (root: ShadowRoot): void => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
    );
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) walk(shadowRoot);
  };
  walk(document.querySelector('assisters-chat')!.shadowRoot!);
}
