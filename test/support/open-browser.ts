import { chromium, firefox, type Browser } from 'playwright';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';

/** Engines that Playwright drives and that are on this machine. */
export function enginesFound(): ('chromium' | 'firefox')[] {
  const found = findBrowsers();
  return [...(found.chromium === null ? [] : ['chromium' as const]), ...(found.firefox === null ? [] : ['firefox' as const])];
}

/**
 * Opens a browser that was found; the caller closes it.
 *
 * @param more - Arguments of Chromium, on top of those that it always has.
 */
export function openBrowser(engine: 'chromium' | 'firefox' = 'chromium', more: readonly string[] = []): Promise<Browser> {
  const found = findBrowsers();
  if (engine === 'firefox') return firefox.launch({ channel: 'moz-firefox', executablePath: found.firefox! });
  return chromium.launch({ executablePath: found.chromium!, args: [...chromiumArguments(), ...more] });
}
