import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

// What the outside world may rely on, name by name, as the contract writes it.

const ATTRIBUTES = `endpoint assistant mode position open theme accent heading subheading avatar greeting suggestions placeholder
  launcher-label teaser teaser-delay lang dir strings keep storage-key user-id user-name user-email user-token links images contact
  disclosure variant layer announce feedback sounds privacy max-length timeout deadline debug`.split(/\s+/);

const METHODS = 'show hide toggle ask prefill stop retry newConversation forget transcript'.split(' ');

/** Each event, with the names in its `detail`. */
const EVENTS: Record<string, string[]> = {
  'assisters-ready': [],
  'assisters-show': [],
  'assisters-hide': [],
  'assisters-ask': ['text'],
  'assisters-first-token': ['ms'],
  'assisters-answer': ['id', 'ms', 'tokens'],
  'assisters-stop': [],
  'assisters-error': ['code', 'requestId', 'retryable', 'status'],
  'assisters-link': ['href'],
  'assisters-feedback': ['id', 'value'],
  'assisters-session': ['state'],
};

const CANCELABLE = ['assisters-hide', 'assisters-ask', 'assisters-link'];

const PARTS = `launcher badge teaser panel header heading close menu notice messages message content greeting sources actions copy retry
  error suggestion composer input send stop jump status
  code-block code-header code-copy table-scroller link-host image-placeholder citation`.split(/\s+/);

const SLOTS = ['launcher', 'header', 'empty', 'footer'];
const STATES = ['open', 'streaming', 'offline', 'error'];

/** An answer in which every node of our own comes. */
const EVERYTHING = `See [the rules](https://rules.example/a) and [our page](/a.html).[1]

\`\`\`js
let a = 1;
\`\`\`

| A | B |
| - | - |
| 1 | 2 |

![A tent](https://img.example/tent.png)

${Array.from({ length: 30 }, (_, index) => `Paragraph ${index}.`).join('\n\n')}`;

const send = (response: ServerResponse, ...events: object[]): void => {
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
};

const TAG = `<assisters-chat id="chat" endpoint="/api/assisters" assistant="shop" heading="Help" greeting="Hello." suggestions="Everything?"
  teaser="Any questions?" teaser-delay="0" feedback></assisters-chat>
  <button id="show" data-assisters="show">-</button><button id="hide" data-assisters="hide">-</button>
  <button id="toggle" data-assisters="toggle">-</button><button id="ask" data-assisters="ask" value="One?">-</button>
  <button id="prefill" data-assisters="prefill" value="Two?">-</button>
  ${['show', 'hide', 'toggle', 'ask', 'prefill']
    .map((name) => `<button id="command-${name}" commandfor="chat" command="--${name}" value="Three?">-</button>`)
    .join('')}
  <a id="link-ask" href="#assisters-ask=Four%3F">-</a><a id="link-show" href="#assisters-chat">-</a>`;

