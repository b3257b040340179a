import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { LAUNCHER_TEXTS } from '../../src/widget/locales/launcher-texts.ts';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { pseudoStrings } from '../support/pseudo-locale.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types assisters-chat";

for (const engine of enginesFound()) {
  describe(`a chat in the language of its page, in ${engine}`, { timeout: 240_000 }, () => {
    let browser: Browser;
    let served: StartedPage;
    let page: Page;
    let chat: ChatPage;
    let asked: string[];
    let said: string[];

    before(async () => {
      browser = await openBrowser(engine);
      served = await startPage({
        tag: '<assisters-chat endpoint="/api/assisters" assistant="shop" heading="Acme"></assisters-chat>',
        proxy: (_, response) => void response.writeHead(404).end(),
        policy: POLICY,
      });
    });
    after(async () => {
      await browser?.close();
      served?.close();
    });
    afterEach(() => page.close());

    async function visit(lang: string): Promise<void> {
      page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
      chat = new ChatPage(page);
      asked = [];
      said = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      page.on('console', (message) => said.push(message.text()));
      await page.route('**/', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: (await response.text()).replace('<!doctype html>', `<!doctype html><html lang="${lang}">`) });
      });
      await page.goto(served.url);
      await chat.part('launcher').waitFor();
    }

    const locales = (): string[] => asked.filter((path) => path.startsWith('/locales/'));
    const dialog = () => page.locator('assisters-chat dialog');

    it('names the button in it, and fetches the rest only when somebody comes near (L2)', async () => {
      await visit('de');
      assert.equal(await chat.part('launcher').getAttribute('aria-label'), 'Chat mit Acme');
      assert.deepEqual(locales(), []);
      await chat.part('launcher').hover();
      await page.locator('assisters-chat dialog[lang="de"]').waitFor({ state: 'attached' });
      assert.deepEqual(locales(), ['/locales/de.js']);
      await chat.part('launcher').click();
      await page.getByRole('button', { name: 'Chat schließen' }).waitFor();
      await page.getByPlaceholder('Stellen Sie eine Frage').waitFor();
      assert.deepEqual(locales(), ['/locales/de.js']);
    });

    it('fetches nothing in an English page', async () => {
      await visit('en');
      await chat.part('launcher').click();
      await page.getByRole('button', { name: 'Close chat' }).waitFor();
      assert.deepEqual(locales(), []);
    });

    it('has every language beside the script', async () => {
      await visit('en');
      for (const tag of Object.keys(LAUNCHER_TEXTS)) {
        await page.evaluate((lang) => (document.documentElement.lang = lang), tag);
        if (tag === 'ar') await chat.part('launcher').click();
        await page.locator(`assisters-chat dialog[lang="${tag}"]`).waitFor();
      }
      assert.deepEqual(
        locales().sort(),
        Object.keys(LAUNCHER_TEXTS)
          .map((tag) => `/locales/${tag}.js`)
          .sort(),
      );
    });

    it('speaks English, and says so, where a language cannot be had', async () => {
      await visit('fr');
      await page.route('**/locales/*', (route) => route.abort());
      await chat.part('launcher').click();
      await page.getByRole('button', { name: 'Close chat' }).waitFor();
      assert.equal(await dialog().getAttribute('lang'), 'en');
      assert.equal(said.filter((line) => line.includes('needs locales/fr.js beside the script')).length, 1);
      await page.evaluate(() => (document.documentElement.lang = 'de'));
      await page.waitForFunction(
        () => document.querySelector('assisters-chat')!.shadowRoot!.querySelector<HTMLElement>('.dock')!.lang === 'de',
      );
      assert.deepEqual(locales(), ['/locales/fr.js', '/locales/de.js']);
    });

    it('is set like English where it speaks that in the place of a language from right to left', async () => {
      await visit('ar');
      await page.route('**/locales/*', (route) => route.abort());
      const failed = page.waitForEvent('requestfailed');
      await chat.part('launcher').click();
      await failed;
      await page.getByRole('button', { name: 'Close chat' }).waitFor();
      assert.equal(await dialog().evaluate((panel) => getComputedStyle(panel).direction), 'ltr');
      // The button has its texts, and its place.
      assert.ok((await chat.part('launcher').boundingBox())!.x < 100);
    });

    it('speaks any language that the page brings along, by its texts and its tag', async () => {
      await visit('en-XA');
      const strings = pseudoStrings('en-XA');
      await page.evaluate((texts) => document.querySelector('assisters-chat')!.setAttribute('strings', texts), JSON.stringify(strings));
      await chat.part('launcher').click();
      await page.getByRole('button', { name: strings.close }).waitFor();
      assert.equal(await dialog().getAttribute('lang'), 'en-XA');
      assert.deepEqual(locales(), []);
    });

    it('stands on the other side in a language from right to left, with its panel', async () => {
      await visit('ar');
      const place = (await chat.part('launcher').boundingBox())!;
      assert.ok(place.x < 100, `${place.x}`);
      await chat.part('launcher').click();
      await page.locator('assisters-chat dialog[lang="ar"]').waitFor();
      await page.waitForFunction(() => {
        const panel = document
          .querySelector('assisters-chat')!
          .shadowRoot!.querySelector('assisters-panel')!
          .shadowRoot!.querySelector('dialog')!;
        return panel.getBoundingClientRect().left === 20 && getComputedStyle(panel).direction === 'rtl';
      });
    });
  });
}
