import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import { defineElement } from '../../../src/widget/define-element.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { emulateSystem } from '../../support/emulate-system.ts';
import { captureConsole, FakeProxy, next } from './fake-proxy.ts';

const launcher = (chat: AssistersChat) => chat.shadowRoot!.querySelector<HTMLButtonElement>('[part=launcher]');
const panel = (chat: AssistersChat) => chat.shadowRoot!.querySelector('assisters-panel');
const dialog = (chat: AssistersChat) => panel(chat)?.shadowRoot?.querySelector('dialog') ?? null;
const inChat = (chat: AssistersChat) => chat.shadowRoot!.activeElement;
const input = (chat: AssistersChat) =>
  panel(chat)?.shadowRoot?.querySelector('assisters-composer')?.shadowRoot?.querySelector('textarea') ?? null;

async function click(element: Element): Promise<void> {
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

async function settle(chat: AssistersChat): Promise<void> {
  await chat.updateComplete;
  await panel(chat)?.updateComplete;
  await chat.updateComplete;
}

describe('assisters-chat', () => {
  let proxy: FakeProxy;
  let logged: ReturnType<typeof captureConsole>;

  before(() => {
    defineElement();
  });

  beforeEach(async () => {
    await setViewport({ width: 1000, height: 800 });
    proxy = new FakeProxy();
    logged = captureConsole();
    localStorage.clear();
  });

  afterEach(() => {
    proxy.restore();
    logged.restore();
  });

  describe('without a usable endpoint', () => {
    it('shows its own content, no button, and says why on the console', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat><a href="/contact">Contact us</a></assisters-chat>`);
      expect(launcher(chat)).to.equal(null);
      expect(chat.querySelector('a')!.getBoundingClientRect().width).to.be.greaterThan(0);
      expect(logged.error).to.have.length(1);
      expect(logged.error[0]).to.contain('endpoint is missing').and.to.contain('endpoint="/api/assisters"');
    });

    it('starts as soon as it has one, and then hides its content', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat><a href="/contact">Contact us</a></assisters-chat>`);
      const ready = next(chat, 'assisters-ready');
      chat.endpoint = '/api';
      await ready;
      expect(launcher(chat)).not.to.equal(null);
      expect(chat.querySelector('a')!.getBoundingClientRect().width).to.equal(0);
    });

    it('rejects what is asked of it', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="javascript:alert(1)"></assisters-chat>`);
      const error = await chat.ask('Hello').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(AssistersError);
      expect((error as AssistersError).code).to.equal('invalid_request');
    });
  });

  describe('with a key in the page', () => {
    for (const [name, value] of [
      ['api-key', 'ast_live_123'],
      ['heading', 'sk_live_abc'],
      ['title', 'ast_live_123'],
    ] as const) {
      it(`refuses ${name}="${value.slice(0, 8)}…" without repeating it`, async () => {
        const chat = document.createElement('assisters-chat');
        chat.setAttribute('endpoint', '/api');
        chat.setAttribute(name, value);
        document.body.append(chat);
        await chat.updateComplete;
        expect(launcher(chat)).to.equal(null);
        expect(logged.error.join()).to.contain('every visitor can read it').and.not.to.contain(value);
        expect(proxy.requests).to.deep.equal([]);
        chat.remove();
      });
    }

    it('stops when one is added later', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      expect(panel(chat)).not.to.equal(null);
      chat.setAttribute('secret', 'x');
      await chat.updateComplete;
      expect(panel(chat)).to.equal(null);
      expect(launcher(chat)).to.equal(null);
    });
  });

  describe('closed', () => {
    it('is one button with a name and a state, and nothing else (L1, L4, L5, L7, X1)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const button = launcher(chat)!;
      expect(button.type).to.equal('button');
      expect(button.getAttribute('aria-label')).to.equal(`Chat with ${location.host}`);
      expect(button.getAttribute('aria-expanded')).to.equal('false');
      expect(button.getAttribute('aria-haspopup')).to.equal('dialog');
      expect(chat.shadowRoot!.getElementById(button.getAttribute('aria-controls')!)).not.to.equal(null);
      expect(panel(chat)).to.equal(null);
      expect(button.getBoundingClientRect().width).to.be.at.least(44);
    });

    it('sends and stores nothing, and adds nothing to the page', async () => {
      const head = document.head.innerHTML;
      const globals = Object.keys(window);
      const storage = [localStorage.length, sessionStorage.length, document.cookie];
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" assistant="helper"></assisters-chat>`);
      await settle(chat);
      expect(proxy.requests).to.deep.equal([]);
      expect([localStorage.length, sessionStorage.length, document.cookie]).to.deep.equal(storage);
      expect(document.head.innerHTML).to.equal(head);
      expect(Object.keys(window).filter((name) => !globals.includes(name))).to.deep.equal([]);
      expect(chat.childNodes).to.have.length(0);
    });

    it('is named by its heading, or as the owner says (L2)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" heading="Acme"></assisters-chat>`);
      expect(launcher(chat)!.getAttribute('aria-label')).to.equal('Chat with Acme');
      chat.setAttribute('launcher-label', 'Ask us');
      await chat.updateComplete;
      expect(launcher(chat)!.getAttribute('aria-label')).to.equal('Ask us');
    });

    it('begins its name with the words that the page shows on it, as they come and go (L3)', async () => {
      const chat = await fixture<AssistersChat>(
        html`<assisters-chat endpoint="/api" heading="Acme"
          ><b slot="launcher"><i hidden>Sale</i> Help</b></assisters-chat
        >`,
      );
      await chat.updateComplete;
      expect(launcher(chat)!.getAttribute('aria-label')).to.equal('Help, Chat with Acme');
      const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      icon.setAttribute('slot', 'launcher');
      chat.replaceChildren(icon);
      await waitUntil(() => launcher(chat)!.getAttribute('aria-label') === 'Chat with Acme');
      chat.append(Object.assign(document.createElement('span'), { slot: 'launcher', textContent: 'Ask us' }));
      await waitUntil(() => launcher(chat)!.getAttribute('aria-label') === 'Ask us, Chat with Acme');
    });

    it('is a host without a role, a name or a focus of its own (X2)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" launcher-label="Ask us" open></assisters-chat>`);
      await settle(chat);
      expect(chat.getAttributeNames().filter((name) => /^(role|aria-.*|tabindex|title)$/.test(name))).to.deep.equal([]);
      expect(chat.shadowRoot!.delegatesFocus).to.equal(false);
    });

    it('lets the page own every pixel beside its button', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const { left, top } = launcher(chat)!.getBoundingClientRect();
      expect(document.elementFromPoint(left - 4, top + 10)).not.to.equal(chat);
      expect(document.elementFromPoint(left + 20, top + 20)).to.equal(chat);
    });
  });

  describe('opening', () => {
    it('by the button shows the panel, puts the caret into the text box and leaves the name of the button alone (L1, L2, L4, P2)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const shown = next(chat, 'assisters-show');
      const name = launcher(chat)!.getAttribute('aria-label');
      await click(launcher(chat)!);
      await shown;
      await waitUntil(() => inChat(chat) === panel(chat));
      await waitUntil(() => input(chat)!.matches(':focus'));
      expect(dialog(chat)!.open).to.equal(true);
      expect(chat.hasAttribute('open')).to.equal(true);
      expect(launcher(chat)!.getAttribute('aria-expanded')).to.equal('true');
      expect(chat.matches(':state(open)')).to.equal(true);
      // The name says what it is for, the state that it has happened.
      expect(launcher(chat)!.getAttribute('aria-label')).to.equal(name);
    });

    it('by Escape afterwards closes it and gives the focus back to the button (L1, P5)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      launcher(chat)!.focus();
      await sendKeys({ press: 'Enter' });
      await waitUntil(() => input(chat)?.matches(':focus') === true);
      const hidden = next(chat, 'assisters-hide');
      await sendKeys({ press: 'Escape' });
      await hidden;
      await waitUntil(() => inChat(chat) === launcher(chat));
      expect(dialog(chat)!.open).to.equal(false);
      expect(chat.open).to.equal(false);
    });

    it('by a script moves no focus (P2)', async () => {
      const page = await fixture(html`<div><input /><assisters-chat endpoint="/api"></assisters-chat></div>`);
      const chat = page.querySelector('assisters-chat')!;
      page.querySelector('input')!.focus();
      chat.show();
      await settle(chat);
      expect(dialog(chat)!.open).to.equal(true);
      expect(document.activeElement).to.equal(page.querySelector('input'));
    });

    it('by a click handler of the page moves the focus, and back to the clicked button on Escape (P2, P5)', async () => {
      const page = await fixture(
        html`<div><button style="padding: 20px">Help</button><assisters-chat endpoint="/api"></assisters-chat></div>`,
      );
      const chat = page.querySelector('assisters-chat')!;
      const button = page.querySelector('button')!;
      button.addEventListener('click', () => chat.show());
      await click(button);
      await waitUntil(() => input(chat)?.matches(':focus') === true);
      await sendKeys({ press: 'Escape' });
      await waitUntil(() => document.activeElement === button);
    });

    it('happens with the attribute too, and tells once', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const told: string[] = [];
      for (const name of ['assisters-show', 'assisters-hide']) chat.addEventListener(name, () => told.push(name));
      chat.setAttribute('open', '');
      await settle(chat);
      chat.show();
      await settle(chat);
      chat.removeAttribute('open');
      await settle(chat);
      chat.hide();
      await settle(chat);
      expect(told).to.deep.equal(['assisters-show', 'assisters-hide']);
    });

    it('can be kept by a listener, however it would be closed', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      await settle(chat);
      chat.addEventListener('assisters-hide', (event) => event.preventDefault());
      chat.hide();
      expect(chat.open).to.equal(true);
      chat.removeAttribute('open');
      await settle(chat);
      expect(chat.open).to.equal(true);
      expect(dialog(chat)!.open).to.equal(true);
    });

    it('asks for the name of the assistant, which the button then bears', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" assistant="helper" open></assisters-chat>`);
      await waitUntil(() => launcher(chat)!.getAttribute('aria-label')!.includes('Nordhang Help'));
    });

    it('fills a small screen and makes the page behind it rest (P3)', async () => {
      await setViewport({ width: 390, height: 760 });
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      await settle(chat);
      expect(dialog(chat)!.matches(':modal')).to.equal(true);
      expect(launcher(chat)!.getBoundingClientRect().width).to.equal(0);
      chat.hide();
      await settle(chat);
      expect(launcher(chat)!.getBoundingClientRect().width).to.be.greaterThan(0);
    });

    it('gives the focus back to the button on a small screen, by Escape and by the close button (P5, P6)', async () => {
      await setViewport({ width: 390, height: 760 });
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      for (const close of [
        () => sendKeys({ press: 'Escape' }),
        () => click(panel(chat)!.shadowRoot!.querySelector('[part=close]')!),
        // A script that closes it while the visitor is in it.
        () => chat.hide(),
      ]) {
        launcher(chat)!.focus();
        await sendKeys({ press: 'Enter' });
        await waitUntil(() => dialog(chat)?.matches(':modal') && panel(chat)!.shadowRoot!.activeElement !== null);
        await close();
        await waitUntil(() => inChat(chat) === launcher(chat));
        expect(chat.open).to.equal(false);
      }
    });
  });

  describe('its place', () => {
    it('is the corner that the owner chose, mirrored from right to left (L12)', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const corner = () => {
        const { left, top } = launcher(chat)!.getBoundingClientRect();
        return `${top > 400 ? 'bottom' : 'top'} ${left > 500 ? 'right' : 'left'}`;
      };
      expect(corner()).to.equal('bottom right');
      for (const [position, expected] of [
        ['bottom-start', 'bottom left'],
        ['top-start', 'top left'],
        ['top-end', 'top right'],
      ]) {
        chat.setAttribute('position', position!);
        await chat.updateComplete;
        expect(corner()).to.equal(expected);
      }
      chat.dir = 'rtl';
      expect(corner()).to.equal('top left');
    });

    it('keeps the panel within the window, away from its button', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      for (const position of ['bottom-end', 'bottom-start', 'top-end', 'top-start']) {
        chat.setAttribute('position', position);
        await settle(chat);
        await Promise.all(
          dialog(chat)!
            .getAnimations()
            .map((animation) => animation.finished),
        );
        const area = dialog(chat)!.getBoundingClientRect();
        const button = launcher(chat)!.getBoundingClientRect();
        expect(area.top).to.be.at.least(0);
        expect(area.left).to.be.at.least(0);
        expect(area.right).to.be.at.most(innerWidth);
        expect(area.bottom).to.be.at.most(innerHeight);
        expect(position.startsWith('bottom') ? button.top - area.bottom : area.top - button.bottom).to.be.at.least(8);
      }
    });

    it('fills its own box when inline, without a button', async () => {
      const chat = await fixture<AssistersChat>(
        html`<assisters-chat endpoint="/api" mode="inline" style="width: 500px; height: 450px"></assisters-chat>`,
      );
      await settle(chat);
      expect(launcher(chat)).to.equal(null);
      const { width, height } = dialog(chat)!.getBoundingClientRect();
      expect([width, height]).to.deep.equal([500, 450]);
    });

    it('fills the viewport when fullscreen', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" mode="fullscreen"></assisters-chat>`);
      await settle(chat);
      const { width, height } = dialog(chat)!.getBoundingClientRect();
      expect([width, height]).to.deep.equal([innerWidth, innerHeight]);
    });

    it('is the top layer when asked', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" layer="top"></assisters-chat>`);
      expect(chat.shadowRoot!.querySelector(':popover-open')).not.to.equal(null);
      const { right, bottom } = launcher(chat)!.getBoundingClientRect();
      expect([innerWidth - right, innerHeight - bottom]).to.deep.equal([20, 20]);
    });

    it('does not move under the rules of a careless page', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      const before = JSON.stringify(launcher(chat)!.getBoundingClientRect());
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        '* { margin: 9px; padding: 9px; border: 5px solid red; letter-spacing: 4px; line-height: 3; transform: rotate(9deg); font-size: 40px }' +
          'div:empty { display: none } html { font-size: 62.5% } button { width: 300px }',
      );
      document.adoptedStyleSheets.push(sheet);
      try {
        // The body's own transform moves everything fixed, ours too.
        document.body.style.transform = document.documentElement.style.transform = 'none';
        (chat.parentElement as HTMLElement).style.transform = 'none';
        expect(JSON.stringify(launcher(chat)!.getBoundingClientRect())).to.equal(before);
      } finally {
        document.adoptedStyleSheets.pop();
        document.body.removeAttribute('style');
        document.documentElement.removeAttribute('style');
      }
    });
  });

  describe('attributes and properties', () => {
    it('count when set before the tag was known', async () => {
      const chat = document.createElement('assisters-later') as AssistersChat;
      chat.endpoint = '/api';
      chat.heading = 'Early';
      document.body.append(chat);
      customElements.define('assisters-later', class extends (customElements.get('assisters-chat') as typeof AssistersChat) {});
      await chat.updateComplete;
      expect(launcher(chat)!.getAttribute('aria-label')).to.contain('Early');
      chat.remove();
    });

    it('survive cloning and markup', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" heading="One"></assisters-chat>`);
      const copy = chat.cloneNode(true) as AssistersChat;
      chat.after(copy);
      await copy.updateComplete;
      expect(launcher(copy)!.getAttribute('aria-label')).to.contain('One');
    });

    it('take lists and objects as properties', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      chat.suggestions = ['Where is my order?'];
      chat.strings = { launcher: 'Talk to {name}' };
      chat.maxLength = 100;
      await settle(chat);
      expect(panel(chat)!.config!.suggestions).to.deep.equal(['Where is my order?']);
      expect(panel(chat)!.config!.maxLength).to.equal(100);
      expect(launcher(chat)!.getAttribute('aria-label')).to.match(/^Talk to/);
    });

    it('give the panel no new settings where nothing changed', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
      await settle(chat);
      const { config } = panel(chat)!;
      chat.theme = 'dark';
      chat.hide();
      await settle(chat);
      expect(panel(chat)!.config).to.equal(config);
    });

    it('complain once about each thing that is wrong, and only again about something else', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="soon" position="middle"></assisters-chat>`);
      expect(logged.warn).to.have.length(2);
      chat.heading = 'x';
      chat.keep = '1h';
      await chat.updateComplete;
      expect(logged.warn).to.have.length(2);
      chat.keep = 'later';
      await chat.updateComplete;
      expect(logged.warn).to.have.length(3);
    });

    it('apply to the next turn while an answer arrives', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/one" keep="none"></assisters-chat>`);
      proxy.holds = true;
      const answer = chat.ask('First?');
      await next(chat, 'assisters-first-token');
      chat.endpoint = '/two';
      await settle(chat);
      proxy.release();
      expect((await answer).state).to.equal('done');
      await waitUntil(() => panel(chat)!.config!.endpoint.endsWith('/two'));
      await chat.ask('Second?');
      const asked = proxy.requests.filter(({ url }) => url.endsWith('/chat/stream')).map(({ url }) => new URL(url).pathname);
      expect(asked).to.deep.equal(['/one/chat/stream', '/two/chat/stream']);
    });
  });

  describe('methods', () => {
    it('ask shows the panel and resolves with the answer', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" assistant="helper" keep="none"></assisters-chat>`);
      const answer = await chat.ask('Where is it?');
      expect(answer).to.deep.equal({ id: 'msg_1', state: 'done', markdown: 'It is **here**.' });
      expect(chat.open).to.equal(true);
      expect(chat.transcript('markdown')).to.contain('Where is it?').and.to.contain('It is **here**.');
    });

    it('ask works on an element that was made in this very moment', async () => {
      const chat = document.createElement('assisters-chat');
      chat.endpoint = '/api';
      chat.keep = 'none';
      document.body.append(chat);
      expect((await chat.ask('Now?')).state).to.equal('done');
      chat.remove();
    });

    it('ask rejects with the reason when no answer came', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none"></assisters-chat>`);
      proxy.refusal = { status: 404, code: 'assistant_not_found' };
      const error = await chat.ask('Hello?').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(AssistersError);
      expect((error as AssistersError).code).to.equal('assistant_not_found');
      await settle(chat);
      expect(chat.matches(':state(error)')).to.equal(true);
    });

    it('stop ends the answer and keeps its text', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none"></assisters-chat>`);
      proxy.holds = true;
      const answer = chat.ask('Hello?');
      await next(chat, 'assisters-first-token');
      await settle(chat);
      expect(chat.matches(':state(streaming)')).to.equal(true);
      chat.stop();
      expect(await answer).to.deep.equal({ id: null, state: 'stopped', markdown: 'It is **here**.' });
      await settle(chat);
      expect(chat.matches(':state(streaming)')).to.equal(false);
    });

    it('newConversation empties the chat at once', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none"></assisters-chat>`);
      await chat.ask('Hello?');
      const told = next(chat, 'assisters-session');
      chat.newConversation();
      expect(JSON.parse(chat.transcript('json'))).to.deep.equal({ messages: [] });
      expect((await told).detail.state).to.equal('new');
    });

    it('transcript knows a stored conversation before the panel was ever shown', async () => {
      const tag = html`<assisters-chat endpoint="/api" storage-key="transcript"></assisters-chat>`;
      const first = await fixture<AssistersChat>(tag);
      await first.ask('Remember me?');
      first.remove();
      const second = await fixture<AssistersChat>(tag);
      expect(second.transcript('json')).to.contain('Remember me?');
      expect(second.open).to.equal(false);
    });

    it('prefill puts words into the text box of a panel that was never shown', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
      chat.prefill('Do you ship to ');
      await waitUntil(() => input(chat)?.value === 'Do you ship to ');
    });
  });

  it('counts answers that end while it is closed, in the badge and in the name (L6)', async () => {
    const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none" heading="Acme"></assisters-chat>`);
    proxy.holds = true;
    const answer = chat.ask('Hello?');
    await next(chat, 'assisters-first-token');
    chat.hide();
    await settle(chat);
    proxy.release();
    await answer;
    await settle(chat);
    expect(chat.shadowRoot!.querySelector('[part=badge]')!.textContent).to.equal('1');
    expect(launcher(chat)!.getAttribute('aria-label')).to.equal('Chat with Acme, 1 new message');
    chat.show();
    await settle(chat);
    expect(chat.shadowRoot!.querySelector('[part=badge]')).to.equal(null);
  });

  it('goes on answering when it is moved, while it is away, and in the element that takes its place', async () => {
    const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none"></assisters-chat>`);
    const parent = chat.parentElement!;
    proxy.holds = true;
    const answer = chat.ask('Hello?');
    await next(chat, 'assisters-first-token');
    const before = panel(chat);
    chat.remove();
    parent.append(chat);
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setTimeout(resolve));
    expect(panel(chat)).to.equal(before);
    expect(panel(chat)!.busy).to.equal(true);
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    const other = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" keep="none" open></assisters-chat>`);
    await settle(other);
    expect(panel(other)!.busy).to.equal(true);
    proxy.release();
    expect((await answer).state).to.equal('done');
    for (const one of [chat, other]) {
      parent.append(one);
      await settle(one);
      expect(one.transcript('json')).to.contain('It is **here**.');
    }
    expect(proxy.requests.filter(({ method }) => method === 'POST')).to.have.length(1);
    await chat.forget().catch(() => {});
    expect(other.transcript('json')).not.to.contain('here');
  });

  describe('colours', () => {
    it('come from the accent, when it is a colour', async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" accent="#0a7"></assisters-chat>`);
      expect(getComputedStyle(launcher(chat)!).backgroundColor).to.equal('color(srgb 0 0.666667 0.466667)');
      chat.accent = 'red;}*{display:none}';
      await chat.updateComplete;
      expect(getComputedStyle(launcher(chat)!).backgroundColor).to.equal('color(srgb 0.231373 0.356863 0.858824)');
      expect(logged.warn.join()).to.contain('accent=');
    });

    it("leave the page's own choice alone", async () => {
      const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" style="--assisters-accent: #00f"></assisters-chat>`);
      expect(getComputedStyle(launcher(chat)!).backgroundColor).to.equal('color(srgb 0 0 1)');
    });

    it('never turn dark on a light page, and follow its switch', async () => {
      await emulateSystem('dark');
      try {
        const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api"></assisters-chat>`);
        const scheme = () => getComputedStyle(chat).colorScheme;
        expect(scheme()).to.equal('light');
        document.documentElement.dataset['theme'] = 'dark';
        await waitUntil(() => scheme() === 'dark');
        delete document.documentElement.dataset['theme'];
        await waitUntil(() => scheme() === 'light');
        chat.theme = 'system';
        await chat.updateComplete;
        expect(scheme()).to.equal('light dark');
        chat.theme = 'dark';
        await chat.updateComplete;
        expect(scheme()).to.equal('dark');
      } finally {
        await emulateSystem('light');
      }
    });
  });

  it('is defined once; a second copy says so and changes nothing', () => {
    const before = customElements.get('assisters-chat');
    expect(defineElement()).to.equal(false);
    expect(customElements.get('assisters-chat')).to.equal(before);
    expect(logged.info).to.have.length(1);
  });

  describe('enhance', () => {
    it('gets the finished blocks of answers, and those that stood before it was set', async () => {
      const blocks: string[] = [];
      const chat = await fixture<AssistersChat>(
        html`<assisters-chat endpoint="/api" open greeting=${'Hello\n\n```js\nlet a;\n```'}></assisters-chat>`,
      );
      await settle(chat);
      chat.enhance = (block) => {
        blocks.push(block.querySelector('code')?.textContent ?? block.textContent!);
        block.querySelector('code')?.setAttribute('class', 'enhanced');
      };
      await settle(chat);
      await waitUntil(() => blocks.length > 0);
      expect(blocks).to.deep.equal(['Hello', 'let a;']);
      const log = panel(chat)!.shadowRoot!.querySelector('assisters-message-log')!;
      expect(log.shadowRoot!.querySelector('code')!.className).to.equal('enhanced');
    });
  });
});
