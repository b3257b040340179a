import type { Strings } from '../../../src/widget/locales/en.ts';
import { descendants } from '../panel/panel-fixture.ts';

/** A text that is seen or heard, and the element that shows it. */
export interface SeenText {
  readonly text: string;
  readonly element: Element;
}

/** Attributes that are read out or shown. */
const SPOKEN = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt'];

/** How far in pixels letters may stand out of their box: an engine's rounding, and the room that a font asks for above and below. */
const ACROSS_PX = 1;
const ALONG_PX = 3;

/** What may be wider than its box: what scrolls by itself, what is for the ear alone, and a time, which stands beside its bubble. */
const FREE = '.hidden, pre, [part=table-scroller], time';

/** Every text in an element, through all shadow roots, whether it is to be seen now or not. */
export function* readTexts(root: Element): Generator<SeenText> {
  for (const element of [root, ...descendants(root)]) {
    for (const name of SPOKEN) {
      const text = element.getAttribute(name);
      if (text) yield { text, element };
    }
    for (const node of [...element.childNodes, ...(element.shadowRoot?.childNodes ?? [])]) {
      if (node instanceof Text && node.data.trim() !== '') yield { text: node.data, element };
    }
  }
}

/** The texts in an element that have no room where they stand: they are cut, or stand out of their box or of the window. */
export function findCutTexts(root: Element): string[] {
  const wrong = new Set<string>();
  for (const element of descendants(root)) {
    if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true }) || element.closest(FREE)) continue;
    if (element instanceof HTMLTextAreaElement) {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth, value, placeholder } = element;
      const isCut = scrollHeight > clientHeight + ACROSS_PX || scrollWidth > clientWidth + ACROSS_PX;
      if (value === '' && isCut) wrong.add(`"${placeholder}" is cut in the text box`);
    }
    for (const node of element.childNodes) {
      if (!(node instanceof Text) || node.data.trim() === '') continue;
      const box = tightBoxOf(element, node, 0, node.length);
      if (box === null) continue;
      // Word by word: once something ran from right to left, Firefox counts the blank that hangs at the end of a line.
      const words = [...node.data.matchAll(/\S+/g)].map(({ index, 0: word }) => tightBoxOf(element, node, index, index + word.length));
      if (words.some((found) => found !== null)) wrong.add(`"${node.data.trim()}" has no room in ${nameOf(box)}`);
    }
  }
  return [...wrong];
}

/** As `findTightBox`, for whatever lines a piece of text is broken into. */
function tightBoxOf(element: Element, text: Text, start: number, end: number): Element | null {
  const range = document.createRange();
  range.setStart(text, start);
  range.setEnd(text, end);
  return [...range.getClientRects()].map((line) => findTightBox(element, line)).find((found) => found !== null) ?? null;
}

/** The nearest box around a line of text that it stands out of, or in which it is not to be seen whole. */
function findTightBox(from: Element, line: DOMRect): Element | null {
  if (line.width === 0) return null;
  let isPlaced = false;
  let isScrolled = false;
  for (let element: Element | null = from; element !== null; element = parentOf(element)) {
    const { display, position, overflowX, overflowY } = getComputedStyle(element);
    // What is placed by itself takes room in none but the box that it is placed by.
    if (display === 'inline' || display === 'contents' || (isPlaced && position === 'static')) continue;
    const box = element.getBoundingClientRect();
    if (line.left < box.left - ACROSS_PX || line.right > box.right + ACROSS_PX) return element;
    // What scrolls up and down shows the rest in its time.
    isScrolled ||= /auto|scroll/.test(overflowY);
    const isHeld = !isScrolled && (/hidden|clip/.test(overflowX) || element.matches('button, a, .header, .status'));
    if (isHeld && (line.top < box.top - ALONG_PX || line.bottom > box.bottom + ALONG_PX)) return element;
    // Beyond it there is only the window.
    if (element.matches('dialog, .teaser')) break;
    isPlaced = /absolute|fixed/.test(position);
  }
  return line.left < 0 || line.right > innerWidth ? document.documentElement : null;
}

function parentOf(element: Element): Element | null {
  return element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;
}

function nameOf(element: Element): string {
  return [element.localName, element.getAttribute('part'), element.className].filter(Boolean).join('.');
}

/** Whether a text holds one of the interface, whatever stands in its placeholders. */
export function isForm(text: string, ours: Strings[keyof Strings]): boolean {
  return (typeof ours === 'string' ? [ours] : Object.values(ours)).some((form) =>
    new RegExp(
      form
        .split(/\{\w+\}/)
        .map((words) => words.replace(/[[\](){}.*+?^$|]/g, '\\$&'))
        .join('.+'),
      'su',
    ).test(text),
  );
}
