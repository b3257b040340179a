import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startStack, type Stack } from '../support/stack.ts';

const TAG = 'src="/assisters-chat.js" data-endpoint="/api/assisters" data-assistant="shop"';
const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>T</title>${head}</head><body>${body}</body></html>`;

const PAGES: Record<string, string> = {
  'async.html': page('', `<p>Hi</p><script async ${TAG}></script>`),
  'defer.html': page(`<script defer ${TAG}></script>`, '<p>Hi</p>'),
  'module.html': page(`<script type="module" ${TAG}></script>`, '<p>Hi</p>'),
  'head.html': page(`<script ${TAG}></script>`, '<p>Hi</p>'),
  'late.html': page('', `<script src="/late.js"></script>`),
  'twice.html': page(`<script async ${TAG}></script>`, `<p>Hi</p><script async ${TAG}></script>`),
  'element.html': page(
    '<script async src="/assisters-chat.js"></script>',
    '<assisters-chat endpoint="/api/assisters" assistant="shop"><a href="/contact">Contact us</a></assisters-chat>',
  ),
  'both.html': page(
    '',
    `<assisters-chat endpoint="/api/assisters" assistant="shop"></assisters-chat><script src="/assisters-chat.js"></script>`,
  ),
  'no-endpoint.html': page(
    '',
    `<assisters-chat><a href="/contact">Contact us</a></assisters-chat><script src="/assisters-chat.js"></script>`,
  ),
  'bad-endpoint.html': page(
    '',
    `<assisters-chat endpoint="javascript:alert(1)"><a href="/contact">Contact us</a></assisters-chat><script src="/assisters-chat.js"></script>`,
  ),
  'key.html': page(
    '',
    `<assisters-chat endpoint="/api/assisters" api-key="ast_live_0123456789"><a href="/contact">Contact us</a></assisters-chat><script src="/assisters-chat.js"></script>`,
  ),
  'missing-endpoint.html': page('', '<script src="/assisters-chat.js" data-endpoint="/nowhere" data-assistant="shop"></script>'),
  'unknown-assistant.html': page('', '<script src="/assisters-chat.js" data-endpoint="/api/assisters" data-assistant="nobody"></script>'),
  'late.js': `addEventListener('load', () => setTimeout(() => {
    const policy = window.trustedTypes?.createPolicy('page', { createScriptURL: (url) => url }) ?? { createScriptURL: (url) => url };
    const script = document.createElement('script');
    script.src = policy.createScriptURL('/assisters-chat.js');
    script.dataset.endpoint = '/api/assisters';
    script.dataset.assistant = 'shop';
    document.body.append(script);
  }, 0));`,
};

// Strict, with Trusted Types enforced; `page` is the name under which the page itself loads scripts late.
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:*; img-src data:; require-trusted-types-for 'script'; trusted-types assisters-chat page";

for (const engine of enginesFound()) {
  describe(`the tag, however it comes into a page, in ${engine}`, { timeout: 240_000 }, () => {
    let stack: Stack;
    let browser: Browser;
    const folder = mkdtempSync(join(tmpdir(), 'assisters-pages-'));

    // What stands where a proxy should: a server that says "Sign in" to everything.
    const wall = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' });
      response.end('<html><body>Sign in</body></html>');
    });

    before(async () => {
      await new Promise<void>((listening) => wall.listen(0, '127.0.0.1', listening));
      const { port } = wall.address() as AddressInfo;
      const tag = `<script src="/assisters-chat.js" data-endpoint="http://127.0.0.1:${port}" data-assistant="shop"></script>`;
      for (const [name, text] of Object.entries({ ...PAGES, 'html-endpoint.html': page('', tag) })) writeFileSync(join(folder, name), text);
      stack = await startStack({ pages: folder, policy: POLICY });
      browser = await openBrowser(engine);
    });
    after(async () => {
      await browser?.close();
      await stack?.close();
      wall.close();
      wall.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    });

    const visit = async (name: string, run: (page: Page, chat: ChatPage, said: string[]) => Promise<void>): Promise<void> => {
      const context = await browser.newContext();
      const opened = await context.newPage();
      const said: string[] = [];
      const thrown: string[] = [];
      opened.on('console', (message) => said.push(message.text()));
      opened.on('pageerror', (error) => thrown.push(String(error)));
      await opened.goto(`${stack.site}/${name}`);
      await run(opened, new ChatPage(opened), said);
      assert.deepEqual(thrown, []);
      await context.close();
    };

    for (const name of ['async.html', 'defer.html', 'module.html', 'head.html', 'late.html', 'twice.html', 'element.html', 'both.html']) {
      it(`makes one chat that answers: ${name}`, () =>
        visit(name, async (opened, chat, said) => {
          await chat.part('launcher').waitFor();
          assert.equal(await opened.locator('assisters-chat').count(), 1);
          await chat.open();
          await chat.ask('How long do I have to return something?');
          await chat.untilState('done');
          assert.match((await chat.answer.locator('[part~="content"]').textContent()) ?? '', /\b30 days\b/);
          assert.deepEqual(
            said.filter((text) => /policy|violat|refused/i.test(text)),
            [],
            'the content security policy was broken',
          );
          const left = await opened.evaluate(() => {
            const frame = document.body.appendChild(document.createElement('iframe'));
            const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow));
            frame.remove();
            return {
              sheets: document.head.querySelectorAll('style, link:not([rel="icon"])').length + document.styleSheets.length,
              globals: Object.getOwnPropertyNames(window).filter((name) => !plain.has(name) && !/^(\d+|__playwright.*|__pw.*)$/.test(name)),
            };
          });
          assert.deepEqual(left, { sheets: 0, globals: ['AssistersChat'] });
        }));
    }

    for (const name of ['no-endpoint.html', 'bad-endpoint.html', 'key.html']) {
      it(`does not start, says why and leaves the way to a person: ${name} (O3, O4)`, () =>
        visit(name, async (opened, chat, said) => {
          await opened.waitForFunction(() => customElements.get('assisters-chat') !== undefined);
          await opened.getByRole('link', { name: 'Contact us' }).waitFor();
          assert.equal(await chat.part('launcher').count(), 0);
          assert.match(said.join('\n'), /assisters-chat/);
          assert.doesNotMatch(said.join('\n'), /ast_live_0123456789/);
        }));
    }

    for (const [name, words] of [
      ['html-endpoint.html', /Something went wrong\./],
      ['missing-endpoint.html', /Something went wrong\.|not available right now/],
      ['unknown-assistant.html', /not available right now\.|could not be sent/],
    ] as const) {
      it(`keeps the question and says what the contract says: ${name}`, () =>
        visit(name, async (_opened, chat) => {
          await chat.open();
          await chat.ask('Anybody there?');
          await chat.untilState('failed');
          assert.match((await chat.answer.locator('[part~="error"]').textContent()) ?? '', words);
          assert.equal(await chat.messages('user').locator('[part~="content"]').textContent(), 'Anybody there?');
        }));
    }
  });
}
