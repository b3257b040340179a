import type { Token, Tokens } from 'marked';

// A last line that may still become any of several things (`-`, `12.`, `##`, `|--`, two backticks); a link definition without its end;
// a table's head row until its delimiter row stands: as a paragraph its bars would flash up.
const UNDECIDED = /^(?![ \t>]*(?:```|~~~))(?:[-*+_=#|:~`> \t]|\d{1,9}[.)])*(?:\d{1,9})?(?![^])/m;
const DEFINITION = /^[-*+> \t\d.)]*\[[^\]\n]+\]:\s*\S*(?![^])/m;
const TABLE_HEAD = /^(?= *\|)(?<!^ *\|.*\n).*\n?(?![^])/m;

/** What may open something in a text that marked left as it is. */
const OPENER = /`+|!?(?<!\])\[|<|(?:\*\*|~~|(?<![\p{L}\p{N}])(?:__|[*_]))(?!\s)/gu;
/** Half of a tag or comment. */
const HALF_TAG = /^(?:!--[^]*|[a-z/?!][^<>\n]{0,200})?$/i;
/** A link's label, the end of its address not yet there. */
const HALF_LINK = /^[^\]]{0,120}(?:\](?:\((?:[^()]|\([^()]*(?:\)|$))*|\[[^\]]*)?)?$/;

/** Code units of text beyond which no mark in it is completed: a thousand brackets in a row are none. */
const MAX_TEXT = 5000;

/** Nesting beyond which nothing is completed. */
const MAX_DEPTH = 32;

/**
 * The part of an unfinished answer whose blocks are certain.
 *
 * @param source - All text so far, with `\n` line ends.
 */
export function holdBack(source: string): string {
  return source
    .replace(/[\r\uD800-\uDBFF]$/, '')
    .replace(UNDECIDED, '')
    .replace(DEFINITION, '')
    .replace(TABLE_HEAD, '');
}

/** Leaves out what the end of an open paragraph, cell or heading may still become: half of a mark, a reference or an escape. */
export function holdBackInline(source: string): string {
  return source.replace(/(?:\\?&#?\w{0,31}|[\\*_~`\s]{1,99})$/, '');
}

/** The innermost block, item or cell at the end: the one that goes on. */
export function findOpen(token: Tokens.Generic | undefined): Tokens.Generic | undefined {
  if (!token) return token;
  const { type, tokens, items, rows, header } = token;
  const row: Tokens.TableCell[] = rows?.at(-1) ?? (rows && header) ?? [];
  const inner = items ?? (/quote|item/.test(type) ? tokens : row.filter(({ text }) => text));
  return findOpen(inner.at(-1)) ?? token;
}

/**
 * Completes or hides what is half-typed at the end of a block, so that no bare syntax flashes up while an answer streams.
 *
 * `**bo` becomes bold, an open code span code, `[text](ht` only `text`; half an image, tag or comment vanishes.
 */
export function completeOpen(token: Tokens.Generic): void {
  const { type, raw, tokens } = token;
  if (type === 'html') {
    const end = raw.lastIndexOf('-->') + 1;
    token.raw = raw.slice(0, end) + raw.slice(end).replace(/<!--[^]*|<[^<>]{0,200}$/, '');
  } else if (type === 'code') {
    // The language is not yet known.
    if (!raw.includes('\n')) token['lang'] = '';
  } else if (tokens) completeInline(tokens, 0);
}

function completeInline(tokens: Token[], depth: number): void {
  if (depth > MAX_DEPTH) return;
  // A bare address at the very end, or before a dot that may belong to it, may be half of another one: it is text until a space follows.
  const at = tokens.findLastIndex(({ type, raw }) => type !== 'text' || /\s/.test(raw));
  const last: Tokens.Generic | undefined = tokens[at];
  if (last?.['autolink'] && last.raw[0] !== '<') tokens.push(textToken(asWritten(tokens.splice(at))));
  for (const [index, { type, raw }] of tokens.entries()) {
    if (type !== 'text' || raw.length > MAX_TEXT) continue;
    for (const { 0: mark, index: start } of raw.matchAll(OPENER)) {
      const rest = [textToken(raw.slice(start + mark.length)), ...tokens.slice(index + 1)];
      const completed = complete(mark, rest, depth);
      if (!completed) continue;
      const before = raw.slice(0, start);
      tokens.splice(index, tokens.length, textToken(completed.length ? before : before.trimEnd()), ...completed);
      return;
    }
  }
}

/** What an open mark and the tokens after it are shown as; nothing when the mark is only itself. */
function complete(mark: string, rest: Token[], depth: number): Token[] | undefined {
  // Marks inside of what is complete count for nothing.
  const source = rest.map(({ type, raw }) => (type === 'text' ? raw : 'x')).join('');
  if (mark === '<') return HALF_TAG.test(source) ? [] : undefined;
  if (mark[0] === '`') {
    const text = asWritten(rest);
    return text.trim() ? [{ type: 'codespan', raw: text, text }] : [];
  }
  if (mark.endsWith('[')) {
    if (!HALF_LINK.test(source)) return undefined;
    if (mark[0] === '!') return [];
    const end = rest.findIndex(({ type, raw }) => type === 'text' && raw.includes(']'));
    if (end >= 0) rest.splice(end, rest.length, textToken(rest[end]!.raw.split(']')[0]!));
  }
  completeInline(rest, depth + 1);
  return mark === '[' ? rest : [{ type: mark === '~~' ? 'del' : mark.length > 1 ? 'strong' : 'em', raw: '', tokens: rest }];
}

function asWritten(tokens: readonly Token[]): string {
  return tokens.map(({ raw }) => raw).join('');
}

/** Text as written. */
export function textToken(text: string): Tokens.Text {
  return { type: 'text', raw: text, text };
}
