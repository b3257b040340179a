import { expect } from '@open-wc/testing';
import { blocksOf, createView, normalised, render, reset, seeded, violations } from './answer-fixture.ts';

/** What answers are made of, and what makes one block of two or two of one. */
const FRAGMENTS = [
  'A word',
  'Some **bold** and *soft* words with `code` in them.',
  '**open',
  'closed**',
  '`',
  '# Heading',
  '###### Deep #',
  'Title\n===',
  'Title\n---',
  '---',
  '***',
  '- one\n- two',
  '- one\n\n- two',
  '* [ ] to do\n* [x] done',
  '1. one\n2. two\n   more',
  '3) three',
  '- outer\n  - inner\n\n    text\n  - last',
  '- ```js\n  code\n  ```',
  'lazy',
  '  indented',
  '    code',
  '\tcode',
  '> quote',
  '> quote\nlazy',
  '> - list\n>   more\n>\n> text',
  '```js\nlet a;\n```',
  '```\nopen fence',
  '~~~\n```\n~~~',
  '````md\n```js\n```\n````',
  '```a`b',
  '| a | b |\n|---|:-:|\n| 1 | 2 |',
  'a | b\n--|--\n1 | 2 | 3',
  '| a | b |\n|---|\n| 1 |',
  '| not a table |',
  '|---|',
  '| 1 | 2 |',
  'See [docs] and [text][docs].',
  '[docs]: https://docs.example/ "Title"',
  '[docs]: https://other.example/',
  '[late]:\nhttps://late.example/\n"title\ntoo long"',
  '[late] and ![late][Late]',
  '"title"',
  "'title",
  '<div>\nhtml\n</div>',
  '<kbd>K</kbd> pressed',
  '<details><summary>More</summary>',
  '</details>',
  '<!-- hidden -->',
  '<!-- never',
  '-->',
  '<script>\nalert(1)',
  '<b',
  '\\*not\\* &amp; &copy; &#0;',
  'https://a.example/b and www.b.example.',
  '[a](javascript:alert(1)) [b](https://b.example/(x))',
  '![i](https://i.example/p.png)',
  'hard  \nbreak\\\nhere',
  'x\r\ny\rz',
  '\u0000\ud800 \u202e\u200b',
  '\u05e9\u05dc\u05d5\u05dd',
  '-',
  '12.',
  '#',
  '=',
  '**',
  '[',
  '](',
  '|',
  '>',
];
const SEPARATORS = ['', '\n', '\n', '\n\n', '\n\n', '\n\n', '\n\n\n', ' ', '\n \n'];

/** Of the lengths at which something large is cut. */
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
  (n: number) => Array.from({ length: n }, (_, index) => `> quoted line ${index}, of some length, so that it is long`).join('\n'),
  (n: number) =>
    `<details>\n\n${Array.from({ length: n }, (_, index) => `Hidden paragraph ${index}, which is quite long. `.repeat(3)).join('\n\n')}`,
];

describe('an answer that arrives in pieces', () => {
  afterEach(reset);

  function document(random: () => number): string {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    let text = '';
    for (let count = 1 + Math.floor(random() * 9); count > 0; count--) {
      text += (random() < 0.06 ? pick(LARGE)(40 + Math.floor(random() * 90)) : pick(FRAGMENTS)) + pick(SEPARATORS);
    }
    return text;
  }

  /** Streams a text, cut before each of some places, and returns how it ends. */
  function stream(text: string, cuts: readonly number[]): string {
    const { root, view } = createView();
    for (const cut of cuts) while (!view.update(text.slice(0, cut)));
    while (!view.finish(text));
    const html = normalised(root);
    expect(violations(root)).to.deep.equal([]);
    root.remove();
    return html;
  }

  /** Where two results part; empty when they do not. */
  function differenceOf(streamed: string, whole: string): string {
    if (streamed === whole) return '';
    let at = 0;
    while (streamed[at] === whole[at]) at++;
    return `${JSON.stringify(streamed.slice(Math.max(0, at - 60), at + 80))} is not ${JSON.stringify(whole.slice(Math.max(0, at - 60), at + 80))}`;
  }

  it('ends with the same nodes as one that came whole, whatever it is made of', () => {
    const count = (globalThis as { fullRun?: boolean }).fullRun ? 4000 : 300;
    for (let seed = 1; seed <= count; seed++) {
      const random = seeded(seed);
      const text = document(random);
      const cuts = new Set(Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * text.length)));
      const whole = stream(text, []);
      for (const some of [[...cuts].sort((a, b) => a - b), text.length < 300 ? Array.from(text, (_, index) => index) : []]) {
        const difference = differenceOf(stream(text, some), whole);
        const cut = some.length > 60 ? 'everywhere' : some.join();
        if (difference) expect.fail(`seed ${seed}, cut at ${cut}: ${difference} in ${JSON.stringify(text).slice(0, 1000)}`);
      }
    }
  }).timeout(300_000);

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

  it('puts no more than 24 blocks into a group', () => {
    const root = render('Words.\n\n[a]: https://a.example/\n\n'.repeat(60));
    expect([...root.children].map(({ children }) => children.length)).to.deep.equal([24, 24, 12]);
  });

  it('reads a burst in steps', () => {
    const text = 'Some words. '.repeat(2000);
    const { root, view } = createView();
    let steps = 1;
    for (; !view.finish(text); steps++) expect(root.textContent!.length).to.be.lessThan(steps * 6001);
    expect(steps).to.equal(4);
    expect(root.textContent!.replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''));
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

  it('shows nothing but whole lines to who wants less motion', () => {
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
