import type { Token } from 'marked';
import { BoundedLexer } from './bounded-lexer.ts';
import { holdBack } from './open-end.ts';

/** A top-level piece of an answer: what is replaced or kept as a whole. */
export interface Block {
  /** Its source and what else it depends on: equal keys render equally. */
  key: string;
  readonly tokens: Token[];
}

/**
 * Cuts markdown into its top-level blocks; all between `<details>` and `</details>` is one.
 *
 * @param markdown - All text so far.
 * @param open - More will follow: half-typed syntax at the end is held back or completed.
 */
export function lexMarkdown(markdown: string, open: boolean): Block[] {
  const lexer = new BoundedLexer();
  const all = lexer.read((open ? holdBack(markdown) : markdown).replace(/\r\n?/g, '\n'), open);
  // A definition that comes late renders all blocks again that may refer to it.
  const definitions = JSON.stringify(lexer.tokens.links);
  const blocks: Block[] = [];
  let depth = 0;
  for (const token of all) {
    if (!depth) blocks.push({ key: '', tokens: [] });
    const block = blocks.at(-1)!;
    block.tokens.push(token);
    block.key += token.raw + (token.raw.includes('[') ? definitions : '');
    if (token.type !== 'html') continue;
    for (const [, slash] of token.raw.matchAll(/<(\/?)details(?=[\s>])/gi)) depth = Math.max(0, depth + (slash ? -1 : 1));
  }
  if (open && blocks.length) blocks.at(-1)!.key += '\0';
  return blocks;
}
