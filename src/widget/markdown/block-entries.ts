import type { Token, Tokens } from 'marked';
import type { Block } from './lex-blocks.ts';

/** Of what a paragraph is made of, that which is an element for certain. */
const ELEMENT = /^(?:strong|em|del|codespan|br)$/;

/**
 * What a list, table or paragraph is made of, as text: first what concerns all of it, then its items, its rows, or its elements with the
 * words behind them. Nothing for other blocks, nor for those whose direction their first entry leaves open.
 */
export function entriesOf(block: Block): string[] {
  const { tokens, source } = block;
  const { type, items, rows, header, ...rest } = tokens[0] as Tokens.Generic;
  if (tokens.length > 1) return [];
  if (type === 'paragraph') return [type, ...runsOf(block).map((run) => run.map(({ type, raw }) => type + raw).join('\n'))];
  const cells = (row: Tokens.TableCell[]): string => row.map(({ text }) => text).join('\n');
  const entries: string[] | undefined = items?.map(({ raw }: Tokens.ListItem) => raw) ?? rows?.map(cells);
  if (!entries || !/\p{L}/u.test(items ? entries[0]! : cells(header))) return [];
  return [[type, rest['ordered'], rest['loose'], rest['start'], header && source.split('\n', 2)].join('\n'), ...entries];
}

/** The words of a paragraph, cut before each element. None where raw HTML may hold several of them. */
function runsOf({ tokens: [token], lexer }: Block): Token[][] {
  const runs: Token[][] = [];
  for (const word of lexer.readWords((token as Tokens.Paragraph).tokens)) {
    if (word.type === 'html') return [];
    if (!runs.length || ELEMENT.test(word.type)) runs.push([word]);
    else runs.at(-1)!.push(word);
  }
  return runs;
}

/** How many entries of a block are as they were before, the last one aside, which may have been unfinished. */
export function countSame(before: readonly string[], entries: readonly string[]): number {
  let same = 0;
  while (same < Math.min(before.length, entries.length) - 1 && before[same] === entries[same]) same++;
  return Math.max(0, same - 1);
}

/** A block without its first entries, which need not be read or rendered. */
export function withoutEntries(block: Block, count: number): Block {
  const token = block.tokens[0] as Tokens.Generic;
  const { type, items, rows } = token;
  const tokens = type === 'paragraph' ? runsOf(block).slice(count).flat() : token.tokens;
  return { ...block, tokens: [{ ...token, tokens, items: items?.slice(count), rows: rows?.slice(count) } as Tokens.Generic] };
}

/** The element in which the entries of a rendered list or table stand. */
export function entriesElement(block: Element): Element {
  return block.localName === 'div' ? block.querySelector('tbody')! : block;
}
