import type { CSSResult } from 'lit';

/** What stands around a conversation on paper. */
export interface Paper {
  /** Its headline, and the name of the file where a browser prints into one. */
  readonly title: string;
  /** BCP 47. */
  readonly lang: string;
  /** Shown as in this element, which is in the page. */
  readonly like: Element;
  readonly styles: readonly CSSResult[];
}

/**
 * Prints a copy of what is said, and nothing of the page around: in a frame of its own, which is there only for that. A window of its own
 * could be refused, and a style sheet that hides the page would be the page's.
 *
 * @param place - where the frame stands meanwhile: in a shadow root, so that the page never meets it.
 */
export function printTranscript(place: Node, content: Node, { title, lang, like, styles }: Paper): void {
  const frame = document.createElement('iframe');
  frame.className = 'hidden';
  // Not every engine has the frame's document ready at once.
  frame.onload = () => {
    const paper = frame.contentWindow as Window & typeof globalThis;
    // It is printed already.
    if (paper.document.title) return;
    const { document } = paper;
    const { direction, fontFamily } = getComputedStyle(like);
    document.title = title;
    document.documentElement.lang = lang;
    document.dir = direction;
    document.body.style.fontFamily = fontFamily;
    const root = document.body.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = styles.map(({ cssText }) => {
      const sheet = new paper.CSSStyleSheet();
      sheet.replaceSync(cssText);
      return sheet;
    });
    const headline = document.createElement('h1');
    headline.textContent = title;
    root.append(headline, content);
    paper.onafterprint = () => frame.remove();
    paper.print();
  };
  place.appendChild(frame);
}
