import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

interface Payload {
  id: string;
  payload: string;
}

const { payloads } = JSON.parse(readFileSync('test/corpora/own/xss/payloads.json', 'utf8')) as { payloads: Payload[] };
/** What is answered to any other number. */
const HARMLESS = 'Press <kbd onclick="alert(1)">Ctrl</kbd>, H<sub>2</sub>O, caf&eacute;, <TOKEN>, Array<string>';
/** The oracle as a script of the page: a module without imports, whose exports become plain declarations. */
const ORACLE = `${readFileSync('test/support/oracle.mjs', 'utf8').replaceAll(/^export /gm, '')}\nwindow.checkTree = checkTree;`;

// The renderer's own tests attack the sources. This attacks what is shipped: the script's build leaves parts of its libraries out.
for (const engine of enginesFound()) {
  describe(`the built script under attack, in ${engine}`, { timeout: 240_000 }, () => {
    let browser: Browser;
    let site: StartedPage;
    // Stands where the proxy stands, and answers with the payload that the question names: whole, or in pieces of three characters.
    const proxy: RequestListener = (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        // The assistant's name, which the header asks for: not here.
        if (request.method !== 'POST') return void response.writeHead(404).end();
        const [index, size] = (JSON.parse(body) as { message: string }).message.split(' ').map(Number);
        const text = payloads[index!]?.payload ?? HARMLESS;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let at = 0; at < text.length; at += size!) {
          response.write(`data: ${JSON.stringify({ type: 'chunk', content: text.slice(at, at + size!) })}\n\n`);
        }
        response.end('data: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
      });
    };

    before(async () => {
      site = await startPage({
        tag: '<assisters-chat endpoint="/api/assisters" assistant="shop" keep="none" open mode="inline"></assisters-chat>',
        files: { 'oracle.js': ORACLE },
        proxy,
        // No policy: what is tested is the script, not the browser's second wall.
        policy: 'img-src * data:',
      });
      browser = await openBrowser(engine);
    });
    after(async () => {
      await browser?.close();
      site?.close();
    });

    it('still shows what raw HTML may say, and the rest as it was written', async () => {
      const page = await browser.newPage();
      await page.goto(site.url);
      const html = await page.evaluate(async (index) => {
        const chat = document.querySelector('assisters-chat') as HTMLElement & { ask(text: string): Promise<unknown> };
        await chat.ask(`${index} 7`);
        const all = (root: ParentNode): Element[] =>
          [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot === null ? [] : all(element.shadowRoot))]);
        return all(chat.shadowRoot!)
          .filter((element) => element.getAttribute('part') === 'content')
          .at(-1)!.innerHTML;
      }, payloads.length);
      assert.equal(
        html,
        '<div><div><p dir="auto">Press <kbd>Ctrl</kbd>, H<sub>2</sub>O, caf\u00e9, &lt;TOKEN&gt;, Array&lt;string&gt;</p></div></div>',
      );
      await page.close();
    });

    for (const [name, size] of [
      ['whole', 1_000_000],
      ['in pieces', 3],
    ] as const) {
      it(`runs nothing, asks for nothing and shows nothing off the list: ${payloads.length} answers, ${name}`, async () => {
        const page = await browser.newPage();
        const trouble: string[] = [];
        page.on('dialog', (dialog) => void (trouble.push(`dialog ${dialog.message()}`), dialog.dismiss()));
        page.on('pageerror', (error) => trouble.push(`error ${String(error)}`));
        await page.goto(site.url);
        page.on('request', (request) => {
          if (!/\/(chat\/stream|assistants\/shop)$/.test(request.url())) trouble.push(`request ${request.url()}`);
        });
        const found = await page.evaluate(
          async ({ count, size }) => {
            type Chat = HTMLElement & { ask(text: string): Promise<unknown>; newConversation(): void };
            const check = (window as unknown as { checkTree(root: Element, options: object): string[] }).checkTree;
            const all = (root: ParentNode): Element[] =>
              [...root.querySelectorAll('*')].flatMap((element) => [
                element,
                ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
              ]);
            const ours = /^(code-block|code-header|code-copy|table-scroller|link-host|image-placeholder|citation)$/;
            const violations: string[] = [];
            const chat = document.querySelector('assisters-chat') as Chat;
            for (let index = 0; index < count; index++) {
              await chat.ask(`${index} ${size}`);
              const contents = all(chat.shadowRoot!).filter((element) => element.getAttribute('part') === 'content');
              const answer = contents.at(-1)!;
              for (const link of answer.querySelectorAll('a')) link.addEventListener('click', (event) => event.preventDefault());
              for (const link of answer.querySelectorAll('a')) link.click();
              // A node of ours may carry its part; the harness counts on it only for names that no answer can write: `part` from an answer is a violation below.
              const isUi = (element: Element): boolean => ours.test(element.getAttribute('part') ?? '');
              violations.push(
                ...check(answer, { isUi, extraAttrs: ['tabindex', 'role', 'aria-label', 'lang'] }).map((what) => `${index} ${what}`),
              );
              chat.newConversation();
            }
            return violations;
          },
          { count: payloads.length, size },
        );
        assert.deepEqual(found, []);
        assert.deepEqual(trouble, []);
        await page.close();
      });
    }
  });
}
