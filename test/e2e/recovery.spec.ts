import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { startTcpLink, type TcpLink } from '../support/tcp-link.ts';

const QUESTION = 'Which frame size do I need?';

for (const engine of enginesFound()) {
  describe(`an answer whose connection breaks, in ${engine}`, { timeout: 120_000 }, () => {
    let stack: Stack;
    let link: TcpLink;
    let browser: Browser;
    let page: Page;
    let chat: ChatPage;
    let whole: string;

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
      page = await browser.newPage();
      chat = new ChatPage(page);
      await page.goto(stack.site);
      await chat.open();
    });
    afterEach(async () => {
      await page.close();
      link.close();
    });

    const content = async (): Promise<string> => (await chat.answer.locator('[part~="content"]').textContent()) ?? '';
    const asked = (): string[] => link.requests.filter((line) => line.startsWith('POST'));

    it('is whole where nothing breaks', async () => {
      await chat.ask(QUESTION);
      await chat.untilState('done');
      whole = await content();
      assert.ok(whole.length > 40);
    });

    it('goes on where it was when the connection comes back, asked once', async () => {
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
      link.cut();
      await chat.untilState('done');
      assert.equal(await content(), whole);
      assert.deepEqual(asked(), ['POST /chat/stream']);
      assert.equal(link.requests.filter((line) => /^GET \/chat\/stream\/turn_/.test(line)).length, 1);
      await page.reload();
      await chat.open();
      await chat.untilState('done');
      assert.equal(await content(), whole);
    });

    it('goes on after a reload, and on another page, asked once (P7)', async () => {
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
      await page.reload();
      await chat.open();
      await chat.untilState('done');
      assert.equal(await content(), whole);
      await chat.ask('Do you ship to Norway?');
      await chat.untilState('streaming');
      await page.goto(`${stack.site}/returns.html`);
      await chat.open();
      await page.locator('assisters-chat [part~="message"][data-role="assistant"][data-state="done"]').nth(1).waitFor();
      assert.deepEqual(asked(), ['POST /chat/stream', 'POST /chat/stream']);
    });

    it('waits for a network that is gone for a while, and says so', async () => {
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
      link.setDown(true);
      await chat.untilState('recovering');
      assert.equal(await chat.part('stop').count(), 1);
      link.setDown(false);
      await chat.untilState('done');
      assert.equal(await content(), whole);
      assert.deepEqual(asked(), ['POST /chat/stream']);
    });

    for (const [name, kill, restart] of [
      ['proxy', 'killProxy', 'restartProxy'],
      ['API', 'killApi', 'restartApi'],
    ] as const) {
      it(`keeps its words when the ${name} is killed and started again, and the next question is answered`, async () => {
        await chat.ask(QUESTION);
        await chat.untilState('streaming');
        const words = await content();
        await stack[kill]();
        await stack[restart]();
        await chat.untilState('done', 'interrupted');
        assert.ok((await content()).startsWith(words.slice(0, 20)));
        assert.deepEqual(asked(), ['POST /chat/stream'], 'nothing is asked again');
        await chat.ask('Do you ship to Norway?');
        await page.locator('assisters-chat [part~="message"][data-role="assistant"][data-state="done"]').last().waitFor();
        assert.equal(asked().length, 2);
      });
    }

    it('is ended at its source by Stop', async () => {
      await chat.ask(QUESTION);
      await chat.untilState('sending', 'streaming');
      await chat.part('stop').click();
      await chat.untilState('stopped');
      await chat.answer.locator('[part~="retry"]').click();
      await chat.untilState('done');
      // The engine says but once in a conversation what it is.
      assert.ok(whole.startsWith(await content()) && (await content()).length > 100);
      assert.equal(link.requests.filter((line) => /^DELETE \/chat\/stream\/turn_/.test(line)).length, 1);
    });
  });
}
