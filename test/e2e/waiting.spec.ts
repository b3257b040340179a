import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

/** What a proxy does with one question. */
type Reply = (response: ServerResponse) => void;

function refuse(retryAfter: string | null): Reply {
  return (response) => {
    if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
    response.writeHead(429, { 'content-type': 'application/json' });
    response.end('{"error":{"code":"rate_limit_exceeded","message":"secret words","status":429}}');
  };
}

const answer: Reply = (response) => {
  response.setHeader('content-type', 'text/event-stream');
  response.end('data: {"type":"chunk","content":"Hello."}\n\ndata: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
};

for (const engine of enginesFound()) {
  describe(`a question that has to wait, in ${engine}`, { timeout: 120_000 }, () => {
    let browser: Browser;
    let site: StartedPage;
    let replies: Reply[] = [];
    let keys: unknown[] = [];

    before(async () => {
      browser = await openBrowser(engine);
      site = await startPage({
        tag: '<assisters-chat endpoint="/api/assisters" assistant="shop"></assisters-chat>',
        proxy(request: IncomingMessage, response: ServerResponse) {
          if (request.method !== 'POST') return void response.writeHead(404).end();
          keys.push(request.headers['idempotency-key']);
          (replies.shift() ?? answer)(response);
        },
      });
    });
    after(async () => {
      await browser?.close();
      site?.close();
    });

    async function open(...next: Reply[]): Promise<{ page: Page; chat: ChatPage }> {
      replies = next;
      keys = [];
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(site.url);
      const chat = new ChatPage(page);
      await page.evaluate(() => {
        const errors: unknown[] = [];
        Object.assign(globalThis, { errors });
        document.addEventListener('assisters-error', (event) => errors.push((event as CustomEvent<{ code: string }>).detail.code));
      });
      await chat.open();
      return { page, chat };
    }

    /** Without the marks that keep what is put into a sentence apart from it. */
    const read = async (locator: Locator): Promise<string> => (await locator.textContent())!.replaceAll(/[\u2068\u2069]/g, '');
    const told = (page: Page): Promise<unknown[]> => page.evaluate(() => (globalThis as unknown as { errors: unknown[] }).errors);

    it('is counted down when it is refused for now, and then sent once by itself', async () => {
      const { page, chat } = await open(refuse('3'));
      await chat.ask('Hi');
      await chat.untilState('queued');
      const box = chat.answer.locator('[part~="status"]');
      assert.match(await read(box), /I will try again in\s*0:0[123]/);
      // The page's own style sheet reaches it, as every part of the contract.
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('assisters-chat::part(status) { outline: 3px solid red }');
        document.adoptedStyleSheets = [sheet];
      });
      assert.match(await box.evaluate((element) => getComputedStyle(element).outlineStyle), /solid/);
      await box.getByText('0:01').waitFor();
      await chat.untilState('done');
      assert.equal(keys.length, 2);
      assert.equal(keys[0], keys[1]);
      assert.deepEqual(await told(page), ['rate_limit_exceeded']);
      await page.context().close();
    });

    it('can be taken back while it is counted down, and is offered by a button', async () => {
      const { page, chat } = await open(refuse('50'));
      await chat.ask('Hi');
      await chat.untilState('queued');
      await page.reload();
      await chat.open();
      await chat.untilState('queued');
      await chat.answer.locator('[part~="status"] button').click();
      await chat.untilState('stopped');
      assert.equal(keys.length, 1);
      await chat.answer.locator('[part~="retry"]').click();
      await chat.untilState('done');
      assert.notEqual(keys[0], keys[1]);
      await page.context().close();
    });

    it('is told the time and offered by a button after a second refusal, and where it is long', async () => {
      const { page, chat } = await open(refuse(null), refuse('30'));
      await chat.ask('Hi');
      await chat.untilState('failed');
      assert.equal(keys.length, 2);
      assert.match(await read(chat.answer), /Try again in (30|29) seconds/);
      replies = [refuse('3600')];
      await chat.ask('And this?');
      await page.locator('assisters-chat [part~="message"][data-role="assistant"][data-state="failed"]').nth(1).waitFor();
      assert.match(await read(chat.answer), /Try again in 60 minutes/);
      assert.ok(!(await page.locator('assisters-chat').innerText()).includes('secret'));
      await page.context().close();
    });

    it('waits for the network, and goes out once when it is back', async () => {
      const { page, chat } = await open();
      await page.context().setOffline(true);
      await chat.ask('Hi');
      await chat.untilState('queued');
      assert.match((await chat.part('status').first().textContent())!, /I will send this when you are back/);
      assert.equal(await chat.part('input').isEnabled(), true);
      await page.context().setOffline(false);
      await chat.untilState('done');
      assert.equal(keys.length, 1);
      assert.deepEqual(await told(page), ['offline']);
      await page.context().close();
    });
  });
}
