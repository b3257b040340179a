import type { Problem } from './problem.ts';

/** Names that only ever hold a secret. */
export const KEY_ATTRIBUTES: readonly string[] = ['api-key', 'apikey', 'key', 'secret'];

/** Keys of our own API and of the common payment and model providers. */
const KEY_VALUE = /(^|\s)(ast|sk|pk|rk)_(live|test)_\S+/;

/**
 * Finds secrets in a tag, where every visitor of the page could read them.
 *
 * @returns one error for each attribute that is named like a key or holds one; the value is not repeated.
 */
export function findKeys(attributes: Readonly<Record<string, string | null>>): Problem[] {
  const problems: Problem[] = [];
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null) continue;
    const isNamedLikeKey = KEY_ATTRIBUTES.includes(attribute);
    // A visitor's signed token is meant for the browser, whatever it looks like.
    if (!isNamedLikeKey && (attribute === 'user-token' || !KEY_VALUE.test(value))) continue;
    problems.push({
      attribute,
      severity: 'error',
      message:
        `An API key must not stand in a page: every visitor can read it and spend your money. Remove the attribute "${attribute}", ` +
        'replace the key where you got it, and give the new one to your proxy (ASSISTERS_API_KEY). The page needs only endpoint="/api/assisters".',
    });
  }
  return problems;
}
