import { expect } from '@open-wc/testing';
import { blocksOf, createView, loadCorpus, normalised, render, reset, seeded, violations, visibleText } from './answer-fixture.ts';

interface Answer {
  id: string;
  markdown: string;
  checks: {
    count?: Record<string, number>;
    count_min?: Record<string, number>;
    text_must_include?: string[];
    text_must_not_include?: string[];
    dom_text_must_include?: string[];
  };
}

interface Partial {
  id: string;
  prefix: string;
  expect: { forbidden_visible?: string[]; no_link?: boolean; no_fetch?: boolean };
}

interface Pathological {
  id: string;
  parts?: [string, number][];
  grow?: { n: number; head: string; unit: string };
}

describe('MarkdownView', () => {
  let answers: Answer[];
  let partials: Partial[];
  let pathological: Pathological[];

  before(async () => {
    ({ cases: answers } = await loadCorpus<{ cases: Answer[] }>('own/markdown/llm-answers.json'));
    ({ cases: partials } = await loadCorpus<{ cases: Partial[] }>('own/markdown/partials.json'));
    ({ cases: pathological } = await loadCorpus<{ cases: Pathological[] }>('own/markdown/pathological.json'));
  });

  afterEach(reset);

  it('shows what models write (M9)', () => {
    expect(answers.length).to.be.greaterThan(10);
    for (const { id, markdown, checks } of answers) {
      const root = render(markdown, { headingBase: 1 });
      const text = visibleText(root);
      expect(violations(root), id).to.deep.equal([]);
      for (const [name, count] of Object.entries(checks.count ?? {}))
        expect(root.querySelectorAll(name).length, `${id} ${name}`).to.equal(count);
      for (const [name, count] of Object.entries(checks.count_min ?? {}))
        expect(root.querySelectorAll(name).length, `${id} ${name}`).to.be.at.least(count);
      for (const words of checks.text_must_include ?? []) expect(text, id).to.include(words.replace(/\s+/g, ' '));
      for (const words of checks.dom_text_must_include ?? []) expect(text, id).to.include(words);
      for (const words of checks.text_must_not_include ?? []) expect(text, id).not.to.include(words);
    }
  });

  it('ends with the same nodes wherever an answer was cut', () => {
    for (const { id, markdown } of answers) {
      const whole = normalised(render(markdown));
      for (let cut = 1; cut < markdown.length; cut++) {
        const { root, view } = createView();
        view.update(markdown.slice(0, cut));
        while (!view.finish(markdown));
        expect(normalised(root), `${id} at ${cut}`).to.equal(whole);
        root.remove();
      }
    }
  }).timeout(120_000);

  it('ends with the same nodes in pieces of any size', () => {
    const random = seeded(7);
    for (const { id, markdown } of answers) {
      const whole = normalised(render(markdown));
      for (const size of [1, 3, 12]) {
        const { root, view } = createView();
        for (let end = 0; end < markdown.length; end += 1 + Math.floor(random() * size * 2)) view.update(markdown.slice(0, end));
        view.update(markdown);
        while (!view.finish(markdown));
        expect(normalised(root), `${id} in pieces of ${size}`).to.equal(whole);
      }
    }
  }).timeout(120_000);

  it('shows no half-typed syntax', () => {
    expect(partials.length).to.be.greaterThan(15);
    for (const { id, prefix, expect: wanted } of partials) {
      const { root, view } = createView();
      view.update(prefix);
      for (const text of wanted.forbidden_visible ?? []) expect(root.textContent, id).not.to.include(text);
      if (wanted.no_link) expect(root.querySelector('a'), id).to.equal(null);
      if (wanted.no_fetch) expect(root.querySelector('[src]'), id).to.equal(null);
    }
  });

  const OPEN_ENDS: [string, string, string][] = [
    ['bold', 'This is **very import', '<p dir="auto">This is <strong>very import</strong></p>'],
    ['half of the closing mark', '**bold*', '<p dir="auto"><strong>bold</strong></p>'],
    ['a mark with nothing after it', 'One **', '<p dir="auto">One</p>'],
    ['emphasis inside of bold', '**a *b', '<p dir="auto"><strong>a <em>b</em></strong></p>'],
    ['code', 'Run `npm inst', '<p dir="auto">Run <code dir="ltr">npm inst</code></p>'],
    ['a link without its end', 'See [our docs](https://docs.exa', '<p dir="auto">See our docs</p>'],
    ['a bold link without its end', '**[our docs](https://docs.exa', '<p dir="auto"><strong>our docs</strong></p>'],
    ['an image without its end', 'x ![logo](https://a.exa', '<p dir="auto">x</p>'],
    ['an autolink at the end', 'Go to https://exam', '<p dir="auto">Go to https://exam</p>'],
    ['a bullet', 'One:\n\n- a\n- ', '<p dir="auto">One:</p><ul dir="ltr"><li dir="auto">a</li></ul>'],
    ['a number', 'One\n\n12.', '<p dir="auto">One</p>'],
    ['a setext underline', 'Thanks for asking\n-', '<p dir="auto">Thanks for asking</p>'],
    ['a tag', 'Press <kb', '<p dir="auto">Press</p>'],
    ['a comment', 'Hello <!-- secret inst', '<p dir="auto">Hello</p>'],
    ['a table head', 'Plans:\n\n| Plan | Price |\n|--', '<p dir="auto">Plans:</p>'],
    ['a definition', 'Docs\n\n[docs]: https://exam', '<p dir="auto">Docs</p>'],
    ['a heading mark', 'One\n\n##', '<p dir="auto">One</p>'],
    ['a character reference', 'R&amp', '<p dir="auto">R</p>'],
    ['a table head with its line end', 'Plans:\n\n| Plan | Price |\n', '<p dir="auto">Plans:</p>'],
    ['a reference', 'See [our docs][do', '<p dir="auto">See our docs</p>'],
    ['an autolink that may go on', 'At https://a.example/b_(c', '<p dir="auto">At https://a.example/b_(c</p>'],
    ['an escaped reference', 'R\\&', '<p dir="auto">R</p>'],
    ['a block comment', 'One\n\n<!-- secret\n\ninst', '<p dir="auto">One</p>'],
  ];
  for (const [what, prefix, html] of OPEN_ENDS) {
    it(`holds back or completes ${what} while text may follow (M11)`, () => {
      const { root, view } = createView();
      view.update(prefix);
      expect(root.innerHTML).to.equal(`<div><div>${html}</div></div>`);
    });
  }

  it('leaves a complete reference as written while nothing defines it', () => {
    const { root, view } = createView();
    view.update('See [our docs][docs] and');
    expect(root.textContent).to.equal('See [our docs][docs] and');
  });

  it('leaves details as the visitor has set them while the answer grows', () => {
    const { root, view } = createView();
    view.update('<details><summary>More</summary>\n\nHid');
    root.querySelector('details')!.open = true;
    view.update('<details><summary>More</summary>\n\nHidden text');
    expect(root.querySelector('details')!.open).to.equal(true);
    expect(root.textContent).to.include('Hidden text');
  });

  it('shows a code block as soon as its fence stands, and never half of the closing one', () => {
    const { root, view } = createView();
    view.update('```');
    expect(root.querySelector('[part=code-block] pre code')?.textContent).to.equal('');
    view.update('```j');
    expect(root.querySelector('[part=code-block] pre code')?.textContent).to.equal('');
    view.update('```js\nconst a = 1;\n``');
    expect(root.querySelector('code.language-js')?.textContent).to.equal('const a = 1;');
  });

  it('does not take a comment mark inside of code for a comment', () => {
    const { root, view } = createView();
    view.update('```html\n<!-- a\n```\n\nUse `<!--` to open one. ');
    expect(visibleText(root)).to.include('Use <!-- to open one.');
  });

  it('shows a table from its delimiter row on (M8)', () => {
    const { root, view } = createView();
    view.update('| Plan | Price |\n|---|---|\n');
    expect(root.querySelectorAll('[part=table-scroller] th[scope=col]').length).to.equal(2);
    view.update('| Plan | Price |\n|---|---|\n| Free | $');
    expect(root.querySelectorAll('td').length).to.equal(2);
  });

  it('never touches a finished block again (M16)', () => {
    const { root, view } = createView();
    view.update('# One\n\nTwo **bold**\n\n- a\n- b\n\n[x](https://a.example/)\n\nThree');
    const finished = blocksOf(root).slice(0, -1);
    expect(finished.length).to.equal(4);
    const changes = new MutationObserver(() => undefined);
    for (const block of finished) changes.observe(block, { childList: true, subtree: true, characterData: true, attributes: true });
    view.update('# One\n\nTwo **bold**\n\n- a\n- b\n\n[x](https://a.example/)\n\nThree and\n\n```js\n1');
    view.finish('# One\n\nTwo **bold**\n\n- a\n- b\n\n[x](https://a.example/)\n\nThree and\n\n```js\n1\n```\n\n[y]: https://b.example');
    expect(blocksOf(root).slice(0, 4)).to.deep.equal(finished);
    expect(changes.takeRecords().length).to.equal(0);
  });

  it('keeps a selection inside of the paragraph that grows (M16)', () => {
    const { root, view } = createView();
    view.update('Hello **wide** wor');
    const paragraph = root.querySelector('p')!;
    const text = paragraph.lastChild!;
    getSelection()!.setBaseAndExtent(paragraph.firstChild!, 1, text, 3);
    view.update('Hello **wide** world, and more');
    expect(paragraph.lastChild).to.equal(text);
    expect(getSelection()!.toString()).to.equal('ello wide wo');
  });

  it('renders a block again when a definition that it refers to comes late', () => {
    const { root, view } = createView();
    view.update('See [docs].\n\nOther [text](https://a.example/) here.\n\nEnd.');
    const other = blocksOf(root)[1];
    expect(root.textContent).to.include('See [docs].');
    view.finish('See [docs].\n\nOther [text](https://a.example/) here.\n\nEnd.\n\n[docs]: https://docs.example/start');
    expect(root.querySelector('a')?.href).to.equal('https://docs.example/start');
    expect(blocksOf(root)[1]).to.equal(other);
  });

  it('survives deep and slow inputs, and loses no word of them', () => {
    expect(pathological.length).to.be.greaterThan(30);
    for (const { id, parts, grow } of pathological) {
      const source = grow
        ? Array.from({ length: grow.n }, (_, index) => grow.head + grow.unit.repeat(index)).join('')
        : parts!.map(([text, count]) => text.repeat(count)).join('');
      const { root, view } = createView();
      view.update(source);
      while (!view.finish(source));
      expect(violations(root), id).to.deep.equal([]);
      root.remove();
    }
    expect(visibleText(render(`${'> '.repeat(3000)}deep`))).to.include('deep');
    expect(visibleText(render(`${'*'.repeat(10_000)}a${'*'.repeat(10_000)}`))).to.include('a');
    expect(visibleText(render(`${'1. '.repeat(6000)}deep`))).to.include('deep');
  }).timeout(120_000);

  it('reads two hundred links of a paragraph, and shows the others as written', () => {
    const root = render(`${'[a](/a)'.repeat(150)}\n\n${'[b](/b)'.repeat(205)}`);
    expect(root.querySelectorAll('a[href$="/a"]').length).to.equal(150);
    expect(root.querySelectorAll('a[href$="/b"]').length).to.equal(200);
    expect(root.textContent).to.include('b'.repeat(200) + '[b](/b)'.repeat(5));
  });

  it('keeps a table of a thousand columns as text', () => {
    const root = render(`|${'a|'.repeat(1000)}\n|${'-|'.repeat(1000)}\n${'|b\n'.repeat(1000)}`);
    expect(root.querySelector('td')).to.equal(null);
    expect(root.textContent).to.include('|a|a|');
  });

  it('numbers headings from the base and stops at the sixth level (P19)', () => {
    const root = render('# a\n\n## b\n\n#### c');
    expect(blocksOf(root).map(({ localName }) => localName)).to.deep.equal(['h4', 'h5', 'h6']);
  });

  it('turns lists, quotes and tables to the side where their words begin (M11)', () => {
    const root = render(
      '1. \u0627\u0641\u062a\u062d\n\n2. \u0627\u062e\u062a\u0631 Billing\n\n> \u05e9\u05dc\u05d5\u05dd\n\n|\u0627|\n|-|\n\n- one',
    );
    for (const name of ['ol', 'ol > li', 'ol > li > p', 'blockquote', 'table', 'th']) {
      expect(getComputedStyle(root.querySelector(name)!).direction, name).to.equal('rtl');
    }
    expect(getComputedStyle(root.querySelector('ul')!).direction).to.equal('ltr');
    expect(root.dir, 'the answer').to.equal('rtl');
    expect(render('[a]: https://a.example/\n\n\u0627\u0641\n\nOne').dir, 'an answer that begins so').to.equal('rtl');
  });

  it('gives code without a language none', () => {
    const root = render('    let a;');
    expect(root.querySelector('[part=code-header] > span')?.textContent).to.equal('');
    expect(root.querySelector('pre')?.getAttribute('aria-label')).to.equal('Code');
    expect(root.querySelector('code')?.hasAttribute('class')).to.equal(false);
  });

  it('copies code, and says so', async () => {
    const root = render('```js\nlet a;\n```');
    const written: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text: string) => void written.push(text) },
      configurable: true,
    });
    const button = root.querySelector<HTMLButtonElement>('button[part=code-copy]')!;
    button.click();
    await Promise.resolve();
    await Promise.resolve();
    expect(written).to.deep.equal(['let a;']);
    expect(button.textContent).to.equal('Copied');
  });

  it('selects the code where there is no clipboard', async () => {
    const root = render('```\nlet a;\n```');
    Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
    root.querySelector<HTMLButtonElement>('button[part=code-copy]')!.click();
    await Promise.resolve();
    expect(getSelection()!.toString()).to.include('let a;');
  });

  it('marks code blocks and tables for keyboards and screen readers (M8)', () => {
    const root = render('```js\n1\n```\n\n|a|\n|-|\n|b|');
    expect(root.querySelector('[part=code-block] > [part=code-header] > span')?.textContent).to.equal('js');
    expect(root.querySelector('pre')?.getAttribute('aria-label')).to.equal('Code, js');
    expect(root.querySelector('pre')?.tabIndex).to.equal(0);
    expect(root.querySelector('[part=table-scroller]')?.getAttribute('aria-label')).to.equal('Table');
  });
});
