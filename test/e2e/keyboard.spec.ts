import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { allEnginesFound } from '../support/engine-page.ts';
import { openKeyPage, type KeyPage } from '../support/key-page.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';
import { until } from '../support/webdriver.ts';

/** Both the table and the code are wider than the panel. */
const ANSWER = `See [the guide](/guide.html) first.[1]

| Rider | Front wheel | Rear wheel | Tubeless front wheel | Tubeless rear wheel |
| --- | --- | --- | --- | --- |
| 60 kg | 1.9 bar | 2.0 bar | 1.6 bar | 1.7 bar |

\`\`\`sh
assisters-proxy start --port 8080 --assistants shop --allowed-origins https://shop.example
\`\`\`

${'A paragraph of some length, so that there is something to scroll.\n\n'.repeat(12)}`;

const TAG = `<title>Shop</title><main>
<h1>Shop</h1>
<p><a id="skip" href="#assisters-chat">Chat</a></p>
<p><label>Before <input id="before"></label></p>
</main>
<assisters-chat endpoint="/api/assisters" assistant="shop" heading="Guide" feedback privacy="/privacy.html">
<a id="footer" slot="footer" href="/imprint.html">Imprint</a>
</assisters-chat>
<aside><label>After <input id="after"></label></aside>`;

/** What is found through open shadow roots, and what has the focus; the beginning of a function's body for the page. */
const FIND = `
  const all = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const parts = (name) => all(document).filter((element) => (element.getAttribute('part') ?? '').split(' ').includes(name));
  const isOpen = () => parts('panel').some((panel) => panel.open && !panel.inert);
  const state = () => parts('message').at(-1)?.dataset.state;
  const focused = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };
  const nameOf = (element) => {
    const part = element.getAttribute('part');
    const words = element.getAttribute('aria-label') ?? element.textContent.trim();
    if (part === 'message') return element.dataset.role + ' ' + parts('message').filter((one) => one.dataset.role === element.dataset.role).indexOf(element);
    return part ?? (element.id || words.replaceAll(/[\\u2068\\u2069]/g, '') || element.localName);
  };
`;

const FOCUSED = `${FIND} return nameOf(focused())`;

