import createDOMPurify, { type Config, type DOMPurify } from 'dompurify';
import { appendElement, appendText } from './append-nodes.ts';
import { trustedPolicy } from './trusted-policy.ts';

/** The elements that an answer may write as HTML, without attributes; every other tag is shown as text. */
const TAG = /^<(\/?)(br|sub|sup|kbd|mark|del|ins|details|summary)(?:[\s/][^]*)?>$/i;
/** Those of them that hold paragraphs, or stand beside them. */
const FLOW_TAG = /(<\/?(?:details|summary)(?=[\s/>])[^<>]*>)/i;
// A longer comment is shown: an unbounded search from each of a thousand `<!--` would take seconds.
const COMMENT = /<!--(?:-?>|[^]{0,5000}?-->)/g;

/** Raw elements that may stand open inside of each other; deeper tags are text. */
const MAX_OPEN = 32;

const elements: Record<string, Node | null | undefined> = {};
let purifier: DOMPurify | undefined;

/**
 * Shows a block of raw HTML: its few allowed elements, all else as text in paragraphs, line by line.
 *
 * @param open - The elements that stand open, innermost last; the outermost is the block itself, which no tag of the answer closes.
 * @param verbatim - Its content is not HTML (`<script>`, `<pre>`): shown as written.
 */
export function appendHtmlBlock(open: Element[], raw: string, verbatim: boolean): void {
  const appendParagraph = (parent: Element): Element => appendElement(parent, 'p', { dir: 'auto' });
  if (verbatim) return appendLines(appendParagraph(open.at(-1)!), raw.trim());
  for (const part of raw.replace(COMMENT, '').split(FLOW_TAG)) {
    const top = open.at(-1)!;
    const text = part.trim();
    if (FLOW_TAG.test(part)) appendInlineHtml(open, part);
    else if (text) appendInlineHtml([top.localName === 'summary' ? top : appendParagraph(top)], text);
  }
  if (open.at(-1)!.localName === 'summary') open.pop();
}

/** Applies a piece of raw HTML to the elements that stand open, innermost last: allowed tags open and close them, all else is text. */
export function appendInlineHtml(open: Element[], raw: string): void {
  for (const piece of raw.split(/(<[^<>]*>)/)) {
    const [, slash, tag] = TAG.exec(piece.toLowerCase()) ?? [];
    // The list of shown elements has `u` for what reads as underlined.
    const name = tag === 'ins' ? 'u' : tag;
    const opened = open.findLastIndex(({ localName }) => localName === name);
    const element = name && !slash && open.length < MAX_OPEN && (elements[name] ??= sanitize(`<${name}>`, name)?.firstChild);
    if (slash && opened > 0) open.length = opened;
    else if (element) {
      // A fresh one; there is none where the sanitizer must not be asked.
      const copy = open.at(-1)!.appendChild(document.importNode(element) as Element);
      if (name !== 'br') open.push(copy);
    } else appendLines(open.at(-1)!, piece);
  }
}

/**
 * Replaces character references (`&eacute;`, `&#39;`) by what they stand for; unknown ones stay as written.
 *
 * @param text - Text outside of code.
 */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  const html = text.replace(/<|&(?!#?\w{1,32};)/g, (char) => (char === '<' ? '&lt;' : '&amp;'));
  // The letter before it keeps white space, which a parser drops at the start of a page.
  return sanitize(`x${html}`)?.textContent?.slice(1) ?? text;
}

function appendLines(parent: Element, text: string): void {
  text.split('\n').forEach((line, index) => {
    if (index) appendElement(parent, 'br');
    appendText(parent, decodeReferences(line));
  });
}

/** What DOMPurify leaves of a piece of HTML, all but one element taken out; `null` when it leaves nothing or must not be asked. */
function sanitize(html: string, allowed = ''): DocumentFragment | null {
  const policy = trustedPolicy();
  if (policy === undefined) return null;
  // An instance of our own: the page's may carry hooks.
  purifier ??= createDOMPurify();
  return purifier.sanitize(html, {
    ALLOWED_TAGS: [allowed],
    ALLOWED_ATTR: [],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    TRUSTED_TYPES_POLICY: policy,
  } as Config & { RETURN_DOM_FRAGMENT: true });
}
