import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createPanel, FakeProxy, focused, part, parts, removePanels, settle, until } from './panel-fixture.ts';

describe('the panel by keyboard', () => {
  let proxy: FakeProxy;
  let panel: PanelElement;

  beforeEach(async () => {
    proxy = new FakeProxy();
    panel = await createPanel();
  });

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  async function answer(question: string, text: string): Promise<void> {
    const index = parts(panel, 'message').length / 2;
    void panel.ask(question);
    const chat = await proxy.chat(index);
    chat.write(text);
    chat.done();
    await until(() => parts(panel, 'message').at(-1)?.dataset['state'] === 'done');
  }

  const messages = () => part(panel, 'messages');

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await sendKeys(key === 'Alt' ? { down: key } : { press: key });
    if (keys[0] === 'Alt') await sendKeys({ up: 'Alt' });
  }

  it('goes from the text box up through the messages and down again with Alt and an arrow (M5)', async () => {
    await answer('One', 'First answer.');
    await answer('Two', 'Second answer.');
    const all = parts(panel, 'message');
    panel.focusComposer();
    const box = focused();
    for (const place of [3, 2, 1, 0, 0]) {
      await press('Alt', 'ArrowUp');
      expect(focused() === all[place], `up to ${place}`).to.equal(true);
    }
    for (const place of [1, 2, 3]) {
      await press('Alt', 'ArrowDown');
      expect(focused() === all[place], `down to ${place}`).to.equal(true);
    }
    await press('Alt', 'ArrowDown');
    expect(focused() === box).to.equal(true);
    await press('Alt', 'ArrowDown');
    expect(focused() === box).to.equal(true);
  });

  it('goes on from a message whose button or link has the focus (M5)', async () => {
    await answer('One', 'First answer.');
    await answer('Two', 'Second answer.');
    parts(panel, 'copy')[1]!.focus();
    await press('Alt', 'ArrowUp');
    expect(focused() === parts(panel, 'message')[2]).to.equal(true);
  });

  it('leaves the keys alone of what the page has put into a slot', async () => {
    await answer('One', 'First answer.');
    const { host } = panel.getRootNode() as ShadowRoot;
    const select = document.createElement('select');
    select.slot = 'footer';
    host.append(select);
    const event = new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true, composed: true, cancelable: true });
    select.focus();
    select.dispatchEvent(event);
    expect(event.defaultPrevented).to.equal(false);
    expect(focused() === select).to.equal(true);
  });

  it('does not scroll the page', async () => {
    removePanels();
    document.body.style.minBlockSize = '4000px';
    panel = await createPanel({ mode: 'inline' });
    await answer('One', 'Some words.\n\n'.repeat(100));
    scrollTo(0, 50);
    parts(panel, 'copy')[0]!.focus({ preventScroll: true });
    await press('Alt', 'ArrowUp');
    await press('Alt', 'ArrowDown');
    expect(focused() === parts(panel, 'message')[1]).to.equal(true);
    expect(scrollY).to.equal(50);
    document.body.style.minBlockSize = '';
  });

  it('stays in the text box while there is no message', async () => {
    panel.focusComposer();
    const box = focused();
    await press('Alt', 'ArrowUp');
    expect(focused() === box).to.equal(true);
  });

  it('shows the beginning of a long message, and the answer that arrives does not take the reader away', async () => {
    await answer('One', 'Some words.\n\n'.repeat(100));
    void panel.ask('Two');
    const chat = await proxy.chat(1);
    chat.write('More.\n\n'.repeat(50));
    await until(() => parts(panel, 'message').at(-1)!.textContent.includes('More.'));
    panel.focusComposer();
    await press('Alt', 'ArrowUp');
    await press('Alt', 'ArrowUp');
    await press('Alt', 'ArrowUp');
    const long = parts(panel, 'message')[1]!;
    expect(focused() === long).to.equal(true);
    const top = (): number => long.getBoundingClientRect().top - messages().getBoundingClientRect().top;
    expect(Math.abs(top())).to.be.lessThan(20);
    chat.write('Even more.\n\n'.repeat(50));
    chat.done();
    await until(() => parts(panel, 'message').at(-1)!.dataset['state'] === 'done');
    await settle(panel);
    expect(Math.abs(top())).to.be.lessThan(20);
  });

  it('turns the pages of the conversation from a text box that is empty, and only then (M5)', async () => {
    await answer('One', 'Some words.\n\n'.repeat(100));
    messages().scrollTop = messages().scrollHeight;
    panel.focusComposer();
    const end = messages().scrollTop;
    await press('PageUp');
    await until(() => messages().scrollTop <= end - messages().clientHeight / 2);
    const up = messages().scrollTop;
    await press('PageDown');
    await until(() => messages().scrollTop > up);
    panel.prefill('Draft');
    const place = messages().scrollTop;
    await press('PageUp');
    await settle(panel);
    expect(messages().scrollTop).to.equal(place);
  });

  it('leaves arrows with other keys, and those of a word that is being composed, to the text (P18)', async () => {
    await answer('One', 'First answer.');
    panel.focusComposer();
    const box = focused();
    const options = { key: 'ArrowUp', bubbles: true, composed: true, cancelable: true };
    for (const more of [{}, { shiftKey: true, altKey: true }, { ctrlKey: true, altKey: true }, { altKey: true, isComposing: true }]) {
      const event = new KeyboardEvent('keydown', { ...options, ...more });
      box.dispatchEvent(event);
      expect(event.defaultPrevented, JSON.stringify(more)).to.equal(false);
    }
    expect(focused() === box).to.equal(true);
  });
});
