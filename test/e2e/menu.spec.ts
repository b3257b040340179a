import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

/** Nothing may be framed, and no style is allowed. */
const POLICY =
  "default-src 'none'; img-src data:; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types assisters-chat; frame-src 'none'";

/** Longer than a sheet of paper. */
const ANSWER = Array.from({ length: 60 }, (_, index) => `Line ${index}.`).join('\n\n');

interface Printed {
  /** What stood on paper each time, and whether it was styled. */
  papers: { title: string; text: string; isStyled: boolean }[];
}

for (const engine of enginesFound()) {
  describe(`what can be done with a whole conversation, in ${engine}`, { timeout: 120_000 }, () => {
    let browser: Browser;
    let site: StartedPage;
    let deletions = 0;
    let canDelete = true;

    before(async () => {
      browser = await openBrowser(engine);
      site = await startPage({
        policy: POLICY,
        tag: '<title>Shop</title><h1>The shop</h1><assisters-chat endpoint="/api/assisters" assistant="shop" heading="Guide"></assisters-chat>',
        proxy(request: IncomingMessage, response: ServerResponse) {
          if (request.method === 'DELETE') {
            deletions++;
            return void response.writeHead(canDelete ? 204 : 500).end();
          }
          if (request.method !== 'POST') return void response.writeHead(404).end();
          response.setHeader('content-type', 'text/event-stream');
          response.write(`data: ${JSON.stringify({ type: 'chunk', content: ANSWER })}\n\n`);
          response.end('data: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
        },
      });
    });
    after(async () => {
      await browser?.close();
      site?.close();
    });

    async function open(viewport = { width: 900, height: 800 }): Promise<{ page: Page; chat: ChatPage; said: string[] }> {
      const context = await browser.newContext({ viewport, acceptDownloads: true });
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      // No browser without a screen prints by itself: what would be printed is noted.
      await page.addInitScript(() => {
        window.print = () => {
          const { title, body } = document;
          const root = body.shadowRoot!;
          const text = root.querySelector('.flow')!.textContent ?? '';
          const papers = ((window.top as unknown as Partial<Printed>).papers ??= []);
          papers.push({ title, text, isStyled: root.adoptedStyleSheets.length > 3 });
        };
      });
      await page.goto(site.url);
      const chat = new ChatPage(page);
      await chat.open();
      await chat.part('input').fill('How long?');
      await chat.part('send').click();
      await chat.untilState('done');
      await chat.part('menu').click();
      return { page, chat, said };
    }

    for (const [label, name, expected] of [
      ['Download as Markdown', /^chat-\d{4}-\d\d-\d\d\.md$/, /^\*\*You:\*\*\n\nHow long\?\n\n\*\*Guide:\*\*\n\nLine 0\./],
      [
        'Download as JSON',
        /^chat-\d{4}-\d\d-\d\d\.json$/,
        /^\{\n {2}"messages": \[\n {4}\{\n {6}"role": "user",\n {6}"content": "How long\?"/,
      ],
    ] as const) {
      it(`saves it as a file, without a word of CSP: ${label}`, { skip: engine !== 'chromium' }, async () => {
        const { page, said } = await open();
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: label }).click()]);
        assert.match(download.suggestedFilename(), name);
        assert.match(readFileSync(await download.path(), 'utf8'), expected);
        assert.doesNotMatch(said.join('\n'), /policy|violat|refused/i);
        await page.context().close();
      });
    }

    it('prints it and nothing of the page, in a frame that goes afterwards (V7)', async () => {
      const { page, said } = await open();
      await page.getByRole('button', { name: 'Print conversation' }).click();
      await page.waitForFunction(() => (window as unknown as Partial<Printed>).papers !== undefined);
      const papers = await page.evaluate(() => (window as unknown as Printed).papers);
      assert.equal(papers.length, 1);
      assert.equal(papers[0]!.title, 'Guide');
      assert.equal(papers[0]!.isStyled, true);
      assert.match(papers[0]!.text, /How long\?[^]*Line 0\.[^]*Line 59\./);
      assert.doesNotMatch(papers[0]!.text, /The shop/);
      assert.doesNotMatch(said.join('\n'), /policy|violat|refused/i);
      // Nothing of it is in the page, while it prints either.
      assert.equal(await page.locator('body > iframe').count(), 0);
      assert.equal(page.frames().length, 2);
      await page.frames()[1]!.evaluate(() => void setTimeout(() => dispatchEvent(new Event('afterprint'))));
      await page.waitForFunction(() => window.length === 0);
      await page.context().close();
    });

    it('is not printed over the page where the chat fills the screen (V7)', { skip: engine !== 'chromium' }, async () => {
      const { page, chat } = await open({ width: 390, height: 760 });
      await page.keyboard.press('Escape');
      const isModal = (): Promise<boolean> => chat.part('panel').evaluate((panel) => panel.matches(':modal'));
      assert.equal(await isModal(), true);
      await chat.part('panel').evaluate((panel) => {
        addEventListener('beforeprint', () => (document.title = panel.matches(':modal') ? 'modal' : 'on paper'));
      });
      const pdf = await page.pdf();
      assert.ok(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length > 1, 'all of it is on one sheet');
      assert.equal(await page.title(), 'on paper');
      assert.equal(await isModal(), true);
      await page.context().close();
    });

    it('is deleted on the server and here, once that was confirmed; where the server fails, nothing is lost', async () => {
      const { page, chat } = await open();
      deletions = 0;
      canDelete = false;
      await page.getByRole('button', { name: 'Delete conversation' }).click();
      assert.equal(deletions, 0);
      await page.getByRole('button', { name: 'Delete conversation' }).click();
      await page.locator('assisters-chat #list', { hasText: 'It could not be deleted.' }).waitFor();
      assert.equal(deletions, 1);
      assert.equal(await chat.messages('user').count(), 1);
      canDelete = true;
      await page.getByRole('button', { name: 'Delete conversation' }).click();
      await chat.messages('user').waitFor({ state: 'detached' });
      assert.equal(deletions, 2);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
      await page.context().close();
    });
  });
}
