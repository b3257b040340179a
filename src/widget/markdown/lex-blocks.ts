import type { Token, Tokens } from 'marked';
import type { BoundedLexer } from './bounded-lexer.ts';
import { cutBlock } from './cut-block.ts';
import { holdBack } from './open-end.ts';

/** Code units of what stands between `<details>` and `</details>`; what follows stands outside. */
const MAX_DETAILS = 8000;

/** What a block must know of the one before it, when both are parts of something large. */
export interface Continuation {
  /** Stands before the text when it is read: a table's head, a fence. */
  readonly head: string;
  /** It is shown inside of the element before it. */
  readonly joins?: boolean;
  /** The number of its first item. */
  readonly start?: number | undefined;
}

/** A top-level piece of an answer: what is replaced or kept as a whole. */
export interface Block extends Continuation {
  /** What it is read from. Read alone, it gives the same tokens. */
  source: string;
  /** Code units of the text that it takes, blank lines behind it included. */
  length: number;
  readonly tokens: Token[];
  readonly lexer: BoundedLexer;
  /** There is more of the same behind it, whatever may still come. */
  readonly isCut: boolean;
}

/** Nothing stands before a text, or nothing that goes on. */
export const BEGINNING: Continuation = { head: '' };

/**
 * Cuts markdown into its top-level blocks; all between `<details>` and `</details>` is one, and what is very large is several.
 *
 * @param text - From the end of a finished block on.
 * @param continuation - How that block goes on.
 * @param createLexer - All lexers of one call find and know the same definitions.
 * @param open - More will follow: half-typed syntax at the end is held back or completed.
 */
export function lexBlocks(text: string, continuation: Continuation, createLexer: () => BoundedLexer, open: boolean): Block[] {
  const blocks: Block[] = [];
  let rest = continuation.head + text;
  if (open) rest = holdBack(rest);
  for (let next: Continuation | undefined = continuation; next && rest.length > next.head.length;) {
    let first = next;
    let at = 0;
    // Blank lines that no block stands before.
    let skipped = 0;
    let depth = 0;
    let block: Block | undefined;
    next = undefined;
    const add = (source: string, tokens: Token[], lexer: BoundedLexer, isCut: boolean): void => {
      if (first.start !== undefined) (tokens[0] as Tokens.List).start = first.start;
      blocks.push((block = { ...first, source, length: skipped + source.length - first.head.length, tokens, lexer, isCut }));
      first = BEGINNING;
      skipped = 0;
    };
    const lexer = createLexer();
    for (const token of lexer.read(rest, open)) {
      const { type, raw } = token;
      const cut = cutBlock(token);
      if (cut) {
        const source = rest.slice(at, at + cut.at);
        const whole = createLexer();
        const tokens = whole.read(source, false);
        // With its last line end, of which rendering takes one off.
        if (cut.joins) (tokens[0] as Tokens.Code).text = (tokens[0] as Tokens.Code).text.replace(/\n?$/, '\n\n');
        add(source, tokens, whole, true);
        rest = cut.head + rest.slice(at + cut.at);
        next = cut;
        break;
      }
      const goesOn = type === 'space' || (depth > 0 && block!.source.length < MAX_DETAILS);
      if (!goesOn) {
        depth = 0;
        add(raw, [token], lexer, false);
      } else if (block) {
        block.tokens.push(token);
        block.source += raw;
        block.length += raw.length;
      } else skipped += raw.length;
      at += raw.length;
      if (type === 'html') for (const [, slash] of raw.matchAll(/<(\/?)details(?=[\s>])/gi)) depth = Math.max(0, depth + (slash ? -1 : 1));
    }
  }
  return blocks;
}

/** How many blocks from the first one on nothing can change any more that may still follow. */
export function countFinished(blocks: readonly Block[]): number {
  const last = blocks.at(-1);
  const before = blocks.at(-2);
  if (!last || !before) return 0;
  // A line behind a paragraph or a definition may still be more of it, a table's delimiter row, or make two blocks of its end. A line of
  // tabs is a row to a table.
  const isFinished =
    /\n *\n[ \t]*$/.test(before.source) || (before.isCut && before.tokens[0]!.type !== 'paragraph') || /\n.*\n/.test(last.source);
  return blocks.length - (isFinished ? 1 : 2);
}
