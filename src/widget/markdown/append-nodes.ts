import { displayText } from './display-text.ts';

/** Attributes by name; what is `false`, `null` or `undefined` is left out. */
export type Attributes = Record<string, string | false | null | undefined>;

/** An element with attributes and text as it may be shown; the only way in which rendering makes one. */
export function createElement(name: string, attributes: Attributes = {}, text = ''): HTMLElement {
  const element = document.createElement(name);
  for (const key in attributes) {
    const value = attributes[key];
    if (value || value === '') element.setAttribute(key, value);
  }
  appendText(element, text);
  return element;
}

/** Appends a new element and returns it. */
export function appendElement(parent: Element, name: string, attributes?: Attributes, text?: string): HTMLElement {
  return parent.appendChild(createElement(name, attributes, text));
}

/** Appends text as it may be shown; neighbours become one node. */
export function appendText(parent: Element, text: string): void {
  const shown = displayText(text);
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(shown);
  else if (shown) parent.append(shown);
}
