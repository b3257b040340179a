import type { Token, Tokens } from 'marked';

/** Items of a list and rows of a table that stand together; more of them go into another one. */
const MAX_ENTRIES = 50;
/** Lines of code that are one box. */
const MAX_LINES = 64;
/** Code units of a paragraph, of a list, and of a box of code. */
const MAX_PARAGRAPH = 4000;
const MAX_LIST = 8000;
const MAX_CODE = 4000;

/** What marked takes for the first item of a list, not only for another one. */
const FIRST_ITEM = /^ {0,3}\S{1,10}(?:[ \t].+)?(?:\n|$)/;
/** A line of code that is not blank, nor the last one and perhaps the closing fence. */
const CODE_LINE = /^(?![^\S\n]*(?:\n|$)| {0,3}(?:```|~~~).*$)/;
const SENTENCE_END = /(?:[.!?…]["'”’)\]*_`]*\s+|[。！？]\s*|\n)(?=\p{L})/gu;
const WORD_END = /\s(?=\p{L})/gu;

/** Where a block that has become too large is cut, and how what is left of it begins. */
export interface Cut {
  readonly at: number;
  /** What the rest needs before it, so that it is read as more of the same: a table's head, a fence. */
  readonly head: string;
  /** The rest is more of the very same element, and is shown inside of it. */
  readonly joins: boolean;
  /** The number of the rest's first item. */
  readonly start?: number | undefined;
}

/**
 * Cuts what is too large to be read and laid out anew for each word that comes.
 *
 * It depends on nothing but the text before the cut and a few characters behind it, so that an answer is cut alike however it came.
 *
 * @returns `undefined` when the block stays whole.
 */
export function cutBlock(token: Token): Cut | undefined {
  const { type, raw, codeBlockStyle, items, ordered, start, rows } = token as Tokens.Generic;
  switch (type) {
    case 'list': {
      let at = 0;
      for (const [index, item] of (items as Tokens.ListItem[]).entries()) {
        if (index && (index >= MAX_ENTRIES || at >= MAX_LIST) && FIRST_ITEM.test(item.raw))
          return { at, head: '', joins: false, start: ordered ? +start + index : undefined };
        at += item.raw.length;
      }
      break;
    }
    case 'table':
      if (rows.length > MAX_ENTRIES) return { at: firstLines(raw, MAX_ENTRIES + 2).length, head: firstLines(raw, 2), joins: false };
      break;
    case 'code': {
      const head = codeBlockStyle ? '' : firstLines(raw, 1);
      let count = 0;
      for (let at = head.length; at || !count; at = raw.indexOf('\n', at) + 1) {
        if (count && (count >= MAX_LINES || at >= MAX_CODE) && CODE_LINE.test(raw.slice(at))) return { at, head, joins: true };
        count++;
      }
      break;
    }
    case 'paragraph': {
      const at = raw.length > MAX_PARAGRAPH && paragraphEnd(raw);
      if (at) return { at, head: '', joins: false };
    }
  }
  return undefined;
}

function firstLines(text: string, count: number): string {
  return new RegExp(`^(?:.*\\n?){${count}}`).exec(text)![0];
}

/** Where a paragraph is long enough: behind the last sentence, or else the last word, that leaves no emphasis, code or link open. */
function paragraphEnd(raw: string): number {
  for (const end of [SENTENCE_END, WORD_END]) {
    const ends = [...raw.slice(0, MAX_PARAGRAPH).matchAll(end)]
      .map(({ index, 0: { length } }) => index + length)
      .filter((at) => at > MAX_PARAGRAPH / 4);
    const found = ends.findLast((at) => isBalanced(raw.slice(0, at))) ?? ends.at(-1);
    if (found) return found;
  }
  // One endless word: as soon as it ends.
  const more = raw.slice(MAX_PARAGRAPH).search(WORD_END);
  return more < 0 ? 0 : MAX_PARAGRAPH + more + 1;
}

function isBalanced(text: string): boolean {
  return !/[`[<*]/.test(text.replace(/`[^`]*`|<[^<>]*>|\*\*?[^*]+\*\*?|\[[^[\]]*\]/g, ''));
}
