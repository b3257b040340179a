import { lexMarkdown, type Block } from './lex-markdown.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { patchNodes } from './patch-nodes.ts';
import { renderBlock } from './render-blocks.ts';
import { createImage, type RenderContext } from './render-inline.ts';

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
  readonly #shownImages = new Set<string>();
  readonly #context: RenderContext;
  #blocks: RenderedBlock[] = [];

  /** @param container - Empty, and written by nobody else. */
  constructor(container: HTMLElement, policy: MarkdownPolicy) {
    this.#container = container;
    this.#context = { policy, shownImages: this.#shownImages, placeholders: new WeakMap() };
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
    let same = 0;
    while (same < blocks.length && blocks[same]!.key === this.#blocks[same]?.key) same++;
    const old = this.#blocks.slice(same).flatMap((block) => block.nodes);
    const rendered = blocks.slice(same).map(({ key, tokens }) => ({ key, nodes: renderBlock(tokens, this.#context) }));
    const next = rendered.flatMap((block) => block.nodes);
    const { placeholders } = this.#context;
    // A placeholder is its image too, which no attribute of it tells.
    const mayPatch = (current: ChildNode, node: ChildNode): boolean =>
      placeholders.get(current as Element)?.href === placeholders.get(node as Element)?.href;
    const shown = patchNodes(this.#container, old, next, mayPatch);
    let from = 0;
    this.#blocks.length = same;
    for (const { key, nodes } of rendered) this.#blocks.push({ key, nodes: shown.slice(from, (from += nodes.length)) });
  }

  #onClick = (event: Event): void => {
    const button = (event.target as Element).closest('button');
    if (!button) return;
    event.preventDefault(); // Without `type`, a button in a form would submit it.
    const url = this.#context.placeholders.get(button);
    if (url) this.#showImage(button, url);
    else void this.#copyCode(button);
  };

  #showImage(button: HTMLElement, url: URL): void {
    this.#shownImages.add(url.href);
    button.replaceWith(createImage(url, button.firstChild?.textContent ?? ''));
  }

  async #copyCode(button: HTMLElement): Promise<void> {
    const code = button.parentElement?.nextElementSibling;
    if (!code) return;
    const { copyCode, copied } = this.#context.policy.labels;
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      button.textContent = copied;
      setTimeout(() => (button.textContent = copyCode), COPIED_MS);
    } catch {
      getSelection()?.selectAllChildren(code); // No clipboard here: selected, it is one key press from being copied.
    }
  }
}
