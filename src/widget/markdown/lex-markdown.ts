import type { Token } from 'marked';
import { BoundedLexer } from './bounded-lexer.ts';
import { holdBack, textToken } from './open-end.ts';

/** Code units of one answer that are shown. */
const MAX_SOURCE = 1_048_576;

/** A top-level piece of an answer: what is replaced or kept as a whole. */
export interface Block {
  /** Equal keys render equally. */
  key: string;
  raw: string;
  readonly tokens: Token[];
}

/**
 * Cuts markdown into its top-level blocks; all between `<details>` and `</details>` is one. Never throws: what cannot be read is plain text.
 *
 * @param markdown - All text so far.
 * @param open - More will follow: half-typed syntax at the end is held back or completed.
 */
export function lexMarkdown(markdown: string, open: boolean): Block[] {
  let source = markdown.slice(0, MAX_SOURCE);
  if (open) source = holdBack(source);
  const lexer = new BoundedLexer();
  let tokens: Token[];
  try {
    tokens = lexer.read(source.replace(/\r\n?/g, '\n'), open);
  } catch {
    tokens = [textToken(source)]; // A limit of the lexer's own; the words still have to be seen.
  }
  // A definition that comes late renders all blocks again that may refer to it.
  const definitions = JSON.stringify(lexer.tokens.links);
  const blocks: Block[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (!depth) blocks.push({ key: '', raw: '', tokens: [] });
    const block = blocks.at(-1)!;
    block.tokens.push(token);
    block.raw += token.raw;
    block.key = block.raw + (block.raw.includes('[') ? definitions : '');
    if (token.type !== 'html') continue;
    for (const [, slash] of token.raw.matchAll(/<(\/?)details(?=[\s>])/gi)) depth = Math.max(0, depth + (slash ? -1 : 1));
  }
  if (open && blocks.length) blocks.at(-1)!.key += '\0';
  return blocks;
}
