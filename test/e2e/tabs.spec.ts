import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { startTcpLink, type TcpLink } from '../support/tcp-link.ts';

const QUESTION = 'Which frame size do I need?';

for (const engine of enginesFound()) {
  describe(`one conversation in several tabs, in ${engine}`, { timeout: 120_000 }, () => {
    let stack: Stack;
    let link: TcpLink;
    let browser: Browser;
    let context: BrowserContext;

    before(async () => {
      stack = await startStack();
      browser = await openBrowser(engine);
    });
    after(async () => {
      await browser?.close();
      await stack?.close();
    });
    beforeEach(async () => {
      link = await startTcpLink(stack.proxy);
      stack.reachProxyAt(link.url);
      context = await browser.newContext();
    });
    afterEach(async () => {
      await context.close();
      link.close();
    });

    async function openTab(path = '/'): Promise<{ page: Page; chat: ChatPage }> {
      const page = await context.newPage();
      await page.goto(stack.site + path);
      const chat = new ChatPage(page);
      await chat.open();
      return { page, chat };
    }

    const said = async (chat: ChatPage): Promise<string[]> => chat.part('content').allTextContents();
    const asked = (): number => link.requests.filter((line) => line.startsWith('POST')).length;

    it('is shown in each of them while it goes on', async () => {
      const [one, two] = [await openTab(), await openTab('/returns.html')];
      await one.chat.ask(QUESTION);
      await two.chat.untilState('streaming');
      await two.chat.untilState('done');
      await one.chat.untilState('done');
      assert.deepEqual(await said(two.chat), await said(one.chat));
      assert.equal(asked(), 1);
    });

    it('is heard in each of them, and told to the page by the one that asked (N3)', async () => {
      const [one, two] = [await openTab(), await openTab()];
      for (const { page } of [one, two])
        await page.evaluate(() => {
          const chat = document.querySelector('assisters-chat')!;
          const panel = chat.shadowRoot!.querySelector('assisters-panel')!;
          const heard: string[] = [];
          let answers = 0;
          chat.addEventListener('assisters-answer', () => answers++);
          for (const region of panel.shadowRoot!.querySelectorAll('[aria-live]')) region.ariaNotify = (text) => heard.push(text);
          Object.assign(globalThis, { news: () => ({ heard, answers }) });
        });
      const news = ({ page }: typeof one): Promise<{ heard: string[]; answers: number }> =>
        page.evaluate(() => (globalThis as unknown as { news(): { heard: string[]; answers: number } }).news());
      await one.page.bringToFront();
      await one.chat.ask(QUESTION);
      await two.page.bringToFront();
      await two.chat.untilState('done');
      // Of a table it is said what it is.
      const letters = await two.chat
        .part('content')
        .nth(1)
        .evaluate((content) => {
          const copy = content.cloneNode(true) as Element;
          for (const table of copy.querySelectorAll('table')) table.replaceWith('Table columns rows');
          return copy.textContent.replace(/\P{L}/gu, '');
        });
      // All of it, and each piece once.
      await two.page.waitForFunction(
        (all) => (globalThis as unknown as { news(): { heard: string[] } }).news().heard.join('').replace(/\P{L}/gu, '').length >= all,
        letters.length,
      );
      const there = await news(two);
      assert.equal(there.heard.join('').replace(/\P{L}/gu, ''), letters);
      assert.equal(there.answers, 0);
      // Once the last words are shown there, too.
      await one.page.waitForFunction(() => (globalThis as unknown as { news(): { answers: number } }).news().answers > 0);
      assert.equal((await news(one)).answers, 1);
    });

    it('goes on in the other when the one that asked is closed', async () => {
      const [one, two] = [await openTab(), await openTab()];
      await one.chat.ask(QUESTION);
      await two.chat.untilState('streaming');
      await one.page.close();
      await two.chat.untilState('done');
      const [question, answer] = await said(two.chat);
      assert.equal(question, QUESTION);
      assert.ok(answer!.length > 100);
      assert.equal(asked(), 1);
    });

    it('has two turns, in the same order everywhere, when both ask at once', async () => {
      const [one, two] = [await openTab(), await openTab()];
      const ask = ({ page }: typeof one, text: string): Promise<void> =>
        page.evaluate(
          (question) => void document.querySelector<HTMLElement & { ask(text: string): void }>('assisters-chat')!.ask(question),
          text,
        );
      // By the page: keys go to the tab in front alone.
      await Promise.all([ask(one, QUESTION), ask(two, 'Do you ship to Norway?')]);
      for (const { page } of [one, two])
        await page.locator('assisters-chat [part~="message"][data-role="assistant"][data-state="done"]').nth(1).waitFor();
      assert.equal((await said(one.chat)).length, 4);
      assert.deepEqual(await said(two.chat), await said(one.chat));
      assert.equal(asked(), 2);
    });

    it('is stopped from either, and empty in both when it is forgotten in one', async () => {
      const [one, two] = [await openTab(), await openTab()];
      await one.chat.ask(QUESTION);
      await two.chat.untilState('sending', 'streaming');
      await two.chat.part('stop').click();
      await one.chat.untilState('stopped');
      await two.page.evaluate(() => document.querySelector<HTMLElement & { forget(): Promise<void> }>('assisters-chat')!.forget());
      await one.chat.part('message').first().waitFor({ state: 'detached' });
      assert.equal(await two.chat.part('message').count(), 0);
      assert.equal(await one.page.evaluate(() => localStorage.length), 0);
    });

    it('finds an answer that was left, though nobody opens the chat', async () => {
      const { page, chat } = await openTab();
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
      await page.goto(`${stack.site}/returns.html`);
      await chat.untilState('done');
      assert.equal(await chat.part('panel').isVisible(), false);
      assert.equal(await chat.part('badge').textContent(), '1');
      assert.equal(asked(), 1);
    });
  });
}
