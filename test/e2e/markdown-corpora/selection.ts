import { createView } from '../../widget/markdown/answer-fixture.ts';
import type { Finding } from './equality.ts';

const TOKENS = 500;
const WORDS = 'Chosen words';

/** What is selected, how the block goes on in which it stands, and what ends it. */
const BLOCKS: Readonly<Record<string, { begin: string; token: (index: number) => string; end?: string }>> = {
  paragraph: { begin: `${WORDS} and`, token: (index) => ` word${index}` },
  'paragraph with marks': {
    begin: `${WORDS} and`,
    token: (index) => [' **bold', '** and', ' `code', '` and', ' [link](https://', 'a.example) and'][index % 6]!,
    end: ')',
  },
  emphasis: { begin: `**${WORDS}`, token: (index) => ` word${index}`, end: '**' },
  heading: { begin: `# ${WORDS}`, token: (index) => ` word${index}` },
  list: { begin: `- ${WORDS}`, token: (index) => (index % 5 === 0 ? '\n-' : ` word${index}`) },
  'loose list': { begin: `- ${WORDS}\n\n- more`, token: (index) => (index % 5 === 0 ? '\n\n-' : ` word${index}`) },
  quote: { begin: `> ${WORDS}`, token: (index) => (index % 5 === 0 ? '\n>' : ` word${index}`) },
  table: { begin: `| head | b |\n|---|---|\n| ${WORDS} | 1 |\n`, token: (index) => ['|', ` a${index}`, ' |', ' b', ' |\n'][index % 5]! },
  code: { begin: `\`\`\`ts\n${WORDS}\n`, token: (index) => (index % 5 === 0 ? '\n' : ` word${index}`), end: '\n```' },
  'indented code': { begin: `    ${WORDS}\n`, token: (index) => (index % 5 === 0 ? '\n    ' : ` word${index}`) },
  details: {
    begin: `<details open><summary>${WORDS}</summary>\n\nText`,
    token: (index) => (index % 9 === 0 ? '\n\n' : ` word${index}`),
    end: '\n\n</details>',
  },
};

/** Selects words while an answer arrives, and lets 500 tokens more come: into the block where they stand, and behind it. */
export function runSelection(): Finding {
  const finding: Finding = { cases: 0, streams: 0, wrong: [] };
  for (const [name, { begin, token, end = '' }] of Object.entries(BLOCKS)) {
    const inside = Array.from({ length: TOKENS }, (_, index) => token(index));
    keepsSelection(`in an open ${name}`, begin, [...inside, end], finding);
    const behind = Array.from({ length: TOKENS }, (_, index) => (index % 50 === 49 ? '\n\n' : ` word${index}`));
    keepsSelection(`in a closed ${name}`, begin, [end, '\n\nNext', ...behind], finding);
  }
  return finding;
}

function keepsSelection(name: string, begin: string, more: readonly string[], finding: Finding): void {
  finding.cases++;
  const { root, view } = createView();
  let text = begin;
  while (!view.update(text));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && !walker.currentNode.nodeValue!.includes(WORDS));
  const node = walker.currentNode;
  const start = node.nodeValue?.indexOf(WORDS) ?? 0;
  const selection = getSelection()!;
  selection.setBaseAndExtent(node, start, node, start + WORDS.length);
  const lost = more.findIndex((token, index) => {
    text += token;
    while (!view.update(text));
    finding.streams++;
    // What is lost does not come back, and to ask costs a layout.
    return index % 50 === 0 && selection.toString() !== WORDS;
  });
  while (!view.finish(text));
  if (lost >= 0) finding.wrong.push(`${name}: after ${lost + 1} tokens it is ${JSON.stringify(selection.toString().slice(0, 100))}`);
  else if (selection.toString() !== WORDS || selection.anchorNode !== node) finding.wrong.push(`${name}: lost at the end`);
  root.remove();
}
