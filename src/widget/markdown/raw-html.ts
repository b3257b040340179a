import createDOMPurify, { type Config, type DOMPurify } from 'dompurify';
import { trustedPolicy } from './trusted-policy.ts';

/** The elements that an answer may write as HTML; every other tag is shown as text. */
const TAGS = ['br', 'sub', 'sup', 'kbd', 'mark', 'del', 'ins', 'details', 'summary'];

/** One piece of raw HTML: text, an element that opens, or the name of one that closes. */
export type RawPiece = { text: string } | { open: HTMLElement } | { close: string; text: string };

// A longer comment is shown: an unbounded search from each of a thousand `<!--` would take seconds.
const COMMENT = '<!--(?:-?>|[^]{0,5000}?-->)';
const PIECE = new RegExp(`${COMMENT}|</?(?:${TAGS.join('|')})(?=[\\s/>])[^<>]*>`, 'gi');

/** Pieces kept for re-use, so that an answer with a thousand `<br>` costs one parse. */
const MAX_CACHED = 500;
/** Distinct tags of one piece of raw HTML that reach the parser; the rest is text. */
const MAX_TAGS = 400;
/** Character references of one piece of text that are looked up. */
const MAX_REFERENCES = 400;
const cache = new Map<string, DocumentFragment | null>();

let purifier: DOMPurify | undefined;

/**
 * Cuts raw HTML into text and allowed, attribute-less elements. Comments vanish.
 *
 * @param raw - One HTML token, as the lexer cut it.
 */
export function splitRawHtml(raw: string): RawPiece[] {
  const pieces: RawPiece[] = [];
  let end = 0;
  let tags = 0;
  for (const match of raw.matchAll(PIECE)) {
    if (match.index > end) pieces.push({ text: raw.slice(end, match.index) });
    end = match.index + match[0].length;
    const piece = match[0].startsWith('<!') ? undefined : readTag(match[0], ++tags);
    if (piece) pieces.push(piece);
  }
  if (end < raw.length) pieces.push({ text: raw.slice(end) });
  return pieces;
}

function readTag(tag: string, count: number): RawPiece {
  const close = /^<\/(\w+)/.exec(tag)?.[1]?.toLowerCase();
  if (close !== undefined) return { close: elementName(close), text: tag };
  const element = count <= MAX_TAGS ? sanitize(tag)?.firstChild : null;
  if (!(element instanceof HTMLElement) || element.nextSibling || element.hasChildNodes() || element.attributes.length > 0)
    return { text: tag };
  // `ins` reads as underlined text; the list of shown elements has `u` for that.
  return { open: element.localName === 'ins' ? document.createElement('u') : element };
}

function elementName(name: string): string {
  return name === 'ins' ? 'u' : name;
}

/**
 * Replaces character references (`&eacute;`, `&#39;`) by what they stand for; unknown ones stay as written.
 *
 * @param text - Text outside of code.
 */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  let left = MAX_REFERENCES;
  return text.replace(
    /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});/g,
    // The letter before it keeps a reference to white space, which a parser drops at the start of a page.
    (reference) => (left-- > 0 && sanitize(`x${reference}`)?.textContent?.slice(1)) || reference,
  );
}

/** What DOMPurify leaves of a piece of HTML, as a fresh fragment; `null` when it leaves nothing or must not be asked. */
function sanitize(html: string): DocumentFragment | null {
  let fragment = cache.get(html);
  if (fragment === undefined) {
    fragment = purify(html);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(html, fragment);
  }
  return fragment && (document.importNode(fragment, true) as DocumentFragment);
}

function purify(html: string): DocumentFragment | null {
  const policy = trustedPolicy();
  if (policy === undefined) return null;
  // An instance of our own: the page's may carry hooks.
  purifier ??= createDOMPurify(window);
  if (!purifier.isSupported) return null;
  // `<frameset>` makes this null in spite of its type.
  return purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: [],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    TRUSTED_TYPES_POLICY: policy,
  } as Config & { RETURN_DOM_FRAGMENT: true }) as DocumentFragment | null;
}
