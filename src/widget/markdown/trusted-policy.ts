/** The part of a Trusted Types policy that DOMPurify asks for. */
export interface HtmlPolicy {
  createHTML(html: string): unknown;
  createScriptURL(url: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string; createScriptURL(url: string): string }): HtmlPolicy;
}

const unchanged = (text: string): string => text;

let asked = false;
let policy: HtmlPolicy | null | undefined;

/**
 * The script's only Trusted Types policy, `assisters-chat`, made on first use and never put on a global.
 *
 * @returns `null` where the browser has no Trusted Types, `undefined` where the page refused the policy: no parser may be fed then.
 */
export function trustedPolicy(): HtmlPolicy | null | undefined {
  if (asked) return policy;
  asked = true;
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  try {
    policy = factory ? factory.createPolicy('assisters-chat', { createHTML: unchanged, createScriptURL: unchanged }) : null;
  } catch {
    // The page's list leaves the name out, or a second copy of the script has it: raw HTML is shown as text.
  }
  return policy;
}
