/**
 * Puts text on the clipboard.
 *
 * @param shown - where the text stands. Where the page has no clipboard API (plain http) or may not use it, it is selected and copied as
 *   it is shown; should that be refused too, it is one key press from being copied.
 * @returns whether it is there.
 */
export async function copyText(text: string, shown: Node): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}
