/**
 * Puts text on the clipboard.
 *
 * @param button - what was pressed: where the page has no clipboard API (plain http), a field stands beside it for a moment.
 * @returns whether it is there.
 */
export async function copyText(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No such API here, or not allowed: the old way may still work.
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'hidden';
    button.after(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    button.focus({ preventScroll: true });
    return copied;
  }
}
