import { expect } from '@open-wc/testing';
import type { Source } from '../../../src/protocol/chat-event.ts';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';
import { citeSources } from '../../../src/widget/panel/citations.ts';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createScene } from '../../../src/widget/panel/scene.ts';
import { linkSources } from '../../../src/widget/panel/sources.ts';
import { createView, normalised, render, reset, seeded, violations } from '../markdown/answer-fixture.ts';
import { FakeScreenReader } from '../screen-reader.ts';
import { createConfig, createPanel, FakeProxy, part, parts, press, removePanels, settle, until, words } from './panel-fixture.ts';

const SCENE = createScene(undefined, createConfig(), new Phrases(en, 'en'), 'Nordhang', 'shop.example');

const SOURCES: Source[] = [
  { title: 'Trailhead manual', url: 'https://shop.example/manual' },
  { title: 'Tyre guide', url: 'https://shop.example/tyres' },
  { title: '', url: '/workshop' },
];

function cite(content: HTMLElement, sources: readonly Source[] = SOURCES): HTMLElement {
  citeSources(content, linkSources(sources, SCENE));
  return content;
}

function chips(content: Element): HTMLAnchorElement[] {
  return [...content.querySelectorAll<HTMLAnchorElement>("[part='citation']")];
}

/** An answer's words with its chips as they were written. */
function written(content: Element): string {
  const clone = content.cloneNode(true) as Element;
  for (const chip of chips(clone)) chip.replaceWith(`[${chip.textContent}]`);
  return clone.textContent!;
}

/** Words as they are told, without what keeps their direction apart. */
function plain(text: string | null): string {
  return text!.replaceAll(/[\u2068\u2069]/g, '');
}

