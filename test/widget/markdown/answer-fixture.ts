import { MarkdownView, type MarkdownPolicy } from '../../../src/widget/markdown/markdown-view.ts';
import { checkTree } from '../../support/oracle.mjs';

/** The policy of a page that configured nothing. */
export const POLICY: MarkdownPolicy = {
  links: 'auto',
  images: 'click',
  headingBase: 4,
  wholeLines: false,
  labels: {
    copyCode: 'Copy code',
    copied: 'Copied',
    code: 'Code',
    table: 'Table',
    image: 'Image',
    showImage: (host) => `Show image from ${host}`,
    opensNewTab: 'opens in a new tab',
  },
};

/** Reads a corpus from test/corpora/. */
export async function loadCorpus<T>(path: string): Promise<T> {
  const response = await fetch(new URL(`../../corpora/${path}`, import.meta.url));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

/** A container on the page, removed by `reset`, and its view. */
export function createView(policy: Partial<MarkdownPolicy> = {}): { root: HTMLElement; view: MarkdownView } {
  const root = document.createElement('div');
  root.dataset.answer = '';
  document.body.append(root);
  return { root, view: new MarkdownView(root, { ...POLICY, ...policy }) };
}

export function reset(): void {
  for (const root of document.querySelectorAll('[data-answer]')) root.remove();
}

/** One-shot rendering of a whole answer. */
export function render(markdown: string, policy: Partial<MarkdownPolicy> = {}): HTMLElement {
  const { root, view } = createView(policy);
  while (!view.finish(markdown));
  return root;
}

/** The blocks of an answer, whichever groups they stand in. */
export function blocksOf(root: Element): Element[] {
  return groupsOf(root).flatMap((group) => [...group.children]);
}

/** An answer's blocks as HTML, whichever groups they stand in. */
export function htmlOf(root: Element): string {
  return groupsOf(root)
    .map((group) => group.innerHTML)
    .join('');
}

/** What an answer's blocks stand in, whichever sections these stand in. */
export function groupsOf(root: Element): Element[] {
  return [...root.children].flatMap((section) => [...section.children]);
}

/** The rendered tree as comparable text: neighbouring text nodes count as one. */
export function normalised(root: Element): string {
  const clone = root.cloneNode(true) as Element;
  clone.normalize();
  return clone.innerHTML;
}

/** Text as a visitor reads it: without the controls of code blocks, white space collapsed. */
export function visibleText(root: Element): string {
  const clone = root.cloneNode(true) as Element;
  for (const control of clone.querySelectorAll('[part=code-copy]')) control.remove();
  return (clone.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Parts of the widget's own; each is known by construction: no test input may make an element with `part`. */
const OWN_TAGS = ['button'];
const OWN_ATTRIBUTES = ['part', 'tabindex', 'role', 'aria-label'];
const OWN_PARTS = ['code-block', 'code-header', 'code-copy', 'table-scroller', 'link-host', 'image-placeholder', 'citation'];

/** Everything about a rendered answer that the policy does not allow, our own nodes held to their own list too. */
export function violations(root: HTMLElement, imageOrigins: readonly string[] = []): string[] {
  const found = checkTree(root, { imageOrigins, extraTags: OWN_TAGS, extraAttrs: OWN_ATTRIBUTES, requireNoReferrer: true });
  for (const element of root.querySelectorAll<HTMLElement>('[part], [role], [tabindex], [aria-label], button')) {
    if (isNamedLink(element)) continue;
    const part = element.getAttribute('part') ?? element.parentElement?.getAttribute('part') ?? '';
    if (!OWN_PARTS.includes(part)) found.push(`own:${element.localName}`);
  }
  return found;
}

/** A link into a new tab, which says so behind its own words, and no more. */
function isNamedLink(element: HTMLElement): boolean {
  if (!element.matches('a[target=_blank]:not([part], [role], [tabindex])')) return false;
  const images = [...element.querySelectorAll('img')].map(({ alt }) => alt);
  const own = [element.textContent, ...images].join(' ').replace(/\s+/g, ' ').trim();
  return element.getAttribute('aria-label') === `${own} (${POLICY.labels.opensNewTab})`;
}

/** Repeatable pseudo-random numbers in [0, 1), so that a failing sample fails again. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
