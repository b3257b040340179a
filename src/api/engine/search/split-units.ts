import { splitSentences } from './split-sentences.ts';

/** The smallest part of a passage that says something by itself: a sentence, an item of a list, a row of a table. */
export interface Unit {
  /** Markdown. A row comes with its table's head, for the head says what its cells are. */
  text: string;
  /** The same without the targets of its links. */
  plain: string;
  /** What the unit is about by its own layout: a row's first cell, or what stands before a colon; else empty. */
  label: string;
  /** Which of the passage's blocks it is in. */
  block: number;
  /** Whether it is a paragraph's sentence, which can be moved by itself. */
  isSentence: boolean;
}

/** Longest label before a colon, in characters. */
const MAX_LABEL_LENGTH = 40;

/** Whether a block is a list, table, quote or code, which stay whole. */
export function isStructure(block: string): boolean {
  return /^([-|>`]|\d+\. )/.test(block);
}

/** Takes a passage's blocks of markdown apart. */
export function splitUnits(blocks: readonly string[]): Unit[] {
  return blocks.flatMap((markdown, block) => {
    const unit = (text: string, label: string, isSentence: boolean): Unit => ({
      text,
      plain: unlink(text),
      label: unlink(label),
      block,
      isSentence,
    });
    if (!isStructure(markdown)) return splitSentences(markdown).map((text) => unit(text, labelOf(text), true));
    const lines = markdown.split('\n');
    if (!markdown.startsWith('|')) return lines.map((text) => unit(text, labelOf(text.replace(/^\s*(?:[-+*]|\d+\.) /, '')), false));
    const [head = '', , ...rows] = lines;
    return rows.map((row) => unit(`${head}\n${row}`, row.split('|')[1]!.trim(), false));
  });
}

function unlink(markdown: string): string {
  return markdown.replace(/\]\([^)]*\)/g, ']');
}

function labelOf(text: string): string {
  const label = /^([^.:?!]+):/.exec(text)?.[1] ?? '';
  return label.length <= MAX_LABEL_LENGTH ? label : '';
}