describe('the contract, name by name, in the built script', { timeout: 120_000 }, () => {
  let served: StartedPage;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let chat: ChatPage;
  /** Whatever the page asked for, in order, from the moment on at which it was there. */
  let asked: string[];

  before(async () => {
    served = await startPage({
      tag: TAG,
      proxy(request, response) {
        if (request.method === 'DELETE') return void response.writeHead(204).end();
        if (request.method !== 'POST') return void response.writeHead(404).end();
        let body = '';
        request.on('data', (chunk: Buffer) => (body += String(chunk)));
        request.on('end', () => {
          const { message } = JSON.parse(body) as { message: string };
          if (message === 'Fail?') return void response.writeHead(500).end();
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          send(response, { type: 'chunk', content: message === 'Everything?' ? EVERYTHING : 'Yes. ' });
          if (message === 'Hold?') return;
          send(response, { type: 'sources', sources: [{ title: 'Guide', url: 'https://shop.example/guide' }] });
          send(response, { type: 'done', id: 'msg_1', tokens: { total: 1 } });
          response.end();
        });
      },
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    served?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    page = await context.newPage();
    chat = new ChatPage(page);
    await page.addInitScript((names) => {
      const told: [name: string, keys: string[], cancelable: boolean][] = [];
      const types: string[] = [];
      Object.assign(document, { told, types });
      for (const name of names) {
        document.addEventListener(name, (event) => {
          if (name === 'assisters-link') event.preventDefault();
          const { detail, cancelable } = event as CustomEvent<object | null>;
          told.push([name, Object.keys(detail ?? {}).sort(), cancelable]);
        });
      }
      for (const target of [window, document]) {
        const { addEventListener } = target;
        target.addEventListener = function (type: string, ...rest: [never]) {
          types.push(type);
          addEventListener.call(target, type, ...rest);
        };
      }
    }, Object.keys(EVENTS));
    await page.goto(served.url);
    await chat.part('launcher').waitFor();
    asked = [];
    page.on('request', (request) => asked.push(request.url()));
  });
  afterEach(() => context.close());

  /** Runs with the chat's element. */
  const onElement = <Result, Argument = null>(
    run: (element: Record<string, (...values: unknown[]) => unknown> & HTMLElement, argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> => page.locator('assisters-chat').evaluate(run as never, argument) as Promise<Awaited<Result>>;

  const told = (): Promise<[string, string[], boolean][]> =>
    page.evaluate(() => (document as unknown as { told: [string, string[], boolean][] }).told);

  it('has every attribute as a property, and every method', async () => {
    const { attributes, methods } = await onElement(
      (element, names) => ({
        attributes: names.attributes.filter((name) => !(name.replace(/-(.)/g, (_dash, letter: string) => letter.toUpperCase()) in element)),
        methods: names.methods.filter((name) => typeof element[name] !== 'function'),
      }),
      { attributes: ATTRIBUTES, methods: METHODS },
    );
    assert.deepEqual({ attributes, methods }, { attributes: [], methods: [] });
    const observed = await onElement(
      (element) => (element.constructor as unknown as { observedAttributes: string[] }).observedAttributes,
      0,
    );
    assert.deepEqual(
      // HTML's own; the layout follows it by itself.
      ATTRIBUTES.filter((name) => name !== 'dir' && !observed.includes(name)),
      [],
    );
  });

  it('lets a style sheet of the page reach every part, and see every state', async () => {
    await page.evaluate(
      ({ parts, states }) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          [
            ...parts.map((name) => `assisters-chat::part(${name}) { --seen-${name}: yes }`),
            ...states.map((name) => `assisters-chat:state(${name}) { --seen-${name}: yes }`),
          ].join('\n'),
        );
        document.adoptedStyleSheets = [sheet];
      },
      { parts: PARTS, states: STATES },
    );
    const missing = new Set(PARTS);
    const look = async (): Promise<void> => {
      for (const name of [...missing]) {
        const found = await chat
          .part(name)
          .evaluateAll((nodes, name) => nodes.map((node) => getComputedStyle(node).getPropertyValue(`--seen-${name}`)), name);
        if (found.length > 0 && found.every((value) => value === 'yes')) missing.delete(name);
      }
    };
    const untilState = (name: string): Promise<unknown> =>
      page.waitForFunction((name) => {
        const element = document.querySelector('assisters-chat')!;
        return element.matches(`:state(${name})`) && getComputedStyle(element).getPropertyValue(`--seen-${name}`) === 'yes';
      }, name);

    await chat.part('teaser').waitFor();
    await look();
    await onElement((element) => void (element['ask']!('Hold?') as Promise<unknown>).catch(() => {}), 0);
    await untilState('open');
    await untilState('streaming');
    await look();
    await chat.part('stop').click();
    await chat.untilState('stopped');
    await chat.ask('Fail?');
    await untilState('error');
    await look();
    assert.equal(await chat.messages('user').count(), 2);
    assert.equal(await chat.answer.getAttribute('data-state'), 'failed');
    await onElement((element) => element['newConversation']!(), 0);
    await chat.part('suggestion').waitFor();
    await look();
    await chat.ask('Everything?');
    await chat.untilState('done');
    await chat.part('jump').waitFor();
    await look();
    await context.setOffline(true);
    await untilState('offline');
    await chat.ask('Two?');
    await chat.part('status').first().waitFor();
    await look();
    await onElement((element) => element['hide']!(), 0);
    await context.setOffline(false);
    await chat.part('badge').waitFor();
    await look();
    assert.deepEqual([...missing], []);
  });

  it('fires every event, with these details, and lets these be cancelled', async () => {
    await chat.open();
    await chat.ask('Everything?');
    await chat.untilState('done');
    await chat.answer.getByRole('link', { name: 'our page' }).click();
    await chat.answer.locator('[part~="actions"] button[aria-pressed]').first().click();
    await chat.ask('Hold?');
    await chat.untilState('streaming');
    await chat.part('stop').click();
    await chat.ask('Fail?');
    await chat.untilState('failed');
    await onElement((element) => element['newConversation']!(), 0);
    await chat.part('close').click();
    const heard = await told();
    for (const [name, keys] of Object.entries(EVENTS)) {
      const event = heard.find(([type]) => type === name);
      assert.deepEqual(event, [name, keys, CANCELABLE.includes(name)]);
    }
  });

  it('shows what the page puts into each slot (X5)', async () => {
    await onElement((element, names) => {
      for (const name of names) element.append(Object.assign(document.createElement('b'), { slot: name, textContent: `Mine: ${name}` }));
    }, SLOTS);
    await chat.open();
    for (const name of SLOTS) await page.getByText(`Mine: ${name}`, { exact: true }).waitFor();
  });

  it('is shown, hidden and asked without a line of JavaScript, and by the queue', async () => {
    // Nothing of the page may lie beneath the chat.
    const press = (id: string): Promise<void> => page.locator(`#${id}`).evaluate((element) => (element as HTMLElement).click());
    const untilOpen = (isOpen: boolean): Promise<void> =>
      page.locator(`assisters-chat${isOpen ? '[open]' : ':not([open])'}`).waitFor({ state: 'attached' });
    const untilAsked = (text: string): Promise<void> => chat.messages('user').getByText(text, { exact: true }).waitFor();
    for (const [prefix, question, draft] of [
      ['', 'One?', 'Two?'],
      ['command-', 'Three?', 'Three?'],
    ]) {
      await press(`${prefix}show`);
      await untilOpen(true);
      await press(`${prefix}hide`);
      await untilOpen(false);
      await press(`${prefix}toggle`);
      await untilOpen(true);
      await press(`${prefix}toggle`);
      await untilOpen(false);
      await press(`${prefix}ask`);
      await untilAsked(question!);
      await chat.untilState('done');
      await press(`${prefix}prefill`);
      await page.waitForFunction((text) => {
        const panel = document.querySelector('assisters-chat')!.shadowRoot!.querySelector('assisters-panel')!.shadowRoot!;
        return panel.querySelector('assisters-composer')!.shadowRoot!.querySelector('textarea')!.value === text;
      }, draft);
      await chat.part('input').fill('');
    }
    await press('link-ask');
    await untilAsked('Four?');
    await onElement((element) => element['hide']!(), 0);
    await press('link-show');
    await untilOpen(true);
    await page.evaluate(() => void (window as unknown as { AssistersChat: unknown[] }).AssistersChat.push(['ask', 'Five?']));
    await untilAsked('Five?');
  });

  it('leaves nothing in the page: no request before the panel, nothing stored before a question, no listener that ends the way back', async () => {
    const traces = () =>
      page.evaluate(async () => ({
        head: document.head.innerHTML,
        body: [...document.body.children].map(({ localName }) => localName),
        sheets: [document.styleSheets.length, document.adoptedStyleSheets.length, document.fonts.size],
        names: Object.getOwnPropertyNames(window).filter((name) => !/^(\d+|__playwright.*|__pw.*)$/.test(name)),
        cookies: document.cookie,
        stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
        other: [await caches.keys(), await indexedDB.databases(), await navigator.serviceWorker.getRegistrations()].flat(),
        attributes: document.documentElement.getAttributeNames().concat(document.body.getAttributeNames()),
      }));
    const before = await traces();
    assert.equal(asked.length, 0, asked.join());
    assert.equal(before.stored.length, 0);
    // Who comes near has the panel made, and nothing else.
    await chat.part('launcher').hover();
    await chat.part('panel').waitFor({ state: 'attached' });
    await chat.part('input').waitFor({ state: 'attached' });
    assert.deepEqual(await traces(), before);
    assert.equal(asked.length, 0, asked.join());
    await chat.open();
    await chat.part('input').fill('A draft');
    assert.deepEqual(await traces(), before);
    await chat.ask('One?');
    await chat.untilState('done');
    await chat.part('close').click();
    const { stored, ...left } = await traces();
    assert.ok(stored.length > 0 && stored.every((name) => name.startsWith('assisters-chat:')), stored.join());
    assert.deepEqual({ ...left, stored: [] }, before);
    const { origin } = new URL(served.url);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(`${origin}/api/assisters/`)),
      [],
    );
    const types = await page.evaluate(() => (document as unknown as { types: string[] }).types);
    assert.ok(types.length > 0);
    assert.deepEqual(
      types.filter((type) => /unload/.test(type)),
      [],
    );
  });
});
