import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

const ATTRIBUTES = { endpoint: '/api/assisters', heading: 'Nordhang', teaser: 'Which size do you need?', 'teaser-delay': '0' };
const written = (prefix: string): string =>
  Object.entries(ATTRIBUTES)
    .map(([name, value]) => `${prefix}${name}="${value}"`)
    .join(' ');

const TEXT = '<p>Bikes that climb, and a word about each of them.</p>'.repeat(40);
const ELEMENT = `<assisters-chat ${written('')}></assisters-chat>`;

/** How the chat comes into a page, with what stands around it. */
const TAGS: Readonly<Record<string, string>> = {
  'a classic script tag at the end': `${TEXT}<script src="/assisters-chat.js" ${written('data-')}></script>`,
  'a classic script tag at the beginning': `<script src="/assisters-chat.js" ${written('data-')}></script>${TEXT}`,
  'an async script tag': `<script async src="/assisters-chat.js" ${written('data-')}></script>${TEXT}`,
  'a module': `<script type="module" src="/assisters-chat.js" ${written('data-')}></script>${TEXT}`,
  'an element at the end': `${TEXT}${ELEMENT}<script async src="/assisters-chat.js"></script>`,
  'an element in the middle': `${TEXT}${ELEMENT}${TEXT}<script async src="/assisters-chat.js"></script>`,
  'the loader': `${TEXT}<script async src="/loader.js" ${written('data-')}></script>`,
};

/** Boxes of a set size that the chat fills. */
const INLINE: Readonly<Record<string, string>> = {
  'a box of a set size': '<div class="box"><assisters-chat endpoint="/api/assisters" mode="inline" class="fills"></assisters-chat></div>',
  'a size of its own': '<assisters-chat endpoint="/api/assisters" mode="inline" class="box"></assisters-chat>',
};
const STYLES = '<style>.box { display: block; width: 420px; height: 600px } .fills { height: 100% }</style>';

describe('layout shifts of the page', { timeout: 240_000 }, () => {
  let site: StartedPage;
  let browser: Browser;

  before(async () => {
    site = await startPage({ tag: '', proxy: (_request, response) => void response.writeHead(404).end() });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  const visit = async (body: string, run: (chat: ChatPage) => Promise<void>): Promise<number> => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    await page.addInitScript(() => {
      const seen = { sum: 0, painted: false };
      new PerformanceObserver((list) => {
        // Those that a press was just before, too: nothing of the page may move at all.
        for (const { value } of list.getEntries() as unknown as { value: number }[]) seen.sum += value;
      }).observe({ type: 'layout-shift', buffered: true });
      Object.assign(window, { seen });
    });
    // The page is painted before the script is there: else there is nothing yet that could move.
    await page.route(/\.js$/, async (route) => {
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0 || !document.querySelector('p'));
      await route.continue();
    });
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>T</title>${STYLES}<body>${body}`;
    await page.route(site.url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.goto(site.url);
    await run(new ChatPage(page));
    // Two frames later all that has moved was told.
    const sum = await page.evaluate(async () => {
      for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
      await new Promise((resolve) => setTimeout(resolve));
      return (window as unknown as { seen: { sum: number } }).seen.sum;
    });
    await page.close();
    return sum;
  };

  const rest = (chat: ChatPage): Promise<unknown> =>
    chat.part('panel').evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));

  for (const [name, body] of Object.entries(TAGS)) {
    it(`are none while it loads, invites, opens and closes: ${name}`, async () => {
      const sum = await visit(body, async (chat) => {
        await chat.part('launcher').waitFor();
        if (name !== 'the loader') await chat.part('teaser').waitFor();
        await chat.open();
        await rest(chat);
        await chat.part('close').click();
        await chat.part('panel').waitFor({ state: 'hidden' });
      });
      assert.equal(sum, 0);
    });
  }

  for (const [name, chat] of Object.entries(INLINE)) {
    it(`are none where it fills ${name}`, async () => {
      const sum = await visit(`<p>Above</p>${chat}<p>Below</p><script async src="/assisters-chat.js"></script>`, (opened) =>
        opened.part('input').waitFor(),
      );
      assert.equal(sum, 0);
    });
  }

  it('are seen at all: a page that moves is told', async () => {
    const sum = await visit(`${TEXT}<script async src="/assisters-chat.js"></script>`, async ({ page }) => {
      await page.evaluate(async () => {
        for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
        document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'A banner', style: 'height: 200px' }));
      });
    });
    assert.ok(sum > 0);
  });
});
