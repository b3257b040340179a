/** Functions with which a payload shows that it ran. */
export const SENTINELS = ['alert', 'confirm', 'prompt', 'print', 'open'] as const;

/**
 * Watches over the page for what no answer may cause: a script, a request, a breach of the page's policy, an error.
 *
 * @param imageOrigins - Images of these may be asked for.
 * @returns tells what was seen since the start, once everything under way has been heard of.
 */
export function watchPage(imageOrigins: ReadonlySet<string>): () => Promise<string[]> {
  const seen: string[] = [];
  const isAllowed = (url: string): boolean => URL.canParse(url) && imageOrigins.has(new URL(url).origin);
  const note = (entries: PerformanceEntryList): void => {
    for (const { name } of entries) if (new URL(name).origin !== location.origin && !isAllowed(name)) seen.push(`request: ${name}`);
  };
  for (const name of SENTINELS)
    (globalThis as Record<string, unknown>)[name] = (what: unknown) => void seen.push(`${name}: ${String(what)}`);
  addEventListener('error', ({ message }) => seen.push(`error: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => seen.push(`rejection: ${String(reason)}`));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
    if (effectiveDirective !== 'img-src' || !isAllowed(blockedURI)) seen.push(`policy: ${effectiveDirective} ${blockedURI} ${sample}`);
  });
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'resource' });
  return async () => {
    // Two frames: reports of blocked requests and handlers of failed loads come before the second.
    for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    note(observer.takeRecords());
    return seen;
  };
}
