import { MarkdownView, type MarkdownPolicy } from '../markdown/markdown-view.ts';

interface Text {
  readonly element: HTMLElement;
  readonly view: MarkdownView;
  readonly policy: MarkdownPolicy;
  markdown?: string;
  grows?: boolean;
}

/** Keeps the nodes that markdown was rendered into, which Lit puts into place but never writes to. */
export class MarkdownTexts {
  readonly #texts = new Map<string, Text>();

  /**
   * Shows a text, at once, and returns its node: the same one for as long as `policy` is.
   *
   * @param key - Names the text over all its changes.
   * @param part - The node's part.
   * @param grows - More of it is on its way.
   */
  show(key: string, part: string, markdown: string, policy: MarkdownPolicy, grows = false): HTMLElement {
    let text = this.#texts.get(key);
    if (text?.policy !== policy) {
      const element = document.createElement('div');
      element.className = 'answer';
      element.setAttribute('part', part);
      element.dir = 'auto';
      text = { element, view: new MarkdownView(element, policy), policy };
      this.#texts.set(key, text);
    }
    if (text.markdown !== markdown || text.grows !== grows) text.view[grows ? 'update' : 'finish'](markdown);
    Object.assign(text, { markdown, grows });
    return text.element;
  }

  /** A text as it is read on the screen. Reads layout: not for one that still grows. */
  read(key: string): string {
    return this.#texts.get(key)?.element.innerText ?? '';
  }

  clear(): void {
    this.#texts.clear();
  }
}