for (const engine of allEnginesFound()) {
  describe(`by keys alone, in ${engine}`, { timeout: 300_000 }, () => {
    let page: KeyPage;
    let site: StartedPage;
    let isHeld = false;
    /** Where an answer is waited for. */
    let held: ServerResponse | undefined;

    before(async () => {
      site = await startPage({
        tag: TAG,
        proxy(request, response) {
          if (request.method !== 'POST') return void response.writeHead(404).end();
          response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
          if (isHeld) held = response;
          else answer(response);
        },
      });
      page = await openKeyPage(engine);
    });
    after(async () => {
      await page?.close();
      site?.close();
    });
    beforeEach(async () => {
      isHeld = false;
      await page.visit(site.url, { width: 900, height: 800 });
      await page.waitFor(`${FIND} return parts('launcher').length === 1`);
    });

    function answer(response: ServerResponse): void {
      const send = (event: unknown): void => void response.write(`data: ${JSON.stringify(event)}\n\n`);
      send({ type: 'chunk', content: ANSWER });
      send({ type: 'sources', sources: [{ title: 'Tyres', url: 'https://shop.example/tyres' }] });
      send({ type: 'done', id: 'message', tokens: { total: 1 } });
      response.end();
    }

    const focused = (): Promise<string> => page.run<string>(FOCUSED);

    async function untilFocused(name: string): Promise<void> {
      await page.waitFor(`${FIND} return nameOf(focused()) === '${name}'`).catch(() => undefined);
      assert.equal(await focused(), name);
    }

    /** From the page's text box by Tab to the launcher, and then by a key into the panel. */
    async function open(key = 'Enter'): Promise<void> {
      await page.run("document.getElementById('before').focus()");
      await page.press('Tab');
      assert.equal(await focused(), 'launcher');
      await page.press(key);
      await untilFocused('input');
    }

    async function type(text: string): Promise<void> {
      for (const character of text) await page.press(character);
    }

    async function ask(): Promise<void> {
      await type('Hi');
      await page.press('Enter');
      await page.waitFor(`${FIND} return state() === '${isHeld ? 'sending' : 'done'}'`);
    }

    /** Where Tab, or Shift and Tab, leads, until a place is reached. */
    async function walk(key: string, end: string): Promise<string[]> {
      const places: string[] = [];
      while (places.at(-1) !== end && places.length < 40) {
        await page.press(key);
        const place = await focused();
        places.push(place);
        // The way to the end goes once the end is in sight, a frame or two later.
        if (place === 'Not helpful') await page.waitFor(`${FIND} return parts('jump').length === 0`);
      }
      return places;
    }

    for (const key of ['Enter', 'Space']) {
      it(`is opened by ${key} on its button, asked, answered and closed by Escape, which gives the focus back (L1, P2, P5)`, async () => {
        await open(key);
        await ask();
        assert.equal(await focused(), 'input');
        await page.press('Escape');
        await untilFocused('launcher');
        assert.equal(await page.run(`${FIND} return isOpen()`), false);
      });
    }

    it('is not opened by a press that leaves the button before its end (L1)', async () => {
      const [x, y] = await page.run<[number, number]>(
        `${FIND} const { x, y, width, height } = parts('launcher')[0].getBoundingClientRect(); return [x + width / 2, y + height / 2]`,
      );
      await page.point(x, y, 'pointerDown');
      await page.point(x - 200, y - 200);
      await page.point(x - 200, y - 200, 'pointerUp');
      assert.equal(await page.run(`${FIND} return isOpen()`), false);
      await page.point(x, y, 'pointerDown');
      assert.equal(await page.run(`${FIND} return isOpen()`), false);
      await page.point(x, y, 'pointerUp');
      await page.waitFor(`${FIND} return isOpen()`);
    });

    it('is walked through from the header to the footer and out to the page, and back (P6, P8, M7, M8)', async () => {
      await open();
      await ask();
      await page.run(`${FIND} parts('launcher')[0].focus()`);
      const order = await walk('Tab', 'after');
      assert.deepEqual(order, [
        'menu',
        'close',
        'messages',
        'Privacy (opens in a new tab)',
        'the guide',
        'citation',
        'table-scroller',
        'code-copy',
        'Code, sh',
        'Source 1: Tyres (opens in a new tab)',
        'copy',
        'Helpful',
        'Not helpful',
        'input',
        'send',
        'footer',
        'after',
      ]);
      const back = await walk('Shift+Tab', 'launcher');
      assert.deepEqual(back, [...order.slice(0, -1).reverse(), 'launcher']);
      await page.press('Shift+Tab');
      assert.equal(await focused(), 'before');
    });

    it('goes from message to message with Alt and an arrow (M5)', async () => {
      await open();
      await ask();
      await ask();
      const places = [];
      for (const key of ['Up', 'Up', 'Up', 'Down', 'Down', 'Down']) {
        await page.press(`Alt+Arrow${key}`);
        places.push(await focused());
      }
      assert.deepEqual(places, ['assistant 1', 'user 1', 'assistant 0', 'user 1', 'assistant 1', 'input']);
    });

    it('scrolls the conversation, tables and code by the arrows (M6, M8)', async () => {
      await open();
      await ask();
      for (const [name, key, direction] of [
        ['messages', 'ArrowDown', 'scrollTop'],
        ['table-scroller', 'ArrowRight', 'scrollLeft'],
        ['Code, sh', 'ArrowRight', 'scrollLeft'],
      ] as const) {
        await page.run(`${FIND} parts('launcher')[0].focus()`);
        assert.equal((await walk('Tab', name)).at(-1), name);
        await page.run(`${FIND} focused().scrollTo(0, 0)`);
        await page.press(key);
        await page.waitFor(`${FIND} return focused().${direction} > 0`);
      }
    });

    it('has a menu that takes the first Escape, and a button that closes, too (P5, P6)', async () => {
      await open();
      await ask();
      await walk('Shift+Tab', 'menu');
      await page.press('Enter');
      await page.waitFor(`${FIND} return focused().ariaExpanded === 'true'`);
      await page.press('ArrowDown');
      assert.equal(await focused(), 'Start a new chat');
      await page.press('End');
      assert.equal(await focused(), 'Screen reader announcements');
      await page.press('Escape');
      await untilFocused('menu');
      await page.waitFor(`${FIND} return focused().ariaExpanded === 'false'`);
      assert.equal(await page.run(`${FIND} return isOpen()`), true);
      await page.press('Tab');
      assert.equal(await focused(), 'close');
      await page.press('Enter');
      await untilFocused('launcher');
      assert.equal(await page.run(`${FIND} return isOpen()`), false);
    });

    it('leaves the focus where it is when an answer comes (P10)', async () => {
      for (const place of ['after', 'user 0', 'close', 'input']) {
        await page.visit(site.url, { width: 900, height: 800 });
        await page.waitFor(`${FIND} return parts('launcher').length === 1`);
        isHeld = true;
        held = undefined;
        await open();
        await ask();
        if (place === 'after') await walk('Tab', place);
        if (place === 'user 0') for (const _ of 'up') await page.press('Alt+ArrowUp');
        if (place === 'close') await walk('Shift+Tab', place);
        assert.equal(await focused(), place);
        await page.run(`
          window.moves = 0;
          addEventListener('focusin', () => window.moves++);
          addEventListener('focusout', () => window.moves++);
        `);
        answer((await until(async () => held))!);
        await page.waitFor(`${FIND} return state() === 'done'`);
        await page.run('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))');
        assert.equal(await focused(), place);
        assert.equal(await page.run('return window.moves'), 0, place);
      }
    });

    it('leaves Escape in the page to the page (P11)', async () => {
      await open();
      await walk('Tab', 'after');
      await page.run("addEventListener('keydown', (event) => (window.heard = [event.key, event.defaultPrevented].join()))");
      await page.press('Escape');
      assert.equal(await page.run('return window.heard'), 'Escape,false');
      assert.equal(await page.run(`${FIND} return isOpen()`), true);
      assert.equal(await focused(), 'after');
    });

    it('is opened by a link of the page (L14)', async () => {
      await page.run("document.getElementById('before').focus()");
      await page.press('Shift+Tab');
      assert.equal(await focused(), 'skip');
      await page.press('Enter');
      await untilFocused('input');
      await page.press('Escape');
      await untilFocused('skip');
    });

    it('leaves a page that is removed from under it as it was: reached by Tab, and scrolling (O4)', async () => {
      await page.run("document.querySelector('main').style.paddingBottom = '4000px'");
      await page.resize(400, 500);
      await page.waitFor('return innerWidth <= 480');
      await open();
      await page.waitFor(`${FIND} return parts('panel')[0].matches(':modal')`);
      await page.run("document.querySelector('assisters-chat').remove()");
      await page.run("document.getElementById('skip').focus()");
      await page.press('Tab');
      assert.equal(await focused(), 'before');
      await page.press('Tab');
      assert.equal(await focused(), 'after');
      await page.run('document.activeElement.blur(); scrollTo(0, 0)');
      await page.press('PageDown');
      await page.waitFor('return scrollY > 0');
    });
  });
}
