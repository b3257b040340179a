import { expect } from '@open-wc/testing';
import { displayText } from '../../../src/widget/markdown/display-text.ts';
import { htmlOf, render, reset, violations } from './answer-fixture.ts';

describe('raw HTML in answers', () => {
  afterEach(reset);

  const RENDERED: [string, string][] = [
    ['Press <kbd>Ctrl</kbd>+<kbd>K</kbd>', '<p dir="auto">Press <kbd>Ctrl</kbd>+<kbd>K</kbd></p>'],
    ['H<sub>2</sub>O, m<sup>2</sup>', '<p dir="auto">H<sub>2</sub>O, m<sup>2</sup></p>'],
    ['<mark>**a**</mark> <del>b</del>', '<p dir="auto"><mark><strong>a</strong></mark> <del>b</del></p>'],
    ['<ins>new</ins>', '<p dir="auto"><u>new</u></p>'],
    ['a<br>b<br/>c', '<p dir="auto">a<br>b<br>c</p>'],
    ['a <kbd onclick="alert(1)" style="x">b</kbd>', '<p dir="auto">a <kbd>b</kbd></p>'],
    ['Set <TOKEN> and Array<string> for <your-host>', '<p dir="auto">Set &lt;TOKEN&gt; and Array&lt;string&gt; for &lt;your-host&gt;</p>'],
    ['a </kbd> b', '<p dir="auto">a &lt;/kbd&gt; b</p>'],
    ['one <!-- two --> three', '<p dir="auto">one  three</p>'],
    ['<!-- only -->', ''],
    ['<div>\na\n</div>', '<p dir="auto">&lt;div&gt;<br>a<br>&lt;/div&gt;</p>'],
    ['<frameset>', '<p dir="auto">&lt;frameset&gt;</p>'],
    [
      '<details><summary>More</summary>\n\nHidden **text**.\n\n- a\n\n</details>\n\nAfter',
      '<details><summary>More</summary><p dir="auto">Hidden <strong>text</strong>.</p><ul dir="ltr"><li dir="auto">a</li></ul></details><p dir="auto">After</p>',
    ],
    ['a&Tab;b &#9;', '<p dir="auto">a\tb \t</p>'],
    [
      '&lt;b&gt; &eacute; &#39; &amp;amp; &nosuch; `&amp;`',
      '<p dir="auto">&lt;b&gt; é \' &amp;amp; &amp;nosuch; <code dir="ltr">&amp;amp;</code></p>',
    ],
  ];
  for (const [markdown, html] of RENDERED) {
    it(`becomes elements, or text as written: ${JSON.stringify(markdown).slice(0, 60)}`, () => {
      const root = render(markdown);
      expect(htmlOf(root)).to.equal(html);
      expect(violations(root)).to.deep.equal([]);
    });
  }

  it('shows a script as its words', () => {
    expect(render('<script>\nalert("<br>")\n</script>').textContent).to.equal('<script>alert("<br>")</script>');
  });
});

describe('displayText', () => {
  it('drops what hides or reorders words', () => {
    expect(displayText('a\u202Eb\u2066c\u200Bd\u{E0041}e\u0000f\uFEFFg\u200Dh\uD83D')).to.equal('abcdefgh');
  });

  it('keeps emoji families, flags of regions, and joiners of words', () => {
    for (const text of ['👩‍💻', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', '1️⃣', '👨‍👩‍👧‍👦']) expect(displayText(text)).to.equal(text);
  });
});
