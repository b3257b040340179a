import type { MarkdownPolicy } from './markdown-policy.ts';

const SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];

/**
 * The address that a link in an answer really leads to.
 *
 * @param href - As the model wrote it; relative ones are resolved against the page.
 * @returns `null` when it must not be a link: another scheme, a user name or password in it, not an address.
 */
export function resolveLink(href: string): URL | null {
  try {
    const url = new URL(href, document.baseURI);
    return SCHEMES.includes(url.protocol) && !url.username && !url.password ? url : null;
  } catch {
    return null; // Not an address: its text is shown as text.
  }
}

/** Tells whether a link opens in a new tab. Mail and phone links never do: they open no page. */
export function opensNewTab(url: URL, links: MarkdownPolicy['links']): boolean {
  if (!isWeb(url)) return false;
  return links === 'new' || (links === 'auto' && url.origin !== location.origin);
}

/**
 * What must stand beside a link so that its text cannot lie about where it leads.
 *
 * @param text - The link's visible text.
 * @returns the host, or the mail address or number; `null` when the text tells it, or the link stays on this site.
 */
export function hiddenTarget(url: URL, text: string): string | null {
  if (isWeb(url)) {
    if (url.origin === location.origin) return null;
    const hosts = text.toLowerCase().match(/[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?/gu);
    return hosts?.[0] === url.host || hosts?.[0] === `www.${url.host}` ? null : url.host;
  }
  if (!/[@\d]/.test(text)) return null;
  const target = url.pathname;
  return simplify(text).includes(simplify(target)) ? null : target;
}

function isWeb(url: URL): boolean {
  return url.protocol.startsWith('http');
}

function simplify(address: string): string {
  return address.toLowerCase().replace(/[\s()./-]/g, '');
}

/**
 * The address of an image that may be loaded, at once or on a click.
 *
 * @returns `null` for everything but https and this site's own images.
 */
export function resolveImage(src: string): URL | null {
  const url = resolveLink(src);
  return url && (url.protocol === 'https:' || (isWeb(url) && url.origin === location.origin)) ? url : null;
}

/** Tells whether an image loads without a click: its whole origin is on the owner's list. */
export function loadsAtOnce(url: URL, images: MarkdownPolicy['images']): boolean {
  return Array.isArray(images) && url.protocol === 'https:' && images.includes(url.origin);
}
