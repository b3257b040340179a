import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startPage, type PageOptions } from '../support/start-page.ts';

/** What the contract says that the chat needs, and no more. */
const NEEDED = "default-src 'none'; script-src 'self'; img-src data:; require-trusted-types-for 'script'; trusted-types assisters-chat";
const policy = (connect = "'self'", names = 'assisters-chat'): string =>
  `${NEEDED.replace(/assisters-chat$/, names)}; connect-src ${connect}`;

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** A proxy that answers well, and counts what is billed. */
function createProxy(headers: Record<string, string> = {}): { answer: RequestListener; questions: () => number } {
  let questions = 0;
  const answer: RequestListener = (request, response) => {
    const path = (request.url ?? '').replace('/api/assisters', '');
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    if (request.method === 'OPTIONS') response.writeHead(204, headers).end();
    else if (path === '/health') send(200, { status: 'ok' });
    else if (path === '/assistants/shop') send(200, { slug: 'shop', name: 'Nordhang Help' });
    else if (request.method === 'POST') {
      questions++;
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      let left = 8;
      const timer = setInterval(() => {
        if (left-- > 0) return void response.write(event({ type: 'chunk', content: 'More. ' }));
        clearInterval(timer);
        response.end(event({ type: 'done', id: 'msg_1', tokens: { total: 8 } }));
      }, 70);
    } else send(404, { error: { code: 'not_found', message: 'No.', status: 404 } });
  };
  return { answer, questions: () => questions };
}

const KEY = 'ast_live_0123456789abcdefghijABCDEFGHIJ';
const TAG = '<assisters-chat endpoint="/api/assisters" assistant="shop" debug></assisters-chat>';

/** The card's line about one thing. */
const row = (page: Page, name: string) => page.locator(`assisters-chat #${name}[data-state]`);

async function untilDone(page: Page): Promise<void> {
  await page.locator('assisters-chat .card').waitFor();
  await page.waitForFunction(() => {
    const roots = [...document.querySelectorAll('assisters-chat')].map((chat) => chat.shadowRoot?.firstElementChild?.shadowRoot);
    return roots.some((root) => root?.querySelector('.card') && !root.querySelector('[data-state="running"]'));
  });
}

