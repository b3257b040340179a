import { imageOf } from './render-tokens.ts';

/**
 * Makes nodes on the page equal to newly rendered ones, keeping each that can stay: a selection, focus or scroll position in it survives.
 *
 * @param parent - Holds the old nodes, from the one at `from` on.
 * @param next - What should stand in their place; used up.
 */
export function patchNodes(parent: Node, next: readonly ChildNode[], from = 0): void {
  const old = [...parent.childNodes].slice(from);
  for (const node of old.slice(next.length)) node.remove();
  for (const [index, node] of next.entries()) {
    const current = old[index];
    if (!current) parent.appendChild(node);
    else if (!canBecome(current, node)) current.replaceWith(node);
    else if (current instanceof Text) patchText(current, (node as Text).data);
    else patchNodes(current, [...node.childNodes]);
  }
}

/** Tells whether an old node differs by its content alone. What the visitor did to it, as opening details, it may keep. */
function canBecome(current: Node, next: Node): boolean {
  return (
    current.nodeName === next.nodeName &&
    imageOf.get(current) === imageOf.get(next) &&
    (!(next instanceof Element) ||
      next.getAttributeNames().every((name) => next.getAttribute(name) === (current as Element).getAttribute(name)))
  );
}

function patchText(text: Text, data: string): void {
  // Appending keeps the ends of a selection where they are; setting would move them to the start.
  if (text.data === data) return;
  if (data.startsWith(text.data)) text.appendData(data.slice(text.length));
  else text.data = data;
}
