/** What may be done to a node of an answer, beside what its own attributes name. */
const EVENTS = ['mouseover', 'pointerdown', 'focus', 'toggle', 'error', 'load', 'animationend', 'keydown', 'input'];

/** Clicks and fires whatever can be clicked and fired, but does not ask for images: that is the visitor's right. */
export function provoke(root: Element): void {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    const own = element.getAttributeNames().flatMap((name) => (name.startsWith('on') ? [name.slice(2)] : []));
    for (const type of new Set([...own, ...EVENTS])) element.dispatchEvent(new Event(type));
    // Of what stands in another namespace not all can be clicked.
    if (!element.closest('button[part]')) element.click?.();
  }
}
