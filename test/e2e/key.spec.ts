import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startStack, type Stack } from '../support/stack.ts';

describe('the key', { timeout: 120_000 }, () => {
  let stack: Stack;
  let browser: Browser;
  before(async () => {
    stack = await startStack();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await stack?.close();
  });

  it('is in no answer that a browser gets, in no header, and nowhere in the page', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const seen: Promise<string>[] = [];
    page.on('response', (response) => {
      seen.push(
        (async () => {
          const body = await response.text().catch(() => '');
          return `${response.url()}\n${JSON.stringify(await response.allHeaders())}\n${body}`;
        })(),
      );
    });
    await page.goto(stack.site);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('How long do I have to return something?');
    await chat.untilState('done');
    await page.reload();
    await chat.open();
    await chat.untilState('done');
    for (const [method, path] of [
      ['GET', '/health'],
      ['GET', '/assistants/shop'],
      ['GET', '/wallet'],
      ['GET', '/usage'],
      ['POST', '/chat'],
      ['GET', '/sessions/sess_abc'],
    ] as const) {
      seen.push(
        page.evaluate(
          async ({ method, path }) => {
            const response = await fetch(`/api/assisters${path}`, {
              method,
              ...(method === 'POST' ? { body: '{"message":1}', headers: { 'content-type': 'application/json' } } : {}),
            });
            return `${path} ${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
          },
          { method, path },
        ),
      );
    }
    const all = await Promise.all(seen);
    assert.ok(all.length > 8);
    for (const text of all) assert.ok(!text.includes(stack.key) && !/ast_live_[A-Za-z0-9_-]{20}/.test(text), text.slice(0, 300));
    assert.ok(!(await page.content()).includes('ast_live_'));
    await context.close();
  });

  it('is in no file of dist/', () => {
    const files = readdirSync('dist', { recursive: true, encoding: 'utf8' })
      .map((name) => join('dist', name))
      .filter((path) => statSync(path).isFile());
    assert.ok(files.length > 5);
    for (const path of files) assert.doesNotMatch(readFileSync(path, 'utf8'), /ast_live_[A-Za-z0-9_-]{43}/, path);
  });
});
