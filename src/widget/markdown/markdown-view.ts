import { copyText } from './copy-text.ts';
import { createElement } from './append-nodes.ts';
import { lexMarkdown, type Block } from './lex-markdown.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { textToken } from './open-end.ts';
import { patchNodes } from './patch-nodes.ts';
import { appendTokens, createImage, imageOf, type RenderContext } from './render-tokens.ts';

export type { MarkdownLabels, MarkdownPolicy } from './markdown-policy.ts';

/** Code units of one answer that are shown. */
const MAX_SOURCE = 1_048_576;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2000;

/**
 * Shows one answer's markdown in a container of its own, and follows it while it grows.
 *
 * Text becomes nodes without passing through HTML. Blocks that are finished are never touched again; the open one is patched.
 */
export class MarkdownView {
  readonly #container: HTMLElement;
  readonly #context: RenderContext;
  /** What is shown: each block's key and how many nodes it has. */
  #shown: [key: string, size: number][] = [];

  /** @param container - Empty, and written by nobody else. */
  constructor(container: HTMLElement, policy: MarkdownPolicy) {
    this.#container = container;
    this.#context = { policy, shownImages: new Set() };
    container.addEventListener('click', this.#onClick);
  }

  /** Shows the text so far of an answer that goes on: half-typed syntax at its end is held back or completed. */
  update(markdown: string): void {
    this.#show(markdown, true);
  }

  /** Shows a whole answer, the same whether or not it was streamed before. */
  finish(markdown: string): void {
    this.#show(markdown, false);
  }

  #show(markdown: string, open: boolean): void {
    const source = markdown.slice(0, MAX_SOURCE);
    try {
      this.#patch(lexMarkdown(source, open));
    } catch {
      // Whatever went wrong, the words have to be seen.
      this.#patch([{ key: source, tokens: [textToken(source)] }]);
    }
  }

  #patch(blocks: readonly Block[]): void {
    let same = 0;
    let start = 0;
    for (; same < blocks.length && blocks[same]!.key === this.#shown[same]?.[0]; same++) start += this.#shown[same]![1];
    const rendered = blocks.slice(same).map(({ key, tokens }) => {
      const root = createElement('div');
      appendTokens(root, tokens, this.#context);
      return [key, [...root.childNodes]] as const;
    });
    patchNodes(
      this.#container,
      rendered.flatMap(([, nodes]) => nodes),
      start,
    );
    this.#shown.splice(same, Infinity, ...rendered.map(([key, { length }]): [string, number] => [key, length]));
  }

  #onClick = (event: Event): void => {
    const button = (event.target as Element).closest('button');
    if (!button) return;
    event.preventDefault(); // Without `type`, a button in a form would submit it.
    const image = imageOf.get(button);
    if (image) {
      this.#context.shownImages.add(image);
      button.replaceWith(createImage(image, button.firstChild!.textContent!));
    } else void this.#copyCode(button);
  };

  async #copyCode(button: HTMLElement): Promise<void> {
    const code = button.parentElement!.nextElementSibling!;
    const { copyCode, copied } = this.#context.policy.labels;
    if (!(await copyText(code.textContent!, code))) return;
    button.textContent = copied;
    setTimeout(() => (button.textContent = copyCode), COPIED_MS);
  }
}
