/**
 * The locale of the interface: the page's, where we speak its language. English is the one that is built in, in every variety.
 *
 * @returns BCP 47, never malformed.
 */
export function interfaceLocale(element: Element): string {
  const tag = inheritedTag(element);
  return /^en(-|$)/i.test(tag) && isLanguageTag(tag) ? tag : 'en';
}

/** As HTML has it: the element's own `lang` or that of the nearest ancestor, through shadow roots. */
function inheritedTag(element: Element): string {
  for (let node: Element | null = element; node !== null; node = node.parentElement ?? shadowHost(node)) {
    const tag = node.getAttribute('lang');
    if (tag !== null) return tag;
  }
  return '';
}

function shadowHost(node: Element): Element | null {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
