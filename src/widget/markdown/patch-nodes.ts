/**
 * Makes nodes on the page equal to newly rendered ones, keeping each that can stay: a selection, focus or scroll position in it survives.
 *
 * @param parent - Holds the old nodes.
 * @param old - Neighbouring children of `parent`, in order.
 * @param next - What should stand in their place; used up.
 * @param mayPatch - Tells that an old node of the same name can become the new one by its attributes and children alone.
 * @returns the nodes that now stand there.
 */
export function patchNodes(
  parent: Node,
  old: readonly ChildNode[],
  next: readonly ChildNode[],
  mayPatch: (current: ChildNode, next: ChildNode) => boolean,
): ChildNode[] {
  const after = old.at(-1)?.nextSibling ?? null;
  const result = next.map((node, index) => {
    const current = old[index];
    if (current === undefined) return parent.insertBefore(node, after);
    if (current.nodeName !== node.nodeName || !mayPatch(current, node)) {
      parent.replaceChild(node, current);
      return node;
    }
    if (current instanceof Text) patchText(current, (node as Text).data);
    else if (current instanceof Element) {
      patchAttributes(current, node as Element);
      patchNodes(current, [...current.childNodes], [...node.childNodes], mayPatch);
    }
    return current;
  });
  for (const node of old.slice(next.length)) node.remove();
  return result;
}

function patchText(text: Text, data: string): void {
  if (text.data === data) return;
  // Appending keeps the ends of a selection where they are; setting would move them to the start.
  if (data.startsWith(text.data)) text.appendData(data.slice(text.data.length));
  else text.data = data;
}

function patchAttributes(current: Element, next: Element): void {
  for (const { name } of [...current.attributes]) if (!next.hasAttribute(name)) current.removeAttribute(name);
  for (const { name, value } of next.attributes) if (current.getAttribute(name) !== value) current.setAttribute(name, value);
}
