import { expect } from '@open-wc/testing';
import { runDocuments } from '../../e2e/markdown-corpora/documents.ts';
import { blocksOf, createView, groupsOf, normalised, render, reset } from './answer-fixture.ts';

/** Blocks that are long enough to be cut. */
const LARGE = [
  (n: number) => Array.from({ length: n }, (_, index) => `- item ${index} with **words**`).join('\n'),
  (n: number) => Array.from({ length: n }, (_, index) => `${index + 7}. item ${index}\n`).join('\n'),
  (n: number) => `| a | b |\n|---|--:|\n${Array.from({ length: n }, (_, index) => `| ${index} | \`x\` |`).join('\n')}`,
  (n: number) =>
    `\`\`\`ts\n${Array.from({ length: n }, (_, index) => (index % 7 ? `const a${index} = [${index}];` : '')).join('\n')}\n\`\`\``,
  (n: number) => Array.from({ length: n }, (_, index) => (index ? `    line ${index}` : '    first')).join('\n'),
  (n: number) =>
    Array.from({ length: n * 2 }, (_, index) => `Sentence ${index} has *some* words, and a [link](https://a.example/).`).join(' '),
  (n: number) => Array.from({ length: n * 2 }, (_, index) => `line ${index} of a paragraph | that may become`).join('\n'),
];

