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
  'an accent with alpha': ['', 'accent="#fc04"'],
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
    const chat = '<assisters-chat endpoint="/api/assisters"><a href="/contact">Contact us</a></assisters-chat>';
    const bodies = {
      shown: '<assisters-chat endpoint="/api/assisters" mode="inline"></assisters-chat>',
      rooted: `${chat}<script src="/root.js"></script>`,
      asking: `${chat}<button data-assisters="ask" value="Where is it?">Ask</button><a href="#assisters-ask=Where%20is%20it%3F">Ask</a>`,
      queued: `${chat}<script src="/push.js"></script>`,
      fallback: chat,
    };
    for (const [name, body] of Object.entries(bodies)) {
      writeFileSync(join(folder, `${name}.html`), html('loader', ['', '']).replace(/<body>.*(?=<script)/, `<body>${body}`));
    }
    writeFileSync(join(folder, 'root.js'), "document.querySelector('assisters-chat').attachShadow({ mode: 'open' }).append('Theirs')");
    writeFileSync(join(folder, 'push.js'), "(window.AssistersChat ||= []).push(['ask', 'Where is it?'])");
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
    await page.addInitScript(() => {
      const seen = Object.assign(globalThis, { violations: [] as string[], shifts: [] as number[] });
      document.addEventListener('securitypolicyviolation', (event) => seen.violations.push(event.violatedDirective));
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number }[]) seen.shifts.push(entry.value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
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
  const questions = (page: Page) => page.locator('assisters-chat [part~="message"][data-role="user"]');
  const isFetched = (asked: string[]): boolean => asked.some((path) => path === '/assisters-chat.js');
  /** What the browser itself has seen, after two more frames. */
  const seen = (page: Page): Promise<{ violations: string[]; shifts: number[] }> =>
    page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const { violations, shifts } = globalThis as unknown as { violations: string[]; shifts: number[] };
      return { violations, shifts };
    });
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

  for (const look of ['plain', 'top layer']) {
    it(`breaks no policy and shifts nothing, when it paints and when the chat takes over: ${look}`, () =>
      visit(`${look}-loader`, async (page) => {
        await launcher(page).waitFor();
        assert.deepEqual(await seen(page), { violations: [], shifts: [] });
        await launcher(page).hover();
        await page.locator('assisters-chat .launcher').waitFor();
        assert.deepEqual(await seen(page), { violations: [], shifts: [] });
        await launcher(page).click();
        await input(page).waitFor();
        assert.deepEqual((await seen(page)).violations, []);
      }));
  }

  it('keeps nothing in the browser until somebody asks', () =>
    visit('plain-loader', async (page) => {
      await launcher(page).click();
      await input(page).waitFor();
      assert.deepEqual(await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    }));

  it('does not print its launcher (V7)', () =>
    visit('plain-loader', async (page) => {
      await launcher(page).waitFor();
      await page.emulateMedia({ media: 'print' });
      assert.equal(await launcher(page).isVisible(), false);
    }));

  it('shows what the chat shows in forced colours: a button with an edge (L8, V3)', async () => {
    const pictures: Buffer[] = [];
    for (const script of ['loader', 'assisters-chat']) {
      await visit(`plain-${script}`, async (page) => {
        await page.emulateMedia({ forcedColors: 'active' });
        assert.equal(await launcher(page).evaluate((button) => getComputedStyle(button).borderTopWidth), '2px');
        pictures.push(await page.screenshot());
      });
    }
    assert.ok(pictures[0]!.equals(pictures[1]!), 'other pixels');
  });

  for (const key of ['Enter', 'Space']) {
    it(`opens for the key that the launcher is pressed with, held or not, focus in the panel: ${key} (L1)`, () =>
      visit('plain-loader', async (page, asked) => {
        await launcher(page).waitFor();
        // The page's own button and link come first.
        for (let count = 0; count < 3; count++) await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement!.shadowRoot!.activeElement!.getAttribute('part')), 'launcher');
        await page.keyboard.down(key);
        await page.waitForFunction(() => customElements.get('assisters-chat'));
        await page.keyboard.up(key);
        await input(page).waitFor();
        await page.locator('assisters-chat [part~="input"]:focus').waitFor();
        assert.equal(asked.filter((path) => path === '/assisters-chat.js').length, 1);
      }));
  }

  it('fetches the chat at once where an answer is pending, and only there', () =>
    visit('plain-loader', async (page, asked) => {
      for (const state of ['done', 'streaming']) {
        assert.equal(isFetched(asked), false);
        await page.evaluate((kept) => {
          const key = `assisters-chat:${JSON.stringify([null, null, `${location.origin}/api/assisters`])}`;
          localStorage.setItem(key, JSON.stringify({ turns: [{ state: kept }] }));
        }, state);
        await page.reload();
        await launcher(page).waitFor();
      }
      await page.waitForFunction(() => customElements.get('assisters-chat'));
      assert.ok(isFetched(asked));
    }));

  it('fetches a chat that shows at once', () => visit('shown', (page) => input(page).waitFor()));

  it('lets the chat take the shadow root that another has made', () =>
    visit('rooted', async (page, _asked, said) => {
      await page.locator('assisters-chat .launcher').click();
      await input(page).waitFor();
      assert.equal(await page.getByText('Theirs').count(), 0);
      assert.deepEqual(
        said.filter((text) => /Error/.test(text)),
        [],
      );
    }));

  for (const what of ['button[data-assisters]', 'a[href^="#"]']) {
    it(`asks once what was pressed before the chat was there: ${what}`, () =>
      visit('asking', async (page) => {
        await page.locator(what).dblclick();
        await questions(page).waitFor();
        assert.equal(await questions(page).locator('[part~="content"]').innerText(), 'Where is it?');
      }));
  }

  it('asks what the page has pushed before', () =>
    visit('queued', async (page) => {
      await questions(page).waitFor();
      assert.equal(await questions(page).locator('[part~="content"]').innerText(), 'Where is it?');
    }));

  it("leaves launcher and the owner's own way to a person where the chat is not found, until it is (O3, O4)", () =>
    visit('fallback', async (page) => {
      const fallback = page.getByText('Contact us');
      await launcher(page).waitFor();
      assert.equal(await fallback.isVisible(), false);
      await page.route(/assisters-chat\.js/, (route) => route.fulfill({ status: 404, body: 'Not found' }));
      await launcher(page).click();
      await fallback.waitFor();
      assert.ok(await launcher(page).isVisible());
      await page.unroute(/assisters-chat\.js/);
      await launcher(page).click();
      await input(page).waitFor();
      assert.equal(await fallback.isVisible(), false);
    }));
});
