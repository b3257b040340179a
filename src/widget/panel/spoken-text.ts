import type { Phrases } from '../locales/phrases.ts';
import { NOT_WORDS } from './citations.ts';

/** Selects pieces of which only what they are is said. */
export const SUMMED_UP = "[part='code-block'], [part='table-scroller']";

/** Elements that stand on lines of their own. */
const BLOCK = /^(?:p|h\d|div|section|blockquote|ul|ol|li|dl|dt|dd|hr|br|summary|details|figure|figcaption)$/;

/** By these an answer refers to its sources: numbers that say nothing to the ear. */
const MARKER = /\s?\[\d+(?:, ?\d+)*\]/g;

/** A placeholder that was filled with nothing, and what sets it apart. */
const NOTHING = /[,،、，]?\s?\u2068\u2069/;

/**
 * What a screen reader is to say of a piece of an answer: its words, and the numbers of a numbered list; but of code and of a table only
 * what they are and how large. To be read line by line they are there in the log.
 */
export function spokenText(piece: Node, phrases: Phrases): string {
  return speak(piece, phrases)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n\s*/g, '\n')
    .trim();
}

function speak(node: Node, phrases: Phrases): string {
  if (node instanceof Text) {
    const isWords = !node.parentElement?.closest(NOT_WORDS);
    return (isWords ? node.data.replace(MARKER, '') : node.data).replaceAll('\n', ' ');
  }
  if (!(node instanceof Element)) return '';
  const { localName } = node;
  if (node.matches("[aria-hidden='true'], [part='code-header'], [part='citation']")) return '';
  if (node instanceof HTMLImageElement) return node.alt;
  if (node instanceof HTMLPreElement) return speakCode(node, phrases);
  if (node instanceof HTMLTableElement) {
    const { rows } = node;
    return `${phrases.say('tableSpoken', { cols: rows[0]?.cells.length ?? 0, rows: rows.length })}\n`;
  }
  // Its second line is what the button does.
  const children = node.matches("[part='image-placeholder']") ? [node.firstChild!] : node.childNodes;
  let number = node instanceof HTMLOListElement ? node.start : NaN;
  let words = '';
  for (const child of children) {
    if (number >= 0 && child instanceof HTMLLIElement) words += `\n${number++}. ${speak(child, phrases).trim()}`;
    else words += speak(child, phrases);
  }
  if (BLOCK.test(localName)) return `\n${words}\n`;
  // Where a link really leads stands apart from its words by its looks alone.
  return node.matches("[part='link-host']") ? ` ${words}` : words;
}

function speakCode(pre: HTMLPreElement, phrases: Phrases): string {
  const [, lang = ''] = /\blanguage-(\S+)/.exec(pre.firstElementChild?.className ?? '') ?? [];
  const n = pre.textContent!.split('\n').length;
  return `\n${phrases.say('codeBlock', { lang, n }).replace(NOTHING, '')}\n`;
}
