import { expect } from '@open-wc/testing';
import { createPanel, FakeProxy, part, parts, press, removePanels, settle, type, until, words } from './panel-fixture.ts';

describe('panel-element', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  it('asks, streams and ends with the whole answer', async () => {
    const panel = await createPanel();
    press(await type(panel, 'Where is my order?'), 'Enter');
    const chat = await proxy.chat(0);
    expect(chat.body.message).to.equal('Where is my order?');
    chat.write('It is **on its way**');
    const [, assistant] = parts(panel, 'message');
    await until(() => assistant!.dataset['state'] === 'streaming');
    expect(words(parts(panel, 'content')[1]!)).to.match(/^It is/);
    await until(() => words(parts(panel, 'content')[1]!) === 'It is on its way');
    chat.done();
    await until(() => assistant!.dataset['state'] === 'done');
    expect(words(parts(panel, 'content')[1]!)).to.equal('It is on its way');
  });

  it('keeps room for what can be done with an answer, so that nothing moves at its end', async () => {
    const panel = await createPanel({ feedback: true });
    void panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write('Two');
    const answer = parts(panel, 'message')[1]!;
    await until(() => answer.dataset['state'] === 'streaming');
    const height = answer.offsetHeight;
    chat.done();
    await until(() => parts(panel, 'actions').length === 1);
    expect(answer.offsetHeight).to.equal(height);
  });

  it('asks nothing of the server while it is closed, and once about the assistant when it opens', async () => {
    const panel = await createPanel({ heading: null }, { open: false });
    expect(proxy.paths).to.deep.equal([]);
    panel.open = true;
    await settle(panel);
    await until(() => proxy.paths.length > 0);
    panel.open = false;
    await settle(panel);
    panel.open = true;
    await settle(panel);
    expect(proxy.paths).to.deep.equal(['GET /api/assistants/guide']);
    expect(words(part(panel, 'heading'))).to.equal('shop.example');
  });

  it('asks to be closed by Escape, by its button, and not while a word is composed (P5, P6)', async () => {
    const panel = await createPanel();
    let requests = 0;
    panel.addEventListener('close-request', () => requests++);
    const input = part(panel, 'input');
    press(input, 'Escape', { isComposing: true });
    expect(requests).to.equal(0);
    press(input, 'Escape');
    expect(requests).to.equal(1);
    part(panel, 'close').click();
    expect(requests).to.equal(2);
  });

  it('gives the first Escape to the open menu (P5)', async () => {
    const panel = await createPanel();
    let requests = 0;
    panel.addEventListener('close-request', () => requests++);
    const menu = part(panel, 'menu');
    menu.click();
    await settle(panel);
    expect(menu.getAttribute('aria-expanded')).to.equal('true');
    press(menu, 'Escape');
    await settle(panel);
    expect(menu.getAttribute('aria-expanded')).to.equal('false');
    expect(requests).to.equal(0);
  });

  it('takes no focus by itself, and the text box gets it when asked (P2)', async () => {
    const button = document.createElement('button');
    document.body.append(button);
    button.focus();
    const panel = await createPanel();
    expect(document.activeElement).to.equal(button);
    panel.focusComposer();
    expect(part(panel, 'input').matches(':focus')).to.equal(true);
    button.remove();
  });

  it('is a dialog named by its heading, and modal only when told (P1, P4, X1)', async () => {
    const panel = await createPanel();
    const dialog = part(panel, 'panel') as HTMLDialogElement;
    expect(dialog.localName).to.equal('dialog');
    expect(dialog.open).to.equal(true);
    expect(dialog.matches(':modal')).to.equal(false);
    expect(dialog.getAttribute('aria-labelledby')).to.equal(part(panel, 'heading').id);
    panel.modal = true;
    await settle(panel);
    expect(dialog.matches(':modal')).to.equal(true);
    panel.open = false;
    await settle(panel);
    expect(dialog.open).to.equal(false);
  });

  it('is not modal on paper, and afterwards as before, focus included (V7)', async () => {
    const panel = await createPanel({}, { modal: true });
    const dialog = part(panel, 'panel') as HTMLDialogElement;
    part(panel, 'input').focus();
    dispatchEvent(new Event('beforeprint'));
    expect([dialog.open, dialog.matches(':modal')]).to.deep.equal([true, false]);
    dispatchEvent(new Event('afterprint'));
    expect(dialog.matches(':modal')).to.equal(true);
    expect(part(panel, 'input').matches(':focus')).to.equal(true);
  });

  it('always shows an inline panel, without a button to close it', async () => {
    const panel = await createPanel({ mode: 'inline' }, { open: false });
    expect((part(panel, 'panel') as HTMLDialogElement).open).to.equal(true);
    expect(parts(panel, 'close')).to.deep.equal([]);
  });

  it('says that it is an AI, in its own words, in the owner’s, or not at all (M17)', async () => {
    const panel = await createPanel({ privacy: 'https://shop.example/privacy' });
    expect(words(part(panel, 'notice'))).to.equal('You are talking to an AI assistant. Privacy');
    expect(part(panel, 'notice').querySelector('a')!.href).to.equal('https://shop.example/privacy');
    removePanels();
    expect(words(part(await createPanel({ disclosure: 'A machine answers.' }), 'notice'))).to.equal('A machine answers.');
    removePanels();
    expect(parts(await createPanel({ disclosure: 'off' }), 'notice')).to.deep.equal([]);
  });

  it('says in the name of the link to the privacy page that it opens a new tab (M10)', async () => {
    const panel = await createPanel({ privacy: 'https://shop.example/privacy' });
    const link = part(panel, 'notice').querySelector('a')!;
    expect(link.target).to.equal('_blank');
    expect(link.getAttribute('aria-label')).to.equal('Privacy (opens in a new tab)');
    expect(link.title).to.equal(link.getAttribute('aria-label'));
  });

  it('empties the log at once for a new conversation, which the menu has confirmed first', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    await settle(panel);
    expect(parts(panel, 'message')).to.have.length(2);
    part(panel, 'menu').click();
    await settle(panel);
    const menu = part(panel, 'menu').getRootNode() as ShadowRoot;
    menu.querySelector<HTMLElement>('.item')!.click();
    await until(() => menu.querySelector('#confirm') !== null);
    expect(words(menu.querySelector('#list')!)).to.contain('This conversation will be cleared.');
    menu.querySelector<HTMLElement>('#confirm')!.click();
    expect(parts(panel, 'message')).to.have.length(0);
    expect((await proxy.chat(0)).signal.aborted).to.equal(true);
  });

  it('empties the log before newConversation() returns, and stops what runs', async () => {
    const panel = await createPanel();
    const states: string[] = [];
    panel.addEventListener('assisters-session', (event) => states.push(event.detail.state));
    void panel.ask('One');
    await settle(panel);
    panel.newConversation();
    expect(parts(panel, 'message')).to.have.length(0);
    expect(states).to.deep.equal(['new']);
  });

  it('lets no key, text or paste out to the page', async () => {
    const panel = await createPanel();
    const heard: string[] = [];
    const types = ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'compositionend'];
    const listen = (event: Event): void => void heard.push(event.type);
    for (const name of types) document.addEventListener(name, listen);
    const input = part(panel, 'input');
    for (const name of types) input.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
    for (const name of types) document.removeEventListener(name, listen);
    expect(heard).to.deep.equal([]);
  });

  it('lets the page change a question or cancel it, and keeps the words then', async () => {
    const panel = await createPanel();
    const change = (event: CustomEvent<{ text: string }>): void => void (event.detail.text = 'Changed');
    panel.addEventListener('assisters-ask', change);
    press(await type(panel, 'Original'), 'Enter');
    expect((await proxy.chat(0)).body.message).to.equal('Changed');
    panel.newConversation();
    panel.removeEventListener('assisters-ask', change);
    panel.addEventListener('assisters-ask', (event) => event.preventDefault());
    const input = await type(panel, 'Kept');
    press(input, 'Enter');
    await settle(panel);
    expect(input.value).to.equal('Kept');
    expect(proxy.chats).to.have.length(1);
  });

  it('refuses what says nothing and what is too long, and asks nothing', async () => {
    const panel = await createPanel({ maxLength: 5 });
    for (const text of ['', ' \u200b\u0007 ', '123456']) {
      let code = '';
      await panel.ask(text).catch((error: { code: string }) => (code = error.code));
      expect(code, JSON.stringify(text)).to.equal('invalid_request');
    }
    expect(parts(panel, 'message')).to.have.length(0);
  });

  it('tells the page what happens, never what was said', async () => {
    const panel = await createPanel();
    const told: [string, unknown][] = [];
    for (const name of ['assisters-first-token', 'assisters-answer', 'assisters-stop', 'assisters-error'] as const) {
      panel.addEventListener(name, (event) => void told.push([name, event.detail]));
    }
    void panel.ask('One');
    const first = await proxy.chat(0);
    first.write('Answer');
    first.done();
    await until(() => told.length === 2);
    expect(told[0]![0]).to.equal('assisters-first-token');
    expect(told[1]![0]).to.equal('assisters-answer');
    expect(told[1]![1]).to.include({ id: 'msg_1', tokens: 7 });
    void panel.ask('Two');
    (await proxy.chat(1)).refuse(500, 'server_error', { 'x-request-id': 'req_9' });
    await until(() => told.length === 3);
    expect(told[2]).to.deep.equal(['assisters-error', { code: 'server_error', status: 500, retryable: true, requestId: 'req_9' }]);
    void panel.ask('Three');
    await proxy.chat(2);
    panel.stop();
    expect(told[3]).to.deep.equal(['assisters-stop', null]);
  });

  it('lets the page take over a link of an answer', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write('See [returns](https://shop.example/returns).');
    chat.done();
    await until(() => parts(panel, 'content')[1]!.querySelector('a') !== null);
    let href = '';
    panel.addEventListener('assisters-link', (event) => {
      href = event.detail.href;
      event.preventDefault();
    });
    const click = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true });
    parts(panel, 'content')[1]!.querySelector('a')!.dispatchEvent(click);
    expect(href).to.equal('https://shop.example/returns');
    expect(click.defaultPrevented).to.equal(true);
  });

  it('moves the focus to the text box before the button that held it goes (P9)', async () => {
    const panel = await createPanel({ suggestions: ['Where is my order?'] });
    const suggestion = part(panel, 'suggestion');
    suggestion.focus();
    suggestion.click();
    await settle(panel);
    expect(parts(panel, 'suggestion')).to.deep.equal([]);
    expect(part(panel, 'input').matches(':focus')).to.equal(true);
    expect((await proxy.chat(0)).body.message).to.equal('Where is my order?');
  });

  it('puts a refused question back into the text box to be edited (M13)', async () => {
    const panel = await createPanel();
    void panel.ask('Too much');
    (await proxy.chat(0)).refuse(413, 'payload_too_large');
    await until(() => parts(panel, 'error').length === 1);
    expect(words(part(panel, 'error'))).to.contain('Your message could not be sent.');
    expect(parts(panel, 'retry')).to.deep.equal([]);
    part(panel, 'error').querySelector('button')!.click();
    await settle(panel);
    expect((part(panel, 'input') as HTMLTextAreaElement).value).to.equal('Too much');
    expect(parts(panel, 'message')).to.deep.equal([]);
  });

  it('takes up another conversation when the endpoint changes, and keeps it when only the heading does', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    await settle(panel);
    panel.config = { ...panel.config, heading: 'Other name' };
    await settle(panel);
    expect(parts(panel, 'message')).to.have.length(2);
    panel.config = { ...panel.config, assistant: 'another' };
    await settle(panel);
    expect(parts(panel, 'message')).to.have.length(0);
  });

  it('keeps the draft where the server no longer has the conversation, and is answered when it is sent (C8)', async () => {
    const keep = { kind: 'session' } as const;
    const first = await createPanel({ keep, storageKey: 'expired' });
    void first.ask('One');
    const chat = await proxy.chat(0);
    chat.write('Two');
    chat.done();
    await until(() => parts(first, 'message')[1]!.dataset['state'] === 'done');
    removePanels();
    const panel = await createPanel({ keep, storageKey: 'expired' }, { open: false });
    await until(() => parts(panel, 'message').length === 2);
    const input = await type(panel, 'Draft');
    proxy.sessionCode = 'session_not_found';
    panel.open = true;
    await until(() => parts(panel, 'message').length === 0);
    expect(input.value).to.equal('Draft');
    press(input, 'Enter');
    const second = await proxy.chat(1);
    expect(second.body.message).to.equal('Draft');
    second.write('Answer');
    second.done();
    await until(() => parts(panel, 'message')[1]?.dataset['state'] === 'done');
    await panel.forget().catch(() => {});
  });

  it('shows the names of its signs to who points at them, for those who say them aloud (C10)', async () => {
    const panel = await createPanel();
    const named = (name: string, label: string): void => {
      const { title, ariaLabel } = part(panel, name);
      expect([title, ariaLabel], name).to.deep.equal([label, label]);
    };
    named('send', 'Send');
    named('close', 'Close chat');
    named('menu', 'More options');
    void panel.ask('One');
    await settle(panel);
    named('stop', 'Stop answering');
    const chat = await proxy.chat(0);
    chat.write('Two');
    chat.done();
    await until(() => parts(panel, 'copy').length > 0);
    named('copy', 'Copy');
  });

  it('shows a stored conversation again, without asking anything', async () => {
    const keep = { kind: 'session' } as const;
    const first = await createPanel({ keep, storageKey: 'kept' });
    void first.ask('Remember me');
    const chat = await proxy.chat(0);
    chat.write('I do.');
    chat.done();
    await until(() => parts(first, 'message')[1]!.dataset['state'] === 'done');
    removePanels();
    const second = await createPanel({ keep, storageKey: 'kept' }, { open: false });
    expect(parts(second, 'content').map(words)).to.deep.equal(['Remember me', 'I do.']);
    expect(proxy.chats).to.have.length(1);
    await second.forget().catch(() => {});
    expect(sessionStorage.length).to.equal(0);
  });
});
