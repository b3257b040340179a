import { expect } from '@open-wc/testing';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';
import { MarkdownView } from '../../../src/widget/markdown/markdown-view.ts';
import { spokenText } from '../../../src/widget/panel/spoken-text.ts';

describe('spoken-text', () => {
  const phrases = new Phrases(en, 'en');

  /** What is said of each piece of an answer. */
  function spoken(markdown: string): string[] {
    const view = new MarkdownView(document.createElement('div'), {
      links: 'auto',
      images: 'click',
      headingBase: 4,
      wholeLines: false,
      labels: phrases.markdownLabels(),
    });
    view.finish(markdown);
    return view.finishedNodes.map((node) => spokenText(node, phrases).replaceAll(/[\u2068\u2069]/g, ''));
  }

  const SAID: Record<string, [markdown: string, words: string[]]> = {
    'a paragraph by its words': ['Send it *back*\nwithin **30 days**.', ['Send it back within 30 days.']],
    'a heading by its words': ['## Returns\n\nAre free.', ['Returns', 'Are free.']],
    'a line break as one': ['One  \ntwo', ['One\ntwo']],
    'a list item by item': ['- Tents\n- Bikes and\n  *trailers*', ['Tents\nBikes and trailers']],
    'a numbered list with its numbers': ['3. Open it\n4. Pack it', ['3. Open it\n4. Pack it']],
    'lists in lists': ['1. Open\n   - the box\n   - the bag\n2. Pack', ['1. Open\nthe box\nthe bag\n2. Pack']],
    'a quote by its words': ['> It is so.\n>\n> Really.', ['It is so.\nReally.']],
    'code by what it is and how long': ['```bash\nnpm ci\nnpm test\n```', ['Code block, bash, 2 lines']],
    'code of no language, and of one line': ['    npm ci', ['Code block, 1 line']],
    'code within a sentence by its words': ['Run `npm ci` first, `args[0]` then.', ['Run npm ci first, args[0] then.']],
    'a table by its size': ['| a | b | c |\n|-|-|-|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |', ['Table, 3 columns, 3 rows']],
    'an image by its words, and not by its button': ['See ![the red tent](https://cdn.example/t.png) here.', ['See the red tent here.']],
    'an image without words as one': ['![](https://cdn.example/t.png)', ['Image']],
    'a link by its words and where it leads': ['See [our returns](https://shop.example/r).', ['See our returns shop.example.']],
    'no numbers of sources': ['It fits. [1][2] It is here.[1, 2]', ['It fits. It is here.']],
    'brackets that are something else': ['It is [sic] so, a[i].', ['It is [sic] so, a[i].']],
    'raw HTML by its words': ['<details><summary>More</summary>\n\nIt is *so*.\n\n</details>', ['More\nIt is so.']],
    'code in a list by what it is': ['- Run:\n\n  ```js\n  a();\n  ```\n- Done', ['Run:\nCode block, js, 1 line\nDone']],
  };

  for (const [what, [markdown, words]] of Object.entries(SAID)) {
    it(`says ${what} (N3)`, () => expect(spoken(markdown)).to.deep.equal(words));
  }

  it('says a word of each word of a text exactly once, whatever it stands in (N3)', () => {
    const markdown = '# aa bb\n\ncc **dd *ee*** ff\n\n- gg\n- hh\n  1. ii\n\n> jj\n\n<kbd>kk</kbd> ll';
    const found = spoken(markdown)
      .join(' ')
      .match(/[a-z]{2}/g)!
      .join(' ');
    expect(found).to.equal('aa bb cc dd ee ff gg hh ii jj kk ll');
  });
});
