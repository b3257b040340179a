import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startStack, type Stack } from '../support/stack.ts';

const QUESTION = 'How long do I have to return something?';

for (const engine of enginesFound()) {
  describe(`a conversation on the shop, in ${engine}`, { timeout: 240_000 }, () => {
    let stack: Stack;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let chat: ChatPage;
    const errors: string[] = [];

    before(async () => {
      stack = await startStack({ proxyEnv: {} });
      browser = await openBrowser(engine);
    });
    after(async () => {
      await browser?.close();
      await stack?.close();
    });

    const visit = async (path = '/'): Promise<void> => {
      await context?.close();
      context = await browser.newContext();
      page = await context.newPage();
      page.on('pageerror', (error) => errors.push(String(error)));
      chat = new ChatPage(page);
      await page.goto(stack.site + path);
    };

    it('costs the page a button and nothing else until it is opened', async () => {
      const requests: string[] = [];
      await visit();
      page.on('request', (request) => requests.push(request.url()));
      await chat.part('launcher').waitFor();
      assert.deepEqual(
        requests.filter((url) => !url.endsWith('/favicon.svg')),
        [],
      );
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    });

    it('answers from the pages with the period and a link that opens that heading', async () => {
      await visit();
      await chat.open();
      await chat.ask(QUESTION);
      await chat.untilState('done');
      assert.equal(await chat.messages('user').count(), 1);
      assert.equal(await chat.messages('assistant').count(), 1);
      assert.equal(await chat.messages('user').locator('[part~="content"]').textContent(), QUESTION);
      assert.match((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /\b30 days\b/);
      const link = chat.answer.locator('[part~="content"] a[href*="returns.html#"]').first();
      const href = await link.getAttribute('href');
      await link.click();
      await page.waitForURL(href!);
      const id = new URL(href!).hash.slice(1);
      assert.match((await page.locator(`h2#${id}, h3#${id}`).textContent()) ?? '', /\w/);
    });

    it('keeps the conversation over the page change that the link made, and over a reload (P7)', async () => {
      for (const step of ['change', 'reload']) {
        if (step === 'reload') await page.reload();
        await chat.open();
        await chat.untilState('done');
        assert.equal(await chat.messages('user').count(), 1, step);
        assert.match((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /\b30 days\b/, step);
      }
    });

    it('shows the same conversation in a second tab after a reload', async () => {
      const second = new ChatPage(await context.newPage());
      await second.page.goto(`${stack.site}/shipping.html`);
      await second.open();
      await second.messages('user').first().waitFor();
      assert.equal(await second.messages('user').count(), 1);
      await chat.ask('Do you ship to Norway?');
      await chat.untilState('done');
      await page.waitForFunction(() => document.querySelector('assisters-chat') !== null);
      assert.equal(await chat.messages('user').count(), 2);
      await second.page.reload();
      await second.open();
      await second.page.locator('assisters-chat [part~="message"][data-role="user"]').nth(1).waitFor();
      assert.equal(await second.messages('user').count(), 2);
      await second.page.close();
    });

    it('streams: text stands in the log while the answer is still being written', async () => {
      await visit();
      await chat.open();
      await chat.ask(QUESTION);
      await page.waitForFunction(() => {
        const deep = (root: ParentNode): Element[] =>
          [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot === null ? [] : deep(element.shadowRoot))]);
        return deep(document).some(
          (element) =>
            element.getAttribute('part')?.split(' ').includes('message') === true &&
            element.getAttribute('data-state') === 'streaming' &&
            element.getAttribute('data-role') === 'assistant' &&
            deep(element)
              .concat(element.shadowRoot === null ? [] : deep(element.shadowRoot))
              .some((inner) => inner.getAttribute('part') === 'content' && (inner.textContent ?? '').length > 10),
        );
      });
      await chat.untilState('done');
    });

    it('stops where Send was, keeps what was said, and answers again on retry in the same two elements (M14)', async () => {
      await visit();
      await chat.open();
      await chat.ask('Which frame size do I need?');
      await chat.untilState('streaming');
      await chat.part('stop').click();
      await chat.untilState('stopped');
      const kept = (await chat.answer.locator('[part~="content"]').textContent()) ?? '';
      assert.ok(kept.length > 0);
      await chat.part('send').waitFor();
      await chat.answer.locator('[part~="retry"]').click();
      await chat.untilState('done');
      assert.equal(await chat.messages('assistant').count(), 1);
      // It may have been stopped at its last word, and the engine says but once in a conversation what it is.
      const again = (await chat.answer.locator('[part~="content"]').textContent()) ?? '';
      assert.ok(again.length > kept.length || kept.startsWith(again), `${kept}\n${again}`);
    });

    it('shows the words of a visitor as text, never as markup', async () => {
      await visit();
      await chat.open();
      const text = '<img src=x onerror="window.pwned=1"> **not bold**';
      await chat.ask(text);
      await chat.untilState('done');
      assert.equal(await chat.messages('user').locator('[part~="content"]').textContent(), text);
      await page.reload();
      await chat.open();
      assert.equal(await chat.messages('user').locator('[part~="content"]').textContent(), text);
      assert.equal(await page.evaluate(() => 'pwned' in window), false);
    });

    it('starts a new conversation that the old one does not come back into', async () => {
      await visit();
      await chat.open();
      await chat.ask(QUESTION);
      await chat.untilState('done');
      await page.evaluate(() => (document.querySelector('assisters-chat') as unknown as { newConversation(): void }).newConversation());
      assert.equal(await chat.messages('user').count(), 0);
      await page.reload();
      await chat.open();
      await chat.part('suggestion').first().waitFor();
      assert.equal(await chat.messages('user').count(), 0);
    });

    it('completes from the server what this browser does not have', async () => {
      await visit();
      await chat.open();
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
      // The page goes away in mid-answer, as it does when a link is clicked.
      await page.goto(`${stack.site}/contact.html`);
      await chat.open();
      await chat.untilState('done', 'interrupted');
      assert.equal(await chat.messages('user').count(), 1);
      assert.ok(((await chat.answer.locator('[part~="content"]').textContent()) ?? '').length > 0);
    });

    it('says so when the API is down, keeps the question, and answers it on retry', async () => {
      await visit();
      await chat.open();
      await stack.killApi();
      await chat.ask(QUESTION);
      await chat.untilState('failed');
      assert.equal(await chat.messages('user').locator('[part~="content"]').textContent(), QUESTION);
      assert.match((await chat.answer.locator('[part~="error"]').textContent()) ?? '', /Something went wrong\./);
      await stack.restartApi();
      await chat.answer.locator('[part~="retry"]').click();
      await chat.untilState('done');
      assert.match((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /\b30 days\b/);
    });

    it('finds nothing to answer about a piano, and says so', async () => {
      await visit();
      await chat.open();
      await chat.ask('Do you tune grand pianos?');
      await chat.untilState('done');
      assert.doesNotMatch((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /30 days/);
    });

    it('threw nothing on the way', () => assert.deepEqual(errors, []));
  });
}
