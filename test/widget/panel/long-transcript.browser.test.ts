import { expect } from '@open-wc/testing';
import type { ConversationState, Turn } from '../../../src/widget/conversation/state.ts';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { serializeConversation } from '../../../src/widget/storage/saved-conversation.ts';
import { storageName } from '../../../src/widget/storage/storage-name.ts';
import { createConfig, createPanel, FakeProxy, part, parts, removePanels, settle, until, words } from './panel-fixture.ts';

const KEEP = { keep: { kind: 'session' } } as const;

/** Turns of the stored conversation: the newest 10, five steps of 10, and a rest. */
const TURNS = 65;

describe('a long transcript', () => {
  let proxy: FakeProxy;

  let tests = 0;
  let storageKey: string;

  beforeEach(() => {
    proxy = new FakeProxy();
    storageKey = `long ${tests++}`;
  });

  afterEach(() => {
    removePanels();
    proxy.restore();
    sessionStorage.clear();
  });

  function store(count = TURNS, answer = (index: number): string => `Answer ${index}`): void {
    const turns = Array.from({ length: count }, (_, index): Turn => {
      const turn = { id: `turn-${index}`, key: '', question: `Question ${index}`, answer: answer(index), state: 'done' } as const;
      return {
        ...turn,
        place: index,
        askedAtMs: index,
        endedAtMs: index,
        answerId: null,
        tokens: null,
        sources: [],
        failure: null,
        sends: 1,
        waits: 0,
      };
    });
    const state: ConversationState = { sessionId: 'sess_test', turns, discarded: [], changedAtMs: Date.now() };
    sessionStorage.setItem(storageName(createConfig({ storageKey })), serializeConversation(state));
  }

  async function open(): Promise<PanelElement> {
    const panel = await createPanel({ ...KEEP, storageKey });
    // Earlier turns come a few a frame.
    await until(() => shown(panel)[2] === 10);
    await until(() => top(panel) > 0 && parts(panel, 'message').every(({ dataset }) => dataset['state'] === 'done'));
    // It grows while it opens, and with it all places.
    await Promise.all(panel.shadowRoot!.getAnimations().map(({ finished }) => finished));
    return panel;
  }

  function top(panel: PanelElement): number {
    return part(panel, 'messages').scrollTop;
  }

  /** The questions in the log: the first and the last one, and how many there are. */
  function shown(panel: PanelElement): [first: string, last: string, count: number] {
    const questions = [...part(panel, 'messages').querySelectorAll("[data-role='user'] [part='content']")].map(words);
    return [questions[0]!, questions.at(-1)!, questions.length];
  }

  function earlier(panel: PanelElement): HTMLButtonElement | null {
    return part(panel, 'messages').querySelector('.earlier');
  }

  async function scrollTo(panel: PanelElement, place: number): Promise<void> {
    const messages = part(panel, 'messages');
    const scrolled = new Promise((resolve) => messages.addEventListener('scroll', resolve, { once: true }));
    messages.scrollTop = place;
    await scrolled;
  }

  function nextFrame(): Promise<number> {
    return new Promise(requestAnimationFrame);
  }

  it('is in the log with its newest turns, at its end, and says that there is more', async () => {
    store();
    const panel = await open();
    expect(shown(panel)).to.deep.equal(['Question 55', 'Question 64', 10]);
    expect(words(earlier(panel)!)).to.equal('Earlier messages');
    const { bottom } = part(panel, 'messages').getBoundingClientRect();
    await until(() => parts(panel, 'copy').at(-1)!.getBoundingClientRect().bottom < bottom);
  });

  it('says nothing of earlier messages where there are none', async () => {
    store(10);
    const panel = await open();
    expect(shown(panel)).to.deep.equal(['Question 0', 'Question 9', 10]);
    expect(earlier(panel)).to.equal(null);
  });

  it('is whole in what the visitor keeps of it', async () => {
    store();
    const panel = await open();
    expect((JSON.parse(panel.transcript('json')) as { messages: unknown[] }).messages).to.have.length(2 * TURNS);
  });

  // Not every engine holds the place by itself; an engine that does must not be told twice.
  for (const anchor of ['auto', 'none']) {
    it(`goes back step by step by its button, and what is read stays in its place (overflow-anchor: ${anchor})`, async () => {
      store();
      const panel = await open();
      part(panel, 'messages').style.setProperty('overflow-anchor', anchor);
      await scrollTo(panel, 2);
      await until(() => shown(panel)[2] === 20);
      const seen = parts(panel, 'message')[0]!;
      part(panel, 'messages').scrollTop = 0;
      earlier(panel)!.focus();
      const place = seen.getBoundingClientRect().top;
      const changes = new MutationObserver(() => {});
      const standing = [...part(panel, 'messages').querySelectorAll('li')];
      for (const item of standing) changes.observe(item, { subtree: true, childList: true, attributes: true, characterData: true });
      earlier(panel)!.click();
      await until(() => shown(panel)[2] > 20);
      await nextFrame();
      expect(seen.getBoundingClientRect().top).to.be.closeTo(place, 1);
      expect(changes.takeRecords()).to.deep.equal([]);
      const items = [...part(panel, 'messages').querySelectorAll('li')];
      expect(standing.every((item) => items.includes(item))).to.equal(true);
    });
  }

  it('comes by scrolling near its beginning, in order, until all of it is there', async () => {
    store();
    const panel = await open();
    for (const first of ['Question 45', 'Question 35', 'Question 25', 'Question 15', 'Question 5', 'Question 0']) {
      const seen = parts(panel, 'message')[0]!;
      await scrollTo(panel, 40);
      const place = seen.getBoundingClientRect().top;
      await until(() => shown(panel)[0] === first);
      await nextFrame();
      expect(seen.getBoundingClientRect().top, first).to.be.closeTo(place, 1);
    }
    const questions = [...part(panel, 'messages').querySelectorAll("[data-role='user'] [part='content']")].map(words);
    expect(questions).to.deep.equal(Array.from({ length: TURNS }, (_, index) => `Question ${index}`));
    expect(earlier(panel)).to.equal(null);
  });

  it('keeps the focus on the button, and takes it into the log when the button goes (P9)', async () => {
    store();
    const panel = await open();
    // Which brings it into sight, and that must not be taken for a wish to go on.
    earlier(panel)!.focus();
    await nextFrame();
    await nextFrame();
    for (const count of [20, 30, 40, 50, 60]) {
      expect(shown(panel)[2]).to.equal(count - 10);
      earlier(panel)!.click();
      await until(() => shown(panel)[2] === count);
      expect(earlier(panel)!.matches(':focus'), String(count)).to.equal(true);
    }
    earlier(panel)!.click();
    await until(() => shown(panel)[2] === TURNS);
    expect(earlier(panel)).to.equal(null);
    expect(part(panel, 'messages').matches(':focus')).to.equal(true);
  });

  it('is gone back in by Alt and an arrow, beyond the messages that are here (M5)', async () => {
    store();
    const panel = await open();
    const first = parts(panel, 'message')[0]!;
    first.focus();
    const event = new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true, composed: true, cancelable: true });
    first.dispatchEvent(event);
    await until(() => shown(panel)[2] >= 20);
    expect(first.matches(':focus')).to.equal(true);
  });

  it('is back to its newest turns when a question is asked, which comes to the top', async () => {
    store();
    const panel = await open();
    earlier(panel)!.click();
    await until(() => shown(panel)[2] === 20);
    void panel.ask('New?');
    await settle(panel);
    expect(shown(panel)).to.deep.equal(['Question 56', 'New?', 10]);
    const question = parts(panel, 'message').at(-2)!;
    await until(() => Math.abs(question.getBoundingClientRect().top - part(panel, 'messages').getBoundingClientRect().top - 12) <= 2);
    panel.newConversation();
    expect(parts(panel, 'message')).to.deep.equal([]);
    void panel.ask('First?');
    await settle(panel);
    expect(shown(panel)).to.deep.equal(['First?', 'First?', 1]);
  });

  it('is printed whole, and is as it was before afterwards', async () => {
    // One answer takes more than one step.
    store(TURNS, (index) => `Answer ${index} ${index === 3 ? 'and more\n\n'.repeat(2_000) : ''}`);
    const panel = await open();
    await scrollTo(panel, 600);
    const before = parts(panel, 'message');
    const place = top(panel);
    dispatchEvent(new Event('beforeprint'));
    expect(parts(panel, 'message')).to.have.length(2 * TURNS);
    expect(parts(panel, 'message').every(({ dataset }) => dataset['state'] === 'done')).to.equal(true);
    dispatchEvent(new Event('afterprint'));
    expect(parts(panel, 'message')).to.deep.equal(before);
    expect(top(panel)).to.be.closeTo(place, 1);
  });

  it('is not rendered for a print on which it cannot be seen', async () => {
    store();
    const panel = await open();
    panel.open = false;
    await settle(panel);
    // It fades out.
    await until(() => panel.shadowRoot!.querySelector('dialog')!.clientHeight === 0);
    dispatchEvent(new Event('beforeprint'));
    expect(parts(panel, 'message')).to.have.length(20);
  });

  it('of long answers shows the newest first, and all after some frames', async () => {
    store(10, (index) => `Beginning ${index}\n\n${'Some words. '.repeat(800)}\n\nEnd ${index}`);
    const panel = await createPanel({ ...KEEP, storageKey });
    const messages = () => parts(panel, 'message');
    const isWhole = () => messages().length === 20 && messages().every(({ dataset }) => dataset['state'] === 'done');
    await until(() => messages().at(-1)?.dataset['state'] === 'done');
    expect(isWhole()).to.equal(false);
    await until(isWhole);
    const answers = [...part(panel, 'messages').querySelectorAll("[data-role='assistant'] [part='content']")].map(words);
    answers.forEach((text, index) => expect(text.endsWith(`End ${index}`)).to.equal(true));
    // The reader was at the end, and still is.
    const { bottom } = part(panel, 'messages').getBoundingClientRect();
    await until(() => parts(panel, 'copy').at(-1)!.getBoundingClientRect().bottom < bottom);
  });
});
