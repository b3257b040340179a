/** The words that rendered answers need, in the visitor's language. */
export interface MarkdownLabels {
  copyCode: string;
  copied: string;
  code: string;
  table: string;
  image: string;
  showImage(host: string): string;
  opensNewTab: string;
}

/** What the page's owner decided about the contents of answers. */
export interface MarkdownPolicy {
  /** `auto`: other origins open in a new tab, this one in the same. */
  links: 'auto' | 'new' | 'same';
  /** Load on a click, never, or at once from these origins (`https://cdn.example`), compared whole. */
  images: 'click' | 'never' | readonly string[];
  /** The level that `#` becomes, 1 to 6; deeper ones follow and stop at 6. */
  headingBase: number;
  /** Text that still arrives is shown line by line, not in pieces: the visitor wants less motion. */
  wholeLines: boolean;
  /**
   * Called once with each finished block, as a highlighter or typesetter of formulas needs it; may change what is inside of it. With it,
   * `\\(…\\)` and `\\[…\\]` become `<code class="language-math">`.
   */
  enhance?: ((block: HTMLElement) => void) | undefined;
  labels: MarkdownLabels;
}
