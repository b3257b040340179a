import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

/** Of which the server tells; every second one is an answer. */
const MESSAGES = 10_000;

/** Messages that are in the document at first, and that each step back adds. */
const STEP = 20;

/** An answer that comes at once and takes many frames to be shown. */
const BURST = `${'Some words of a long answer. '.repeat(15)}\n\n`.repeat(100);

const text = (index: number): string =>
  (index % 2 === 0 ? `Question ${index}? ` : `Answer **${index}**. `).padEnd(200, 'and so on ').trim();

/** Elements in the document, those in shadow roots too. */
const countElements = (): number => {
  const count = (root: ParentNode): number =>
    [...root.querySelectorAll('*')].reduce((sum, { shadowRoot }) => sum + 1 + (shadowRoot === null ? 0 : count(shadowRoot)), 0);
  return count(document);
};

for (const engine of enginesFound()) {
  describe(`a conversation of ${MESSAGES} messages, in ${engine}`, { timeout: 240_000 }, () => {
    let browser: Browser;
    let site: StartedPage;
    let page: Page;
    let chat: ChatPage;
    // Stands where the proxy stands: has nothing of a conversation until its first question was answered, then all of it.
    const proxy: RequestListener = (request, response) => {
      if (request.method === 'POST') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify({ type: 'chunk', content: `${BURST}The end` })}\n\n`);
        return void response.end('data: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
      }
      if (!request.url!.startsWith('/sessions/')) return void response.writeHead(404).end();
      const messages = Array.from({ length: MESSAGES }, (_, index) => ({
        role: index % 2 === 0 ? 'user' : 'assistant',
        content: text(index),
        created_at: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: 'sess', assistant: 'shop', messages, created_at: '', updated_at: '' }));
    };

    before(async () => {
      site = await startPage({ tag: '<assisters-chat endpoint="/api/assisters" assistant="shop"></assisters-chat>', proxy });
      browser = await openBrowser(engine);
      page = await browser.newPage();
      chat = new ChatPage(page);
      await page.goto(site.url);
      await chat.open();
      await chat.ask('Hello?');
      await chat.untilState('done');
    });
    after(async () => {
      await browser?.close();
      site?.close();
    });

    const all = (): ReturnType<ChatPage['part']> => chat.part('message');

    it('ends an answer that came at once only when all of it is to be read', async () => {
      assert.match((await chat.answer.textContent()) ?? '', /The end/);
      const told = page.evaluate(
        () =>
          new Promise((resolve) => {
            const element = document.querySelector('assisters-chat') as HTMLElement & { ask(text: string): Promise<unknown> };
            let order = '';
            element.addEventListener('assisters-answer', () => (order += 'event '));
            void element.ask('Again?').then(() => resolve(`${order}promise`));
          }),
      );
      assert.equal(await told, 'event promise');
      assert.equal(await chat.answer.getAttribute('data-state'), 'done');
      assert.match((await chat.answer.textContent()) ?? '', /The end/);
    });

    it(`opens with the newest ${STEP} of them in the document, at the last word`, async () => {
      await page.reload();
      await chat.open();
      await page.waitForFunction((count) => {
        const element = document.querySelector('assisters-chat') as HTMLElement & { transcript(format: 'json'): string };
        return (JSON.parse(element.transcript('json')) as { messages: unknown[] }).messages.length > count;
      }, MESSAGES - 1);
      await all()
        .nth(STEP - 1)
        .waitFor();
      assert.equal(await all().count(), STEP);
      assert.ok((await page.evaluate(countElements)) < 6_000);
      await chat.part('copy').last().click({ trial: true, timeout: 5_000 });
    });

    it('goes back by its button, with what was seen in its place', async () => {
      const button = page.getByRole('button', { name: 'Earlier messages' });
      const first = all().first();
      // Not by scrolling, which would go back by itself.
      await button.focus();
      await button.waitFor({ state: 'visible' });
      const place = (await first.boundingBox())!.y;
      const seen = (await first.elementHandle())!;
      await button.press('Enter');
      await all()
        .nth(2 * STEP - 1)
        .waitFor({ state: 'attached' });
      assert.equal(await all().count(), 2 * STEP);
      assert.ok(Math.abs((await seen.boundingBox())!.y - place) <= 1);
      assert.equal(await button.evaluate((element) => element.matches(':focus')), true);
    });

    it('goes back by scrolling, in order and without a gap', async () => {
      await chat.part('input').focus();
      for (let steps = 3; steps <= 6; steps++) {
        await chat.part('messages').evaluate((messages) => (messages.scrollTop = 30));
        await all()
          .nth(steps * STEP - 1)
          .waitFor({ state: 'attached' });
      }
      const questions = await chat.messages('user').locator('[part~="content"]').allTextContents();
      // Behind them stand the two that this page itself has asked.
      const numbers = questions.map((question) => Number(/^Question (\d+)/.exec(question)?.[1])).filter((number) => !Number.isNaN(number));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => numbers[0]! + 2 * index),
      );
      assert.ok(numbers.length >= 3 * STEP - 2);
    });

    it('has all of them on paper, and as many as before on the screen (V7)', async () => {
      const before = await all().count();
      const printed = await page.evaluate(() => {
        dispatchEvent(new Event('beforeprint'));
        const log = (root: ParentNode): Element | undefined => {
          for (const element of root.querySelectorAll('*')) {
            if (element.part.contains('messages') && element.role === 'group') return element;
            const found = element.shadowRoot && log(element.shadowRoot);
            if (found) return found;
          }
          return undefined;
        };
        const count = log(document)!.querySelectorAll('[part="message"]').length;
        dispatchEvent(new Event('afterprint'));
        return count;
      });
      assert.ok(printed >= MESSAGES);
      assert.equal(await all().count(), before);
    });

    it(`has ${STEP} of them again when the next question is asked`, async () => {
      await chat.ask('And now?');
      await chat.untilState('streaming', 'done');
      assert.equal(await all().count(), STEP);
      await chat.untilState('done');
    });
  });
}
