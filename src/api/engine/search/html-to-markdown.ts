import type { DefaultTreeAdapterTypes as Tree } from 'parse5';

/** Elements whose content is not for reading. */
export const UNREAD: ReadonlySet<string> = new Set(
  'script style template noscript nav footer form button select textarea input iframe object svg canvas video audio dialog head assisters-chat'.split(
    ' ',
  ),
);

/** Turns a link as it stands in the page into one that works elsewhere; `null` drops the link and keeps its text. */
export type ResolveLink = (href: string) => string | null;

/** The plain text of nodes, white space collapsed. */
export function readText(nodes: readonly Tree.ChildNode[]): string {
  return collect(nodes).replace(/\s+/g, ' ').trim();
}

/** One block element as markdown; empty when there is nothing to read in it. */
export function blockToMarkdown(element: Tree.Element, resolve: ResolveLink): string {
  switch (element.tagName) {
    case 'ul':
    case 'ol':
      return listToMarkdown(element, resolve, '');
    case 'dl':
      return definitionsToMarkdown(element, resolve);
    case 'table':
      return tableToMarkdown(element, resolve);
    case 'pre':
      return codeToMarkdown(element);
    case 'blockquote':
      return inlineToMarkdown(element.childNodes, resolve).replace(/^(?=.)/gm, '> ');
    default:
      return inlineToMarkdown(element.childNodes, resolve);
  }
}

/** Running text as one line of markdown. What would mean something in markdown is escaped, so that it reads as on the page. */
export function inlineToMarkdown(nodes: readonly Tree.ChildNode[], resolve: ResolveLink): string {
  return nodes
    .map((node) => inlineNode(node, resolve))
    .join('')
    .replace(/[ \t\n\r\f]+/g, ' ')
    .trim()
    .replace(/^(#{1,6}|[-+>]|\d+[.)])(?= )/, (mark) => (/\d/.test(mark) ? mark.replace(/[.)]$/, '\\$&') : `\\${mark}`));
}

/** Whether an element is out of sight. */
export function isHidden(element: Tree.Element): boolean {
  return element.attrs.some(({ name, value }) => name === 'hidden' || (name === 'aria-hidden' && value === 'true'));
}

/** An attribute's value; empty when it is not there. */
export function readAttribute(element: Tree.Element, name: string): string {
  return element.attrs.find((attribute) => attribute.name === name)?.value ?? '';
}

/** Whether a node is an element. */
export function isElement(node: Tree.ChildNode): node is Tree.Element {
  return 'tagName' in node;
}

/** Elements that break a line: text on their two sides is not one word. */
const BLOCKS = new Set('p div li tr td th dt dd br pre ul ol table section article blockquote h1 h2 h3 h4 h5 h6'.split(' '));

function collect(nodes: readonly Tree.ChildNode[]): string {
  let text = '';
  for (const node of nodes) {
    if (node.nodeName === '#text') text += (node as Tree.TextNode).value;
    else if (isElement(node) && !UNREAD.has(node.tagName) && !isHidden(node)) {
      const inner = collect(node.childNodes);
      text += BLOCKS.has(node.tagName) ? ` ${inner} ` : inner;
    }
  }
  return text;
}

function inlineNode(node: Tree.ChildNode, resolve: ResolveLink): string {
  if (node.nodeName === '#text') return escapeMarkdown((node as Tree.TextNode).value);
  if (!isElement(node) || UNREAD.has(node.tagName) || isHidden(node)) return '';
  const inner = (): string => node.childNodes.map((child) => inlineNode(child, resolve)).join('');
  switch (node.tagName) {
    case 'b':
    case 'strong':
      return wrap(inner(), '**');
    case 'i':
    case 'em':
      return wrap(inner(), '*');
    case 'code':
    case 'kbd': {
      const code = readText(node.childNodes);
      return code === '' || code.includes('`') ? escapeMarkdown(code) : `\`${code}\``;
    }
    case 'a': {
      const url = resolve(readAttribute(node, 'href'));
      const label = inner().trim();
      return url === null || label === '' ? inner() : `[${label}](${url})`;
    }
    default:
      return BLOCKS.has(node.tagName) ? ` ${inner()} ` : inner();
  }
}

function wrap(text: string, mark: string): string {
  const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  return core === '' ? text : `${before}${mark}${core}${mark}${after}`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|~]/g, '\\$&');
}

function listToMarkdown(list: Tree.Element, resolve: ResolveLink, indent: string): string {
  const lines: string[] = [];
  for (const item of list.childNodes) {
    if (!isElement(item) || item.tagName !== 'li' || isHidden(item)) continue;
    const nested = item.childNodes.filter(
      (child): child is Tree.Element => isElement(child) && (child.tagName === 'ul' || child.tagName === 'ol'),
    );
    const own = item.childNodes.filter((child) => !nested.includes(child as Tree.Element));
    const mark = list.tagName === 'ol' ? `${lines.filter((line) => !line.startsWith(`${indent} `)).length + 1}.` : '-';
    lines.push(`${indent}${mark} ${inlineToMarkdown(own, resolve)}`);
    for (const inner of nested) lines.push(...listToMarkdown(inner, resolve, `${indent}${' '.repeat(mark.length + 1)}`).split('\n'));
  }
  return lines.join('\n');
}

function definitionsToMarkdown(list: Tree.Element, resolve: ResolveLink): string {
  const lines: string[] = [];
  const read = (nodes: readonly Tree.ChildNode[]): void => {
    for (const node of nodes) {
      if (!isElement(node)) continue;
      const text = node.tagName === 'div' ? '' : inlineToMarkdown(node.childNodes, resolve);
      if (node.tagName === 'div') read(node.childNodes);
      else if (node.tagName === 'dt') lines.push(`- **${text.replaceAll('**', '')}**`);
      else if (node.tagName === 'dd' && lines.length > 0) lines[lines.length - 1] += `${lines.at(-1)!.endsWith('**') ? ': ' : '; '}${text}`;
    }
  };
  read(list.childNodes);
  return lines.join('\n');
}

function tableToMarkdown(table: Tree.Element, resolve: ResolveLink): string {
  const rows: string[][] = [];
  const read = (nodes: readonly Tree.ChildNode[]): void => {
    for (const node of nodes) {
      if (!isElement(node)) continue;
      if (node.tagName !== 'tr') {
        if (/^(thead|tbody|tfoot)$/.test(node.tagName)) read(node.childNodes);
        continue;
      }
      const cells = node.childNodes.filter(isElement).filter((cell) => cell.tagName === 'td' || cell.tagName === 'th');
      if (cells.length > 0) rows.push(cells.map((cell) => inlineToMarkdown(cell.childNodes, resolve)));
    }
  };
  read(table.childNodes);
  const [head, ...body] = rows;
  if (head === undefined) return '';
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row: string[]): string => `| ${Array.from({ length: width }, (_, index) => row[index] ?? '').join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join('\n');
}

function codeToMarkdown(element: Tree.Element): string {
  const code = rawText(element.childNodes).replace(/^\n|\s+$/g, '');
  if (code === '') return '';
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}\n${code}\n${fence}`;
}

function rawText(nodes: readonly Tree.ChildNode[]): string {
  return nodes
    .map((node) => (node.nodeName === '#text' ? (node as Tree.TextNode).value : isElement(node) ? rawText(node.childNodes) : ''))
    .join('');
}