describe('the sources in an answer’s text', () => {
  afterEach(reset);

  const MARKERS: [markdown: string, html: string][] = [
    ['Up to 2.4 inches.[1] These two', 'Up to 2.4 inches.1 These two'],
    ['Both[1][2].', 'Both12.'],
    ['Both [1, 2] and [3,1]', 'Both 12 and 31'],
    ['**Bold [2]** and _[1]_', 'Bold 2 and 1'],
    ['[1]', '1'],
  ];
  for (const [markdown, text] of MARKERS) {
    it(`are links in the place of ${markdown}`, () => {
      const content = cite(render(markdown));
      expect(content.textContent).to.equal(text);
      expect(chips(content).map(({ textContent }) => textContent)).to.deep.equal(markdown.match(/\d(?=[\],])/g));
      expect(violations(content)).to.deep.equal([]);
    });
  }

  it('are links in headings, lists, tables and quotes', () => {
    const content = cite(render('# A[1]\n\n- B[1]\n\n> C[1]\n\n| D[1] |\n| --- |\n| E[1] |'));
    expect(chips(content).map((chip) => chip.parentElement!.localName)).to.deep.equal(['h4', 'li', 'p', 'th', 'td']);
  });

  it('name what they lead to, and lead there as the row beneath does (P17, M10, M12)', () => {
    const [first, , third] = chips(cite(render('A[1], B[2], C[3]')));
    expect(plain(first!.getAttribute('aria-label'))).to.equal('Source 1: Trailhead manual (opens in a new tab)');
    expect(first!.title).to.equal(first!.getAttribute('aria-label'));
    expect([first!.href, first!.target, first!.rel]).to.deep.equal(['https://shop.example/manual', '_blank', 'noopener noreferrer']);
    expect(plain(third!.getAttribute('aria-label'))).to.equal(`Source 3: ${location.host}`);
    expect(third!.target).to.equal('');
  });

  const TEXTS = [
    'None has [0], [4], [1, 4], [01x], [1-2], [ 1 ] or [].',
    '`a[1]`',
    '```js\na[1]\n```',
    '[a [1] b](https://shop.example/)',
    '[1](https://shop.example/)',
    'x [1] y\n\n[1]: https://shop.example/later',
    '<sup>[1]</sup> <kbd>[1]</kbd>',
    '![alt [1]](https://shop.example/a.png)',
    '[^1]',
  ];
  for (const markdown of TEXTS) {
    it(`stay away from ${JSON.stringify(markdown)}`, () => {
      const content = render(markdown);
      const before = content.innerHTML;
      expect(cite(content).innerHTML).to.equal(before);
    });
  }

  it('change nothing without sources, and nothing a second time', () => {
    const content = render('A[1] and B[2] or [9]');
    const before = content.innerHTML;
    const nodes = [...content.querySelector('p')!.childNodes];
    expect(cite(content, []).innerHTML).to.equal(before);
    expect([...content.querySelector('p')!.childNodes]).to.deep.equal(nodes);
    cite(content);
    const cited = [...content.querySelector('p')!.childNodes];
    expect([...cite(content).querySelector('p')!.childNodes]).to.deep.equal(cited);
  });

  it('keep their numbers where one leads nowhere, which stays what it was', () => {
    const sources = [SOURCES[0]!, { title: 'Trap', url: 'javascript:alert(1)' }, SOURCES[1]!];
    const content = cite(render('A[1] B[2] C[3] D[1, 2]'), sources);
    expect(content.textContent).to.equal('A1 B[2] C3 D[1, 2]');
    expect(chips(content).map(({ href }) => href)).to.deep.equal(['https://shop.example/manual', 'https://shop.example/tyres']);
    expect(linkSources(sources, SCENE).map(({ n }) => n)).to.deep.equal([1, 3]);
  });

  it('bring in nothing of a hostile source', () => {
    const hostile = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)//https://x',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'https://user:word@shop.example/',
      'blob:https://shop.example/1',
      'mailto:a@b.example',
      'http://[',
    ].map((url) => ({ title: 'T', url }));
    const content = cite(render(hostile.map((_, index) => `[${index + 1}]`).join(' ')), hostile);
    expect(chips(content)).to.deep.equal([]);
    const title = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
    const cited = cite(render('A[1]'), [{ title, url: 'https://shop.example/"onclick="alert(1)' }]);
    expect(violations(cited)).to.deep.equal([]);
    expect(cited.querySelectorAll('*:not(div)')).to.have.length(2);
    expect(plain(chips(cited)[0]!.title)).to.contain(title);
    expect(chips(cited)[0]!.href).to.equal('https://shop.example/%22onclick=%22alert(1)');
  });

  it('keep a selection in the text around', () => {
    const content = render('Before the marker [1] and behind it');
    const text = content.querySelector('p')!.firstChild!;
    getSelection()!.setBaseAndExtent(text, 7, text, 35);
    cite(content);
    expect(getSelection()!.toString()).to.equal('the marker 1 and behind it');
  });

  it('leave the same words and the same nodes, streamed or not, whatever stands around', () => {
    const next = seeded(7);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
    const PIECES =
      'word |[1]|[2]|[3, 1]|[4]|[1][2]|**|_|`|\n|\n\n|- |1. |> || a | b |\n| --- | --- |\n|# |```\n|[1]: /x\n|<kbd>|</kbd>|~~|. |[a](/b)|\\|é|א'.split(
        '|',
      );
    for (let sample = 0; sample < 150; sample++) {
      const markdown = Array.from({ length: 30 }, () => pick(PIECES)).join('');
      const whole = render(markdown);
      const before = whole.textContent!;
      cite(whole);
      // What stands together is taken apart.
      const apart = (text: string): string => text.replaceAll('[3, 1]', '[3][1]');
      expect(apart(written(whole)), JSON.stringify(markdown)).to.equal(apart(before));
      expect(violations(whole), JSON.stringify(markdown)).to.deep.equal([]);
      const { root, view } = createView();
      for (let end = 5; end < markdown.length; end += 5) view.update(markdown.slice(0, end));
      while (!view.finish(markdown));
      expect(normalised(cite(root)), JSON.stringify(markdown)).to.equal(normalised(whole));
      reset();
    }
  });

  it('keep nobody waiting, however many there are', () => {
    for (const markdown of ['[1]'.repeat(20_000), '[1]  \n'.repeat(2000), '[1]. '.repeat(4000)]) {
      const content = render(markdown);
      const before = performance.now();
      cite(content);
      expect(performance.now() - before).to.be.lessThan(1000);
      reset();
    }
  });
});

