import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { findFonts } from '../../scripts/find-browsers.ts';
import { comparePictures } from '../support/compare-pictures.ts';
import { SCENES, takePicture, type LookScene } from '../support/look-scenes.ts';
import { LookSite, type LookOptions } from '../support/look-site.ts';
import { openBrowser } from '../support/open-browser.ts';

/** The pictures belong to this major version of Chromium: another one draws letters its own way. */
const CHROMIUM = '156';

/** Share of pixels that may differ. */
const ALLOWED = 0.002;

const FOLDER = fileURLToPath(new URL('look/', import.meta.url));

const { closed, unread, focused, empty, reading, end, waiting, streaming, trouble, offline, rateLimit, accent, arabic, menu } = SCENES;

const PHONE: Partial<LookOptions> = { width: 390, height: 760, touch: true };
const RTL: Partial<LookOptions> = { lang: 'ar', dir: 'rtl' };
const YELLOW: Partial<LookOptions> = { attributes: { accent: '#ffcc00' } };

/** What is compared: every state once, and each of the ways in which it can differ where that changes something. */
const PICTURES: [scene: LookScene, variant?: string, options?: Partial<LookOptions>][] = [
  ...[closed, unread, focused, empty, reading, end, waiting, streaming, trouble, offline, rateLimit, accent, arabic, menu].flatMap(
    (scene): [LookScene, string, Partial<LookOptions>][] => [
      [scene, 'light', {}],
      [scene, 'dark', { dark: true }],
    ],
  ),
  ...[empty, reading, trouble, arabic].map((scene): [LookScene, string, Partial<LookOptions>] => [scene, 'phone', PHONE]),
  ...[empty, trouble, menu].map((scene): [LookScene, string, Partial<LookOptions>] => [scene, 'rtl', RTL]),
  [accent, 'yellow', YELLOW],
  [accent, 'yellow-dark', { ...YELLOW, dark: true }],
  [accent, 'square', { tokens: { '--assisters-radius': '0px' } }],
];

const update = process.env['UPDATE_LOOK'] === '1';

describe('the chat looks as it did', { timeout: 300_000 }, () => {
  let browser: Browser;
  let site: LookSite;
  let isOwn = false;

  before(async () => {
    browser = await openBrowser();
    site = await LookSite.start(browser);
    // Where letters are drawn by others there is nothing to be held to.
    isOwn = browser.version().startsWith(`${CHROMIUM}.`) && findFonts().every(({ isThere }) => isThere);
    if (update) mkdirSync(FOLDER, { recursive: true });
  });
  after(async () => {
    await site?.close();
    await browser?.close();
  });

  for (const [scene, variant, options] of PICTURES) {
    const name = `${scene.name}-${variant}`;
    it(name, async (test) => {
      const picture = await takePicture(site, scene, options);
      const file = join(FOLDER, `${name}.png`);
      if (update) return writeFileSync(file, picture);
      const share = existsSync(file) ? await comparePictures(browser, picture, readFileSync(file)) : 1;
      if (share <= ALLOWED) return;
      const seen = join(tmpdir(), `assisters-look-${name}.png`);
      writeFileSync(seen, picture);
      const words = `${(share * 100).toFixed(2)} % of ${name} differ: see ${seen}; UPDATE_LOOK=1 takes what is meant`;
      if (isOwn) assert.fail(words);
      else test.diagnostic(words);
    });
  }
});
