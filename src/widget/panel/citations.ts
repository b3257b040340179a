import { createElement } from '../markdown/append-nodes.ts';
import type { SourceLink } from './sources.ts';

/** What an answer names its sources by: `[1]`, `[1][2]`, `[1, 2]`. */
const MARKER = /\[(\d+(?:, ?\d+)*)\]/g;

/** Markers in one text beyond which it is no sentence: each is cut out of all that stands before it. */
const MAX_MARKERS = 1000;

/** Where brackets mean something else: in code, in the words of a link, in raw HTML, and in what is ours. */
export const NOT_WORDS = 'a, code, button, span, kbd, sub, sup, mark, ins, details';

/**
 * Turns the numbers by which an answer names its sources into links to them; a marker with a number that no source has remains as it is.
 *
 * For an answer that is whole: its nodes change under who wrote them, though only those that hold a marker. What was done before stays.
 */
export function citeSources(content: HTMLElement, sources: readonly SourceLink[]): void {
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const blocks = new Set<HTMLElement>();
  while (sources.length > 0 && walker.nextNode()) {
    const text = walker.currentNode as Text;
    const markers = [...text.data.matchAll(MARKER)];
    if (markers.length === 0 || markers.length > MAX_MARKERS || text.parentElement!.closest(NOT_WORDS)) continue;
    // A direction of its own would be looked for anew with each node that comes.
    const block = text.parentElement!.closest<HTMLElement>('[dir=auto]');
    if (block) blocks.add(block);
    block?.removeAttribute('dir');
    // From the last one on, so that each is still where it was found. To split keeps a selection in what stays.
    for (const { 0: marker, 1: numbers, index } of markers.reverse()) {
      const cited = numbers!.split(',').map((number) => sources.find(({ n }) => n === +number));
      if (!cited.every((source) => source !== undefined)) continue;
      const found = text.splitText(index);
      found.splitText(marker.length);
      found.replaceWith(...cited.map(createCitation));
    }
  }
  for (const block of blocks) block.dir = 'auto';
}

function createCitation({ n, href, label, hint }: SourceLink): HTMLElement {
  const attributes = { part: 'citation', href, rel: 'noopener noreferrer', target: hint && '_blank', title: label, 'aria-label': label };
  return createElement('a', attributes, `${n}`);
}
