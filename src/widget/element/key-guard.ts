/** Names that only ever hold a secret. */
export const KEY_ATTRIBUTES: readonly string[] = ['api-key', 'apikey', 'key', 'secret'];

/** Keys of our own API and of the common payment and model providers. */
export const KEY_VALUE = /(^|\s)(ast|sk|pk|rk)_(live|test)_\S+/;

/**
 * Looks for secrets in a tag, where every visitor of the page could read them.
 *
 * @returns why the tag is refused, naming each attribute that is named like a key or holds one, without its value; `undefined`: it is clean.
 */
export function findKeys(attributes: ReadonlyMap<string, string>): string | undefined {
  const names = [...attributes.keys()].filter(
    // A visitor's signed token is meant for the browser, whatever it looks like.
    (name) => KEY_ATTRIBUTES.includes(name) || (name !== 'user-token' && KEY_VALUE.test(attributes.get(name)!)),
  );
  if (names.length === 0) return undefined;
  return `${names.join()}: no keys here: every visitor can read it. Replace it; keep it on your proxy.`;
}
