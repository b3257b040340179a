import type { AttributeReader } from './attribute-reader.ts';
import { quote } from './attribute-reader.ts';

const EXAMPLE = 'Write the address of your proxy, for example endpoint="/api/assisters".';

/**
 * Reads the proxy's address.
 *
 * @param pageUrl - what a relative address is relative to.
 * @param apiHosts - hosts of the API itself, which a page must never speak to: that needs the key.
 * @returns an absolute http(s) URL without a slash at its end, or `null` after noting why the chat cannot start.
 */
export function parseEndpoint(reader: AttributeReader, pageUrl: string, apiHosts: readonly string[]): string | null {
  const refuse = (message: string): null => (reader.refuse('endpoint', message), null);

  const value = reader.value('endpoint');
  if (value === null) return refuse(`is missing. ${EXAMPLE}`);
  if (/[\u0000-\u001f\u007f]/.test(value)) return refuse(`contains a control character or a line break. ${EXAMPLE}`);

  // An address without a scheme would silently be http on an http page.
  const isSchemeless = /^[\\/]{2}/.test(value);
  const absolute = isSchemeless ? `https:${value}` : value;
  if (!URL.canParse(absolute, pageUrl)) return refuse(`cannot be ${quote(value)}. ${EXAMPLE}`);
  const url = new URL(absolute, pageUrl);

  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse(`must be an http(s) address, not one that begins with "${url.protocol}". ${EXAMPLE}`);
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('must not contain a user name or password: every visitor can read it. Protect your proxy with ALLOWED_ORIGINS instead.');
  }
  if (apiHosts.includes(url.hostname.replace(/\.$/, ''))) {
    return refuse(`must not be the API itself (${url.hostname}): that needs your key, and the key must stay on a proxy. ${EXAMPLE}`);
  }
  if (url.search !== '' || url.hash !== '') {
    return refuse(`must end with its path: paths such as /chat/stream are added to it, so "?" and "#" cannot stand in it. ${EXAMPLE}`);
  }
  if (isSchemeless) reader.warn('endpoint', `has no scheme and is read as ${quote(url.href)}. Write it so.`);
  else if (url.protocol === 'http:' && pageUrl.startsWith('https:') && !isLoopback(url.hostname)) {
    reader.warn('endpoint', 'begins with http: while the page is on https: browsers block that. Write https:.');
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
