import { marked } from 'marked';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import {
  blockToMarkdown,
  inlineToMarkdown,
  isElement,
  isHidden,
  readAttribute,
  readText,
  UNREAD,
  type ResolveLink,
} from './html-to-markdown.ts';
import type { Page, Passage } from './page.ts';

/** Characters of plain text beyond which a section is cut in two, at a block's border. */
const MAX_PASSAGE_LENGTH = 2000;

const BLOCKS = new Set(['p', 'ul', 'ol', 'dl', 'table', 'pre', 'blockquote', 'figcaption', 'address']);
const CONTAINERS = new Set('html body main div section article aside header hgroup figure details fieldset center'.split(' '));

/**
 * Cuts an HTML page into passages.
 *
 * @param url - the page's address, absolute or root-relative, against which its links are resolved.
 * @returns the page, or `null` for one that asks not to be indexed.
 */
export function parseHtmlPage(html: string, url: string): Page | null {
  const document = parse(html);
  if (hasNoIndex(document.childNodes)) return null;
  const main = findElement(document.childNodes, (element) => element.tagName === 'main');
  const body = findElement(document.childNodes, (element) => element.tagName === 'body');
  const collector = new PassageCollector(createResolver(url));
  collector.read((main ?? body)?.childNodes ?? [], { insideMain: main !== undefined, sectionId: '' });
  const passages = collector.finish();
  const headline = findElement((main ?? body)?.childNodes ?? [], (element) => element.tagName === 'h1');
  const documentTitle = findElement(document.childNodes, (element) => element.tagName === 'title');
  const title = readText(headline?.childNodes ?? []) || readText(documentTitle?.childNodes ?? []) || passages[0]?.heading || url;
  return { title, passages };
}

/** Cuts a markdown page into passages. Front matter is left out; headings have no ids there, so links go to the page alone. */
export function parseMarkdownPage(markdown: string, url: string): Page | null {
  const text = markdown.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---[ \t]*(\r?\n|$)/, '');
  return parseHtmlPage(marked.parse(text, { async: false, gfm: true }), url);
}

interface Surroundings {
  insideMain: boolean;
  /** Id of the section whose first heading has not come yet. */
  sectionId: string;
}

/** A heading with nothing of its own below it but other headings: it is answered by their list. */
interface Overview {
  passage: Passage;
  level: number;
  parts: Passage[];
}

/** A price tag or number that stands alone below a heading, in characters at most. */
const MAX_TAG_LENGTH = 20;

class PassageCollector {
  readonly #resolve: ResolveLink;
  readonly #passages: Passage[] = [];
  #current: Passage = { heading: '', anchor: '', blocks: [], text: '' };
  /** 1 to 6, and 7 for an unfolding question. */
  #level = 0;
  #overview: Overview | undefined;

  constructor(resolve: ResolveLink) {
    this.#resolve = resolve;
  }

  finish(): Passage[] {
    this.#open('', '', 0);
    return this.#passages;
  }

  read(nodes: readonly Tree.ChildNode[], around: Surroundings): void {
    let run: Tree.ChildNode[] = [];
    const flush = (): void => {
      if (!isNavigation(run)) this.#add(inlineToMarkdown(run, this.#resolve), readText(run));
      run = [];
    };
    for (const node of nodes) {
      if (!isElement(node)) {
        run.push(node);
        continue;
      }
      const { tagName } = node;
      if (UNREAD.has(tagName) || isHidden(node) || (tagName === 'header' && !around.insideMain)) continue;
      const isBlock = BLOCKS.has(tagName);
      if (!isBlock && !CONTAINERS.has(tagName) && !/^(h[1-6]|summary|hr)$/.test(tagName)) {
        run.push(node);
        continue;
      }
      flush();
      if (isBlock) {
        if (!isNavigation(node.childNodes)) this.#add(blockToMarkdown(node, this.#resolve), readText(node.childNodes));
      } else if (/^(h[1-6]|summary)$/.test(tagName)) {
        this.#open(readText(node.childNodes), readAttribute(node, 'id') || findInnerId(node) || around.sectionId, Number(tagName[1]) || 7);
        around.sectionId = '';
      } else this.#readContainer(node, around);
    }
    flush();
  }

