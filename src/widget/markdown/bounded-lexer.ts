import { Lexer, Tokenizer, type Token, type Tokens, type TokensList } from 'marked';
import { completeOpen, findOpen, holdBackInline, textToken } from './open-end.ts';

/** Nesting of lists and quotes, and of emphasis and links, beyond which text is shown as written. */
const MAX_DEPTH = 32;
/** Code units of one quote; a longer one is cut into several, since marked re-reads it for each line that continues it. */
const MAX_QUOTE = 4000;
/** What one paragraph may have of each; all from the next one on is text. Runs of marks are counted by the mark too: marked nests them. */
const LIMITS: [RegExp, number][] = [
  [/(?<![\p{L}\p{N}])[*_~](?=\S)/gu, 200],
  [/\[(?![^[\]]*\])/g, 200],
  [/[*_~`@]+|</g, 1000],
];
/** A table's head and a delimiter row of at most 40 columns. marked reads all rows before it finds that `---` alone is none. */
const TABLE = /^.*\n(?=.*[|:])(?!(?:[^|\n]*\|){42})/;

/**
 * marked's lexer with limits, so that no answer can make it slow or overflow the stack.
 *
 * marked 18.2 throws or takes seconds on 20 kB of nested markers. What passes a limit becomes a text token; nothing is lost.
 */
export class BoundedLexer extends Lexer {
  #depth = 0;

  constructor() {
    super({ gfm: true, tokenizer: new BoundedTokenizer() });
  }

  /**
   * Reads a whole source.
   *
   * @param open - More text will follow: half-typed emphasis, code and links at the very end are completed or hidden.
   */
  read(source: string, open: boolean): Token[] {
    const all = this.blockTokens(source, this.tokens);
    const last = open ? findOpen(all.at(-1)) : undefined;
    for (const { src, tokens } of this.inlineQueue) this.inlineTokens(tokens === last?.tokens ? holdBackInline(src) : src, tokens);
    if (last) completeOpen(last);
    return all;
  }

  override blockTokens(source: string, tokens: Token[] = [], lastParagraphClipped?: boolean): TokensList {
    if (this.#depth++ < MAX_DEPTH) super.blockTokens(source, tokens, lastParagraphClipped);
    else tokens.push(textToken(source));
    this.#depth--;
    this.state.top = true;
    return tokens as TokensList;
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    const depth = this.#depth++;
    try {
      const end = depth < MAX_DEPTH ? readableEnd(source) : 0;
      super.inlineTokens(source.slice(0, end), tokens);
      if (end < source.length) tokens.push(textToken(source.slice(end)));
    } catch {
      tokens.splice(0, tokens.length, textToken(source)); // A limit of marked's own: the paragraph is shown as written.
    }
    this.#depth = depth;
    return tokens;
  }
}

class BoundedTokenizer extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    return TABLE.test(source) ? super.table(source) : undefined;
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    const end = source.length > MAX_QUOTE ? source.lastIndexOf('\n', MAX_QUOTE) : -1;
    return super.blockquote(end > 0 ? source.slice(0, end) : source);
  }
}

/** Where the limits of one paragraph end: all before it is read, all after it is text. */
function readableEnd(source: string): number {
  // Too short for any limit, as nearly all are.
  if (source.length <= 200) return source.length;
  // Whole characters: half of one would vanish.
  const [readable] = /^[^]{0,16000}/u.exec(source)!;
  return Math.min(readable.length, ...LIMITS.map(([mark, most]) => [...readable.matchAll(mark)][most]?.index ?? Infinity));
}
