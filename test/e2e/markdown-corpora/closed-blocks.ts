import { blocksOf, createView, render, seeded } from '../../widget/markdown/answer-fixture.ts';
import { randomCuts, type Effort } from './effort.ts';
import type { Finding } from './equality.ts';

/** One block each, but for the definition at the end, to which the second one refers. */
const BLOCKS: readonly string[] = [
  '# A heading with `code`',
  'A paragraph that refers to [something late], which is defined at the end.',
  'A paragraph with **bold**, *soft* and [linked](https://a.example/) words,\nhard  \nbreaks and https://b.example/c as well.',
  'Underlined\n----------',
  '- tight\n- list\n  - with another\n  - inside',
  'Words in between.',
  '1. loose\n\n2. list\n\n   of paragraphs',
  '***',
  '- [ ] to do\n- [x] done',
  '> A quote\n> of lines\n>\n> - with a list',
  '```ts\nconst fenced = `code`;\n\nconst more = 1;\n```',
  'A word.\n\n    indented code\n\n    in two parts',
  '| a | b |\n|---|--:|\n| 1 | **2** |\n| 3 | `4` |',
  '![An image](https://i.example/p.png "with a title")',
  '<details><summary>More</summary>\n\nhidden\n\n- list\n\n</details>',
  'Some <kbd>raw</kbd> H<sub>2</sub>O.',
  '\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd, and other words.',
  'The last words.',
];
const LATE = '[something late]: https://late.example/';

/** Feeds an answer with each kind of block in pieces: behind a blank line and a later block, nothing of a block may change. */
export async function runClosedBlocks({ seed, chunkings }: Effort): Promise<Finding & { lateChanges: number }> {
  const finding = { cases: BLOCKS.length, streams: chunkings, wrong: [] as string[], lateChanges: 0 };
  const text = [...BLOCKS, LATE, 'The end.'].join('\n\n');
  // How many blocks are on the page when the first so many sources are; an indented block and the words before it are two.
  const counts = BLOCKS.map((_, index) => {
    const root = render(BLOCKS.slice(0, index + 1).join('\n\n'));
    root.remove();
    return blocksOf(root).length;
  });
  const random = seeded(seed);
  for (let way = 0; way < chunkings; way++) {
    const { root, view } = createView();
    const observer = new MutationObserver(() => undefined);
    observer.observe(root, { childList: true, subtree: true, characterData: true, attributes: true });
    const closed: Element[] = [];
    const look = (at: number): void => {
      for (const { target, removedNodes, type } of observer.takeRecords()) {
        const changed = closed.findIndex((block) => block.contains(target) || [...removedNodes].includes(block));
        if (changed < 0) continue;
        if (changed === 1 && at >= text.indexOf(LATE)) finding.lateChanges++;
        else finding.wrong.push(`block ${changed} at ${at}: ${type} in ${closed[changed]!.outerHTML.slice(0, 200)}`);
      }
      const blocks = blocksOf(root);
      const sources = counts.findLastIndex((count) => count < blocks.length);
      closed.push(...blocks.slice(closed.length, sources < 0 ? 0 : counts[sources]));
    };
    for (const cut of way === 0 ? Array.from(text, (_, index) => index) : randomCuts(text.length, random)) {
      while (!view.update(text.slice(0, cut))) look(cut);
      look(cut);
    }
    while (!view.finish(text)) look(text.length);
    look(text.length);
    if (closed.length < counts.at(-1)!) finding.wrong.push(`only ${closed.length} blocks were followed by another one`);
    observer.disconnect();
    root.remove();
  }
  return finding;
}
