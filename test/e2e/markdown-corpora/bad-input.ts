import { createView, seeded } from '../../widget/markdown/answer-fixture.ts';
import { sample, type Effort } from './effort.ts';
import type { Case, Finding } from './equality.ts';
import { nextTask } from './stream.ts';

/** Code units of an answer that are shown. */
const SHOWN = 1_048_576;

/** A hostile input, by how it is made. */
interface Bad {
  name: string;
  text: string;
  /** The letters and digits that have to be read in the end; those of the source where nothing is told. */
  words?: string;
}

export interface Timed extends Finding {
  /** Per input: how long the whole answer took, the longest step of it, and of coming in pieces. In milliseconds. */
  times: { name: string; wholeMs: number; stepMs: number; pieceMs: number; elements: number }[];
}

/** An element for so many code units at most, beside these: a page must not drown in nodes. */
const UNITS_AN_ELEMENT = 1;
const MOST_ELEMENTS = 500;
/** Elements inside of each other. */
const MOST_DEPTH = 150;

const LINE = 100_000;

/** All that may end as nothing to be read: definitions, and characters that hide or reorder others. */
const UNSEEN = /^(?:\[\w+\]: \S+\n|\p{Cf})*$/u;

function badInputs(): Bad[] {
  const sentence = 'The quick brown fox jumps over the lazy dog. ';
  const mixed = `# Title\n\n${sentence.repeat(8)}\n\n- one\n- two\n\n`;
  return [
    { name: '10 MB of mixed text', text: mixed.repeat(Math.ceil(10_485_760 / mixed.length)) },
    ...Object.entries({
      letters: 'a',
      digits: '1',
      spaces: ' ',
      brackets: '[',
      stars: '*',
      backticks: '`',
      quotes: '>',
      bars: '|',
      tildes: '~',
    }).map(([name, unit]) => ({ name: `a line of ${LINE} ${name}`, text: `Begin ${unit.repeat(LINE)} end` })),
    { name: `a line that begins with ${LINE} spaces`, text: `${' '.repeat(LINE)}end` },
    { name: `a line of ${LINE} stars alone`, text: '*'.repeat(LINE) },
    { name: `a line of ${LINE} brackets alone`, text: '['.repeat(LINE) },
    { name: `a line of ${LINE} backticks alone`, text: '`'.repeat(LINE), words: '' },
    { name: '10,000 nested quotes', text: `${'> '.repeat(10_000)}end` },
    { name: '10,000 nested quotes, a line each', text: `${lines(40, (depth) => `${'> '.repeat(depth * 250)}word${depth}`)}` },
    { name: '10,000 nested lists on a line', text: `${'- '.repeat(10_000)}end` },
    { name: '400 nested lists, a line each', text: lines(400, (depth) => `${'  '.repeat(depth)}- word${depth}`) },
    { name: '10,000 nested emphases', text: `${'*a **b '.repeat(10_000)}` },
    { name: 'NUL', text: `be\u0000fore ${'\u0000'.repeat(10_000)}\n\n\u0000\n\nafter` },
    { name: 'lone surrogates', text: `be\ud800fore ${'\udc00\ud800'.repeat(10_000)} \ud800\n\n\udfff\n\nafter \ud83d` },
    ...[
      '**',
      '*',
      '_',
      '~~',
      '`',
      '``',
      '[',
      '[a](',
      '[a](<',
      '![a](',
      '[a][',
      '<b',
      '<a href="',
      '<!--',
      '<![CDATA[',
      '<?',
      '```\n',
      '~~~\n',
      '\\',
      '&',
      '<details>',
      '| a |\n|-',
    ].map((opener) => ({
      name: `${JSON.stringify(opener)} that never ends`,
      text: `Begin\n\n${opener}${'word '.repeat(4000)}`,
      words: '',
    })),
    { name: '5,000 openers of everything', text: '**_~~`[![<b <!-- '.repeat(5000), words: '' },
  ];
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

/**
 * Shows input that is large, deep, broken or endless, whole and in pieces. Whatever it is, it ends, nothing is thrown, and its words are
 * there.
 *
 * @param slow - Inputs that are known to make parsers slow, words not compared: what of them is syntax only a parser knows.
 */
export async function runBadInput(slow: readonly Case[], { seed, share }: Effort): Promise<Timed> {
  const all = [...badInputs(), ...slow.map(({ id, markdown }) => ({ name: id, text: markdown, words: '' }))];
  const inputs = sample(all, share, seeded(seed));
  const found: Timed = { cases: inputs.length, streams: 0, wrong: [], times: [] };
  for (const { name, text, words = lettersOf(text.slice(0, SHOWN)) } of inputs) {
    try {
      const once = createView();
      // Reading and building is what is looked at here; layout is the browser's, and takes far longer.
      once.root.hidden = true;
      const whole = await timeSteps(() => once.view.finish(text));
      const isBlank = once.root.textContent!.trim() === '' && once.root.querySelector('hr, table') === null;
      const read = lettersOf(once.root.textContent!);
      const elements = once.root.querySelectorAll('*').length;
      const depth = depthOf(once.root);
      once.root.remove();
      // In pieces: some of one character where it is still short, then fifths.
      const { root, view } = createView();
      root.hidden = true;
      const ends = [
        ...Array.from({ length: 20 }, (_, index) => index + 1),
        ...Array.from({ length: 5 }, (_, fifth) => (text.length * (fifth + 1)) / 5),
      ];
      let pieceMs = 0;
      for (const end of ends) pieceMs = Math.max(pieceMs, (await timeSteps(() => view.update(text.slice(0, end)))).longestMs);
      pieceMs = Math.max(pieceMs, (await timeSteps(() => view.finish(text))).longestMs);
      const readInPieces = lettersOf(root.textContent!);
      root.remove();

      if (words && !read.includes(words)) found.wrong.push(`${name}: ${words.length} letters, ${read.length} to be read`);
      if (isBlank && !UNSEEN.test(text)) found.wrong.push(`${name}: nothing to be read`);
      if (readInPieces !== read) found.wrong.push(`${name}: ${readInPieces.length} letters in pieces, ${read.length} whole`);
      if (elements > Math.min(text.length, SHOWN) / UNITS_AN_ELEMENT + MOST_ELEMENTS) found.wrong.push(`${name}: ${elements} elements`);
      if (depth > MOST_DEPTH) found.wrong.push(`${name}: ${depth} elements inside of each other`);
      found.streams += 2;
      found.times.push({
        name,
        wholeMs: Math.round(whole.totalMs),
        stepMs: Math.round(whole.longestMs),
        pieceMs: Math.round(pieceMs),
        elements,
      });
    } catch (error) {
      found.wrong.push(`${name}: ${String(error)}`);
    }
  }
  return found;
}

/** Letters and digits as they are read, whatever stands between them. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

async function timeSteps(step: () => boolean): Promise<{ totalMs: number; longestMs: number }> {
  let totalMs = 0;
  let longestMs = 0;
  for (let isDone = false; !isDone;) {
    const startMs = performance.now();
    isDone = step();
    const tookMs = performance.now() - startMs;
    totalMs += tookMs;
    longestMs = Math.max(longestMs, tookMs);
    await nextTask();
  }
  return { totalMs, longestMs };
}

function depthOf(root: Element): number {
  let deepest = 0;
  const visit = (element: Element, depth: number): void => {
    deepest = Math.max(deepest, depth);
    for (const child of element.children) visit(child, depth + 1);
  };
  visit(root, 0);
  return deepest;
}