  #readContainer(node: Tree.Element, around: Surroundings): void {
    const { tagName } = node;
    const before = this.#current;
    const insideMain = around.insideMain || tagName === 'article';
    // A header's or wrapper's heading may still be the first of the section around it.
    const inner = { insideMain, sectionId: readAttribute(node, 'id') || around.sectionId };
    this.read(node.childNodes, inner);
    if (inner.sectionId === '') around.sectionId = '';
    // What follows an unfolded question belongs to the heading before it.
    if (tagName === 'details' && this.#current !== before) this.#open(before.heading, before.anchor, this.#level);
  }

  #open(heading: string, anchor: string, level: number): void {
    const ended = this.#current;
    if (this.#overview !== undefined && level <= this.#overview.level) this.#closeOverview();
    if (ended.blocks.length > 0) this.#passages.push(ended);
    else if (ended.heading !== '' && this.#level > 1 && level > this.#level && this.#overview === undefined) {
      this.#overview = { passage: ended, level: this.#level, parts: [] };
      this.#passages.push(ended);
    }
    this.#current = { heading, anchor, blocks: [], text: '' };
    this.#level = level;
    if (this.#overview !== undefined && heading !== '') this.#overview.parts.push(this.#current);
  }

  #closeOverview(): void {
    const { passage, parts } = this.#overview!;
    this.#overview = undefined;
    const named = parts.map(({ heading, anchor, blocks: [tag = ''] }) => {
      const label = heading.replace(/[\\`*_[\]<>]/g, '\\$&');
      const url = anchor === '' ? null : this.#resolve(`#${encodeURIComponent(anchor)}`);
      const note = tag.length > MAX_TAG_LENGTH || /\p{L}{2}/u.test(tag) || tag === '' ? '' : `: ${tag}`;
      return { markdown: `- ${url === null ? label : `[${label}](${url})`}${note}`, text: `${heading}${note}` };
    });
    passage.blocks.push(named.map(({ markdown }) => markdown).join('\n'));
    passage.text = named.map(({ text }) => text).join('\n');
  }

  #add(markdown: string, text: string): void {
    if (markdown.trim() === '') return;
    if (this.#current.text.length + text.length > MAX_PASSAGE_LENGTH) this.#open(this.#current.heading, this.#current.anchor, this.#level);
    this.#current.blocks.push(markdown);
    this.#current.text += this.#current.text === '' ? text : `\n${text}`;
  }
}

/** Whether there is nothing but links: buttons, breadcrumbs, lists of pages. A telephone number or mail address is content all the same. */
function isNavigation(nodes: readonly Tree.ChildNode[]): boolean {
  let links = 0;
  const onlyLinks = (children: readonly Tree.ChildNode[]): boolean =>
    children.every((node) => {
      if (!isElement(node)) return node.nodeName !== '#text' || !/[\p{L}\p{N}]/u.test((node as Tree.TextNode).value);
      if (node.tagName !== 'a') return onlyLinks(node.childNodes);
      links++;
      return !/^(mailto|tel):/i.test(readAttribute(node, 'href'));
    });
  return onlyLinks(nodes) && links > 0;
}

function createResolver(pageUrl: string): ResolveLink {
  const site = 'http://site.invalid';
  return (href) => {
    if (href === '' || !URL.canParse(href, new URL(pageUrl, site))) return null;
    const url = new URL(href, new URL(pageUrl, site));
    if (!/^(https?|mailto|tel):$/.test(url.protocol)) return null;
    const text = url.origin === site ? url.pathname + url.search + url.hash : url.href;
    return text.replaceAll('(', '%28').replaceAll(')', '%29');
  };
}

function findElement(nodes: readonly Tree.ChildNode[], matches: (element: Tree.Element) => boolean): Tree.Element | undefined {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    const found = matches(node) ? node : findElement(node.childNodes, matches);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInnerId(heading: Tree.Element): string {
  const anchor = findElement(heading.childNodes, (element) => readAttribute(element, 'id') !== '');
  return anchor === undefined ? '' : readAttribute(anchor, 'id');
}

function hasNoIndex(nodes: readonly Tree.ChildNode[]): boolean {
  return (
    findElement(
      nodes,
      (element) =>
        element.tagName === 'meta' &&
        readAttribute(element, 'name').toLowerCase() === 'robots' &&
        readAttribute(element, 'content').toLowerCase().includes('noindex'),
    ) !== undefined
  );
}
