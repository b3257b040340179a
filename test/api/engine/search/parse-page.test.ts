import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseHtmlPage, parseMarkdownPage } from '../../../../src/api/engine/search/parse-page.ts';
import { FIXTURE_SITE } from '../../start-test-api.ts';

const read = (name: string): string => readFileSync(join(FIXTURE_SITE, name), 'utf8');
const passagesOf = (html: string) => parseHtmlPage(html, '/dir/page.html')!.passages;

describe('parseHtmlPage', () => {
  it('cuts at headings, with the ids that are really there', () => {
    const page = parseHtmlPage(read('returns.html'), '/returns.html')!;
    assert.equal(page.title, 'Returns');
    assert.deepEqual(
      page.passages.map(({ heading, anchor }) => [heading, anchor]),
      [
        ['Returns', ''],
        ['How long do I have to return something?', 'how-long'],
        ['Who pays for the parcel?', ''],
        ['Tracking codes', 'code'],
      ],
    );
  });

  it('reads no navigation, header, footer, script, style or bare links', () => {
    const text = JSON.stringify(parseHtmlPage(read('index.html'), '/'));
    assert.match(text, /sourdough/);
    assert.doesNotMatch(text, /Complaints|footerword|scriptword|secretstyle/);
  });

  it('takes no line of code for a heading', () => {
    const [passage] = passagesOf('<h2>A</h2><pre># not a heading</pre>');
    assert.deepEqual(passage!.blocks, ['```\n# not a heading\n```']);
  });

  it('keeps lists, tables, emphasis and links as markdown', () => {
    const [passage] = passagesOf(
      '<h2>A</h2><p>A <b>bold</b> <a href="../x.html#y">link</a></p><ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>' +
        '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2|3</td></tr></table>',
    );
    assert.deepEqual(passage!.blocks, [
      'A **bold** [link](/x.html#y)',
      '1. one\n   - in\n2. two',
      '| a | b |\n| --- | --- |\n| 1 | 2\\|3 |',
    ]);
  });

  it('shows what would mean something in markdown as the page shows it', () => {
    const [passage] = passagesOf('<h2>A</h2><p>2*3 &lt;b&gt; [x](y) `z`</p><p>1. no list</p>');
    assert.deepEqual(passage!.blocks, ['2\\*3 \\<b\\> \\[x\\](y) \\`z\\`', '1\\. no list']);
  });

  it('drops links that no page should hand on, and keeps their text', () => {
    const [passage] = passagesOf('<h2>A</h2><p>See <a href="javascript:alert(1)">this</a> and <a href="data:text/html,x">that</a>.</p>');
    assert.deepEqual(passage!.blocks, ['See this and that.']);
  });

  it('gives an unfolding question its own passage and returns to the section after it', () => {
    const passages = passagesOf('<h2 id="a">A</h2><p>before</p><details id="q"><summary>Q?</summary><p>answer</p></details><p>after</p>');
    assert.deepEqual(
      passages.map(({ heading, anchor, text }) => [heading, anchor, text]),
      [
        ['A', 'a', 'before'],
        ['Q?', 'q', 'answer'],
        ['A', 'a', 'after'],
      ],
    );
  });

  it('answers a heading that has only other headings below it by their list, with their price tags', () => {
    const passages = passagesOf(
      '<h2 id="all">Which?</h2><h3 id="a">A [1]</h3><p>€4</p><p>text</p><h3>B</h3><p>A whole sentence.</p><h2>After</h2><p>x</p><h2>Empty</h2>',
    );
    assert.deepEqual(
      passages.map(({ heading }) => heading),
      ['Which?', 'A [1]', 'B', 'After'],
    );
    assert.deepEqual(passages[0]!.blocks, ['- [A \\[1\\]](/dir/page.html#a): €4\n- B']);
    assert.equal(passages[0]!.text, 'A [1]: €4\nB');
  });

  it('leaves out a page that asks for it', () => {
    assert.equal(parseHtmlPage(read('hidden.html'), '/hidden.html'), null);
  });
});

describe('parseMarkdownPage', () => {
  it('cuts at headings, not at comments in code, and leaves out front matter', () => {
    const page = parseMarkdownPage(read('care.md'), '/care.md')!;
    assert.equal(page.title, 'Care of tins');
    assert.deepEqual(
      page.passages.map(({ heading, anchor }) => [heading, anchor]),
      [
        ['How do I clean a baking tin?', ''],
        ['How do I store bread?', ''],
      ],
    );
    assert.doesNotMatch(JSON.stringify(page), /ignored/);
  });
});
