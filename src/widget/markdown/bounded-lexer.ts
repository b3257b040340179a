import { Lexer, Tokenizer, type Token, type Tokens, type TokensList } from 'marked';
import { completeOpen, findOpen, holdBackInline, textToken } from './open-end.ts';

/** Nesting of lists and quotes, and of emphasis and links, beyond which text is shown as written. */
const MAX_DEPTH = 32;
/** Code units of one quote; a longer one is cut into several, since marked re-reads it for each line that continues it. */
const MAX_QUOTE = 4000;
/** Code units of a block of raw HTML, as every unclosed comment is one up to the end. */
const MAX_HTML = 8000;
/** What one paragraph may have of each; all from the next one on is text. Runs of marks are counted by the mark too: marked nests them. */
const LIMITS: [RegExp, number][] = [
  [/(?<![\p{L}\p{N}])[*_~](?=\S)/gu, 200],
  [/\[(?![^[\]]*\])/g, 200],
  [/\]\(/g, 200],
  [/[*_~`@]+|</g, 1000],
];
/** Code units of a heading that is underlined, and of a table's head row: so much, and no more, may a later line make of what stands before it. */
const MAX_HEAD = 2000;
/** A table's head and a delimiter row of at most 40 columns. marked reads all rows before it finds that `---` alone is none. */
const TABLE = /^.{0,2000}\n(?=.*[|:])(?!(?:[^|\n]*\|){42})/;
/** Where a definition has to end: its title on the line behind it at most. */
const TWO_LINES = /^(?:.+\n?){1,2}/;

/** A formula as models write it, of bounded length: the search for its end starts at each `\\(`. */
const FORMULA = /^\\(?:\(([^]{1,2000}?)\\\)|\[([^]{1,2000}?)\\\])/;

/** What `[label]` stands for, by label. */
export type Definitions = TokensList['links'];

/**
 * marked's lexer with limits, so that no answer can make it slow or overflow the stack.
 *
 * marked 18.2 throws or takes seconds on 20 kB of nested markers. What passes a limit becomes a text token; nothing is lost.
 */
export class BoundedLexer extends Lexer {
  #depth = 0;
  /** What goes on at the very end. */
  #open: Tokens.Generic | undefined;
  /** The blocks' texts that have not been read yet. */
  readonly #unread = new Map<Token[], string>();

  /**
   * @param definitions - known so far; what is found is added.
   * @param hasMath - `\\(…\\)` and `\\[…\\]` are formulas, else escaped brackets.
   */
  constructor(definitions: Definitions, hasMath = false) {
    super({ gfm: true, tokenizer: new BoundedTokenizer(hasMath) });
    this.tokens.links = definitions;
  }

  /**
   * Reads a source's blocks. Their words are read when `inline` is asked for them: by then all definitions are known, and of blocks
   * that stand already nobody asks.
   *
   * @param open - More text will follow: half-typed emphasis, code and links at the very end are completed or hidden.
   */
  read(source: string, open: boolean): Token[] {
    let all: Token[];
    try {
      all = this.blockTokens(source);
    } catch {
      // Whatever went wrong, the words have to be seen.
      return [textToken(source)];
    }
    for (const { src, tokens } of this.inlineQueue.splice(0)) this.#unread.set(tokens, src);
    const last = open ? findOpen(all.at(-1)) : undefined;
    const text = last?.tokens && this.#unread.get(last.tokens);
    if (text !== undefined) {
      this.#open = last;
      this.#unread.set(last!.tokens!, holdBackInline(text));
    } else if (last) completeOpen(last);
    return all;
  }

  /** Reads the words of a block, where that has not been done; what is inline already, or blocks, stays as it is. */
  readWords(tokens: Token[]): Token[] {
    const text = this.#unread.get(tokens);
    if (text !== undefined) {
      this.#unread.delete(tokens);
      this.state.inRawBlock = false;
      this.inlineTokens(text, tokens);
      if (tokens === this.#open?.tokens) completeOpen(this.#open);
    }
    return tokens;
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
  readonly #hasMath: boolean;

  constructor(hasMath: boolean) {
    super();
    this.#hasMath = hasMath;
  }

  override escape(source: string): Tokens.Escape | undefined {
    const math = this.#hasMath && FORMULA.exec(source);
    return math
      ? ({ type: 'codespan', raw: math[0], text: math[1] ?? math[2], lang: 'math' } as unknown as Tokens.Escape)
      : super.escape(source);
  }

  override table(source: string): Tokens.Table | undefined {
    return TABLE.test(source) ? super.table(source) : undefined;
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return super.blockquote(wholeLines(source, MAX_QUOTE));
  }

  override list(source: string): Tokens.List | undefined {
    const list = super.list(source);
    // It trims its end of more kinds of space than make a line blank: what is left of such a line would be a paragraph.
    if (list) list.raw += /^\s*[^\S \t\n]|/.exec(source.slice(list.raw.length))![0];
    return list;
  }

  override html(source: string): Tokens.HTML | undefined {
    return super.html(wholeLines(source, MAX_HTML));
  }

  override lheading(source: string): Tokens.Heading | undefined {
    return super.lheading(source.length > MAX_HEAD ? source.slice(0, source.lastIndexOf('\n', MAX_HEAD) + 1) : source);
  }

  override def(source: string): Tokens.Def | undefined {
    return super.def(TWO_LINES.exec(source)?.[0] ?? '');
  }
}

/** The lines of a source that fit, its first one in any case. */
function wholeLines(source: string, most: number): string {
  if (source.length <= most) return source;
  const end = source.lastIndexOf('\n', most) + 1;
  return end ? source.slice(0, end) : source;
}

/** Where the limits of one paragraph end: all before it is read, all after it is text. */
function readableEnd(source: string): number {
  // Too short for any limit, as nearly all are.
  if (source.length <= 200) return source.length;
  // Whole characters: half of one would vanish.
  const [readable] = /^[^]{0,16000}/u.exec(source)!;
  return Math.min(readable.length, ...LIMITS.map(([mark, most]) => [...readable.matchAll(mark)][most]?.index ?? Infinity));
}
