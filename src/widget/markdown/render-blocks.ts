import type { Token, Tokens } from 'marked';
import { appendElement, createElement } from './append-nodes.ts';
import { appendHtmlBlock } from './raw-html.ts';
import { appendInline, type RenderContext } from './render-inline.ts';

/** Cells beyond which a table's rows end with their last word: marked fills them up, a thousand short ones with a hundred thousand cells. */
const MAX_FILLED = 2000;

// Nothing but other signs before the first letter of a script that runs from right to left.
const RIGHT_TO_LEFT = /^\P{L}*[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** The nodes of one top-level block, not yet in the document. */
export function renderBlock(tokens: readonly Token[], raw: string, context: RenderContext): ChildNode[] {
  let root = createElement('div');
  try {
    appendBlocks(root, tokens, context);
  } catch {
    // Whatever went wrong, the words have to be seen.
    root = createElement('div');
    appendElement(root, 'p', { dir: 'auto' }, raw);
  }
  return [...root.childNodes];
}

function appendBlocks(root: Element, tokens: readonly Token[], context: RenderContext): void {
  // Raw elements that an earlier token opened, as `<details>` around markdown.
  const open = [root];
  for (const token of tokens as readonly Tokens.Generic[]) {
    if (token.type === 'html') appendHtmlBlock(open, token.raw, token.pre);
    else appendBlock(open.at(-1)!, token, context);
  }
}

function appendBlock(parent: Element, token: Tokens.Generic, context: RenderContext): void {
  const { type, tokens = [] } = token;
  const { headingBase, labels } = context.policy;
  if (type === 'paragraph') {
    const paragraph = appendWords(parent, 'p', tokens, context);
    // A paragraph that holds but a comment is nothing to see.
    if (!paragraph.hasChildNodes()) paragraph.remove();
  } else if (type === 'heading') appendWords(parent, `h${Math.min(6, headingBase + token.depth - 1)}`, tokens, context);
  else if (type === 'hr') appendElement(parent, type);
  else if (type === 'blockquote') {
    const quote = appendElement(parent, type);
    appendBlocks(quote, tokens, context);
    directByFirstLetter(quote);
  } else if (type === 'list') appendList(parent, token as Tokens.List, context);
  else if (type === 'code') {
    const language = /^[\w+#.-]{1,40}(?!\S)/.exec(token.lang ?? '')?.[0] ?? '';
    const block = appendElement(parent, 'div', { part: 'code-block' });
    const header = appendElement(block, 'div', { part: 'code-header' });
    appendElement(header, 'span', {}, language);
    appendElement(header, 'button', { part: 'code-copy' }, labels.copyCode);
    const pre = appendElement(block, 'pre', { dir: 'ltr', ...scrollable(language ? `${labels.code}, ${language}` : labels.code) });
    appendElement(pre, 'code', language ? { class: `language-${language}` } : {}, token.text.replace(/\n$/, ''));
  } else if (type === 'table') {
    const scroller = appendElement(parent, 'div', { part: 'table-scroller', ...scrollable(labels.table) });
    appendTable(scroller, token as Tokens.Table, context);
  }
  // A tight item's text and its checkbox: no paragraph around them.
  else appendInline(parent, [token], context);
}

function appendList(parent: Element, { ordered, start, items }: Tokens.List, context: RenderContext): void {
  const list = appendElement(parent, ordered ? 'ol' : 'ul', ordered && start !== 1 ? { start: `${start}` } : {});
  for (const { tokens, loose } of items) {
    const item = appendElement(list, 'li');
    appendBlocks(item, tokens, context);
    if (loose) directByFirstLetter(item);
    else item.dir = 'auto';
  }
  directByFirstLetter(list);
}

function appendTable(parent: Element, { header, rows }: Tokens.Table, context: RenderContext): void {
  const table = appendElement(parent, 'table');
  const filled = rows.length * header.length <= MAX_FILLED;
  const appendRow = (group: Element, cells: readonly Tokens.TableCell[]): void => {
    const row = appendElement(group, 'tr');
    for (const { header, align, tokens } of filled ? cells : cells.slice(0, cells.findLastIndex(({ text }) => text) + 1)) {
      appendWords(row, header ? 'th' : 'td', tokens, context, { ...(header && { scope: 'col' }), ...(align && { align }) });
    }
  };
  appendRow(appendElement(table, 'thead'), header);
  if (rows.length) {
    const body = appendElement(table, 'tbody');
    for (const cells of rows) appendRow(body, cells);
  }
  directByFirstLetter(table);
}

/** Appends an element of inline tokens, which has the direction of its own words. */
function appendWords(
  parent: Element,
  name: string,
  tokens: readonly Token[],
  context: RenderContext,
  attributes?: Record<string, string>,
): Element {
  const element = appendElement(parent, name, attributes);
  appendInline(element, tokens, context);
  // Last: on an element that still grows it is resolved anew for each node that comes, which is slow.
  element.dir = 'auto';
  return element;
}

/**
 * Gives a list, quote or table the direction of its first letter, so that its markers and bars stand on the right side.
 *
 * `dir=auto` would not: it does not look into children that have a `dir` of their own, and takes left to right.
 */
function directByFirstLetter(block: HTMLElement): void {
  block.dir = RIGHT_TO_LEFT.test(block.textContent!) ? 'rtl' : 'ltr';
}

/** What lets keyboards and screen readers reach a box that scrolls sideways. */
function scrollable(name: string): Record<string, string> {
  return { tabindex: '0', role: 'group', 'aria-label': name };
}
