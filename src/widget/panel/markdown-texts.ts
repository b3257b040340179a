import { MarkdownView, MAX_STEP, STEPS_MS, type MarkdownPolicy } from '../markdown/markdown-view.ts';

/** Code units that are shown between two calls of `begin`, all texts together, but for the last step. */
const ROOM = 12_000;

interface Text {
  readonly element: HTMLElement;
  readonly view: MarkdownView;
  readonly policy: MarkdownPolicy;
  markdown?: string;
  grows?: boolean;
  isShown: boolean;
}

/** Keeps the nodes that markdown was rendered into, which Lit puts into place but never writes to. */
export class MarkdownTexts {
  /** Some text is not all shown yet: `show` is to be called again in the next frame. */
  isBehind = false;

  readonly #texts = new Map<string, Text>();
  #room = 0;
  #until = 0;

  /**
   * To be called before the texts of one update are shown.
   *
   * @param room - Code units that they share; the first ones to be shown take it.
   */
  begin(room = ROOM): void {
    this.#room = room;
    this.#until = performance.now() + STEPS_MS;
    this.isBehind = false;
  }

  /**
   * Shows a text, or a further piece of it, and returns its node: the same one for as long as `policy` is.
   *
   * @param key - Names the text over all its changes.
   * @param part - The node's part.
   * @param grows - More of it is on its way.
   */
  show(key: string, part: string, markdown: string, policy: MarkdownPolicy, grows = false): Readonly<Text> {
    let text = this.#texts.get(key);
    if (text?.policy !== policy) {
      const element = document.createElement('div');
      element.className = 'answer';
      element.setAttribute('part', part);
      text = { element, view: new MarkdownView(element, policy), policy, isShown: false };
      this.#texts.set(key, text);
    }
    if (text.markdown !== markdown || text.grows !== grows) Object.assign(text, { markdown, grows, isShown: false });
    if (!text.isShown && this.#room > 0) {
      this.#room -= Math.min(markdown.length, MAX_STEP);
      text.isShown = text.view[grows ? 'update' : 'finish'](markdown, this.#until);
    }
    this.isBehind ||= !text.isShown;
    return text;
  }

  /** A text as it is read on the screen. Reads layout: not for one that still grows. */
  read(key: string): string {
    const element = this.#texts.get(key)?.element;
    // What is skipped while it is out of sight would not be read.
    element?.classList.add('read');
    const text = element?.innerText ?? '';
    element?.classList.remove('read');
    return text;
  }

  forget(key: string): void {
    this.#texts.delete(key);
  }
}
