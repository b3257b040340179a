import type { Token, Tokens } from 'marked';
import { appendElement, appendText, createElement, type Attributes } from './append-nodes.ts';
import type { BoundedLexer } from './bounded-lexer.ts';
import { hiddenTarget, opensNewTab, resolveImage, resolveLink } from './link-policy.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { appendHtmlBlock, appendInlineHtml, decodeReferences } from './raw-html.ts';

/** What rendering needs to know beside the tokens. */
export interface RenderContext {
  readonly policy: MarkdownPolicy;
  /** Addresses of images that the visitor has asked for. */
  readonly shownImages: Set<string>;
  /** Reads the words of a block that were left unread. */
  readonly lexer: BoundedLexer;
}

/** The address of the image that each placeholder stands for. */
export const imageOf = new WeakMap<Node, string>();

/** Cells of a table beyond which its rows end with their last word: marked fills them up, a thousand short ones with a hundred thousand cells. */
const MAX_FILLED = 2000;

// Letters of the scripts that run from right to left.
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Tokens that are an element of the same name. */
const SAME_NAME = /^(?:strong|em|del|[hb]r|blockquote)$/;

/** Tokens that are more than an element of their name, or their text. */
const RENDERERS: Record<string, (parent: Element, token: never, context: RenderContext) => void> = {
  paragraph(parent: Element, { tokens }: Tokens.Paragraph, context: RenderContext) {
    const paragraph = appendWords(parent, 'p', tokens, context);
    // A paragraph that holds but a comment is nothing to see.
    if (!paragraph.hasChildNodes()) paragraph.remove();
  },

  heading(parent: Element, { depth, tokens }: Tokens.Heading, context: RenderContext) {
    appendWords(parent, `h${Math.min(6, context.policy.headingBase + depth - 1)}`, tokens, context);
  },

  list(parent: Element, { ordered, start, items }: Tokens.List, context: RenderContext) {
    const list = appendElement(parent, ordered ? 'ol' : 'ul', { start: ordered && start !== 1 && `${start}` });
    for (const { tokens, loose } of items) {
      const item = appendElement(list, 'li');
      appendTokens(item, tokens, context);
      if (loose) directByFirstLetter(item);
      else item.dir = 'auto';
    }
    directByFirstLetter(list);
  },

  code(parent: Element, { lang = '', text }: Tokens.Code, { policy: { labels } }: RenderContext) {
    const language = /^[\w+#.-]{1,40}(?!\S)/.exec(lang)?.[0];
    const block = appendElement(parent, 'div', { part: 'code-block' });
    const header = appendElement(block, 'div', { part: 'code-header' });
    appendElement(header, 'span', {}, language);
    appendElement(header, 'button', { part: 'code-copy' }, labels.copyCode);
    const pre = appendElement(block, 'pre', { dir: 'ltr', ...scrollable(language ? `${labels.code}, ${language}` : labels.code) });
    appendElement(pre, 'code', { class: language && `language-${language}` }, text.replace(/\n$/, ''));
  },

  table(parent: Element, { header, rows }: Tokens.Table, context: RenderContext) {
    const scroller = appendElement(parent, 'div', { part: 'table-scroller', ...scrollable(context.policy.labels.table) });
    const table = appendElement(scroller, 'table');
    let group = appendElement(table, 'thead');
    let room = MAX_FILLED;
    for (const cells of [header, ...rows]) {
      if (cells === rows[0]) group = appendElement(table, 'tbody');
      const row = appendElement(group, 'tr');
      room -= cells.length;
      for (const { header, align, tokens } of room >= 0 ? cells : cells.slice(0, cells.findLastIndex(({ text }) => text) + 1)) {
        appendWords(row, header ? 'th' : 'td', tokens, context, { scope: header && 'col', align });
      }
    }
    directByFirstLetter(scroller);
  },

  codespan(parent: Element, { text, lang }: Tokens.Generic) {
    appendElement(parent, 'code', { dir: 'ltr', class: lang && `language-${lang}` }, text);
  },

  checkbox(parent: Element, { type, checked }: Tokens.Checkbox) {
    appendElement(parent, 'input', { type, disabled: '', checked: checked && '' });
    appendText(parent, ' ');
  },

  link(parent: Element, { autolink, href, tokens }: Tokens.Link, context: RenderContext) {
    const { links, labels } = context.policy;
    const url = resolveLink(autolink ? href : decodeReferences(href));
    // A link that must not be is only its text.
    if (!url) return appendTokens(parent, tokens, context);
    const leaves = opensNewTab(url, links);
    const link = appendElement(parent, 'a', {
      href: url.href,
      rel: 'noopener noreferrer nofollow ugc',
      target: leaves && '_blank',
    });
    appendTokens(link, tokens, context);
    const words = link.textContent!;
    // Addresses and numbers are read from left to right wherever they stand.
    if (autolink || !/\p{L}/u.test(words)) link.dir = 'ltr';
    if (leaves) {
      const name = [words, ...Array.from(link.querySelectorAll('img'), ({ alt }) => alt)].join(' ');
      // What is seen comes first: who steers by voice says that. A title of other words would be read out beside the name.
      link.title = link.ariaLabel = `${name.replace(/\s+/g, ' ').trim()} (${labels.opensNewTab})`;
    }
    const target = hiddenTarget(url, words);
    if (target) appendElement(parent, 'span', { part: 'link-host', dir: 'ltr' }, target);
  },

  image(parent: Element, { href, tokens }: Tokens.Image, context: RenderContext) {
    const { images, labels } = context.policy;
    const words = createElement('span');
    appendTokens(words, tokens, context);
    const name = words.textContent!.trim() || labels.image;
    const part = { part: 'image-placeholder' };
    const url = images === 'never' ? null : resolveImage(decodeReferences(href));
    const isAsked = url !== null && context.shownImages.has(url.href);
    if (url && (isAsked || images.includes(url.origin))) parent.append(createImage(url.href, name, isAsked));
    // Inside of a link a button would be a control in a control.
    else if (url && images === 'click' && !parent.closest('a')) {
      const button = appendElement(parent, 'button', part);
      for (const line of [name, labels.showImage(url.host)]) appendElement(button, 'span', { dir: 'auto' }, line);
      imageOf.set(button, url.href);
    } else appendElement(parent, 'span', part, name);
  },
};

/** Appends tokens, blocks or inline, to a node of the answer. */
export function appendTokens(parent: Element, tokens: Token[], context: RenderContext): void {
  // Raw elements that an earlier token opened, as `<details>` around markdown.
  const open = [parent];
  for (const token of context.lexer.readWords(tokens) as Tokens.Generic[]) {
    const { type, raw, text = '', tokens: inner } = token;
    const top = open.at(-1)!;
    if (type === 'html') {
      if (token.block) appendHtmlBlock(open, raw, token.pre);
      else appendInlineHtml(open, raw.replace(/^<!--[^]*/, ''));
    } else if (RENDERERS[type]) RENDERERS[type](top, token as never, context);
    else {
      const element = SAME_NAME.test(type) ? appendElement(top, type) : top;
      if (inner) appendTokens(element, inner, context);
      else appendText(element, decodeReferences(text)); // White space and definitions have no text.
      if (type === 'blockquote') directByFirstLetter(element as HTMLElement);
    }
  }
}

/**
 * The image itself, asked for without a referrer and only when it comes near.
 *
 * @param isAsked - By its button, whose focus it can take.
 */
export function createImage(src: string, alt: string, isAsked: boolean): HTMLElement {
  // The address comes last, so that the rules of the request are there before it.
  return createElement('img', { alt, tabindex: isAsked && '-1', loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', src });
}

/** Appends an element of inline tokens, which has the direction of its own words. */
function appendWords(parent: Element, name: string, tokens: Token[], context: RenderContext, attributes?: Attributes): Element {
  const element = appendElement(parent, name, attributes);
  appendTokens(element, tokens, context);
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
  // One search for both, `^\P{L}*` and the scripts, takes WebKit minutes for a text of nothing else.
  const [letter = ''] = /\p{L}/u.exec(block.textContent!) ?? [];
  block.dir = RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
}

/** What lets keyboards and screen readers reach a box that scrolls sideways. */
function scrollable(name: string): Attributes {
  return { tabindex: '0', role: 'group', 'aria-label': name };
}