describe('an answer with sources', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  function content(panel: PanelElement): HTMLElement {
    return parts(panel, 'content').at(-1)!;
  }

  function isDone(panel: PanelElement): boolean {
    return parts(panel, 'message').at(-1)!.dataset['state'] === 'done';
  }

  for (const place of ['before', 'amid', 'after']) {
    it(`cites them once it is whole, though they come ${place} the text`, async () => {
      const panel = await createPanel();
      void panel.ask('One');
      const chat = await proxy.chat(0);
      const pieces = ['The first.[1] A\n\n', 'The second.[2] B\n\n', 'The third.[3] C'];
      if (place === 'before') chat.sources(SOURCES);
      for (const [index, piece] of pieces.entries()) {
        if (place === 'amid' && index === 1) chat.sources(SOURCES);
        chat.write(piece);
        await until(() => words(content(panel)).endsWith(`[${index + 1}] ${'ABC'[index]}`));
      }
      const [block] = content(panel).querySelectorAll('p');
      if (place === 'after') chat.sources(SOURCES);
      expect(chips(content(panel))).to.deep.equal([]);
      chat.done();
      await until(() => isDone(panel));
      expect(chips(content(panel)).map(({ textContent }) => textContent)).to.deep.equal(['1', '2', '3']);
      expect(content(panel).querySelector('p')).to.equal(block);
      expect(panel.transcript('markdown')).to.contain('The first.[1]');
    });
  }

  it('is asked again with the numbers of the new one, and restored with those that it had', async () => {
    const panel = await createPanel({ keep: { kind: 'session' }, storageKey: 'cited' });
    void panel.ask('One');
    const first = await proxy.chat(0);
    first.sources(SOURCES.slice(0, 1));
    first.write('Half [1] and [2] of it');
    await until(() => words(content(panel)) === 'Half [1] and [2] of it');
    panel.stop();
    await until(() => chips(content(panel)).length === 1);
    part(panel, 'retry').click();
    const second = await proxy.chat(1);
    await until(() => chips(content(panel)).length === 0);
    second.write('Half [1] and [2] of it');
    second.sources(SOURCES);
    second.done();
    await until(() => isDone(panel));
    const html = content(panel).innerHTML;
    expect(chips(content(panel))).to.have.length(2);
    removePanels();
    const again = await createPanel({ keep: { kind: 'session' }, storageKey: 'cited' });
    await until(() => parts(again, 'content').length === 2 && isDone(again));
    expect(content(again).innerHTML).to.equal(html);
    await again.forget().catch(() => undefined);
  });

  it('is heard without them, and tells the page which one was followed (M12, N3)', async () => {
    const reader = new FakeScreenReader();
    const panel = await createPanel();
    void panel.ask('One');
    const chat = await proxy.chat(0);
    chat.write('It fits.[1] It is here.');
    chat.sources(SOURCES);
    chat.done();
    await until(() => isDone(panel));
    await until(() => reader.words.includes('It fits. It is here.'));
    reader.restore();
    const [chip] = chips(content(panel));
    const { height } = chip!.getBoundingClientRect();
    const hit = getComputedStyle(chip!, '::after');
    expect(height - 2 * parseFloat(hit.top)).to.be.at.least(24);
    let followed = '';
    panel.addEventListener('assisters-link', (event) => {
      followed = event.detail.href;
      event.preventDefault();
    });
    chip!.click();
    expect(followed).to.equal('https://shop.example/manual');
    await settle(panel);
    expect(press(chip!, 'a')).to.equal(true);
  });
});
