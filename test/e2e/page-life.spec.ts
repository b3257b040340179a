import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';
import { startAnswerGate, type AnswerGate } from '../support/answer-gate.ts';
import { ChatPage } from '../support/chat-page.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startOwnChromium } from '../support/own-chromium.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { startTcpLink, type TcpLink } from '../support/tcp-link.ts';

const QUESTION = 'Which frame size do I need?';
const SETTINGS = 'endpoint="/api/assisters" assistant="shop"';
const CHAT = `<assisters-chat ${SETTINGS}></assisters-chat>`;
const SCRIPT = '<script async src="/assisters-chat.js"></script>';
const OLD_SCRIPT = '<script src="/old/assisters-chat.js"></script>';
const OLD_LABEL = 'The old text box';

const html = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>T</title>${head}</head><body>${body}</body></html>`;

/** Pages that one navigates between without leaving the document. */
const NUMBERS = [1, 2, 3, 4, 5, 6];
const links = (folder: string): string => NUMBERS.map((to) => `<a href="/${folder}/${to}.html">Page ${to}</a>`).join(' ');

/** How the chat stands in pages whose bodies Turbo changes. */
const TURBO_BODIES = {
  element: CHAT,
  tag: '<script src="/assisters-chat.js" data-endpoint="/api/assisters" data-assistant="shop"></script>',
  permanent: `<assisters-chat id="chat" data-turbo-permanent ${SETTINGS}></assisters-chat>`,
};

const PAGES: Record<string, string> = {
  'index.html': html(SCRIPT, `<main><section id="one">${CHAT}</section><section id="two"></section></main>`),
  'plain.html': html('', '<h1>Nothing</h1>'),
  'tab.html': html(SCRIPT, `<a href="/plain.html" target="_blank">Another tab</a>${CHAT}`),
  'astro/new.html': html(SCRIPT, `<h1>New</h1>${CHAT}`),
  'astro/kept.html': html(
    SCRIPT,
    `<h1>Kept</h1><div><assisters-chat data-astro-transition-persist="chat" ${SETTINGS}></assisters-chat></div>`,
  ),
  // Asks, goes away in mid-answer, has the last page rendered ahead of time, and goes there when that has noted what it was like.
  'ahead/asks.html': html(
    `<script>
      addEventListener('assisters-ready', ({ target }) => target.ask(${JSON.stringify(QUESTION)}));
      addEventListener('assisters-first-token', () => location.assign('/ahead/waits.html'));
    </script>${SCRIPT}`,
    CHAT,
  ),
  'ahead/waits.html': html(
    `<script>
      const timer = setInterval(() => {
        if (!localStorage.getItem('note')) return;
        clearInterval(timer);
        location.assign('/ahead/answer.html');
      }, 50);
      fetch('/api/assisters/health?left').then(() => {
        const rules = document.createElement('script');
        rules.type = 'speculationrules';
        rules.textContent = '{"prerender": [{"urls": ["/ahead/answer.html"], "eagerness": "immediate"}]}';
        document.head.append(rules);
      });
    </script>`,
    '',
  ),
  'ahead/answer.html': html(
    `<script>
      const before = JSON.stringify(localStorage);
      const isAhead = document.prerendering === true;
      document.addEventListener('prerenderingchange', () => fetch('/api/assisters/health?shown'));
      addEventListener('load', async () => {
        await customElements.whenDefined('assisters-chat');
        await document.querySelector('assisters-chat').updateComplete;
        await fetch('/api/assisters/health?ahead');
        const isUntouched = JSON.stringify(localStorage) === before;
        localStorage.setItem('note', JSON.stringify({ isAhead, isUntouched }));
      });
    </script>${SCRIPT}`,
    CHAT,
  ),
  'versions/new-first.html': html(
    '',
    `${CHAT}<button data-assisters="ask" value="${QUESTION}">Ask</button><script src="/assisters-chat.js"></script>${OLD_SCRIPT}`,
  ),
  'versions/old-first.html': html(
    '',
    `${CHAT}<button data-assisters="ask" value="${QUESTION}">Ask</button>${OLD_SCRIPT}<script src="/assisters-chat.js"></script>`,
  ),
  'versions/two-tags.html': html(
    '',
    ['/assisters-chat.js', '/old/assisters-chat.js']
      .map((src) => `<script src="${src}" data-endpoint="/api/assisters" data-assistant="shop"></script>`)
      .join(''),
  ),
  ...Object.fromEntries(
    Object.entries(TURBO_BODIES).flatMap(([folder, body]) =>
      NUMBERS.map((number) => [
        `turbo/${folder}/${number}.html`,
        html(`<script src="/turbo.js"></script>${folder === 'tag' ? '' : SCRIPT}`, `<h1>${number}</h1>${links(`turbo/${folder}`)}${body}`),
      ]),
    ),
  ),
};

/** The pages, Turbo, and a second version of the script that says something else in one place. */
function writeSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-life-'));
  const script = readFileSync('dist/assisters-chat.js', 'utf8');
  const label = '"Your question"';
  assert.equal(script.split(label).length, 2, 'the text box has its label in one place');
  const old = script.replace(label, `"${OLD_LABEL}"`).replace(/Assisters Chat \d+\.\d+\.\d+/, 'Assisters Chat 0.0.1');
  const turbo = readFileSync(fileURLToPath(import.meta.resolve('@hotwired/turbo')).replace('-esm', '-umd'), 'utf8');
  for (const [name, text] of Object.entries({ ...PAGES, 'old/assisters-chat.js': old, 'turbo.js': turbo })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

interface SavedTurn {
  question: string;
  answer: string;
  state: string;
}

/** What stands in every page before its own scripts. */
interface Watch {
  /** Set by a test to see whether the document is still the same. */
  mark?: true;
  /** Of each `pageshow`: whether the page was kept as it was. */
  kept: boolean[];
  /** The conversation as the browser's storage has it. */
  saved(): SavedTurn[];
  /** How many listeners the window and the document have, by the types that the chat listens to and Playwright does not. */
  listeners(): Record<string, number>;
}

declare const watch: Watch;

/** Runs in the page. */
function installWatch(): void {
  const types = 'online offline pagehide pageshow visibilitychange prerenderingchange storage beforeprint afterprint hashchange'.split(' ');
  const live = new Map(types.map((type) => [type, new Set<unknown>()]));
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = function (type: string, listener: never, options?: AddEventListenerOptions | boolean) {
      live.get(type)?.add(listener);
      addEventListener.call(target, type, listener, options);
    };
    target.removeEventListener = function (type: string, listener: never, options?: EventListenerOptions | boolean) {
      live.get(type)?.delete(listener);
      removeEventListener.call(target, type, listener, options);
    };
  }
  const made: Watch = {
    kept: [],
    saved: () => {
      const key = Object.keys(localStorage).find((name) => name.startsWith('assisters-chat:'));
      return key === undefined ? [] : (JSON.parse(localStorage.getItem(key)!) as { turns: SavedTurn[] }).turns;
    },
    listeners: () => Object.fromEntries([...live].map(([type, { size }]) => [type, size])),
  };
  Object.assign(window, { watch: made });
  addEventListener('pageshow', ({ persisted }) => made.kept.push(persisted));
}

interface Life {
  page: Page;
  chat: ChatPage;
  /** What was written to the console about us, or thrown. */
  said: string[];
}

for (const engine of enginesFound()) {
  describe(`an answer while its page lives on, in ${engine}`, { timeout: 240_000 }, () => {
    let folder: string;
    let gate: AnswerGate;
    let stack: Stack;
    let link: TcpLink;
    let browser: Browser;
    let context: BrowserContext;
    /** The answer as it stands where nothing disturbs it. */
    let whole: string;

    before(async () => {
      folder = writeSite();
      gate = await startAnswerGate();
      stack = await startStack({
        pages: folder,
        // Turbo writes a style sheet, and parses pages.
        policy: "default-src 'self' 'unsafe-inline'; img-src data:",
        proxyEnv: { ASSISTERS_BASE_URL: gate.url },
      });
      gate.api = stack.api;
      browser = await openBrowser(engine);
      const page = await browser.newPage();
      await page.goto(stack.site);
      const chat = new ChatPage(page);
      await chat.open();
      await chat.ask(QUESTION);
      await chat.untilState('done');
      whole = await read(chat);
      await page.close();
    });
    after(async () => {
      await browser?.close();
      await stack?.close();
      gate?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      link = await startTcpLink(stack.proxy);
      stack.reachProxyAt(link.url);
      gate.release();
      gate.asked = 0;
      context = await browser.newContext();
    });
    afterEach(async () => {
      await context.close();
      link.close();
    });

    const read = async (chat: ChatPage): Promise<string> => (await chat.answer.locator('[part~="content"]').textContent()) ?? '';
    const streams = (): string[] => link.requests.filter((line) => line.includes('/chat/')).map((line) => line.replace(/turn_.*/, 'turn'));

    async function visit(path: string, inside = context): Promise<Life> {
      const page = await inside.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(...(message.text().includes('assisters-chat') ? [message.text()] : [])));
      page.on('pageerror', (error) => said.push(`thrown: ${error.message}`));
      await page.addInitScript(installWatch);
      await page.goto(stack.site + path);
      await page.evaluate(() => void (watch.mark = true));
      return { page, chat: new ChatPage(page), said };
    }

    /** Opens the chat and asks. The answer stops in its middle, until the gate lets it go on. */
    async function begin({ chat }: Life): Promise<void> {
      gate.hold(8);
      await chat.open();
      await chat.ask(QUESTION);
      await chat.untilState('streaming');
    }

    /**
     * Lets the answer end, and looks at all that there is of it.
     *
     * @param maxResumes - how often the rest of it may have been fetched from the proxy.
     */
    async function untilWhole({ page, chat }: Life, maxResumes = 0): Promise<void> {
      gate.release();
      await chat.untilState('done');
      assert.equal(await read(chat), whole);
      assert.deepEqual(await chat.part('message').evaluateAll((all) => all.map((one) => one.dataset['state'])), ['done', 'done']);
      assert.equal(gate.asked, 1, 'billed');
      const [asked, ...resumes] = streams();
      assert.equal(asked, 'POST /chat/stream');
      assert.ok(resumes.length <= maxResumes && !resumes.some((line) => !line.startsWith('GET')), resumes.join('\n'));
      for (const name of ['assisters-chat', 'assisters-panel', 'assisters-chat [part~="launcher"]']) {
        assert.equal(await page.locator(name).count(), 1, name);
      }
      const saved = await page.evaluate(() => ({ turns: watch.saved(), places: localStorage.length + sessionStorage.length }));
      assert.deepEqual(
        saved.turns.map(({ question, state }) => [question, state]),
        [[QUESTION, 'done']],
      );
      assert.equal(saved.places, 1);
    }

    /** Lets a part of the answer through and waits until it is shown. */
    async function untilMoreIsShown({ page, chat }: Life): Promise<void> {
      const { length } = await read(chat);
      gate.pass(4);
      const shown = await chat.answer.locator('[part~="content"]').elementHandle();
      await page.waitForFunction(([element, known]) => element!.textContent!.length > known, [shown, length] as const);
      assert.equal(gate.open, 1, 'it is still in its middle');
    }

    /** Lets the answer grow until storage has more of it than before: whether or not anybody sees it. */
    async function untilMoreIsSaved({ page }: Life): Promise<void> {
      const length = await page.evaluate(() => watch.saved()[0]!.answer.length);
      const isGrown = (): Promise<boolean> =>
        page
          .waitForFunction((known) => watch.saved()[0]!.answer.length > known, length, { polling: 50, timeout: 300 })
          .then(Boolean, () => false);
      // It is saved but now and then, and only when something comes.
      do {
        gate.pass(1);
        assert.equal(gate.open, 1, 'it is still in its middle');
      } while (!(await isGrown()));
    }

    describe('in a document whose bodies Turbo changes', () => {
      async function follow({ page }: Life, to: number): Promise<void> {
        await page.getByRole('link', { name: `Page ${to}`, exact: true }).click();
        await page.locator('h1', { hasText: String(to) }).waitFor();
        assert.equal(await page.evaluate(() => watch.mark), true, 'it is the same document');
      }

      it('ends whole in the element of the new page', async () => {
        const life = await visit('/turbo/element/1.html');
        await begin(life);
        await follow(life, 2);
        await life.chat.open();
        await life.chat.untilState('streaming');
        await untilMoreIsShown(life);
        await untilWhole(life);
      });

      for (const way of ['element', 'tag'] as const) {
        it(`is one stream after five pages, and nothing piles up: ${way}`, async () => {
          const life = await visit(`/turbo/${way}/1.html`);
          await begin(life);
          // All of it listens once its log is there, which takes some tasks.
          const untilMade = (): Promise<void> => life.chat.part('messages').waitFor({ state: 'attached' });
          await follow(life, 2);
          await untilMade();
          const listeners = await life.page.evaluate(() => watch.listeners());
          for (const to of [3, 4, 5, 6]) {
            await follow(life, to);
            await untilMade();
          }
          assert.deepEqual(await life.page.evaluate(() => watch.listeners()), listeners);
          assert.equal(gate.open, 1);
          gate.release();
          await life.chat.part('badge').waitFor();
          assert.equal(await life.chat.part('badge').textContent(), '1');
          await life.chat.open();
          await untilWhole(life);
          // Turbo shows what the page looked like when it was left, open panel included.
          await life.page.evaluate(() => history.go(-5));
          await life.page.locator('h1', { hasText: '1' }).waitFor();
          await life.chat.part('panel').waitFor({ state: 'visible' });
          await untilWhole(life);
        });
      }

      it('stays in its open panel where the element is permanent', async () => {
        const life = await visit('/turbo/permanent/1.html');
        await begin(life);
        await life.chat.part('input').fill('A draft');
        for (const to of [2, 3, 4, 5, 6]) {
          await follow(life, to);
          assert.equal(await life.chat.part('panel').isVisible(), true);
        }
        assert.equal(await life.chat.part('input').inputValue(), 'A draft');
        await untilMoreIsShown(life);
        await untilWhole(life);
      });
    });

    describe("in a document whose bodies Astro's router changes", () => {
      /** Does what `swapBodyElement()` of Astro's `transitions/swap-functions.ts` does, with another copy of the same page. */
      const swap = ({ page }: Life): Promise<void> =>
        page.evaluate(async () => {
          const next = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html').body;
          const root = document.documentElement;
          const put = (parent: Node, node: Node, before: Node | null): void => {
            if ('moveBefore' in root) (parent as Element).moveBefore(node, before);
            else parent.insertBefore(node, before);
          };
          const name = 'data-astro-transition-persist';
          const pairs = [...document.body.querySelectorAll(`[${name}]`)].map(
            (element) => [element, next.querySelector(`[${name}="${element.getAttribute(name)}"]`)!] as const,
          );
          for (const [element] of pairs) put(root, element, null);
          document.body.replaceWith(next);
          for (const [element, place] of pairs) {
            put(place.parentNode!, element, place);
            place.remove();
          }
        });

      it('ends whole in the element of the new page', async () => {
        const life = await visit('/astro/new.html');
        await begin(life);
        await swap(life);
        await life.chat.open();
        await life.chat.untilState('streaming');
        const listeners = await life.page.evaluate(() => watch.listeners());
        for (let count = 0; count < 4; count++) {
          await swap(life);
          await life.chat.open();
          await life.chat.untilState('streaming');
        }
        assert.deepEqual(await life.page.evaluate(() => watch.listeners()), listeners);
        await untilWhole(life);
      });

      it('stays in its open panel where the element is persisted', async () => {
        const life = await visit('/astro/kept.html');
        await begin(life);
        await life.chat.part('input').fill('A draft');
        const listeners = await life.page.evaluate(() => watch.listeners());
        for (let count = 0; count < 5; count++) await swap(life);
        assert.equal(await life.chat.part('panel').isVisible(), true);
        assert.equal(await life.chat.part('input').inputValue(), 'A draft');
        assert.deepEqual(await life.page.evaluate(() => watch.listeners()), listeners);
        await untilMoreIsShown(life);
        await untilWhole(life);
      });
    });

    describe('whose element the page moves about', () => {
      /** What is done to it, one after the other. */
      const MOVES: Record<string, (() => void)[]> = {
        'goes on wherever that is put, in its open panel': [
          () => document.querySelector('#two')!.append(document.querySelector('assisters-chat')!),
          () => {
            const chat = document.querySelector('assisters-chat')!;
            chat.remove();
            document.querySelector('#one')!.append(chat);
          },
          () => document.querySelector('#two')!.attachShadow({ mode: 'open' }).append(document.querySelector('assisters-chat')!),
        ],
        // It is `open` in the markup, too.
        'goes on in another one that is made of its markup, in an open panel': [
          () => {
            const parent = document.querySelector('#one')!;
            const { innerHTML } = parent;
            parent.innerHTML = innerHTML;
          },
          () => {
            const chat = document.querySelector('assisters-chat')!;
            chat.replaceWith(chat.cloneNode(true));
          },
        ],
        'goes on in another one with the same settings': [
          () => {
            const chat = document.querySelector('assisters-chat')!;
            const other = document.createElement('assisters-chat');
            for (const name of ['endpoint', 'assistant']) other.setAttribute(name, chat.getAttribute(name)!);
            chat.remove();
            document.querySelector('#one')!.append(other);
          },
          // Frameworks in a strict mode put a new one in, take it out and put it in again, and the old one may still be there.
          () => {
            const chat = document.querySelector('assisters-chat')!;
            const other = document.createElement('assisters-chat');
            for (const name of ['endpoint', 'assistant']) other.setAttribute(name, chat.getAttribute(name)!);
            chat.before(other);
            other.remove();
            chat.before(other);
            chat.remove();
          },
        ],
      };

      for (const [name, acts] of Object.entries(MOVES)) {
        it(name, async () => {
          const life = await visit('/');
          await begin(life);
          const listeners = await life.page.evaluate(() => watch.listeners());
          for (const act of acts) {
            await life.page.evaluate(act);
            await life.chat.part('launcher').waitFor();
            if (!name.endsWith('open panel')) await life.chat.open();
            await life.chat.part('panel').waitFor({ state: 'visible' });
            await life.chat.untilState('streaming');
            await untilMoreIsShown(life);
            assert.deepEqual(await life.page.evaluate(() => watch.listeners()), listeners);
          }
          await untilWhole(life);
        });
      }

      it('goes on while that is out of the document, and is whole when it is back', async () => {
        const life = await visit('/');
        await begin(life);
        const away = await life.page.evaluateHandle(() => {
          const chat = document.querySelector('assisters-chat')!;
          chat.remove();
          return chat;
        });
        await untilMoreIsSaved(life);
        await away.evaluate((chat) => document.querySelector('#two')!.append(chat));
        assert.equal(await life.chat.part('panel').isVisible(), true);
        await life.chat.untilState('streaming');
        await away.evaluate((chat) => chat.remove());
        gate.release();
        await life.page.waitForFunction(() => watch.saved()[0]!.state === 'done', null, { polling: 50 });
        await away.evaluate((chat) => document.querySelector('#one')!.append(chat));
        await untilWhole(life);
      });
    });

    describe('on a page with two versions of the script', () => {
      for (const [name, label] of [
        ['new-first', 'Your question'],
        ['old-first', OLD_LABEL],
      ] as const) {
        it(`is shown once and asked once, by the version that came first: ${name}`, async () => {
          const life = await visit(`/versions/${name}.html`);
          await life.page.getByRole('button', { name: 'Ask', exact: true }).click();
          await life.chat.part('panel').waitFor({ state: 'visible' });
          assert.equal(await life.page.getByRole('textbox', { name: label, exact: true }).count(), 1);
          await untilWhole(life);
          assert.ok(life.said.length <= 1, life.said.join('\n'));
        });
      }

      it('is shown once where both have a tag that asks for a chat', async () => {
        const life = await visit('/versions/two-tags.html');
        await life.chat.open();
        await life.chat.ask(QUESTION);
        await untilWhole(life);
        assert.ok(life.said.length <= 1, life.said.join('\n'));
      });

      it('goes on when another one, and the same once more, come while it arrives', async () => {
        const life = await visit('/');
        await begin(life);
        const listeners = await life.page.evaluate(() => watch.listeners());
        for (const url of ['/old/assisters-chat.js', '/assisters-chat.js']) await life.page.addScriptTag({ url });
        assert.deepEqual(await life.page.evaluate(() => watch.listeners()), listeners);
        await untilMoreIsShown(life);
        await untilWhole(life);
        assert.equal(await life.chat.part('panel').isVisible(), true);
        assert.ok(life.said.length <= 2, life.said.join('\n'));
      });
    });

    describe('on a page that the browser keeps for the way back', () => {
      let keeping: Browser;
      before(async () => {
        // Playwright's Chromium keeps none unless told.
        keeping =
          engine === 'firefox'
            ? await openBrowser(engine)
            : await chromium.launch({
                executablePath: findBrowsers().chromium!,
                args: chromiumArguments(),
                ignoreDefaultArgs: ['--disable-back-forward-cache'],
              });
      });
      after(() => keeping?.close());

      /** Goes back to the first page, for the `times`th time; says whether that was kept. */
      async function goBack({ page }: Life, times = 1): Promise<boolean> {
        // Not page.goBack(), nor a look at its address: in Firefox Playwright does not hear that a kept page is there again.
        await page.evaluate(() => void setTimeout(() => history.back()));
        const seen = await page.waitForFunction((count) => {
          if (location.pathname !== '/' || !('watch' in window)) return false;
          const { kept, mark } = watch;
          // Else it is the old page that is loaded anew.
          return kept.length > (mark ? count : 0) && { isKept: mark === true };
        }, times);
        return ((await seen.jsonValue()) as { isKept: boolean }).isKept;
      }

      it('lets it be kept when nothing is on its way, and goes on there', async () => {
        const life = await visit('/', await keeping.newContext());
        await life.chat.open();
        await life.page.goto(`${stack.site}/plain.html`);
        assert.equal(await goBack(life), true, 'kept');
        // By script, for the same reason.
        const ask = await life.page.evaluate(async (question) => {
          const chat = document.querySelector<HTMLElement & { open: boolean; ask(text: string): Promise<{ state: string }> }>(
            'assisters-chat',
          )!;
          return { isOpen: chat.open, state: (await chat.ask(question)).state, kept: watch.kept };
        }, QUESTION);
        assert.deepEqual(ask, { isOpen: true, state: 'done', kept: [false, true] });
        await life.page.goto(`${stack.site}/plain.html`);
        assert.equal(await goBack(life, 2), true, 'kept with an answer');
        await life.page.goto(`${stack.site}/`);
        await life.chat.open();
        await untilWhole(life);
        await life.page.context().close();
      });

      for (const [name, path] of [
        ['without a chat', '/plain.html'],
        ['that finds the answer itself', '/tab.html'],
      ] as const) {
        it(`is whole, and asked once, after a way in its middle to a page ${name}`, async () => {
          const life = await visit('/', await keeping.newContext());
          await begin(life);
          await life.page.goto(stack.site + path);
          gate.pass(4);
          if (path === '/tab.html') {
            await life.chat.open();
            await life.chat.untilState('streaming');
          }
          const isKept = await goBack(life);
          // Firefox keeps no page that was loading something when it was left.
          assert.ok(isKept || engine === 'firefox');
          if (!isKept) await life.chat.open();
          assert.equal(await life.chat.part('panel').isVisible(), true);
          // Firefox ends requests before a page hears that it is left: it tries once to go on.
          await untilWhole(life, (path === '/tab.html' ? 2 : 1) + (engine === 'firefox' ? 1 : 0));
          await life.page.context().close();
        });
      }
    });

    it('is whole when it has come into a hidden page that is shown again', async () => {
      // Playwright's own Chromium shows every page.
      const own = engine === 'chromium' ? await startOwnChromium('about:blank') : null;
      try {
        const life = await visit('/tab.html', (await own?.attach())?.contexts()[0]);
        await begin(life);
        // A new tab comes to the front.
        const opened = life.page.waitForEvent('popup');
        await life.page.getByRole('link', { name: 'Another tab' }).click();
        const other = await opened;
        await life.page.waitForFunction(() => document.hidden, null, { polling: 50 });
        gate.release();
        await life.page.waitForFunction(() => watch.saved()[0]!.state === 'done', null, { polling: 50 });
        assert.equal(await life.page.evaluate(() => document.hidden), true);
        await life.page.bringToFront();
        await untilWhole(life);
        assert.equal(await life.chat.part('panel').isVisible(), true);
        await other.close();
      } finally {
        await own?.close();
      }
    });

    if (engine === 'chromium') {
      it('is not looked for by a page that is rendered ahead of time before it is shown', async () => {
        gate.hold(8);
        const own = await startOwnChromium(`${stack.site}/ahead/asks.html`);
        try {
          for (const endMs = Date.now() + 30_000; !link.requests.includes('GET /health?shown');) {
            assert.ok(Date.now() < endMs, `not shown: ${link.requests.join(', ')}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          const page = (await own.attach()).contexts()[0]!.pages()[0]!;
          const shown = await page.evaluate(() => ({
            path: location.pathname,
            isActivated: (performance.getEntriesByType('navigation')[0] as unknown as { activationStart: number }).activationStart > 0,
            note: JSON.parse(localStorage.getItem('note')!) as unknown,
          }));
          assert.deepEqual(shown, { path: '/ahead/answer.html', isActivated: true, note: { isAhead: true, isUntouched: true } });
          const meanwhile = link.requests.slice(link.requests.indexOf('GET /health?left'), link.requests.indexOf('GET /health?shown'));
          assert.deepEqual(meanwhile, ['GET /health?left', 'GET /health?ahead'], 'nothing of ours');
          await page.evaluate(() => localStorage.removeItem('note'));
          await page.evaluate(installWatch);
          const life: Life = { page, chat: new ChatPage(page), said: [] };
          // Nobody has opened the chat.
          gate.release();
          await life.chat.part('badge').waitFor();
          assert.equal(await life.chat.part('badge').textContent(), '1');
          await life.chat.open();
          await untilWhole(life, 1);
        } finally {
          await own.close();
        }
      });
    }
  });
}
