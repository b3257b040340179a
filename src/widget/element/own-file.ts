/** Known only while the script itself runs; in modules not even then. */
const current = globalThis.document?.currentScript as HTMLScriptElement | null | undefined;

/**
 * The address of a file that stands beside the script.
 *
 * Not relative: a script from another origin that is loaded without `crossorigin` has no address for what it imports.
 *
 * @throws {TypeError} when nobody knows where the script is from: evaluated inline, without `data-base` on any tag.
 */
export function ownFile(name: string): string {
  const base =
    current?.src ||
    Array.from(document.scripts).find(({ src }) => /\/(assisters-chat|loader)\./.test(src))?.src ||
    document.querySelector<HTMLElement>('[data-base]')?.dataset['base'];
  return new URL(name, base).href;
}
