/** The part of a Trusted Types policy that DOMPurify asks for. */
export interface HtmlPolicy {
  createHTML(html: string): unknown;
  createScriptURL(url: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string; createScriptURL(url: string): string }): HtmlPolicy;
}

/** The one policy name that the script needs in a page's `trusted-types` directive. */
export const POLICY_NAME = 'assisters-chat';

let cached: { policy: HtmlPolicy | null | undefined } | undefined;

/**
 * The script's only Trusted Types policy, made on first use and never put on a global.
 *
 * @returns `null` where the browser has no Trusted Types, `undefined` where the page refused the policy: no parser may be fed then.
 */
export function trustedPolicy(): HtmlPolicy | null | undefined {
  return (cached ??= { policy: createPolicy() }).policy;
}

function createPolicy(): HtmlPolicy | null | undefined {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return null;
  try {
    return factory.createPolicy(POLICY_NAME, { createHTML: (html) => html, createScriptURL: (url) => url });
  } catch {
    return undefined; // The page's list leaves the name out, or a second copy of the script has it: raw HTML is shown as text.
  }
}
