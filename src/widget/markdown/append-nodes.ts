import { displayText } from './display-text.ts';

/** An element with attributes and text as it may be shown; the only way in which rendering makes one. */
export function createElement(name: string, attributes: Record<string, string> = {}, text = ''): HTMLElement {
  const element = document.createElement(name);
  for (const key in attributes) element.setAttribute(key, attributes[key]!);
  appendText(element, text);
  return element;
}

/** Appends a new element and returns it. */
export function appendElement(parent: Element, name: string, attributes?: Record<string, string>, text?: string): HTMLElement {
  return parent.appendChild(createElement(name, attributes, text));
}

/** Appends text as it may be shown; neighbours become one node. */
export function appendText(parent: Element, text: string): void {
  const shown = displayText(text);
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(shown);
  else if (shown) parent.append(shown);
}
