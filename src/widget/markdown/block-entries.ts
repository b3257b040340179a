import type { Tokens } from 'marked';
import type { Block } from './lex-blocks.ts';

/**
 * What a list or table is made of, as text: first what concerns all of it, then its items or rows. Nothing for other blocks, nor for
 * those whose direction their first entry leaves open.
 */
export function entriesOf({ tokens, source }: Block): string[] {
  const { type, items, rows, header, ...rest } = tokens[0] as Tokens.Generic;
  const cells = (row: Tokens.TableCell[]): string => row.map(({ text }) => text).join('\n');
  const entries: string[] | undefined = items?.map(({ raw }: Tokens.ListItem) => raw) ?? rows?.map(cells);
  if (!entries || tokens.length > 1 || !/\p{L}/u.test(items ? entries[0]! : cells(header))) return [];
  return [[type, rest['ordered'], rest['loose'], rest['start'], header && source.split('\n', 2)].join('\n'), ...entries];
}

/** How many entries of a block are as they were before, the last one aside, which may have been unfinished. */
export function countSame(before: readonly string[], entries: readonly string[]): number {
  let same = 0;
  while (same < Math.min(before.length, entries.length) - 1 && before[same] === entries[same]) same++;
  return Math.max(0, same - 1);
}

/** A block without its first entries, which need not be read or rendered. */
export function withoutEntries(block: Block, count: number): Block {
  const [token] = block.tokens as Tokens.Generic[];
  const { items, rows } = token!;
  return { ...block, tokens: [{ ...token!, items: items?.slice(count), rows: rows?.slice(count) } as Tokens.Generic] };
}

/** The element in which the entries of a rendered list or table stand. */
export function entriesElement(block: Element): Element {
  return block.localName === 'div' ? block.querySelector('tbody')! : block;
}
