import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { defineElement } from '../../../src/widget/define-element.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { FakeScreenReader } from '../screen-reader.ts';
import { captureConsole, FakeProxy } from './fake-proxy.ts';

const find = (chat: AssistersChat, selector: string) => chat.shadowRoot!.querySelector<HTMLElement>(selector);
const teaser = (chat: AssistersChat) => find(chat, '[part=teaser]');

let count = 0;
/** One that was not answered yet: an answered one does not come again. */
const invitation = () => `Need help with size ${++count}?`;

async function invite(text = invitation(), attributes: Readonly<Record<string, string>> = {}): Promise<AssistersChat> {
  const chat = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" teaser=${text} teaser-delay="0"></assisters-chat>`);
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value);
  return chat;
}

async function shown(chat: AssistersChat): Promise<HTMLElement> {
  await waitUntil(() => teaser(chat));
  await Promise.all(
    teaser(chat)!
      .getAnimations()
      .map(({ finished }) => finished),
  );
  return teaser(chat)!;
}

/** Clicks its words, left of the middle. */
async function click(element: Element): Promise<void> {
  const { left, top, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
}

describe('teaser', () => {
  let proxy: FakeProxy;
  let logged: ReturnType<typeof captureConsole>;

  before(() => void defineElement());

  beforeEach(async () => {
    await setViewport({ width: 1000, height: 800 });
    proxy = new FakeProxy();
    logged = captureConsole();
    localStorage.clear();
    sessionStorage.clear();
  });

  afterEach(() => {
    proxy.restore();
    logged.restore();
  });

  it('stands beside the button in its corner, takes no focus, asks and stores nothing (L10)', async () => {
    const chat = await invite();
    const before = document.activeElement;
    const { bottom, right } = (await shown(chat)).getBoundingClientRect();
    const button = find(chat, '[part=launcher]')!.getBoundingClientRect();
    expect(button.top - bottom).to.be.within(8, 20);
    // Firefox lays out in sixtieths of a pixel.
    expect(right).to.be.closeTo(button.right, 0.02);
    expect(document.activeElement).to.equal(before);
    expect(proxy.requests).to.deep.equal([]);
    expect([localStorage.length, sessionStorage.length, document.cookie]).to.deep.equal([0, 0, '']);
  });

  for (const [position, dir, isLeft, isTop] of [
    ['bottom-start', 'ltr', true, false],
    ['top-end', 'ltr', false, true],
    ['top-start', 'rtl', false, true],
    ['bottom-end', 'rtl', true, false],
  ] as const) {
    it(`goes with the button to ${position}, ${dir}`, async () => {
      const box = (await shown(await invite(undefined, { position, dir }))).getBoundingClientRect();
      expect(isLeft ? box.left : innerWidth - box.right).to.be.closeTo(20, 0.02);
      expect(isTop ? box.top : innerHeight - box.bottom).to.be.within(80, 100);
    });
  }

  it('comes after its delay, and not before', async () => {
    const chat = await invite(undefined, { 'teaser-delay': '0.3' });
    const start = performance.now();
    await shown(chat);
    expect(performance.now() - start).to.be.greaterThan(200);
    chat.setAttribute('teaser-delay', '86400');
    await chat.updateComplete;
    expect(teaser(chat)).to.equal(null);
  });

  it('is said once, politely (L10)', async () => {
    const reader = new FakeScreenReader();
    const text = invitation();
    const chat = await invite(text);
    await shown(chat);
    await waitUntil(() => reader.words.length > 0);
    chat.position = 'top-end';
    await chat.updateComplete;
    await aTimeout(900);
    reader.restore();
    expect(reader.heard.map(({ text, priority }) => [text, priority])).to.deep.equal([[text, 'normal']]);
  });

  it('opens the chat by a click, with the caret in the text box, and does not come again', async () => {
    const chat = await invite();
    await click((await shown(chat)).firstElementChild!);
    await waitUntil(() => chat.open && chat.shadowRoot!.activeElement?.localName === 'assisters-panel');
    expect(teaser(chat)).to.equal(null);
    chat.hide();
    await chat.updateComplete;
    await aTimeout(0);
    await chat.updateComplete;
    expect(teaser(chat)).to.equal(null);
  });

  it('can be dismissed with a large enough button, by key too, without opening anything or losing the focus (L10)', async () => {
    const text = invitation();
    const chat = await invite(text);
    const dismiss = (await shown(chat)).querySelector('button')!;
    expect(dismiss.getAttribute('aria-label')).to.equal('Dismiss');
    expect(Math.min(dismiss.offsetWidth, dismiss.offsetHeight)).to.be.at.least(24);
    dismiss.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => !teaser(chat));
    expect(chat.open).to.equal(false);
    expect(chat.shadowRoot!.activeElement).to.equal(find(chat, '[part=launcher]'));
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0]);
    // Nor from the element that takes its place.
    chat.remove();
    const other = await invite(text);
    await aTimeout(50);
    await other.updateComplete;
    expect(teaser(other)).to.equal(null);
  });

  it('invites nobody who has a conversation, and nobody while the chat is open', async () => {
    const first = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" storage-key="teaser"></assisters-chat>`);
    await first.ask('Hello?');
    first.remove();
    for (const attributes of [{ 'storage-key': 'teaser' }, { open: '' }] as Record<string, string>[]) {
      const chat = await invite(undefined, attributes);
      await aTimeout(50);
      await chat.updateComplete;
      expect(teaser(chat)).to.equal(null);
      chat.remove();
    }
  });

  it('is not there without words, beside a chat of another mode, or on a low screen', async () => {
    const reader = new FakeScreenReader();
    const silent = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" teaser-delay="0"></assisters-chat>`);
    const inline = await invite(undefined, { mode: 'inline' });
    await setViewport({ width: 1000, height: 390 });
    const low = await invite();
    // Longer than it would take to be said.
    await aTimeout(700);
    for (const chat of [silent, inline, low]) {
      await chat.updateComplete;
      expect(teaser(chat)).to.equal(null);
    }
    reader.restore();
    expect(reader.words).to.deep.equal([]);
    await setViewport({ width: 1000, height: 800 });
    await shown(low);
  });
});