describe('an answer that arrives in pieces', () => {
  afterEach(reset);

  it('ends with the same nodes as one that came whole, whatever it is made of', async () => {
    const isFull = (globalThis as { fullRun?: boolean }).fullRun === true;
    const { wrong, cases } = await runDocuments({ seed: 1, chunkings: 2 }, isFull ? 4000 : 300);
    expect(wrong).to.deep.equal([]);
    expect(cases).to.be.at.least(300);
  }).timeout(300_000);

  for (const [what, text] of [
    ['a definition with words behind its address', '[ref]\n\n[ref]:y h'],
    ['a definition with words behind its title', '[ref]\n\n[ref]: y\n"title" h'],
    ['a definition, and with it another one behind it', '[a] [b]\n\n> [b]: y\n\n[a]:y h'],
    ['a row behind one of tabs', 'a||\n-|-\n\t\n```a`'],
    ['an item of nothing but a wide space', '- \u3000\n\n-'],
  ] as const) {
    it(`ends as one that came whole where it takes ${what} for something else at first`, () => {
      const whole = normalised(render(text));
      for (let cut = 1; cut < text.length; cut++) {
        const { root, view } = createView();
        view.update(text.slice(0, cut));
        view.finish(text);
        expect(normalised(root), `cut at ${cut}`).to.equal(whole);
      }
    });
  }

  const GIANTS: Record<string, string> = {
    list: LARGE[0]!(800),
    'ordered list': LARGE[1]!(800),
    table: LARGE[2]!(800),
    code: LARGE[3]!(1600),
    'indented code': LARGE[4]!(1600),
    paragraph: LARGE[5]!(200),
    'paragraph of lines': LARGE[6]!(200),
  };
  for (const [name, text] of Object.entries(GIANTS)) {
    it(`touches only the end of a giant ${name}`, () => {
      const { root, view } = createView();
      while (!view.update(text.slice(0, -4000)));
      const changes = new MutationObserver(() => undefined);
      changes.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
      const early = root.querySelectorAll('li, tr, p, code > span')[1]!;
      let most = 0;
      for (let end = text.length - 4000; end < text.length; end += 9) {
        view.update(text.slice(0, end));
        const records = changes.takeRecords();
        expect(records.some(({ target }) => early.contains(target))).to.equal(false);
        most = Math.max(most, records.length);
      }
      while (!view.finish(text));
      expect(most).to.be.lessThan(120);
      expect(normalised(root)).to.equal(normalised(render(text)));
    });
  }

  it('numbers the parts of a long list as one', () => {
    const root = render(LARGE[1]!(120));
    expect([...root.querySelectorAll('ol')].map(({ start, children }) => [start, children.length])).to.deep.equal([
      [7, 50],
      [57, 50],
      [107, 20],
    ]);
  });

  it('repeats the head of a long table', () => {
    const root = render(LARGE[2]!(120));
    const tables = [...root.querySelectorAll('table')];
    expect(tables.map(({ tHead, tBodies }) => `${tHead!.textContent} ${tBodies[0]!.rows.length}`)).to.deep.equal([
      'ab 50',
      'ab 50',
      'ab 20',
    ]);
    expect(tables[2]!.querySelector('td:last-child')!.getAttribute('align')).to.equal('right');
  });

  it('leaves long code one block, to be copied whole', () => {
    const lines = Array.from({ length: 300 }, (_, index) => (index % 64 ? `line ${index}` : '')).join('\n');
    for (const text of [`\`\`\`ts\n${lines}\n\`\`\`\n`, `  \`\`\`ts\n  ${lines.replaceAll('\n', '\n  ')}\n`]) {
      const root = render(text);
      expect(root.querySelectorAll('[part=code-block]').length).to.equal(1);
      expect(root.querySelector('code')!.children.length).to.be.greaterThan(3);
      expect(root.querySelector('code')!.textContent).to.equal(lines);
    }
  });

  it('puts no more than 24 blocks into a group, and no more than 8 groups into a section', () => {
    const root = render('Words.\n\n[a]: https://a.example/\n\n'.repeat(230));
    expect(groupsOf(root).map(({ children }) => children.length)).to.deep.equal([...Array<number>(9).fill(24), 14]);
    expect([...root.children].map(({ children }) => children.length)).to.deep.equal([8, 2]);
  });

  it('leaves no empty group or section where blocks turn out to be fewer', () => {
    const text = `${'Words.\n\n'.repeat(192)}- a\n\n`;
    const { root, view } = createView();
    while (!view.update(`${text}b`));
    expect([...root.children].map(({ children }) => children.length)).to.deep.equal([8, 1]);
    expect(blocksOf(root).length).to.equal(194);
    while (!view.finish(`${text}  b`));
    expect(blocksOf(root).length).to.equal(193);
    while (!view.finish('Words.'));
    expect([...root.children].map(({ children }) => children.length)).to.deep.equal([1]);
  });

  it('adds words to a paragraph and leaves those before them alone', () => {
    const words = 'It takes **thirty days** and `shipping` is [free](https://a.example/), *members* or not. ';
    const text = words.repeat(30);
    const { root, view } = createView();
    view.update(text);
    const before = [...root.querySelector('p')!.childNodes];
    const create = document.createElement.bind(document);
    let created = 0;
    document.createElement = (name: string) => (created++, create(name));
    try {
      for (let end = 0; end < words.length; end++) view.update(text + words.slice(0, end));
    } finally {
      document.createElement = create;
    }
    const after = root.querySelector('p')!.childNodes;
    expect(before.slice(0, -1).every((node, index) => node === after[index])).to.equal(true);
    expect(created / words.length).to.be.lessThan(12);
    while (!view.finish(text + words));
    expect(normalised(root)).to.equal(normalised(render(text + words)));
  });

  it('shows another text in place of one that differs only far from its end', () => {
    const text = 'Some words. '.repeat(800);
    const other = `Many${text.slice(4)}`;
    expect(other.length).to.equal(text.length);
    const { root, view } = createView();
    while (!view.update(text));
    while (!view.finish(other));
    expect(normalised(root)).to.equal(normalised(render(other)));
  });

  it('reads a burst in steps, the first of them a short one', () => {
    const text = 'Some words. '.repeat(2000);
    const { root, view } = createView();
    let steps = 1;
    for (; !view.finish(text, 0); steps++) expect(root.textContent!.length).to.be.within(1, steps * 6000 - 4500);
    expect(steps).to.equal(5);
    expect(root.textContent!.replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''));
  });

  it('takes more steps at once while there is time for another one', () => {
    const text = 'Some words. '.repeat(2000);
    const { root, view } = createView();
    expect(view.finish(text, performance.now() + 60_000)).to.equal(true);
    expect(normalised(root)).to.equal(normalised(render(text)));
  });

  it('waits for more text where all of a giant item would be read again', () => {
    const text = `- a\n${'  - nested words\n'.repeat(3000)}`;
    const { root, view } = createView();
    while (!view.update(text));
    const before = root.querySelectorAll('li').length;
    for (let added = 1; added < 20; added++) view.update(`${text}${'  - more\n'.repeat(added)}`);
    expect(root.querySelectorAll('li').length).to.equal(before);
    view.finish(`${text}${'  - more\n'.repeat(20)}`);
    expect(root.querySelectorAll('li').length).to.equal(3021);
  });

  it('shows nothing but whole lines to who wants less motion (V5)', () => {
    const { root, view } = createView({ wholeLines: true });
    view.update('First line\nhalf of the sec');
    expect(root.textContent).to.equal('First line');
    view.finish('First line\nhalf of the sec');
    expect(root.textContent).to.equal('First line\nhalf of the sec');
  });

  it('begins anew when the text is another one', () => {
    const { root, view } = createView();
    view.finish('One\n\nTwo\n\n[a]: https://a.example/');
    view.update('Other [a]\n\ntext');
    expect(blocksOf(root).map(({ textContent }) => textContent)).to.deep.equal(['Other [a]', 'text']);
    view.finish('');
    expect(root.childNodes.length).to.equal(0);
  });

  describe('with something of the page that enhances it', () => {
    it('hands over each block once, when it is finished', () => {
      const seen: string[] = [];
      const { view } = createView({ enhance: (block) => void seen.push(`${block.localName} ${block.textContent!.slice(0, 9)}`) });
      const text = 'First\n\n- a\n- b\n\n> quote\n\nLast';
      for (let end = 0; end < text.length; end++) view.update(text.slice(0, end));
      expect(seen).to.deep.equal(['p First', 'ul ab', 'blockquote quote']);
      view.finish(text);
      expect(seen.slice(3)).to.deep.equal(['p Last']);
    });

    it('hands over long code when all of it is there', () => {
      const seen: string[] = [];
      const { view } = createView({ enhance: (block) => void seen.push(block.querySelector('code')?.textContent ?? '') });
      const code = 'let a;\n'.repeat(200);
      const text = `\`\`\`ts\n${code}\`\`\`\n\nEnd`;
      for (let end = 0; end < text.length; end += 50) view.update(text.slice(0, end));
      while (!view.finish(text));
      expect(seen).to.deep.equal([code.trimEnd(), '']);
    });

    it('keeps formulas as they are written', () => {
      const root = render('So \\(a_1 * b_2\\) and\n\n\\[ \\frac{x}{y} \\]', { enhance: () => undefined });
      expect([...root.querySelectorAll('code.language-math')].map(({ textContent }) => textContent)).to.deep.equal([
        'a_1 * b_2',
        ' \\frac{x}{y} ',
      ]);
      expect(render('\\[not math\\]').textContent).to.equal('[not math]');
    });

    it('goes on when that fails, and lets the page know', () => {
      const heard: string[] = [];
      const onError = (event: ErrorEvent): void => {
        heard.push(event.message);
        event.preventDefault();
      };
      const before = window.onerror;
      window.onerror = null;
      addEventListener('error', onError);
      const root = render('One\n\nTwo', {
        enhance: () => {
          throw new Error('no such highlighter');
        },
      });
      removeEventListener('error', onError);
      window.onerror = before;
      expect(root.textContent).to.equal('OneTwo');
      expect(heard.join()).to.include('no such highlighter');
    });
  });
});
