import { BlockSequence } from './block-sequence.ts';
import { copyText } from './copy-text.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { createImage, imageOf } from './render-tokens.ts';

export type { MarkdownLabels, MarkdownPolicy } from './markdown-policy.ts';

/** Code units of one answer that are shown. */
const MAX_SOURCE = 1_048_576;

/** Code units that are read and shown at once: a burst of text must not keep the page from answering a key or a finger. */
export const MAX_STEP = 6000;

/** The first of them: the browser has yet to find its fonts. */
const FIRST_STEP = 1500;

/**
 * Milliseconds of a frame in which further steps begin: where steps are quick, a burst is over in fewer frames. What the browser then
 * does with the nodes takes twice as long.
 */
export const STEPS_MS = 8;

/** Code units that may still change, beyond which not every piece of text is worth reading them all again. */
const MAX_OPEN = 16_000;

/** Code units before the end of what is shown by which a text that goes on is known. */
const MAX_COMPARED = 4096;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2000;

/**
 * Shows one answer's markdown in a container of its own, and follows it while it grows.
 *
 * Text becomes nodes without passing through HTML. A whole answer is read in the same pieces as one that arrives, so that both end with
 * the same nodes.
 *
 * A `code-copied` event bubbles from the button that has copied a block of code.
 */
export class MarkdownView {
  readonly #container: HTMLElement;
  readonly #policy: MarkdownPolicy;
  /** Addresses of images that the visitor has asked for. */
  readonly #shownImages = new Set<string>();
  #blocks!: BlockSequence;
  /** As much of the answer as was read, as it came. */
  #markdown = '';
  #isWhole = false;

  /** @param container - Empty, and written by nobody else. */
  constructor(container: HTMLElement, policy: MarkdownPolicy) {
    this.#container = container;
    this.#policy = policy;
    this.#begin();
    container.addEventListener('click', this.#onClick);
  }

  /** The nodes of what will not change any more, block by block. */
  get finishedNodes(): readonly Node[] {
    return this.#blocks.finishedNodes;
  }

  /**
   * Shows the text so far of an answer that goes on: half-typed syntax at its end is held back or completed.
   *
   * @param until - When no further step may begin, as `performance.now()` tells the time. One step is always taken.
   * @returns whether all of it is shown; where it is not, the next call goes on, best in the next frame.
   */
  update(markdown: string, until?: number): boolean {
    // What is seen stays, though whole lines are wanted only from now on.
    const end = this.#policy.wholeLines ? Math.max(markdown.lastIndexOf('\n') + 1, this.#markdown.length) : undefined;
    return this.#show(markdown.slice(0, end), false, until);
  }

  /**
   * Shows a whole answer, the same whether or not it was streamed before.
   *
   * @returns as `update` does.
   */
  finish(markdown: string, until?: number): boolean {
    return this.#show(markdown, true, until);
  }

  #show(markdown: string, isWhole: boolean, until = performance.now() + STEPS_MS): boolean {
    for (;;) {
      const began = performance.now();
      if (this.#step(markdown, isWhole)) return true;
      const now = performance.now();
      // The next one takes as long as this one.
      if (now + (now - began) > until) return false;
    }
  }

  #step(markdown: string, isWhole: boolean): boolean {
    const source = markdown.slice(0, MAX_SOURCE);
    const known = this.#markdown.length;
    // To compare all of a long text with each piece would take longer than to show the piece; the whole one is compared.
    const compared = isWhole ? 0 : Math.max(0, known - MAX_COMPARED);
    // Another text, or more of one that was whole.
    if (!source.startsWith(this.#markdown.slice(compared), compared) || (this.#isWhole && source.length > known)) this.#begin();
    const from = this.#markdown.length;
    const { openLength } = this.#blocks;
    // What has to be read again as a whole is so in fewer steps.
    const end = Math.min(from + Math.max(from ? MAX_STEP : FIRST_STEP, openLength >> 3), source.length);
    const isLast = end === source.length;
    const isOpen = !isWhole || !isLast;
    // Half of a character or of a line end waits for its other half.
    const piece = source.slice(from, end).replace(isOpen ? /[\r\uD800-\uDBFF]$/ : '', '');
    const isDue = piece.length > (openLength > MAX_OPEN ? openLength / 64 : 0);
    if (isDue || !isLast || (!isOpen && !this.#isWhole)) {
      this.#markdown = source.slice(0, from + piece.length);
      this.#isWhole = !isOpen;
      this.#blocks.append(piece.replace(/\r\n?/g, '\n'), isOpen);
    }
    return isLast;
  }

  #begin(): void {
    this.#container.textContent = this.#markdown = '';
    this.#isWhole = false;
    this.#blocks = new BlockSequence(this.#container, this.#policy, this.#shownImages);
  }

  #onClick = (event: Event): void => {
    const button = (event.target as Element).closest('button');
    if (!button) return;
    event.preventDefault(); // Without `type`, a button in a form would submit it.
    const image = imageOf.get(button);
    if (image) {
      this.#shownImages.add(image);
      const shown = createImage(image, button.firstChild!.textContent!, true);
      button.replaceWith(shown);
      // The focus has gone with the button.
      shown.focus({ preventScroll: true });
    } else void this.#copyCode(button);
  };

  async #copyCode(button: HTMLElement): Promise<void> {
    const code = button.parentElement!.nextElementSibling!;
    const { copyCode, copied } = this.#policy.labels;
    if (!(await copyText(code.textContent!, code))) return;
    // A name that changes is read out, and that it has copied is said anyway.
    button.ariaLabel = copyCode;
    button.textContent = copied;
    button.dispatchEvent(new Event('code-copied', { bubbles: true }));
    setTimeout(() => (button.textContent = copyCode), COPIED_MS);
  }
}
