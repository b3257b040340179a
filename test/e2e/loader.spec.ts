import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { startShop, STRICT_POLICY } from '../../scripts/serve-shop.ts';
import { openBrowser } from '../support/open-browser.ts';

const LOOKS: Record<string, [page: string, chat: string]> = {
  plain: ['', ''],
  dark: ['data-theme="dark"', ''],
  'right-to-left': ['dir="rtl"', ''],
  accent: ['', 'accent="gold"'],
  'bottom-start': ['', 'position="bottom-start"'],
  'top-end': ['', 'position="top-end"'],
  'top-start': ['', 'position="top-start"'],
  'top layer': ['', 'layer="top"'],
};

const html = (script: string, [page, chat]: [string, string]): string =>
  `<!doctype html><html lang="en" ${page}><meta charset="utf-8"><link rel="icon" href="data:,"><title>T</title><body>` +
  `<button data-assisters="show">Help</button><a href="#assisters-chat">Chat</a>` +
  `<assisters-chat endpoint="/api/assisters" ${chat}></assisters-chat><script src="/${script}.js"></script>`;

describe('the loader', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-loader-'));
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof startShop>>;

  before(async () => {
    for (const [name, look] of Object.entries(LOOKS)) {
      for (const script of ['loader', 'assisters-chat']) writeFileSync(join(folder, `${name}-${script}.html`), html(script, look));
    }
    writeFileSync(join(folder, 'key.html'), html('loader', ['', 'api-key="x"']));
    writeFileSync(join(folder, 'tag.html'), '<!doctype html><body><script src="/loader.js" data-endpoint="/api/assisters"></script>');
    shop = await startShop({ pages: folder, scripts: 'dist', firstPort: 0, policy: STRICT_POLICY, proxyUrl: () => '' });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    shop?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visit = async (name: string, run: (page: Page, asked: string[], said: string[]) => Promise<void>): Promise<void> => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(`http://127.0.0.1:${shop.port}/${name}.html`);
    await run(page, asked, said);
    await page.close();
  };
  const launcher = (page: Page) => page.locator('assisters-chat [part="launcher"]');
  const input = (page: Page) => page.locator('assisters-chat [part~="input"]');

  for (const name of Object.keys(LOOKS)) {
    it(`shows what the chat shows, to the pixel, and asks for nothing: ${name}`, async () => {
      let painted: Buffer;
      await visit(`${name}-loader`, async (page, asked, said) => {
        await launcher(page).waitFor();
        painted = await page.screenshot();
        assert.deepEqual([asked.includes('/assisters-chat.js'), said], [false, []]);
      });
      await visit(`${name}-assisters-chat`, async (page) => {
        await launcher(page).waitFor();
        assert.ok(painted.equals(await page.screenshot()), 'other pixels');
      });
    });
  }

  it('fetches the chat when it is pointed at', () =>
    visit('plain-loader', async (page, asked) => {
      await launcher(page).hover();
      await page.waitForFunction(() => customElements.get('assisters-chat'));
      assert.ok(asked.includes('/assisters-chat.js'));
    }));

  for (const what of ['assisters-chat [part="launcher"]', '[data-assisters]', 'a']) {
    it(`opens the panel for a click before the chat is there, focus in it: ${what}`, () =>
      visit('plain-loader', async (page, _asked, said) => {
        await page.locator(what).first().click();
        await input(page).waitFor();
        await page.waitForFunction(() => document.activeElement?.localName === 'assisters-chat');
        assert.deepEqual(
          said.filter((text) => /policy|Trusted|Error/.test(text)),
          [],
        );
      }));
  }

  it('inserts one chat for its own tag', () => visit('tag', async (page) => assert.equal(await launcher(page).count(), 1)));

  it('keeps a press that began before the chat came', () =>
    visit('plain-loader', async (page) => {
      await launcher(page).hover();
      await page.mouse.down();
      await page.waitForFunction(() => customElements.get('assisters-chat'));
      await page.mouse.up();
      await input(page).waitFor();
    }));

  it('leaves a chat with a key to the script, which says why', () =>
    visit('key', async (page, _asked, said) => {
      await page.waitForFunction(() => customElements.get('assisters-chat'));
      assert.equal(await launcher(page).count(), 0);
      assert.match(said.join(), /api-key/);
    }));

  it('tries again with the next click when the chat cannot be had', () =>
    visit('plain-loader', async (page) => {
      await page.route(/assisters-chat\.js/, (route) => route.abort());
      await launcher(page).click();
      await page.waitForFunction(() => !document.querySelector('assisters-chat')!.hasAttribute('open'));
      await page.unroute(/assisters-chat\.js/);
      await launcher(page).click();
      await input(page).waitFor();
    }));
});
