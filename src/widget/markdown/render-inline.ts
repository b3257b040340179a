import type { Token, Tokens } from 'marked';
import { appendElement, appendText, createElement } from './append-nodes.ts';
import { hiddenTarget, opensNewTab, resolveImage, resolveLink } from './link-policy.ts';
import type { MarkdownPolicy } from './markdown-policy.ts';
import { appendInlineHtml, decodeReferences } from './raw-html.ts';

/** What rendering needs to know beside the tokens. */
export interface RenderContext {
  readonly policy: MarkdownPolicy;
  /** Addresses of images that the visitor has asked for. */
  readonly shownImages: Set<string>;
}

/** The address of the image that each placeholder stands for. */
export const imageOf = new WeakMap<Node, string>();

/** Appends inline tokens to a node of the answer. */
export function appendInline(parent: Element, tokens: readonly Token[], context: RenderContext): void {
  const open = [parent];
  for (const token of tokens as readonly Tokens.Generic[]) {
    const { type, text } = token;
    const top = open.at(-1)!;
    if (type === 'link') appendLink(top, token as Tokens.Link, context);
    else if (type === 'image') appendImage(top, token as Tokens.Image, context);
    else if (type === 'html') appendInlineHtml(open, token.raw.replace(/^<!--[^]*/, ''));
    else if (type === 'codespan') appendElement(top, 'code', { dir: 'ltr' }, text);
    else if (type === 'br') appendElement(top, type);
    else if (type === 'checkbox') {
      appendElement(top, 'input', { type, disabled: '', ...(token.checked && { checked: '' }) });
      appendText(top, ' ');
    } else if (token.tokens) appendInline(/^(strong|em|del)$/.test(type) ? appendElement(top, type) : top, token.tokens, context);
    else appendText(top, decodeReferences(text ?? '')); // White space and definitions have no text.
  }
}

/** The image itself, asked for without a referrer and only when it comes near. */
export function createImage(src: string, alt: string): HTMLElement {
  // The address comes last, so that the rules of the request are there before it.
  return createElement('img', { alt, loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer', src });
}

function appendLink(parent: Element, { autolink, href, tokens }: Tokens.Link, context: RenderContext): void {
  const { links, labels } = context.policy;
  const url = resolveLink(autolink ? href : decodeReferences(href));
  // A link that must not be is only its text.
  if (!url) return appendInline(parent, tokens, context);
  const link = appendElement(parent, 'a', {
    href: url.href,
    rel: 'noopener noreferrer nofollow ugc',
    ...(opensNewTab(url, links) && { target: '_blank', title: labels.opensNewTab }),
  });
  appendInline(link, tokens, context);
  const target = hiddenTarget(url, link.textContent!);
  if (target) appendElement(parent, 'span', { part: 'link-host', dir: 'ltr' }, target);
}

function appendImage(parent: Element, { href, tokens }: Tokens.Image, context: RenderContext): void {
  const { images, labels } = context.policy;
  const words = createElement('span');
  appendInline(words, tokens, context);
  const alt = words.textContent!.trim();
  const name = alt || labels.image;
  const part = { part: 'image-placeholder' };
  const url = images === 'never' ? null : resolveImage(decodeReferences(href));
  if (url && (context.shownImages.has(url.href) || images.includes(url.origin))) parent.append(createImage(url.href, alt));
  // Inside of a link a button would be a control in a control.
  else if (url && images === 'click' && !parent.closest('a')) {
    const button = appendElement(parent, 'button', part);
    for (const line of [name, labels.showImage(url.host)]) appendElement(button, 'span', { dir: 'auto' }, line);
    imageOf.set(button, url.href);
  } else appendElement(parent, 'span', part, name);
}
