import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { startShop, STRICT_POLICY } from '../../scripts/serve-shop.ts';
import { openBrowser } from '../support/open-browser.ts';

const LOADER = '<script src="/loader.js" data-endpoint="/api/assisters"></script>';
const CHAT = '<script src="/assisters-chat.js" data-endpoint="/api/assisters"></script>';

const html = (head: string, body = ''): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>T</title>${head}<body><p>Shop</p>${body}<footer></footer>`;

const inHead = (attributes: string): string => html(LOADER.replace('<script', `<script ${attributes}`));

/** Every way in, with one chat for each. */
const FORMS: Record<string, string> = {
  classic: html('', LOADER),
  'classic in the head': inHead(''),
  async: inHead('async'),
  deferred: inHead('defer'),
  module: inHead('type="module"'),
  'module by a relative address': inHead('type="module"').replace('"/loader.js"', '"loader.js"'),
  "module beside another's loader": html('<script src="/theirs/loader.js"></script>') + LOADER.replace('<script', '<script type="module"'),
  inserted: html('', `<template>${LOADER}</template><script src="/insert.js"></script>`),
  'included twice': html(LOADER, LOADER),
  'before the chat': html('', LOADER + CHAT),
  'after the chat': html('', CHAT + LOADER),
  'before the chat, which is async': html(CHAT.replace('<script', '<script async'), LOADER),
  'before an element of the page, without data-endpoint': html(
    '<script src="/loader.js"></script>',
    '<assisters-chat endpoint="/api/assisters"></assisters-chat>',
  ),
};

const INSERT = "document.head.append(document.querySelector('template').content.cloneNode(true))";

/** A policy that trusts no host. */
const NONCE_POLICY = STRICT_POLICY.replace("script-src 'self'", "script-src 'nonce-x'");

describe("the loader's tag", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-loader-tag-'));
  const shops: Awaited<ReturnType<typeof startShop>>[] = [];
  let browser: Browser;

  before(async () => {
    mkdirSync(join(folder, 'theirs'));
    const files = {
      ...Object.fromEntries(Object.entries(FORMS).map(([name, page]) => [`${name}.html`, page])),
      'two.html': html(
        '',
        LOADER.replace('data-', 'data-assistant="pricing" data-') + LOADER.replace('data-', 'data-position="top-end" data-'),
      ),
      'debugged.html': html('', LOADER.replace('"/loader.js"', '"loader.js" data-debug')),
      'nonce.html': html('', LOADER.replace('<script', '<script nonce="x"')),
      'insert.js': INSERT,
      'theirs/loader.js': '',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const policy of [STRICT_POLICY, NONCE_POLICY]) {
      shops.push(await startShop({ pages: folder, scripts: 'dist', firstPort: 0, policy, proxyUrl: () => '' }));
    }
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    for (const shop of shops) shop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visit = async (name: string, run: (page: Page, asked: string[]) => Promise<void>, shop = 0): Promise<void> => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`http://127.0.0.1:${shops[shop]!.port}/${encodeURIComponent(name)}.html`);
    await run(page, asked);
    // What the proxy, which is not there, answers, is no matter of the tag.
    assert.deepEqual(
      said.filter((text) => !text.includes('503')),
      [],
    );
    await page.close();
  };
  const launchers = (page: Page) => page.locator('assisters-chat [part="launcher"]');
  const scripts = (asked: string[]): number => asked.filter((path) => path === '/assisters-chat.js').length;

  for (const name of Object.keys(FORMS)) {
    it(`shows one chat, and fetches the script once: ${name}`, () =>
      visit(name, async (page, asked) => {
        await launchers(page).waitFor();
        if (!name.includes('the chat')) assert.equal(scripts(asked), 0);
        await launchers(page).click();
        await page.locator('assisters-chat [part~="input"]').waitFor();
        assert.equal(await page.locator('assisters-chat').count(), 1);
        assert.equal(scripts(asked), 1);
        if (!name.includes('element')) assert.equal(await page.evaluate(() => document.body.lastElementChild!.localName), 'assisters-chat');
      }));
  }

  it('shows a chat for each of two tags, and fetches the script once for both', () =>
    visit('two', async (page, asked) => {
      await launchers(page).nth(1).waitFor();
      await launchers(page).nth(1).click();
      await page.locator('assisters-chat[position] [part~="input"]').waitFor();
      await page.locator('assisters-chat[assistant] [part="launcher"]').press('Enter');
      await page.locator('assisters-chat[assistant] [part~="input"]').waitFor();
      assert.equal(await page.locator('assisters-chat').count(), 2);
      assert.equal(scripts(asked), 1);
    }));

  it('runs under a policy that trusts its nonce alone', () =>
    visit(
      'nonce',
      async (page) => {
        await launchers(page).click();
        await page.locator('assisters-chat [part~="input"]').waitFor();
      },
      1,
    ));

  it('leads the chat to the files beside it, whatever its address looks like', () =>
    visit('debugged', async (page) => {
      await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/checklist.js')));
    }));
});
