import type { Token, Tokens } from 'marked';
import type { Definitions } from './bounded-lexer.ts';

/**
 * Adds what blocks define to what is known; of two definitions of a label the first one counts.
 *
 * @returns the labels that are new.
 */
export function addDefinitions(tokens: readonly Token[], known: Definitions): string[] {
  return (tokens as readonly Tokens.Generic[]).flatMap(({ type, tag, href, title, tokens: inner = [], items = [] }) => {
    if (type !== 'def') return addDefinitions([...inner, ...items], known);
    if (tag in known) return [];
    known[tag] = { href, title };
    return [tag as string];
  });
}

/** The labels that a source may refer to, in the form in which they are known. */
export function labelsIn(source: string): string[] {
  return [...source.matchAll(/\[((?:\\[^]|[^[\]\\])+)\]/g)].map(([, label]) => normalizeLabel(label!));
}

/** As marked does it: case is folded both ways, for letters such as `ẞ`. */
function normalizeLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
}
