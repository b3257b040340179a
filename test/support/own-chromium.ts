import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';

/** A Chromium as a visitor has it: nobody is attached to its pages until a test asks for it. */
export interface OwnChromium {
  /** Attaches Playwright to it as it is: a tab behind another one is hidden. */
  attach(): Promise<Browser>;
  close(): Promise<void>;
}

/**
 * Starts the Chromium that was found with a page.
 *
 * Playwright's own way of starting it makes every page visible and focused, and an attached debugger forbids pages to be rendered ahead
 * of time.
 */
export async function startOwnChromium(url: string): Promise<OwnChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'assisters-chromium-'));
  const child = spawn(
    findBrowsers().chromium!,
    [...chromiumArguments(), '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, url],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    attach: () => chromium.connectOverCDP(address, { noDefaults: true }),
    async close() {
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
