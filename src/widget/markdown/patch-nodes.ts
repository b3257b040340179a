import { imageOf } from './render-tokens.ts';

/**
 * Makes nodes on the page equal to newly rendered ones, keeping each that can stay: a selection, focus or scroll position in it survives.
 *
 * @param parent - Holds the old nodes.
 * @param old - Neighbours, in their order.
 * @param next - What should stand in their place; used up.
 * @param after - The node before them; nothing when they are the first.
 * @returns the nodes that stand there now.
 */
export function patchNodes(
  parent: Node,
  old: readonly ChildNode[],
  next: readonly ChildNode[],
  after: ChildNode | null = null,
): ChildNode[] {
  let before = after;
  for (const node of old.slice(next.length)) node.remove();
  return next.map((node, index) => {
    const current = old[index];
    if (!current) parent.insertBefore(node, before ? before.nextSibling : parent.firstChild);
    else if (!canBecome(current, node)) current.replaceWith(node);
    else {
      if (current instanceof Text) patchText(current, (node as Text).data);
      else patchNodes(current, [...current.childNodes], [...node.childNodes]);
      return (before = current);
    }
    return (before = node);
  });
}

/** Tells whether an old node differs by its content alone. That details are open is the visitor's doing, and may stay. */
function canBecome(current: Node, next: Node): boolean {
  return current.nodeName === next.nodeName && imageOf.get(current) === imageOf.get(next) && attributesOf(current) === attributesOf(next);
}

function attributesOf(node: Node): string {
  const element = node as Element;
  return (element.getAttributeNames?.() ?? []).map((name) => (name === 'open' ? '' : `${name}=${element.getAttribute(name)}\n`)).join('');
}

function patchText(text: Text, data: string): void {
  // Appending keeps the ends of a selection where they are; setting would move them to the start.
  if (text.data === data) return;
  if (data.startsWith(text.data)) text.appendData(data.slice(text.length));
  else text.data = data;
}
