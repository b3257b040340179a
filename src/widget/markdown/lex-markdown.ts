import type { Token, Tokens } from 'marked';
import { BoundedLexer } from './bounded-lexer.ts';
import { holdBack } from './hold-back.ts';

/** Code units of one answer that are shown. */
const MAX_SOURCE = 1_048_576;

/** A top-level piece of an answer: what is replaced or kept as a whole. */
export interface Block {
  /** Equal keys render equally. */
  readonly key: string;
  readonly tokens: readonly Token[];
}

/**
 * Cuts markdown into its top-level blocks. Never throws: what cannot be read comes back as paragraphs of plain text.
 *
 * @param markdown - All text so far.
 * @param open - More will follow: half-typed syntax at the end is held back or completed.
 */
export function lexMarkdown(markdown: string, open: boolean): Block[] {
  const normalised = markdown.slice(0, MAX_SOURCE).replace(open ? /\r\n|\r(?!$)/g : /\r\n?/g, '\n');
  const source = open ? holdBack(normalised.replace(/\r$/, '')) : normalised;
  const lexer = new BoundedLexer();
  let tokens: Token[];
  try {
    tokens = lexer.read(source, open);
  } catch {
    tokens = plainParagraphs(source); // A limit of the lexer's own; the words still have to be seen.
  }
  const labels = Object.entries(lexer.tokens.links);
  const groups = groupTokens(tokens);
  return groups.map((group, index) => {
    const raw = group.map((token) => token.raw).join('');
    const definitions = labels.length > 0 && raw.includes('[') ? usedDefinitions(raw, labels) : '';
    return { key: `${raw}\0${definitions}${open && index === groups.length - 1 ? '\0' : ''}`, tokens: group };
  });
}

/** Blocks without a node of their own are dropped; all between `<details>` and `</details>` is one block. */
function groupTokens(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.type === 'space' || token.type === 'def') continue;
    if (depth > 0) groups.at(-1)!.push(token);
    else groups.push([token]);
    if (token.type === 'html') {
      for (const tag of token.raw.match(/<\/?details(?=[\s>])/gi) ?? []) depth = Math.max(0, depth + (tag[1] === '/' ? -1 : 1));
    }
  }
  return groups;
}

/** The link definitions that a block may refer to, so that a late one renders it again. */
function usedDefinitions(raw: string, labels: [string, { href: string; title?: string | null }][]): string {
  const text = raw.replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
  return JSON.stringify(labels.filter(([label]) => text.includes(label)));
}

function plainParagraphs(source: string): Token[] {
  return source
    .split(/\n{2,}/)
    .map((text): Tokens.Paragraph => ({ type: 'paragraph', raw: text, text, tokens: [{ type: 'escape', raw: text, text }] }));
}
