import type { Token, Tokens } from 'marked';
import { directByFirstLetter, directByWords } from './direction.ts';
import { appendElement, appendInline, appendLines, appendRawHtml, appendText, createElement, type RenderContext } from './render-inline.ts';

/** A language name that may become a class. */
const LANGUAGE = /^[\w+#.-]{1,40}$/;
/** Columns up to which missing cells at the end of a row are made. */
const MAX_PADDED = 16;
/** Elements of raw HTML that hold blocks, or a line of their own. */
const FLOW = ['details', 'summary'];
/** Raw HTML whose content is not HTML: shown whole, as written. */
const VERBATIM = /^\s*<(?:script|pre|style|textarea|\?|!(?!--))/i;

/** The nodes of one top-level block, not yet in the document. */
export function renderBlock(tokens: readonly Token[], context: RenderContext): ChildNode[] {
  const root = createElement('div');
  try {
    appendBlocks(root, tokens, context);
  } catch {
    // Whatever went wrong, the words have to be seen.
    root.replaceChildren();
    appendText(appendElement(root, 'p', { dir: 'auto' }), tokens.map(({ raw }) => raw).join(''));
  }
  return [...root.childNodes];
}

function appendBlocks(root: Element, tokens: readonly Token[], context: RenderContext): void {
  // Raw elements that an earlier token opened, as `<details>` around markdown.
  const open = [root];
  for (const token of tokens) {
    if (token.type === 'html') appendHtmlBlock(open, token.raw);
    else appendBlock(open.at(-1)!, token as Tokens.Generic, context);
  }
}

function appendBlock(parent: Element, token: Tokens.Generic, context: RenderContext): void {
  switch (token.type) {
    case 'space':
    case 'def':
      break;
    case 'paragraph':
      appendParagraph(parent, token.tokens ?? [], context);
      break;
    case 'heading': {
      const level = Math.min(6, context.policy.headingBase + token.depth - 1);
      const heading = appendElement(parent, `h${level}`);
      appendInline(heading, token.tokens ?? [], context);
      directByWords(heading);
      break;
    }
    case 'hr':
      appendElement(parent, 'hr');
      break;
    case 'blockquote': {
      const quote = appendElement(parent, 'blockquote');
      appendBlocks(quote, token.tokens ?? [], context);
      directByFirstLetter(quote);
      break;
    }
    case 'code':
      appendCode(parent, token as Tokens.Code, context);
      break;
    case 'list':
      appendList(parent, token as Tokens.List, context);
      break;
    case 'table':
      appendTable(parent, token as Tokens.Table, context);
      break;
    default:
      // A tight item's text and its checkbox: no paragraph around them.
      appendInline(parent, [token], context);
  }
}

function appendParagraph(parent: Element, tokens: readonly Token[], context: RenderContext): void {
  const paragraph = createElement('p');
  appendInline(paragraph, tokens, context);
  directByWords(paragraph);
  // A paragraph that holds but a comment is nothing to see.
  if (paragraph.hasChildNodes()) parent.append(paragraph);
}

function appendList(parent: Element, token: Tokens.List, context: RenderContext): void {
  const start: Record<string, string> = token.ordered && token.start !== 1 ? { start: String(token.start) } : {};
  const list = appendElement(parent, token.ordered ? 'ol' : 'ul', start);
  for (const { tokens, loose } of token.items) {
    const item = appendElement(list, 'li');
    appendBlocks(item, tokens, context);
    if (loose) directByFirstLetter(item);
    else directByWords(item);
  }
  directByFirstLetter(list);
}

function appendTable(parent: Element, token: Tokens.Table, context: RenderContext): void {
  const { table: label } = context.policy.labels;
  const scroller = appendElement(parent, 'div', { part: 'table-scroller', tabindex: '0', role: 'group', 'aria-label': label });
  const table = appendElement(scroller, 'table');
  appendRow(appendElement(table, 'thead'), token.header, context);
  const body = token.rows.length > 0 ? appendElement(table, 'tbody') : table;
  for (const row of token.rows) appendRow(body, row, context);
  directByFirstLetter(table);
}

function appendRow(parent: Element, cells: readonly Tokens.TableCell[], context: RenderContext): void {
  const row = appendElement(parent, 'tr');
  // Rows of a wide table are padded by the lexer: a thousand short ones would become a hundred thousand cells.
  const end = cells.length > MAX_PADDED ? cells.findLastIndex(({ text }) => text !== '') + 1 : cells.length;
  for (const { header, align, tokens } of cells.slice(0, end)) {
    const cell = appendElement(row, header ? 'th' : 'td');
    if (header) cell.setAttribute('scope', 'col');
    if (align) cell.setAttribute('align', align);
    appendInline(cell, tokens, context);
    directByWords(cell);
  }
}

function appendCode(parent: Element, token: Tokens.Code, context: RenderContext): void {
  const { labels } = context.policy;
  const word = /^\S*/.exec(token.lang ?? '')![0];
  const language = LANGUAGE.test(word) ? word : '';
  const block = appendElement(parent, 'div', { part: 'code-block' });
  const header = appendElement(block, 'div', { part: 'code-header' });
  appendText(appendElement(header, 'span'), language);
  appendText(appendElement(header, 'button', { part: 'code-copy' }), labels.copyCode);
  const label = language ? `${labels.code}, ${language}` : labels.code;
  const pre = appendElement(block, 'pre', { dir: 'ltr', tabindex: '0', role: 'group', 'aria-label': label });
  appendText(appendElement(pre, 'code', language ? { class: `language-${language}` } : {}), token.text.replace(/\n$/, ''));
}

/** Shows a block of raw HTML: its few allowed elements, all else as text in a paragraph, line by line. */
function appendHtmlBlock(open: Element[], raw: string): void {
  const html = raw.trim();
  const paragraph = (): Element => {
    const top = open.at(-1)!;
    if (top.localName !== 'details' && open.length > 1) return top;
    const created = appendElement(top, 'p', { dir: 'auto' });
    open.push(created);
    return created;
  };
  const into = (piece: string): Element => {
    if (!FLOW.includes(piece)) return open.length === 1 || FLOW.includes(open.at(-1)!.localName) ? paragraph() : open.at(-1)!;
    leaveParagraph(open, FLOW);
    return open.at(-1)!;
  };
  if (VERBATIM.test(html)) appendLines(into('#text'), html);
  else appendRawHtml(open, html, into);
  leaveParagraph(open, ['details']);
}

/** Closes what the paragraph of a raw block left open. */
function leaveParagraph(open: Element[], kept: readonly string[]): void {
  while (open.length > 1 && !kept.includes(open.at(-1)!.localName)) open.pop();
}
