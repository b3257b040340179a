import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createPanel, FakeProxy, parts, reduceMotion, removePanels, settle, until, words } from './panel-fixture.ts';

const BURST = 'Sixty-four characters arrive at once, as the other chats get them. ';

const ANSWER = `## Heading

Some words with a [link](https://shop.example/page) and **strong** ones.

- One item
- Another item

\`\`\`js
const one = 1;
const two = 2;
\`\`\`

| Name | Price |
| --- | --- |
| Tent | 300 |

The end.`;

describe('the text of an answer', () => {
  let proxy: FakeProxy;
  let restore: (() => void) | undefined;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
    restore?.();
  });

  function content(panel: PanelElement): HTMLElement {
    return parts(panel, 'content')[1]!;
  }

  function state(panel: PanelElement): string | undefined {
    return parts(panel, 'message')[1]!.dataset['state'];
  }

  async function ask(panel: PanelElement) {
    void panel.ask('One');
    const chat = await proxy.chat(0);
    await settle(panel);
    return chat;
  }

  it('comes evenly where it arrives in bursts, and is whole before it is said to be', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    const lengths: number[] = [];
    const states: string[] = [];
    const look = (): void => {
      lengths.push(words(content(panel)).length);
      states.push(state(panel)!);
    };
    const observer = new MutationObserver(look);
    observer.observe(content(panel), { subtree: true, childList: true, characterData: true });
    for (let burst = 0; burst < 4; burst++) {
      chat.write(BURST);
      const begin = performance.now();
      await until(() => performance.now() - begin > 400);
    }
    chat.done();
    await until(() => state(panel) === 'done');
    observer.disconnect();
    expect(words(content(panel))).to.equal(BURST.repeat(4).trim());
    const steps = lengths.map((length, index) => length - (lengths[index - 1] ?? 0));
    // A blank waits for its word.
    expect(Math.max(...steps)).to.be.at.most(13);
    expect(steps.length).to.be.greaterThan(30);
    expect(states.slice(0, -1)).to.not.include('done');
  });

  const AT_ONCE: [name: string, act: (panel: PanelElement) => void][] = [
    ['the visitor stops it', (panel) => panel.stop()],
    ['the visitor comes back to the page', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the connection breaks', () => proxy.chats[0]!.cut()],
  ];
  for (const [name, act] of AT_ONCE) {
    it(`is there at once when ${name}`, async () => {
      const panel = await createPanel();
      const chat = await ask(panel);
      chat.write(BURST.repeat(5));
      await until(() => words(content(panel)) !== '');
      expect(words(content(panel)).length).to.be.lessThan(150);
      const lengths: number[] = [];
      const observer = new MutationObserver(() => lengths.push(words(content(panel)).length));
      act(panel);
      await until(() => state(panel) !== 'streaming' || name.includes('back'));
      observer.observe(content(panel), { subtree: true, childList: true, characterData: true });
      await until(() => words(content(panel)) === BURST.repeat(5).trim());
      expect(lengths.length).to.be.at.most(1);
      observer.disconnect();
    });
  }

  it('comes line by line where motion is unwanted (V5)', async () => {
    restore = reduceMotion();
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write(`${BURST}\n\nAnd`);
    await until(() => words(content(panel)) !== '');
    expect(words(content(panel))).to.equal(BURST.trim());
  });

  it('comes line by line from the moment on at which motion is unwanted, and keeps what is there (V5)', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write('First words');
    await until(() => words(content(panel)) === 'First words');
    const before = content(panel).querySelector('p');
    restore = reduceMotion();
    chat.write(' and more');
    await settle(panel);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    expect(words(content(panel))).to.equal('First words');
    chat.write(', to its end.\n\nNext');
    await until(() => words(content(panel)) !== 'First words');
    expect(words(content(panel))).to.equal('First words and more, to its end.');
    expect(content(panel).querySelector('p') === before).to.equal(true);
  });

  it('never moves what stands there already', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    // It grows while it opens, and with it all places.
    await Promise.all(panel.shadowRoot!.getAnimations().map(({ finished }) => finished));
    const places = new Map<Element, number>();
    const moved: string[] = [];
    const look = (): void => {
      const { top } = content(panel).getBoundingClientRect();
      for (const element of content(panel).querySelectorAll('h4, p, li, [part], tr')) {
        const place = element.getBoundingClientRect().top - top;
        const before = places.get(element) ?? place;
        if (Math.abs(place - before) > 0.5) moved.push(`${element.outerHTML} from ${before} to ${place}`);
        places.set(element, place);
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(content(panel), { subtree: true, childList: true, characterData: true });
    for (const piece of ANSWER.match(/[^]{1,40}/g)!) {
      chat.write(piece);
      await settle(panel);
    }
    chat.sources([{ title: 'Page', url: 'https://shop.example/' }]);
    chat.done();
    await until(() => state(panel) === 'done');
    look();
    observer.disconnect();
    expect(places.size).to.be.greaterThan(8);
    expect(moved).to.deep.equal([]);
  });
});
