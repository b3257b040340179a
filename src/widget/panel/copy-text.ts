/**
 * Puts text on the clipboard.
 *
 * @param near - an element in whose root a helper may stand for a moment, where the page has no clipboard API (plain http).
 * @returns whether it is there.
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No such API here, or not allowed: the old way may still work.
    return copyBySelection(text, near);
  }
}

function copyBySelection(text: string, near: HTMLElement): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'hidden';
  const root = near.getRootNode() as Document | ShadowRoot;
  const focused = root.activeElement;
  near.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return copied;
}
