import type { Token, Tokens } from 'marked';
import { displayText } from './display-text.ts';
import { hiddenTarget, loadsAtOnce, opensNewTab, resolveImage, resolveLink } from './link-policy.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { decodeReferences, splitRawHtml } from './raw-html.ts';

/** Raw elements that may stand open inside of each other; deeper tags are text. */
const MAX_OPEN_ELEMENTS = 32;

/** What rendering needs to know beside the tokens. */
export interface RenderContext {
  readonly policy: MarkdownPolicy;
  /** Addresses of images that the visitor has asked for. */
  readonly shownImages: ReadonlySet<string>;
  /** The image that each placeholder stands for. */
  readonly placeholders: WeakMap<Element, URL>;
}

/** An element with attributes; the only way in which rendering makes one. */
export function createElement(name: string, attributes: Record<string, string> = {}): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Appends inline tokens to a node of the answer. */
export function appendInline(parent: Element, tokens: readonly Token[], context: RenderContext): void {
  const open = [parent];
  for (const token of tokens as readonly Tokens.Generic[]) {
    const top = open.at(-1)!;
    switch (token.type) {
      case 'strong':
      case 'em':
      case 'del':
        appendInline(appendElement(top, token.type), token.tokens ?? [], context);
        break;
      case 'codespan':
        appendText(appendElement(top, 'code', { dir: 'ltr' }), token.text);
        break;
      case 'br':
        appendElement(top, 'br');
        break;
      case 'checkbox':
        appendElement(top, 'input', { type: 'checkbox', disabled: '', ...(token.checked && { checked: '' }) });
        appendText(top, ' ');
        break;
      case 'link':
        appendLink(top, token as Tokens.Link, context);
        break;
      case 'image':
        appendImage(top, token as Tokens.Image, context);
        break;
      case 'html':
        appendRawHtml(open, token.raw);
        break;
      case 'escape':
        appendText(top, token.text);
        break;
      default:
        if (token.tokens) appendInline(top, token.tokens, context);
        else appendText(top, decodeReferences(token.text ?? token.raw));
    }
  }
}

/** Appends text as it may be shown; neighbours become one node. */
export function appendText(parent: Element, text: string): void {
  const shown = displayText(text);
  if (shown === '') return;
  const last = parent.lastChild;
  if (last?.nodeType === Node.TEXT_NODE) (last as Text).appendData(shown);
  else parent.append(shown);
}

/** Appends text of raw HTML, which is shown line by line as it was written. */
export function appendLines(parent: Element, text: string): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) appendElement(parent, 'br');
    appendText(parent, decodeReferences(line));
  }
}

/** Appends a new element and returns it. */
export function appendElement(parent: Element, name: string, attributes?: Record<string, string>): HTMLElement {
  return parent.appendChild(createElement(name, attributes));
}

/**
 * Applies one piece of raw HTML to the elements that stand open, innermost last.
 *
 * @param into - Where text and elements go, asked before each; by default the innermost.
 */
export function appendRawHtml(open: Element[], raw: string, into: (piece: string) => Element = () => open.at(-1)!): void {
  for (const piece of splitRawHtml(raw)) {
    if ('open' in piece && open.length < MAX_OPEN_ELEMENTS) {
      into(piece.open.localName).append(piece.open);
      if (piece.open.localName !== 'br') open.push(piece.open);
    } else if ('close' in piece) {
      const index = open.findLastIndex((element) => element.localName === piece.close);
      // The outermost is the block itself, which no tag of the answer closes.
      if (index > 0) open.length = index;
      else appendText(into('#text'), piece.text);
    } else if ('text' in piece) {
      const top = open.at(-1)!;
      if (piece.text.trim() !== '' || (open.length > 1 && top.localName !== 'details')) appendLines(into('#text'), piece.text);
    }
  }
}

function appendLink(parent: Element, token: Tokens.Link, context: RenderContext): void {
  const { links, labels } = context.policy;
  const url = resolveLink(token.autolink ? token.href : decodeReferences(token.href));
  // A link that must not be is only its text.
  const label = url ? createElement('a') : parent;
  if (token.autolink) appendText(label, token.text);
  else appendInline(label, token.tokens, context);
  if (!url) return;
  label.setAttribute('href', url.href);
  label.setAttribute('rel', 'noopener noreferrer nofollow ugc');
  if (opensNewTab(url, links)) {
    label.setAttribute('target', '_blank');
    label.setAttribute('title', labels.opensNewTab);
  }
  parent.append(label);
  const target = hiddenTarget(url, label.textContent ?? '');
  if (target !== null) appendText(appendElement(parent, 'span', { part: 'link-host', dir: 'ltr' }), target);
}

function appendImage(parent: Element, token: Tokens.Image, context: RenderContext): void {
  const { images, labels } = context.policy;
  const alt = displayText(plainText(token.tokens ?? [], token.text)).trim();
  const url = images === 'never' ? null : resolveImage(decodeReferences(token.href));
  if (url && (loadsAtOnce(url, images) || context.shownImages.has(url.href))) parent.append(createImage(url, alt));
  // Inside of a link a button would be a control in a control.
  else if (url && images === 'click' && !parent.closest('a')) {
    const button = appendElement(parent, 'button', { part: 'image-placeholder' });
    appendText(appendElement(button, 'span', { dir: 'auto' }), alt || labels.image);
    appendText(appendElement(button, 'span', { dir: 'auto' }), labels.showImage(url.host));
    context.placeholders.set(button, url);
  } else appendText(appendElement(parent, 'span', { part: 'image-placeholder' }), alt || labels.image);
}

/** The image itself, asked for without a referrer and only when it comes near. */
export function createImage(url: URL, alt: string): HTMLElement {
  // The address comes last, so that the rules of the request are there before it.
  return createElement('img', { alt, loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', src: url.href });
}

function plainText(tokens: readonly Token[], fallback: string): string {
  if (tokens.length === 0) return decodeReferences(fallback);
  return tokens
    .map((token) => {
      const { tokens: inner, text, raw, type } = token as Tokens.Generic;
      return inner ? plainText(inner, '') : type === 'codespan' || type === 'escape' ? text : decodeReferences(text ?? raw);
    })
    .join('');
}
