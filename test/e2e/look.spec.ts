import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { findFonts } from '../../scripts/find-browsers.ts';
import { compareTiles } from '../support/compare-pictures.ts';
import { LOOK_LANGUAGES } from '../support/look-languages.ts';
import { PHONE, SCENES, showLanguage, sizePicture, takePictures, type LookScene } from '../support/look-scenes.ts';
import { LookSite, type LookDress, type LookOptions } from '../support/look-site.ts';
import { openBrowser } from '../support/open-browser.ts';
import { shrinkPng } from '../support/shrink-png.ts';

/** The pictures belong to this major version of Chromium: another one draws letters its own way. */
const CHROMIUM = '156';

/** Share of a tile's pixels that may differ: 190 of a whole panel, 32 of the launcher's corner. */
const ALLOWED = 0.0005;

const FOLDER = fileURLToPath(new URL('look/', import.meta.url));

const { closed, teaser, unread, focused, empty, reading, end, waiting, streaming, trouble, offline, rateLimit } = SCENES;
const { accent, judged, arabic, scripts, menu, fullMenu, keyboard } = SCENES;

const colored = (color: string): Partial<LookOptions> => ({ attributes: { accent: color } });

/** What is compared: one sheet for each, named after the scene and what differs from it. */
const SHEETS: [scene: LookScene, variant?: string, options?: Partial<LookOptions>][] = [
  [closed],
  [teaser],
  [unread],
  [focused],
  [empty],
  [reading],
  [end],
  [waiting],
  [streaming],
  [trouble],
  [offline],
  [rateLimit],
  [accent],
  [accent, 'yellow', colored('#ffcc00')],
  [accent, 'green', colored('#0b6b3a')],
  [accent, 'square', { tokens: { '--assisters-radius': '0px' } }],
  [judged],
  [arabic],
  [scripts],
  [menu],
  [fullMenu],
  [keyboard],
  ...Object.keys(LOOK_LANGUAGES).map((tag): [LookScene] => [showLanguage(tag)]),
];

/** The columns of each sheet, unless its scene has its own; its rows: a window of the desktop, then a phone. */
const DRESSES: readonly LookDress[] = [
  { dark: false, dir: 'ltr' },
  { dark: false, dir: 'rtl' },
  { dark: true, dir: 'ltr' },
  { dark: true, dir: 'rtl' },
];

const update = process.env['UPDATE_LOOK'] === '1';

describe('the chat looks as it did', { timeout: 300_000 }, () => {
  let browser: Browser;
  /** Two at once, since each waits for the clock much of its time. */
  let sites: readonly LookSite[];
  let isOwn = false;
  let seen: string;

  before(async () => {
    browser = await openBrowser();
    sites = await Promise.all([LookSite.start(browser), LookSite.start(browser)]);
    // Where letters are drawn by others there is nothing to be held to.
    isOwn = browser.version().startsWith(`${CHROMIUM}.`) && findFonts().every(({ isThere }) => isThere);
    if (update) mkdirSync(FOLDER, { recursive: true });
  });
  after(async () => {
    for (const site of sites ?? []) await site.close();
    await browser?.close();
  });

  for (const [scene, variant, options = {}] of SHEETS) {
    const name = variant === undefined ? scene.name : `${scene.name}-${variant}`;
    const { dresses = DRESSES } = scene;
    it(name, async (test) => {
      const devices = [
        // A keyboard on the screen is a phone's.
        ...(scene.options?.touch ? [] : [{ device: 'desktop', all: options }]),
        { device: 'phone', all: { ...options, ...PHONE } },
      ];
      const tiles = devices.flatMap(({ device, all }) =>
        dresses.map(({ dark, dir }) => ({ name: `${device}, ${dark ? 'dark' : 'light'}, ${dir}`, size: sizePicture(scene, all) })),
      );
      const pictures = await Promise.all(devices.map(({ all }, index) => takePictures(sites[index]!, scene, all, dresses)));
      const file = join(FOLDER, `${name}.png`);
      const { sheet, shares, difference } = await compareTiles(
        browser,
        { names: tiles.map((tile) => tile.name), sizes: tiles.map((tile) => tile.size), columns: dresses.length },
        pictures.flat(),
        existsSync(file) ? readFileSync(file) : null,
      );
      const off = [...shares].filter(([, share]) => share > ALLOWED).map(([tile, share]) => `${tile} (${(share * 100).toFixed(2)} %)`);
      if (off.length === 0) return;
      if (update) return writeFileSync(file, shrinkPng(sheet));
      seen ??= mkdtempSync(join(tmpdir(), 'assisters-look-'));
      writeFileSync(join(seen, `${name}.png`), sheet);
      writeFileSync(join(seen, `${name}-difference.png`), difference);
      const words = `${name} differs: ${off.join('; ')}; see ${seen}; UPDATE_LOOK=1 takes what is meant`;
      if (isOwn) assert.fail(words);
      else test.diagnostic(words);
    });
  }
});
