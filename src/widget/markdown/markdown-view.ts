import { lexMarkdown, type Block } from './lex-markdown.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { patchNodes } from './patch-nodes.ts';
import { renderBlock } from './render-blocks.ts';
import { createImage, imageOf, type RenderContext } from './render-inline.ts';

export type { MarkdownLabels, MarkdownPolicy } from './markdown-policy.ts';

/** How long a copy button says that it has copied. */
const COPIED_MS = 2000;

interface RenderedBlock {
  readonly key: string;
  readonly nodes: readonly ChildNode[];
}

/**
 * Shows one answer's markdown in a container of its own, and follows it while it grows.
 *
 * Text becomes nodes without passing through HTML. Blocks that are finished are never touched again; the open one is patched.
 */
export class MarkdownView {
  readonly #container: HTMLElement;
  readonly #context: RenderContext;
  #blocks: RenderedBlock[] = [];

  /** @param container - Empty, and written by nobody else. */
  constructor(container: HTMLElement, policy: MarkdownPolicy) {
    this.#container = container;
    this.#context = { policy, shownImages: new Set() };
    container.addEventListener('click', this.#onClick);
  }

  /** Shows the text so far of an answer that goes on: half-typed syntax at its end is held back or completed. */
  update(markdown: string): void {
    this.#show(lexMarkdown(markdown, true));
  }

  /** Shows a whole answer, the same whether or not it was streamed before. */
  finish(markdown: string): void {
    this.#show(lexMarkdown(markdown, false));
  }

  #show(blocks: readonly Block[]): void {
    let same = blocks.findIndex(({ key }, index) => key !== this.#blocks[index]?.key);
    if (same < 0) same = blocks.length;
    const old = this.#blocks.splice(same).flatMap(({ nodes }) => nodes);
    const rendered = blocks.slice(same).map(({ tokens, raw }) => renderBlock(tokens, raw, this.#context));
    const shown = patchNodes(this.#container, old, rendered.flat());
    for (const [index, nodes] of rendered.entries()) {
      this.#blocks.push({ key: blocks[same + index]!.key, nodes: shown.splice(0, nodes.length) });
    }
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
    try {
      await navigator.clipboard.writeText(code.textContent!);
      button.textContent = copied;
      setTimeout(() => (button.textContent = copyCode), COPIED_MS);
    } catch {
      getSelection()?.selectAllChildren(code); // No clipboard here: selected, it is one key press from being copied.
    }
  }
}
