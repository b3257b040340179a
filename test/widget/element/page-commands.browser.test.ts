import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendMouse, setViewport } from '@web/test-runner-commands';
import { defineElement } from '../../../src/widget/define-element.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { installPageCommands } from '../../../src/widget/element/page-commands.ts';
import { captureConsole, FakeProxy } from './fake-proxy.ts';

const panel = (chat: AssistersChat) => chat.shadowRoot!.querySelector('assisters-panel');
const input = (chat: AssistersChat) =>
  panel(chat)?.shadowRoot?.querySelector('assisters-composer')?.shadowRoot?.querySelector('textarea') ?? null;
const asked = (proxy: FakeProxy) =>
  proxy.requests.filter(({ url }) => url.endsWith('/chat/stream')).map(({ body }) => (JSON.parse(body) as { message: string }).message);
const queue = () => window.AssistersChat as { push: (...entries: unknown[]) => number };

async function click(element: Element): Promise<void> {
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

describe('page commands', () => {
  let proxy: FakeProxy;
  let logged: ReturnType<typeof captureConsole>;
  let early: string[] = [];

  before(async () => {
    await setViewport({ width: 1000, height: 800 });
    // What a page may do before the script is there.
    window.AssistersChat = [['ask', 'Asked early?']];
    (window.AssistersChat as unknown[]).push(['prefill', 'and a draft']);
    defineElement();
    installPageCommands();
  });

  beforeEach(() => {
    proxy = new FakeProxy();
    logged = captureConsole();
  });

  afterEach(() => {
    proxy.restore();
    logged.restore();
    history.replaceState(null, '', location.pathname + location.search);
  });

  const page = async (content = html``) => {
    const root = await fixture<HTMLElement>(html`<div>${content}<assisters-chat endpoint="/api" keep="none"></assisters-chat></div>`);
    const chat = root.querySelector('assisters-chat')!;
    await chat.updateComplete;
    return { root, chat };
  };

  it('run what was queued before the script was there, once there is a chat', async () => {
    const { chat } = await page();
    await waitUntil(() => asked(proxy).length > 0);
    early = asked(proxy);
    expect(early).to.deep.equal(['Asked early?']);
    await waitUntil(() => input(chat)!.value === 'and a draft');
  });

  it('run at once afterwards', async () => {
    const { chat } = await page();
    queue().push(['show']);
    expect(chat.open).to.equal(true);
    queue().push(['hide']);
    expect(chat.open).to.equal(false);
  });

  it('say which of them nobody knows', async () => {
    await page();
    queue().push(['constructor'], ['remove'], 'nonsense', null);
    expect(logged.warn).to.have.length(4);
  });

  it('go to the chat that started first, and to the next when that is gone', async () => {
    const { root, chat } = await page();
    const second = document.createElement('assisters-chat');
    second.endpoint = '/api';
    root.append(second);
    await second.updateComplete;
    queue().push(['show']);
    expect(chat.open).to.equal(true);
    expect(second.open).to.equal(false);
    chat.remove();
    queue().push(['show']);
    expect(second.open).to.equal(true);
  });

  it('work from buttons with data-assisters, and give the focus back to them (P5)', async () => {
    const { root, chat } = await page(html`
      <button id="show" data-assisters="show">Open</button>
      <button id="ask" data-assisters="ask" value="Where is my order?">Where?</button>
      <button id="prefill" data-assisters="prefill" value="Do you ship to "><b>Ship?</b></button>
      <button id="toggle" data-assisters="toggle">Toggle</button>
    `);
    await click(root.querySelector('#show')!);
    await waitUntil(() => input(chat)?.matches(':focus') === true);
    chat.hide();
    await waitUntil(() => document.activeElement === root.querySelector('#show'));
    await click(root.querySelector('#prefill b')!);
    await waitUntil(() => input(chat)!.value === 'Do you ship to ');
    await click(root.querySelector('#ask')!);
    await waitUntil(() => asked(proxy)[0] === 'Where is my order?');
    await click(root.querySelector('#toggle')!);
    expect(chat.open).to.equal(false);
  });

  it("work from buttons that come later, and inside of the page's own shadow roots", async () => {
    const { root, chat } = await page();
    const host = root.appendChild(document.createElement('div'));
    const button = document.createElement('button');
    button.dataset['assisters'] = 'show';
    button.textContent = 'Open';
    host.attachShadow({ mode: 'open' }).append(button);
    await click(button);
    expect(chat.open).to.equal(true);
  });

  it('work by commandfor and command', async () => {
    const { root, chat } = await page(html`
      <button commandfor="the-chat" command="--ask" value="How long?">Ask</button>
      <button commandfor="the-chat" command="--hide">Hide</button>
    `);
    chat.id = 'the-chat';
    const [ask, hide] = root.querySelectorAll('button');
    await click(ask!);
    await waitUntil(() => asked(proxy)[0] === 'How long?');
    expect(chat.open).to.equal(true);
    await click(hide!);
    expect(chat.open).to.equal(false);
  });

  it('work from links, and leave the address as it was (L14)', async () => {
    const { root, chat } = await page(html`
      <a id="open" href="#assisters-chat">Help</a>
      <a id="ask" href="#assisters-ask=Where%20is%20my%20order%3F">Order</a>
    `);
    await click(root.querySelector('#open')!);
    await waitUntil(() => input(chat)?.matches(':focus') === true);
    await click(root.querySelector('#ask')!);
    await waitUntil(() => asked(proxy)[0] === 'Where is my order?');
    expect(location.hash).to.equal('');
  });

  it('work even where the page stops its links (L14)', async () => {
    const { root, chat } = await page(html`<a href="#assisters-chat">Help</a>`);
    root.addEventListener('click', (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
    await click(root.querySelector('a')!);
    expect(chat.open).to.equal(true);
  });

  it('work from the address itself, and ask only once', async () => {
    const { chat } = await page();
    location.hash = '#assisters-ask=100%25%20wool%3F';
    await waitUntil(() => asked(proxy).length === 1);
    expect(asked(proxy)).to.deep.equal(['100% wool?']);
    expect(location.hash).to.equal('');
    expect(chat.open).to.equal(true);
  });

  it('take a broken escape as it stands', async () => {
    await page();
    location.hash = '#assisters-ask=100%zz';
    await waitUntil(() => asked(proxy).length === 1);
    expect(asked(proxy)).to.deep.equal(['100%zz']);
  });

  it('do not take clicks from within the chat, nor those that open a new tab', async () => {
    const { root, chat } = await page(html`<a href="#assisters-chat">Help</a>`);
    let isPrevented: boolean | undefined;
    const keepOnPage = (event: Event): void => {
      isPrevented = event.defaultPrevented;
      event.preventDefault();
    };
    root.addEventListener('click', keepOnPage, { once: true });
    root.querySelector('a')!.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true, cancelable: true }));
    expect(isPrevented).to.equal(false);
    expect(chat.open).to.equal(false);

    chat.show();
    await chat.updateComplete;
    await panel(chat)!.updateComplete;
    const link = document.createElement('a');
    link.href = '#assisters-ask=Pay%20me';
    panel(chat)!.shadowRoot!.querySelector('dialog')!.append(link);
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    expect(asked(proxy)).to.deep.equal([]);
  });

  it('leave links and buttons to the page where no chat can run', async () => {
    const root = await fixture(html`<div><a href="#elsewhere" data-assisters="show">Contact</a><assisters-chat></assisters-chat></div>`);
    let isPrevented: boolean | undefined;
    root.addEventListener('click', (event) => (isPrevented = event.defaultPrevented));
    root.querySelector('a')!.click();
    expect(isPrevented).to.equal(false);
  });
});
