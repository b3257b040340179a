/** One entry of a site's list of origins, checked. */
export type AllowedOrigin = { kind: 'exact'; origin: string } | { kind: 'subdomain'; suffix: string };

/** One DNS label, as browsers write it: lower case, punycode. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads one entry of the list: an exact origin (`https://shop.example`, `http://localhost:5173`), or `https://*.example.com`
 * for the sub-domains of exactly one label.
 *
 * @returns the entry, or a sentence about what is wrong with it.
 */
export function parseAllowedOrigin(text: string): AllowedOrigin | string {
  if (text === '*') return 'any origin is allowed only by dangerouslyAllowAnyOrigin';
  if (text === 'null') return '"null" is the origin of every sandboxed or local page and cannot be allowed';
  const wildcard = text.startsWith('https://*.');
  const plain = wildcard ? `https://${text.slice('https://*.'.length)}` : text;
  let url: URL;
  try {
    url = new URL(plain);
  } catch {
    return `${JSON.stringify(text)} is not an origin; write it like https://shop.example`;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${JSON.stringify(text)} is neither http nor https`;
  if (url.origin !== plain || plain.includes('*')) {
    const meant = wildcard ? url.origin.replace('https://', 'https://*.') : url.origin;
    return `${JSON.stringify(text)} is not written as browsers send it${meant.includes('**') ? '' : `; write ${meant}`}`;
  }
  if (!wildcard) return { kind: 'exact', origin: plain };
  if (!url.hostname.includes('.') || /^[\d.]+$/.test(url.hostname)) {
    return `${JSON.stringify(text)} would allow a whole top-level domain; name at least two labels after the *`;
  }
  return { kind: 'subdomain', suffix: `.${url.host}` };
}

/** Whether an `Origin` header's value is the one that an entry allows: no substrings, no patterns but the one label. */
export function matchesOrigin(allowed: AllowedOrigin, origin: string): boolean {
  if (allowed.kind === 'exact') return origin === allowed.origin;
  if (!origin.startsWith('https://') || !origin.endsWith(allowed.suffix)) return false;
  return LABEL.test(origin.slice('https://'.length, -allowed.suffix.length));
}
