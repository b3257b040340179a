import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createPanel, FakeProxy, part, parts, removePanels, settle, until, words, type SentRequest } from './panel-fixture.ts';

const LONG = Array.from({ length: 40 }, (_, index) => `Paragraph ${index}`).join('\n\n');

const ANSWER = `## Heading

Some words with a [link](https://shop.example/page), **strong** ones and a source.[1] Then so many that they fill more than one line of it.

- One item
- Another item

\`\`\`js
const one = 1;
const two = 2;
\`\`\`

| Name | Price |
| --- | --- |
| Tent | 300 |
| Stove | 80 |

![A tent](https://images.example/tent.png)

The end.`;

/** Pixels by which engines round places. */
const ROUNDED = 1;

describe('what a reader sees', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  async function nextFrames(count: number): Promise<void> {
    for (; count > 0; count--) await new Promise(requestAnimationFrame);
  }

  /** Waits until nothing moves. The last step of a smooth way may take an engine several frames. */
  async function rest(panel: PanelElement): Promise<void> {
    const messages = part(panel, 'messages');
    for (let still = 0, before = NaN; still < 20; before = messages.scrollTop) {
      await nextFrames(1);
      still = messages.scrollTop === before ? still + 1 : 0;
    }
  }

  /** What stands in sight and how far it is from the edge: of the log, or of what is scrolled in it. */
  function places(panel: PanelElement, isScrolled: boolean): Map<Element, number> {
    const messages = part(panel, 'messages');
    const { top, bottom } = messages.getBoundingClientRect();
    const seen = [...messages.querySelectorAll('h4, p, li, pre, tr, [part=image-placeholder], [part=content], .actions button, .source')]
      .map((element): [Element, DOMRect] => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.bottom > top && box.top < bottom);
    return new Map(seen.map(([element, box]) => [element, box.top - top + (isScrolled ? messages.scrollTop : 0)]));
  }

  /** Streams an answer; tells what has moved meanwhile, frame by frame, and what the browser itself calls a shift. */
  async function movedBy(panel: PanelElement, chat: SentRequest, isScrolled: boolean, sourcesAt: number): Promise<string[]> {
    const moved: string[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.push(JSON.stringify(entry));
    });
    // Not every engine knows of shifts.
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) observer.observe({ type: 'layout-shift' });
    let before = places(panel, isScrolled);
    const look = async (): Promise<void> => {
      await nextFrames(1);
      const now = places(panel, isScrolled);
      for (const [element, place] of now) {
        const distance = place - (before.get(element) ?? place);
        if (Math.abs(distance) > ROUNDED) moved.push(`${element.outerHTML.slice(0, 60)} by ${distance}`);
      }
      before = now;
    };
    for (const [index, piece] of ANSWER.match(/[^]{1,12}/g)!.entries()) {
      if (index === sourcesAt) chat.sources([{ title: 'Page', url: 'https://shop.example/' }]);
      chat.write(piece);
      await look();
    }
    if (sourcesAt < 0) chat.sources([{ title: 'Page', url: 'https://shop.example/' }]);
    chat.done();
    while (parts(panel, 'message').at(-1)!.dataset['state'] !== 'done') await look();
    for (let frame = 0; frame < 5; frame++) await look();
    observer.disconnect();
    expect(parts(panel, 'citation')).to.have.length(1);
    return moved;
  }

  /** How the reader looks at an answer that arrives. */
  const MODES: Record<string, (panel: PanelElement) => void> = {
    'under the question at the top': () => undefined,
    'followed to its end': (panel) => part(panel, 'jump').click(),
    'read from where they went': (panel) => {
      part(panel, 'messages').dispatchEvent(new WheelEvent('wheel', { deltaY: -1 }));
      part(panel, 'messages').scrollTop -= 40;
    },
  };
  for (const [mode, choose] of Object.entries(MODES)) {
    for (const [way, sourcesAt] of [
      ['first', 0],
      ['amid', 20],
      ['last', -1],
    ] as const) {
      it(`does not move while an answer comes ${mode}, its sources ${way}`, async () => {
        const panel = await createPanel();
        await Promise.all(panel.shadowRoot!.getAnimations().map(({ finished }) => finished));
        void panel.ask('One');
        const chat = await proxy.chat(0);
        await settle(panel);
        const isLong = mode !== 'under the question at the top';
        chat.write(isLong ? `${LONG}\n\n` : 'First words.\n\n');
        await until(() => words(parts(panel, 'content').at(-1)!).endsWith(isLong ? 'Paragraph 39' : 'First words.'));
        await rest(panel);
        choose(panel);
        await rest(panel);
        expect(await movedBy(panel, chat, mode === 'followed to its end', sourcesAt)).to.deep.equal([]);
      });
    }
  }
});
