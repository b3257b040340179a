import { emulateMedia } from '@web/test-runner-commands';

const { matchMedia } = globalThis;

/**
 * Has scripts take the visitor's system for a light or a dark one. Puppeteer cannot emulate that in Firefox: there style sheets do not
 * hear of it, and nobody is told of the change.
 */
export async function emulateSystem(colorScheme: 'light' | 'dark'): Promise<void> {
  if (!navigator.userAgent.includes('Firefox')) return emulateMedia({ colorScheme });
  const isDark = colorScheme === 'dark';
  globalThis.matchMedia = (query) => matchMedia(isDark && query.includes('color-scheme: dark') ? 'all' : query);
}
