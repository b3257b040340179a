import { expect } from '@open-wc/testing';
import { createPanel, FakeProxy, part, parts, removePanels, settle, until, words } from './panel-fixture.ts';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';

const LONG = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}`).join('\n\n');

describe('message-log-element', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  function state(panel: PanelElement, index: number): string | undefined {
    return parts(panel, 'message')[index]?.dataset['state'];
  }

  async function answer(panel: PanelElement, question: string, text: string): Promise<void> {
    const index = proxy.chats.length;
    void panel.ask(question);
    const chat = await proxy.chat(index);
    chat.write(text);
    chat.done();
    await until(() => state(panel, index * 2 + 1) === 'done');
    await settle(panel);
  }

  it('puts both messages of a turn into the log in the same update, each with its role, state and content', async () => {
    const panel = await createPanel();
    const seen: string[][] = [];
    const root = part(panel, 'messages').getRootNode() as ShadowRoot;
    const observer = new MutationObserver(() => {
      seen.push(parts(panel, 'message').map(({ dataset }) => `${dataset['role']} ${dataset['state']}`));
    });
    observer.observe(root, { childList: true, subtree: true });
    void panel.ask('One');
    await settle(panel);
    observer.disconnect();
    expect(seen[0]).to.deep.equal(['user sending', 'assistant sending']);
    expect(parts(panel, 'content').map(({ textContent }) => textContent)).to.deep.equal(['One', '']);
  });

  it('uses both messages again when a question is asked again', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    (await proxy.chat(0)).refuse(500, 'server_error');
    await until(() => state(panel, 1) === 'failed');
    const before = parts(panel, 'message');
    part(panel, 'retry').click();
    await until(() => state(panel, 1) === 'sending');
    expect(parts(panel, 'message')).to.deep.equal(before);
    expect(parts(panel, 'error')).to.deep.equal([]);
    expect((await proxy.chat(1)).body.message).to.equal('One');
  });

  it('sets a short greeting as a headline, a long one as text', async () => {
    const sizeOf = async (greeting: string): Promise<number> => {
      const panel = await createPanel({ greeting });
      return parseFloat(getComputedStyle(part(panel, 'greeting').querySelector('p')!).fontSize);
    };
    expect(await sizeOf('Hello')).to.be.greaterThan(1.3 * (await sizeOf('Hello, '.repeat(20))));
  });

  it('lets a second question wait for the answer to the first', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    void panel.ask('Two');
    await settle(panel);
    expect([0, 1, 2, 3].map((index) => state(panel, index))).to.deep.equal(['sending', 'sending', 'queued', 'queued']);
  });

  it('greets in the owner’s words, which are no message and stay when the conversation begins', async () => {
    const panel = await createPanel({ greeting: 'Hello from **Nordhang**' });
    expect(words(part(panel, 'greeting'))).to.equal('Hello from Nordhang');
    expect(part(panel, 'greeting').querySelector('strong')).to.not.equal(null);
    expect(parts(panel, 'message')).to.deep.equal([]);
    await answer(panel, 'One', 'Text');
    expect(words(part(panel, 'greeting'))).to.equal('Hello from Nordhang');
    expect(parts(panel, 'message')).to.have.length(2);
  });

  it('greets in its own words and offers questions, until the first was asked', async () => {
    const panel = await createPanel({ suggestions: ['Where is my order?', 'Do you rent bikes?'] });
    expect(words(part(panel, 'greeting'))).to.contain('I answer questions about shop.example.');
    expect(parts(panel, 'suggestion').map(words)).to.deep.equal(['Where is my order?', 'Do you rent bikes?']);
    void panel.ask('One');
    await settle(panel);
    expect(parts(panel, 'greeting')).to.deep.equal([]);
  });

  it('shows what the page puts into the slot instead of greeting and questions', async () => {
    const panel = await createPanel({ suggestions: ['One?'] });
    const content = document.createElement('p');
    content.slot = 'empty';
    content.textContent = 'Ours';
    (panel.getRootNode() as ShadowRoot).host.append(content);
    await until(() => parts(panel, 'suggestion').length === 0);
    await settle(panel);
    expect(content.getBoundingClientRect().height).to.be.greaterThan(0);
    expect(parts(panel, 'greeting')).to.deep.equal([]);
  });

  it('is a named list that can be scrolled by keys and is no live region (M1, M6, M9, N1)', async () => {
    const panel = await createPanel();
    await answer(panel, 'One', 'Text');
    const messages = part(panel, 'messages');
    expect(messages.tabIndex).to.equal(0);
    // Not even one that is off: Orca takes what stands in it for said.
    expect(messages.getAttribute('role')).to.equal('group');
    expect(messages.hasAttribute('aria-live')).to.equal(false);
    expect(messages.getAttribute('aria-label')).to.equal('Conversation');
    expect(messages.querySelector('ol')!.getAttribute('role')).to.equal('list');
    expect(messages.querySelectorAll('ol.turns > li')).to.have.length(1);
    expect(words(messages.querySelector('.day')!)).to.equal('Today');
  });

  it('brings a sent question to the top, with room for its answer below', async () => {
    const panel = await createPanel();
    await answer(panel, 'One', LONG);
    void panel.ask('Two');
    await settle(panel);
    const messages = part(panel, 'messages');
    const question = parts(panel, 'message')[2]!;
    const distance = (): number => question.getBoundingClientRect().top - messages.getBoundingClientRect().top;
    await until(() => Math.abs(distance() - 12) <= 2);
    expect(messages.scrollTop + messages.clientHeight).to.be.at.most(messages.scrollHeight + 1);
  });

  it('moves nothing that is read while the answer grows past the end', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write('First\n\n');
    await until(() => state(panel, 1) === 'streaming');
    const question = parts(panel, 'message')[0]!;
    const messages = part(panel, 'messages');
    await until(() => Math.abs(question.getBoundingClientRect().top - messages.getBoundingClientRect().top - 12) <= 2);
    const before = messages.scrollTop;
    chat.write(LONG);
    chat.done();
    await until(() => state(panel, 1) === 'done');
    await until(() => parts(panel, 'jump').length === 1);
    expect(messages.scrollTop).to.be.closeTo(before, 2);
  });

  it('leads to the end by its button and follows it from there, until the reader scrolls up', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write(LONG);
    await until(() => parts(panel, 'jump').length === 1);
    const messages = part(panel, 'messages');
    const end = (): number => messages.scrollHeight - messages.clientHeight - messages.scrollTop;
    part(panel, 'jump').click();
    await until(() => end() < 24 && parts(panel, 'jump').length === 0);
    chat.write(`\n\n${LONG}`);
    const height = messages.scrollHeight;
    await until(() => messages.scrollHeight > height && end() < 24);
    messages.scrollTop -= 200;
    await until(() => parts(panel, 'jump').length === 1);
    const place = messages.scrollTop;
    const grown = messages.scrollHeight;
    chat.write(`\n\n${LONG}`);
    await until(() => messages.scrollHeight > grown);
    await settle(panel);
    expect(messages.scrollTop).to.equal(place);
  });

  it('is where the reader was when it is shown again (P7)', async () => {
    const panel = await createPanel();
    await answer(panel, 'One', LONG);
    const messages = part(panel, 'messages');
    messages.scrollTop = 300;
    await new Promise((resolve) => messages.addEventListener('scroll', resolve, { once: true }));
    // Firefox sets it to a whole pixel of the screen.
    const place = messages.scrollTop;
    expect(place).to.be.closeTo(300, 1);
    panel.open = false;
    await settle(panel);
    panel.open = true;
    await settle(panel);
    await until(() => messages.scrollTop === place);
  });

  it('shows the end of a stored conversation, down to its last button', async () => {
    const keep = { kind: 'session' } as const;
    await answer(await createPanel({ keep, storageKey: 'kept' }), 'One', LONG);
    removePanels();
    const panel = await createPanel({ keep, storageKey: 'kept' });
    const messages = part(panel, 'messages').getBoundingClientRect();
    const isSeen = (): boolean => {
      const { top, bottom } = part(panel, 'copy').getBoundingClientRect();
      return top > messages.top && bottom < messages.bottom;
    };
    await until(isSeen);
    await panel.forget().catch(() => {});
  });
});
