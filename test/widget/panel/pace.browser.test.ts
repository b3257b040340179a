import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createPanel, FakeProxy, part, parts, removePanels, settle, until, words } from './panel-fixture.ts';

/** Far more than is shown in one frame. */
const BURST = `${'Some words of an answer. '.repeat(20)}\n\n`.repeat(80);

const ENDS = ['assisters-first-token', 'assisters-answer', 'assisters-stop', 'assisters-error'] as const;

describe('the pace of the log', () => {
  let proxy: FakeProxy;
  const { now } = performance;

  beforeEach(() => {
    proxy = new FakeProxy();
    // A device so slow that each step takes a frame.
    let time = 0;
    performance.now = () => (time += 1000);
  });

  afterEach(() => {
    performance.now = now;
    removePanels();
    proxy.restore();
    setHidden(false);
  });

  /** What the browser says of a page that is covered or in another tab. */
  function setHidden(isHidden: boolean): void {
    Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: isHidden ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }

  function answer(panel: PanelElement, index = 0): HTMLElement {
    return parts(panel, 'message')[index * 2 + 1]!;
  }

  /** Notes what is told, and how much of each answer was to be read then. */
  function listen(panel: PanelElement): [told: string, isWhole: boolean][] {
    const told: [string, boolean][] = [];
    for (const name of ENDS) panel.addEventListener(name, () => void told.push([name, words(part(panel, 'messages')).includes('The end')]));
    return told;
  }

  async function nextFrames(count: number): Promise<void> {
    for (; count > 0; count--) await new Promise(requestAnimationFrame);
  }

  it('ends a turn, tells of it and keeps its promise only when all of its text is there', async () => {
    const panel = await createPanel();
    const told = listen(panel);
    let isKept = false;
    const promise = panel.ask('One').then(() => (isKept = true));
    const chat = await proxy.chat(0);
    chat.write(`${BURST}The end`);
    chat.sources([{ title: 'Page', url: 'https://shop.example/' }]);
    chat.done();
    await until(() => !panel.busy);
    expect(answer(panel).dataset['state']).to.equal('streaming');
    expect(parts(panel, 'message')[0]!.dataset['state']).to.equal('streaming');
    for (const name of ['actions', 'sources', 'error']) expect(parts(panel, name), name).to.deep.equal([]);
    await nextFrames(1);
    expect(told).to.deep.equal([['assisters-first-token', false]]);
    expect(isKept).to.equal(false);
    await until(() => answer(panel).dataset['state'] === 'done');
    expect(words(answer(panel))).to.contain('The end');
    expect(told).to.deep.equal([
      ['assisters-first-token', false],
      ['assisters-answer', true],
    ]);
    for (const name of ['actions', 'sources']) expect(parts(panel, name), name).to.have.length(1);
    await promise;
  });

  it('tells of two turns in their order', async () => {
    const panel = await createPanel();
    const told = listen(panel);
    void panel.ask('One');
    const first = await proxy.chat(0);
    first.write(`${BURST}The end`);
    first.done();
    await until(() => !panel.busy);
    void panel.ask('Two');
    const second = await proxy.chat(1);
    second.write('Short');
    second.done();
    await until(() => told.length === 4);
    expect(told.map(([name]) => name)).to.deep.equal([
      'assisters-first-token',
      'assisters-answer',
      'assisters-first-token',
      'assisters-answer',
    ]);
    expect(told[1]![1]).to.equal(true);
  });

  it('tells of a turn that was cleared away before all of it was there, and of that first', async () => {
    const panel = await createPanel();
    const told: string[] = [];
    for (const name of [...ENDS, 'assisters-session'] as const) panel.addEventListener(name, () => void told.push(name));
    const promise = panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write(BURST);
    chat.done();
    await until(() => !panel.busy);
    panel.newConversation();
    expect(parts(panel, 'message')).to.deep.equal([]);
    expect(told).to.deep.equal(['assisters-first-token', 'assisters-answer', 'assisters-session']);
    expect((await promise).state).to.equal('done');
  });

  it('writes into the log once a frame at most, however much comes', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    const chat = await proxy.chat(0);
    let writes = 0;
    const observer = new MutationObserver(() => writes++);
    observer.observe(part(panel, 'messages'), { subtree: true, childList: true, characterData: true });
    chat.write(BURST.repeat(4));
    for (let frame = 0; frame < 20; frame++) {
      for (let piece = 0; piece < 10; piece++) {
        chat.write(`word ${piece} `);
        await new Promise((resolve) => setTimeout(resolve));
      }
      const before = writes;
      await nextFrames(1);
      expect(writes - before).to.be.at.most(1);
    }
    await until(() => writes > 0);
    observer.disconnect();
  });

  it('renders nothing while the page is hidden, goes on all the same, and catches up when the page is seen again', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    await settle(panel);
    const told = listen(panel);
    setHidden(true);
    let writes = 0;
    const observer = new MutationObserver(() => writes++);
    observer.observe(part(panel, 'messages'), { subtree: true, childList: true, characterData: true, attributes: true });
    const chat = await proxy.chat(0);
    chat.write(`${BURST}The end`);
    chat.done();
    await until(() => told.length === 2);
    await nextFrames(3);
    expect(told.map(([name]) => name)).to.deep.equal(['assisters-first-token', 'assisters-answer']);
    expect(panel.transcript('markdown')).to.contain('The end');
    expect(writes).to.equal(0);
    setHidden(false);
    await until(() => answer(panel).dataset['state'] === 'done');
    expect(words(answer(panel))).to.contain('The end');
    expect(writes).to.be.greaterThan(5);
    observer.disconnect();
  });

  it('tells at once what waited for the log when the page is hidden', async () => {
    const panel = await createPanel();
    const told = listen(panel);
    const promise = panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write(BURST);
    chat.done();
    await until(() => !panel.busy);
    expect(told).to.have.length(1);
    setHidden(true);
    expect(told).to.have.length(2);
    expect((await promise).state).to.equal('done');
  });

  it('empties the log for a new conversation even while the page is hidden', async () => {
    const panel = await createPanel();
    void panel.ask('One');
    await settle(panel);
    setHidden(true);
    panel.newConversation();
    expect(parts(panel, 'message')).to.deep.equal([]);
  });
});
