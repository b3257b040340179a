import type { MarkdownPolicy } from './markdown-policy.ts';

/**
 * The address that a link in an answer really leads to.
 *
 * @param href - As the model wrote it; relative ones are resolved against the page.
 * @returns `null` when it must not be a link: another scheme, a user name or password in it, not an address.
 */
export function resolveLink(href: string): URL | null {
  const base = document.baseURI;
  const url = URL.canParse(href, base) && new URL(href, base);
  return url && /^(https?|mailto|tel):$/.test(url.protocol) && !url.username && !url.password ? url : null;
}

/** Tells whether a link opens in a new tab. Mail and phone links never do: they open no page. */
export function opensNewTab(url: URL, links: MarkdownPolicy['links']): boolean {
  return isWeb(url) && (links === 'new' || (links === 'auto' && !isHere(url)));
}

/**
 * What must stand beside a link so that its text cannot lie about where it leads.
 *
 * @param text - The link's visible text.
 * @returns the host, or the mail address or number; empty when the text tells it, or the link stays on this site.
 */
export function hiddenTarget(url: URL, text: string): string {
  const { host, pathname } = url;
  if (isWeb(url)) {
    const shown = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?/u.exec(text.toLowerCase())?.[0];
    return isHere(url) || shown === host || shown === `www.${host}` ? '' : host;
  }
  return /[@\d]/.test(text) && !simplify(text).includes(simplify(pathname)) ? pathname : '';
}

/**
 * The address of an image that may be loaded, at once or on a click.
 *
 * @returns `null` for everything but https and this site's own images.
 */
export function resolveImage(src: string): URL | null {
  const url = resolveLink(src);
  return url && (url.protocol === 'https:' || (isWeb(url) && isHere(url))) ? url : null;
}

function isWeb({ protocol }: URL): boolean {
  return protocol.startsWith('http');
}

function isHere({ origin }: URL): boolean {
  return origin === location.origin;
}

function simplify(address: string): string {
  return address.toLowerCase().replace(/[\s()./-]/g, '');
}
