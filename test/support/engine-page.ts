import { findBrowsers } from '../../scripts/find-browsers.ts';
import { enginesFound, openBrowser } from './open-browser.ts';
import { WebKitSession } from './webdriver.ts';

/** A page in one of the three engines, which is only told where to go. */
export interface EnginePage {
  open(url: string): Promise<void>;
  /** Dialogs and errors that the driver saw since the last call. */
  takeTrouble(): string[];
  close(): Promise<void>;
}

export type Engine = 'chromium' | 'firefox' | 'webkit';

/** All engines that are on this machine. */
export function allEnginesFound(): Engine[] {
  return [...enginesFound(), ...(findBrowsers().webkit === null ? [] : ['webkit' as const])];
}

/** Opens an engine that was found; the caller closes it. */
export async function openEnginePage(engine: Engine): Promise<EnginePage> {
  if (engine === 'webkit') {
    const session = await WebKitSession.start(findBrowsers().webkit!);
    return { open: async (url) => void (await session.open(url)), takeTrouble: () => [], close: () => session.close() };
  }
  const browser = await openBrowser(engine);
  const page = await browser.newPage();
  const trouble: string[] = [];
  page.on('dialog', (dialog) => void (trouble.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  return {
    open: async (url) => void (await page.goto(url)),
    takeTrouble: () => trouble.splice(0),
    close: () => browser.close(),
  };
}