for (const engine of enginesFound()) {
  describe(`the owner's checklist, in ${engine}`, { timeout: 240_000 }, () => {
    let browser: Browser;
    const foreign = new Map<string, string>();
    const closers: (() => void)[] = [];

    before(async () => {
      browser = await openBrowser(engine);
      const kinds: Record<string, Record<string, string>> = {
        allowed: {
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET, POST, DELETE',
          'access-control-allow-headers': 'content-type, idempotency-key, last-event-id, x-assisters-user',
        },
        forwarder: { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type, idempotency-key' },
        headless: { 'access-control-allow-origin': '*' },
        closed: {},
      };
      for (const [name, headers] of Object.entries(kinds)) {
        const server = createServer(createProxy(headers).answer);
        await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
        foreign.set(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        closers.push(() => (server.close(), server.closeAllConnections()));
      }
    });
    after(async () => {
      await browser?.close();
      for (const close of closers) close();
    });

    async function visit(options: Partial<PageOptions>, run: (page: Page, said: string[], url: string) => Promise<void>): Promise<void> {
      const served = await startPage({ tag: TAG, proxy: createProxy().answer, policy: policy(), ...options });
      const context = await browser.newContext();
      const page = await context.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      try {
        await page.goto(served.url);
        await run(page, said, served.url);
      } finally {
        await context.close();
        served.close();
      }
    }

    const states = (page: Page) =>
      page
        .locator('assisters-chat .row')
        .evaluateAll((rows) => Object.fromEntries(rows.map((found) => [found.id, (found as HTMLElement).dataset['state']])));

    it('finds all right under the policy of the contract, stores nothing, and asks only on a press', async () => {
      const proxy = createProxy();
      await visit({ proxy: proxy.answer }, async (page, said) => {
        await untilDone(page);
        const { stream, ...free } = await states(page);
        assert.equal(stream, 'unknown');
        assert.deepEqual(new Set(Object.values(free)), new Set(['ok']), JSON.stringify(free));
        assert.match((await row(page, 'assistant').textContent()) ?? '', /Nordhang Help/);
        assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
        assert.equal(proxy.questions(), 0);
        assert.deepEqual(
          said.filter((text) => /violat|refused to/i.test(text)),
          [],
        );
        assert.ok(
          said.some((text) => text.includes('[Right] Endpoint')),
          'the console has the report',
        );

        await page.getByRole('button', { name: 'Ask a test question' }).click();
        await page.locator('assisters-chat #stream[data-state="ok"]').waitFor();
        assert.match((await row(page, 'stream').textContent()) ?? '', /word by word/);
        assert.equal(proxy.questions(), 1);
        assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
      });
    });

    it('comes from where the script came from, another origin too, with crossorigin and integrity or without', async () => {
      const source = readFileSync('dist/assisters-chat.js');
      const integrity = `sha384-${createHash('sha384').update(source).digest('base64')}`;
      const host = createServer((request, response) => {
        const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
        response.writeHead(200, headers).end(readFileSync(join('dist', basename(request.url!))));
      });
      await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
      closers.push(() => (host.close(), host.closeAllConnections()));
      const origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
      for (const attributes of ['', 'crossorigin', `crossorigin="anonymous" integrity="${integrity}"`]) {
        const tag = `<script src="${origin}/v1/assisters-chat.js" ${attributes} data-debug data-endpoint="/api/assisters" data-assistant="shop"></script>`;
        await visit({ tag, policy: policy().replace("script-src 'self'", `script-src 'self' ${origin}`) }, async (page) => {
          await untilDone(page);
          const { stream: _stream, ...free } = await states(page);
          assert.deepEqual(new Set(Object.values(free)), new Set(['ok', 'warn']), JSON.stringify(free));
          assert.equal(free['policy'], 'ok');
          const files = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
          assert.ok(files.includes(`${origin}/v1/checklist.js`), files.join());
        });
      }
    });

    it('stays in the window where the page moves its body', () =>
      visit({}, async (page) => {
        await untilDone(page);
        await page.evaluate(() => (document.body.style.cssText = 'height: 3000px; transform: translate(9px)'));
        const { bottom } = await page
          .locator('assisters-chat .card')
          .evaluate((card) => ({ bottom: card.getBoundingClientRect().bottom - innerHeight }));
        assert.ok(bottom <= 0, String(bottom));
      }));

    it('leaves a visitor’s page without debug alone: the file is not fetched', () =>
      visit({ tag: TAG.replace(' debug', '') }, async (page) => {
        await page.locator('assisters-chat [part=launcher]').waitFor();
        const files = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
        assert.ok(!files.some((name) => name.includes('checklist')), files.join());
        assert.equal(await page.locator('assisters-chat .card').count(), 0);
      }));

    it('shows where the chat cannot start: no endpoint, and a key, which it does not show', async () => {
      await visit({ tag: '<assisters-chat debug></assisters-chat>' }, async (page) => {
        await untilDone(page);
        assert.match((await row(page, 'endpoint').textContent()) ?? '', /does not say where your proxy is.*endpoint="\/api\/assisters"/);
      });
      await visit({ tag: `<assisters-chat endpoint="/api/assisters" api-key="${KEY}" debug></assisters-chat>` }, async (page, said) => {
        await untilDone(page);
        const text = (await row(page, 'key').textContent()) ?? '';
        assert.match(text, /the chat’s tag, api-key/);
        assert.doesNotMatch(text + said.join(), /0123456789/);
      });
    });

    it('shows for a script tag that was refused, or that names no endpoint', async () => {
      const script = (attributes: string): Partial<PageOptions> => ({
        tag: `<script src="/assisters-chat.js" data-debug ${attributes}></script>`,
      });
      await visit(script(`data-endpoint="/api/assisters" data-api-key="${KEY}"`), async (page) => {
        await untilDone(page);
        assert.match((await row(page, 'key').textContent()) ?? '', /script tag, data-api-key/);
        assert.equal(await page.locator('assisters-chat').count(), 1);
        assert.equal(await page.locator('assisters-chat [part=launcher]').count(), 0);
      });
      await visit(script(''), async (page) => {
        await untilDone(page);
        assert.match((await row(page, 'endpoint').textContent()) ?? '', /data-endpoint="\/api\/assisters"/);
      });
    });

    it('tells the directives that a wrong policy lacks', async () => {
      await visit({ policy: policy("'self'", "'none'") }, async (page) => {
        await untilDone(page);
        assert.equal(await row(page, 'policy').getAttribute('data-state'), 'bad');
        assert.match((await row(page, 'policy').locator('code').textContent()) ?? '', /^trusted-types assisters-chat;$/);
      });
      await visit({ policy: policy("'none'") }, async (page) => {
        await untilDone(page);
        assert.equal(await row(page, 'policy').getAttribute('data-state'), 'bad');
        assert.match((await row(page, 'policy').locator('code').textContent()) ?? '', /^connect-src 'self';$/);
      });
    });

    it('tells apart what another origin lacks, and names this page in the header', async () => {
      const at = (name: string): Partial<PageOptions> => ({
        tag: TAG.replace('/api/assisters', foreign.get(name)!),
        policy: policy([...foreign.values()].join(' ')),
      });
      await visit(at('allowed'), async (page) => {
        await untilDone(page);
        assert.equal(await row(page, 'cors').getAttribute('data-state'), 'ok');
      });
      await visit(at('forwarder'), async (page) => {
        await untilDone(page);
        assert.equal(await row(page, 'cors').getAttribute('data-state'), 'warn');
        assert.equal(await row(page, 'cors').locator('code').textContent(), 'Access-Control-Allow-Methods: GET, POST, DELETE');
      });
      await visit(at('headless'), async (page) => {
        await untilDone(page);
        assert.equal(await row(page, 'cors').locator('code').textContent(), 'Access-Control-Allow-Headers: content-type, idempotency-key');
      });
      await visit(at('closed'), async (page, _said, url) => {
        await untilDone(page);
        assert.equal(await row(page, 'cors').locator('code').textContent(), `Access-Control-Allow-Origin: ${new URL(url).origin}`);
      });
    });

    it('checks again when an attribute changes, and goes with debug', () =>
      visit({ tag: TAG.replace('shop', 'nobody') }, async (page) => {
        await untilDone(page);
        await page.evaluate(() => document.querySelector('assisters-chat')!.setAttribute('assistant', 'shop'));
        await page.locator('assisters-chat #assistant[data-state="ok"]').waitFor();
        await page.evaluate(() => document.querySelector('assisters-chat')!.removeAttribute('debug'));
        await page.locator('assisters-chat .card').waitFor({ state: 'detached' });
        await page.evaluate(() => document.querySelector('assisters-chat')!.setAttribute('debug', ''));
        await untilDone(page);
      }));

    it('says on the console what is missing when only the script was copied to the site', () =>
      visit({ tag: '' }, async (page) => {
        await page.route('**/checklist.js', (route) => route.fulfill({ status: 404 }));
        const told = page.waitForEvent('console', (message) => message.text().includes('needs checklist.js beside the script'));
        await page.evaluate(() => {
          const chat = document.createElement('assisters-chat');
          chat.setAttribute('endpoint', '/api/assisters');
          chat.setAttribute('debug', '');
          document.body.append(chat);
        });
        await told;
        await page.locator('assisters-chat [part=launcher]').waitFor();
      }));
  });
}
