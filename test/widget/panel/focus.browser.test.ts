import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import {
  createPanel,
  FakeProxy,
  focused,
  part,
  parts,
  pointByFinger,
  removePanels,
  settle,
  until,
  words,
  type SentRequest,
} from './panel-fixture.ts';

describe('the focus', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  /** A panel in which one question was asked, and what answers it. */
  async function ask(panel: PanelElement, question = 'One'): Promise<SentRequest> {
    void panel.ask(question);
    return proxy.chat(proxy.chats.length);
  }

  async function answer(panel: PanelElement): Promise<void> {
    const chat = await ask(panel);
    chat.write('Two');
    chat.done();
    await until(() => parts(panel, 'copy').length > 0);
  }

  /** A button of a message, by what it says. */
  function button(panel: PanelElement, label: string): HTMLElement {
    const root = part(panel, 'messages').getRootNode() as ShadowRoot;
    return [...root.querySelectorAll('button')].find((candidate) => words(candidate) === label)!;
  }

  function isInTextBox(panel: PanelElement): boolean {
    return focused() === part(panel, 'input');
  }

  it('goes on to the image that takes the place of its button, and stays there while the answer grows (P9)', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write(`See ![Our logo](${location.origin}/pixel.png) and`);
    await until(() => parts(panel, 'image-placeholder').length > 0);
    part(panel, 'image-placeholder').focus();
    part(panel, 'image-placeholder').click();
    const image = parts(panel, 'content')[1]!.querySelector('img')!;
    expect(focused() === image).to.equal(true);
    chat.write(' some more.\n\nAnd the end.');
    chat.done();
    await until(() => parts(panel, 'copy').length > 0);
    expect(focused() === image).to.equal(true);
    // It is no stop of its own on the way through the answer.
    expect(image.tabIndex).to.equal(-1);
  });

  for (const [label, act] of [
    ['Try again', (chat: SentRequest) => chat.refuse(500, 'server_error')],
    ['Edit', (chat: SentRequest) => chat.refuse(413, 'payload_too_large')],
    ['Cancel', (chat: SentRequest) => chat.refuse(429, 'rate_limit_exceeded', { 'retry-after': '60' })],
  ] as const) {
    it(`goes to the text box when “${label}” is pressed, which goes (P9)`, async () => {
      const panel = await createPanel();
      act(await ask(panel));
      await until(() => button(panel, label));
      const pressed = button(panel, label);
      pressed.focus();
      pressed.click();
      expect(isInTextBox(panel)).to.equal(true);
      await until(() => !pressed.isConnected);
      expect(isInTextBox(panel)).to.equal(true);
    });
  }

  it('goes to the text box when a countdown ends, and its button with it (P9)', async () => {
    const panel = await createPanel();
    (await ask(panel)).refuse(429, 'rate_limit_exceeded', { 'retry-after': '1' });
    await until(() => button(panel, 'Cancel'));
    const cancel = button(panel, 'Cancel');
    cancel.focus();
    await proxy.chat(1);
    await until(() => !cancel.isConnected);
    expect(isInTextBox(panel)).to.equal(true);
  });

  it('goes to the text box when a question is sent that waited, and its button goes (P9)', async () => {
    const panel = await createPanel();
    const first = await ask(panel);
    void panel.ask('Two');
    await until(() => button(panel, 'Cancel'));
    const cancel = button(panel, 'Cancel');
    cancel.focus();
    first.write('Answer');
    first.done();
    await proxy.chat(1);
    await until(() => !cancel.isConnected);
    expect(isInTextBox(panel)).to.equal(true);
  });

  it('goes to the text box when the page asks again, and the button for that goes (P9)', async () => {
    const panel = await createPanel();
    (await ask(panel)).refuse(500, 'server_error');
    await until(() => parts(panel, 'retry').length > 0);
    part(panel, 'retry').focus();
    panel.retry();
    await until(() => parts(panel, 'retry').length === 0);
    expect(isInTextBox(panel)).to.equal(true);
  });

  it('goes to the text box when the page asks the first question, whatever of the welcome had it (P9)', async () => {
    for (const find of [
      (panel: PanelElement) => part(panel, 'suggestion'),
      (panel: PanelElement) => part(panel, 'notice').querySelector('a')!,
      (panel: PanelElement) => part(panel, 'greeting').querySelector('a')!,
    ]) {
      const panel = await createPanel({
        suggestions: ['Where is my order?'],
        privacy: 'https://shop.example/privacy',
        greeting: 'Hello. [Tents](/tents)',
      });
      find(panel).focus();
      void panel.ask('One');
      await settle(panel);
      expect(parts(panel, 'suggestion')).to.deep.equal([]);
      expect(isInTextBox(panel)).to.equal(true);
      removePanels();
    }
  });

  it('goes to the text box when the page empties the conversation, and what had it goes (P9)', async () => {
    for (const find of [
      (panel: PanelElement) => part(panel, 'copy'),
      (panel: PanelElement) => parts(panel, 'message')[1]!,
      (panel: PanelElement) =>
        [...part(panel, 'menu').parentElement!.querySelectorAll('button')].find((item) => words(item) === 'Delete conversation')!,
    ]) {
      const panel = await createPanel();
      await answer(panel);
      part(panel, 'menu').click();
      await settle(panel);
      const held = find(panel);
      held.focus();
      expect(focused() === held).to.equal(true);
      panel.newConversation();
      expect(isInTextBox(panel)).to.equal(true);
      removePanels();
    }
  });

  it('goes to the text box from the menu, when the visitor begins anew (P9)', async () => {
    const panel = await createPanel();
    await answer(panel);
    part(panel, 'menu').click();
    await settle(panel);
    const root = part(panel, 'menu').getRootNode() as ShadowRoot;
    root.querySelector<HTMLElement>('.item')!.click();
    await until(() => focused().id === 'confirm');
    (focused() as HTMLElement).click();
    await settle(panel);
    expect(isInTextBox(panel)).to.equal(true);
  });

  it('is taken in to the text box, and on touch screens to the title, where no keyboard comes up (P2)', async () => {
    const panel = await createPanel();
    panel.focusComposer();
    expect(isInTextBox(panel)).to.equal(true);
    const restore = pointByFinger();
    panel.focusComposer();
    restore();
    expect(focused() === part(panel, 'heading')).to.equal(true);
    expect(part(panel, 'heading').tabIndex).to.equal(-1);
  });

  it('stays where it is on the page, whatever comes and goes in the chat (P9)', async () => {
    const outside = document.body.appendChild(document.createElement('input'));
    const panel = await createPanel({ suggestions: ['Where is my order?'] });
    outside.focus();
    (await ask(panel)).refuse(500, 'server_error');
    await until(() => parts(panel, 'retry').length > 0);
    panel.retry();
    const second = await proxy.chat(1);
    second.write('Answer');
    second.done();
    await until(() => parts(panel, 'copy').length > 0);
    panel.newConversation();
    await settle(panel);
    expect(document.activeElement === outside).to.equal(true);
    outside.remove();
  });
});
