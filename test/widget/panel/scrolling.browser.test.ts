import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import {
  createPanel,
  FakeProxy,
  part,
  parts,
  reduceMotion,
  removePanels,
  settle,
  until,
  words,
  type SentRequest,
} from './panel-fixture.ts';

const LONG = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}`).join('\n\n');

describe('scrolling', () => {
  let proxy: FakeProxy;
  let restore: (() => void) | undefined;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
    restore?.();
  });

  function top(panel: PanelElement): number {
    return part(panel, 'messages').scrollTop;
  }

  /** Pixels below what is seen. */
  function below(panel: PanelElement): number {
    const { scrollHeight, clientHeight, scrollTop } = part(panel, 'messages');
    return scrollHeight - clientHeight - scrollTop;
  }

  /** Where a message begins, below the upper edge of what is seen. */
  function place(panel: PanelElement, message: number): number {
    return parts(panel, 'message')[message]!.getBoundingClientRect().top - part(panel, 'messages').getBoundingClientRect().top;
  }

  function jump(panel: PanelElement): HTMLElement | undefined {
    return parts(panel, 'jump')[0];
  }

  function label(panel: PanelElement): string {
    const button = jump(panel);
    return button ? words(button) : '';
  }

  async function nextFrames(count: number): Promise<void> {
    for (; count > 0; count--) await new Promise(requestAnimationFrame);
  }

  /** Waits until nothing moves. */
  async function rest(panel: PanelElement): Promise<void> {
    for (let still = 0, before = NaN; still < 4;) {
      await nextFrames(1);
      still = top(panel) === before ? still + 1 : 0;
      before = top(panel);
    }
  }

  /** A question at the top whose answer is longer than what is seen, and goes on. */
  async function ask(panel: PanelElement, text = LONG): Promise<SentRequest> {
    const index = proxy.chats.length;
    void panel.ask(`Question ${index}`);
    const chat = await proxy.chat(index);
    chat.write(text);
    await until(() => (parts(panel, 'content').at(-1)!.textContent ?? '').endsWith(text.trimEnd().slice(-12)));
    await rest(panel);
    return chat;
  }

  /** More of the answer, until it stands there. */
  async function grow(panel: PanelElement, chat: SentRequest): Promise<void> {
    const height = part(panel, 'messages').scrollHeight;
    chat.write(`\n\n${LONG}`);
    await until(() => part(panel, 'messages').scrollHeight > height + 200);
  }

  /** The panel becomes lower, or as high as it was. */
  async function resize(panel: PanelElement, height: string): Promise<void> {
    const before = part(panel, 'messages').clientHeight;
    part(panel, 'messages').style.setProperty('max-block-size', height);
    await until(() => part(panel, 'messages').clientHeight !== before);
    await nextFrames(2);
  }

  const WAYS_UP: [name: string, go: (messages: HTMLElement) => void][] = [
    ['a wheel', (messages) => messages.dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }))],
    ['a key', (messages) => messages.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp' }))],
    ['selecting text', (messages) => messages.querySelector('p:last-child')!.dispatchEvent(new Event('selectstart', { bubbles: true }))],
    ['a small step of the scroller', (messages) => (messages.scrollTop -= 5)],
  ];
  for (const [name, go] of WAYS_UP) {
    it(`no longer follows the end after ${name}`, async () => {
      const panel = await createPanel();
      const chat = await ask(panel);
      jump(panel)!.click();
      await until(() => below(panel) < 2);
      await grow(panel, chat);
      await until(() => below(panel) < 2);
      go(part(panel, 'messages'));
      const before = top(panel);
      await grow(panel, chat);
      await nextFrames(3);
      expect(top(panel)).to.be.closeTo(before, 1);
      expect(jump(panel)).to.not.equal(undefined);
    });
  }

  it('follows the end after the key for it, though text grows meanwhile', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    part(panel, 'messages').focus();
    await sendKeys({ press: 'End' });
    await grow(panel, chat);
    await until(() => below(panel) < 2);
    await grow(panel, chat);
    await until(() => below(panel) < 2);
  });

  it('follows the end though what is there becomes shorter', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    jump(panel)!.click();
    await until(() => below(panel) < 2);
    const last = part(panel, 'messages').querySelector<HTMLElement>('.turn')!;
    const extra = last.appendChild(document.createElement('article'));
    extra.style.setProperty('block-size', '300px');
    extra.style.setProperty('overflow-anchor', 'none');
    await until(() => below(panel) < 2);
    extra.remove();
    await nextFrames(3);
    await grow(panel, chat);
    await until(() => below(panel) < 2);
  });

  it('goes to the end in one step where motion is unwanted (V5)', async () => {
    restore = reduceMotion();
    const panel = await createPanel();
    await ask(panel, `${LONG}\n\nThe last line\n`);
    jump(panel)!.click();
    expect(below(panel)).to.be.lessThan(2);
  });

  it('stays with a reader who has scrolled down below their question, whatever grows or changes its size', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    part(panel, 'messages').scrollTop += 60;
    await nextFrames(2);
    const before = top(panel);
    await grow(panel, chat);
    await resize(panel, '200px');
    expect(top(panel)).to.equal(before);
  });

  it('keeps the question at the top while a keyboard comes and goes', async () => {
    const panel = await createPanel();
    (await ask(panel, 'Short')).done();
    await ask(panel, 'Short');
    // A busy engine stands still for some frames on its way there.
    await until(() => Math.abs(place(panel, 2) - 12) <= 1);
    for (const height of ['180px', 'none']) {
      await resize(panel, height);
      expect(place(panel, 2), height).to.be.closeTo(12, 1);
    }
  });

  it('keeps the last word in sight when a keyboard comes, for who has gone there', async () => {
    const panel = await createPanel();
    (await ask(panel)).done();
    await until(() => parts(panel, 'copy').length === 1);
    const messages = part(panel, 'messages');
    messages.scrollTop = messages.scrollHeight;
    await until(() => jump(panel) === undefined);
    await resize(panel, '180px');
    expect(below(panel)).to.be.lessThan(2);
    messages.scrollTop = 100;
    await until(() => jump(panel) !== undefined);
    await resize(panel, '120px');
    expect(messages.scrollTop).to.equal(100);
  });

  it('has a question at the top that was asked while the panel was closed', async () => {
    const panel = await createPanel();
    (await ask(panel)).done();
    panel.open = false;
    await settle(panel);
    void panel.ask('Closed?');
    await proxy.chat(1);
    await nextFrames(2);
    panel.open = true;
    await settle(panel);
    await until(() => Math.abs(place(panel, 2) - 12) <= 2);
  });

  it('offers the way to the end only when a line of text is hidden, not for what stands beneath it', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.sources(Array.from({ length: 9 }, (_, index) => ({ title: `Page ${index}`, url: `https://shop.example/${index}` })));
    chat.done();
    await until(() => parts(panel, 'sources').length === 1);
    const messages = part(panel, 'messages');
    const text = parts(panel, 'content').at(-1)!;
    const end = (): number => text.getBoundingClientRect().bottom - messages.getBoundingClientRect().bottom;
    messages.scrollTop += end() - 20;
    await until(() => jump(panel) === undefined);
    messages.scrollTop -= 12;
    await until(() => jump(panel) !== undefined);
    // It lies above the sources.
    expect(jump(panel)!.getBoundingClientRect().bottom).to.be.lessThan(part(panel, 'sources').getBoundingClientRect().top);
  });

  it('says how many answers have come since the reader went from the end', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    const first = await proxy.chat(0);
    void panel.ask('Two');
    first.write(LONG);
    await until(() => words(parts(panel, 'content')[1]!).endsWith('Paragraph 59'));
    await rest(panel);
    const messages = part(panel, 'messages');
    messages.scrollTop = 20;
    await until(() => label(panel) === 'Jump to latest');
    first.done();
    const second = await proxy.chat(1);
    await nextFrames(3);
    expect(label(panel)).to.equal('Jump to latest');
    second.write('Answer');
    await until(() => label(panel) === '1 new message');
    jump(panel)!.click();
    await until(() => jump(panel) === undefined);
    second.write(LONG);
    await until(() => below(panel) < 2);
    messages.scrollTop = 20;
    await until(() => jump(panel) !== undefined);
    expect(label(panel)).to.equal('Jump to latest');
  });

  for (const way of ['is pressed', 'goes because the end was reached otherwise']) {
    it(`gives the focus to the text box when its button has it and ${way} (P9)`, async () => {
      const panel = await createPanel();
      await ask(panel);
      jump(panel)!.focus();
      if (way === 'is pressed') await sendKeys({ press: 'Enter' });
      else part(panel, 'messages').scrollTop = 100_000;
      await until(() => jump(panel) === undefined);
      expect(part(panel, 'input').matches(':focus')).to.equal(true);
    });
  }
});
