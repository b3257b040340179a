import { Lexer, Tokenizer, type Token, type Tokens, type TokensList } from 'marked';
import { repairInline } from './repair-inline.ts';

/** Nesting of lists and quotes, and of emphasis and links, beyond which text is shown as written. */
const MAX_DEPTH = 32;
/** Columns of a table; a wider one is shown as text, since every row costs them all. */
const MAX_COLUMNS = 40;
/** Code units of one quote; a longer one is cut into several, since marked re-reads it for each line that continues it. */
const MAX_QUOTE = 4000;
/** Code units of one paragraph, cell or heading that are read for emphasis, links and code. */
const MAX_INLINE = 16_000;
/** Possible openers of emphasis, open brackets, and mail signs of one paragraph that are still looked at. */
const MAX_OPENERS = 200;
/** All runs of `*`, `_`, `~`, backticks, and `<`, of one paragraph that are still looked at. */
const MAX_RUNS = 1000;

/**
 * marked's lexer with limits, so that no answer can make it slow or overflow the stack.
 *
 * marked 18.2 throws or takes seconds on 20 kB of nested markers. What passes a limit becomes a text token; nothing is lost.
 */
export class BoundedLexer extends Lexer {
  #blockDepth = 0;
  #inlineDepth = 0;

  constructor() {
    super({ gfm: true, tokenizer: new BoundedTokenizer() });
  }

  /**
   * Reads a whole source.
   *
   * @param open - More text will follow: half-typed emphasis, code and links at the very end are completed or hidden.
   */
  read(source: string, open: boolean): Token[] {
    const tokens = this.blockTokens(source, this.tokens);
    const last = open ? lastRun(tokens, source) : undefined;
    for (const { src, tokens } of this.inlineQueue) {
      this.state.inRawBlock = false;
      this.inlineTokens(tokens === last ? repairInline(src) : src, tokens);
    }
    if (last) unlinkEnd(last);
    return tokens;
  }

  override blockTokens(source: string, tokens: Token[] = [], lastParagraphClipped?: boolean): TokensList {
    if (this.#blockDepth >= MAX_DEPTH) {
      this.state.top = true;
      tokens.push(textToken(source));
      return tokens as TokensList;
    }
    this.#blockDepth++;
    try {
      return super.blockTokens(source, tokens, lastParagraphClipped) as TokensList;
    } finally {
      this.#blockDepth--;
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    const end = this.#inlineDepth < MAX_DEPTH ? readableEnd(source) : 0;
    this.#inlineDepth++;
    try {
      if (end > 0) super.inlineTokens(source.slice(0, end), tokens);
      if (end < source.length) tokens.push(textToken(source.slice(end)));
    } catch {
      tokens.splice(0, tokens.length, textToken(source)); // A limit of marked's own: the paragraph is shown as written.
    } finally {
      this.#inlineDepth--;
    }
    return tokens;
  }
}

class BoundedTokenizer extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    const delimiter = /^[^\n]*\n([^\n]*)/.exec(source)?.[1] ?? '';
    // marked reads all rows before it finds that `---` alone is no delimiter, which makes many headings slow.
    if (!/[|:]/.test(delimiter) || delimiter.split('|').length > MAX_COLUMNS + 2) return undefined;
    return super.table(source);
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    const end = source.length > MAX_QUOTE ? source.lastIndexOf('\n', MAX_QUOTE) : -1;
    return super.blockquote(end > 0 ? source.slice(0, end) : source);
  }
}

function textToken(text: string): Tokens.Text {
  return { type: 'text', raw: text, text };
}

/** Where the limits of one paragraph end: all before it is read, all after it is text. */
function readableEnd(source: string): number {
  let openers = 0;
  let runs = 0;
  let brackets = 0;
  let mails = 0;
  const limit = Math.min(source.length, MAX_INLINE);
  for (let i = 0; i < limit; i++) {
    const start = i;
    const char = source[i];
    if (char === '[') brackets++;
    else if (char === ']') brackets = Math.max(0, brackets - 1);
    else if (char === '@') mails++;
    else if (char === '<') runs++;
    else if (char === '*' || char === '_' || char === '~' || char === '`') {
      while (source[i + 1] === char) i++;
      runs++;
      const opens = /\S/.test(source[i + 1] ?? ' ') && (start === 0 || /[\s\p{P}\p{S}]/u.test(source[start - 1]!));
      if (opens && char !== '`') openers += i - start > MAX_DEPTH ? MAX_OPENERS + 1 : 1;
    } else continue;
    if (openers > MAX_OPENERS || brackets > MAX_OPENERS || mails > MAX_OPENERS || runs > MAX_RUNS) return start;
  }
  // Not inside a surrogate pair.
  return limit < source.length && /[\uDC00-\uDFFF]/.test(source[limit]!) ? limit - 1 : limit;
}

/** The inline tokens that more text would still change, if the source ends inside such a block. */
function lastRun(tokens: readonly Token[], source: string): Token[] | undefined {
  const last = tokens.at(-1) as Tokens.Generic | undefined;
  const lineEnded = source.endsWith('\n');
  switch (last?.type) {
    case 'list':
      return lastRun((last.items as Tokens.ListItem[]).at(-1)?.tokens ?? [], source);
    case 'blockquote':
      return lastRun(last.tokens ?? [], source);
    case 'table': {
      const row: Tokens.TableCell[] = (last as Tokens.Table).rows.at(-1) ?? (last as Tokens.Table).header;
      return lineEnded ? undefined : row.findLast((cell) => cell.text !== '')?.tokens;
    }
    case 'heading':
      return lineEnded ? undefined : last.tokens;
    case 'paragraph':
    case 'text':
      return last.tokens;
    default:
      return undefined;
  }
}

/** A bare address at the very end, or before a dot that may belong to it, may be half of another one: it is text until a space follows. */
function unlinkEnd(tokens: Token[]): void {
  let index = tokens.length - 1;
  while (index > 0 && tokens[index]!.type === 'text' && !/\s/.test(tokens[index]!.raw)) index--;
  const last = tokens[index];
  if (last?.type === 'em' || last?.type === 'strong' || last?.type === 'del') unlinkEnd((last as Tokens.Em).tokens);
  else if (last?.type === 'link' && (last as Tokens.Link).autolink && !last.raw.startsWith('<')) {
    tokens[index] = { type: 'escape', raw: last.raw, text: last.raw };
  }
}
