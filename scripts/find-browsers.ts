import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright';
import { installPackages } from './debian-packages.ts';

/** Programs of the three engines; `null` where one cannot be had. */
export interface Browsers {
  chromium: string | null;
  firefox: string | null;
  /** WebKitWebDriver, with the browser that it drives. */
  webkit: { driver: string; browser: string } | null;
}

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
/**
 * Debian's packages of the fonts that pictures are taken with, and what shows that one is there. Noto's own face for Chinese,
 * Japanese and Korean is 57 MB to fetch, this one 2 MB.
 */
const FONTS = {
  'fonts-noto-core': 'Noto Sans Arabic',
  'fonts-dejavu-core': 'DejaVu Sans Mono',
  'fonts-wqy-microhei': 'WenQuanYi Micro Hei',
};

const WEBKIT_DRIVER = ['/usr/bin/WebKitWebDriver'];
const WEBKIT_BROWSER = [
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.0/MiniBrowser',
];

/** Looks for browsers that are there already: named by `CHROMIUM_PATH` or `FIREFOX_PATH`, Playwright's own, the system's. */
export function findBrowsers(): Browsers {
  const driver = firstThere(WEBKIT_DRIVER);
  const browser = firstThere(WEBKIT_BROWSER);
  return {
    chromium: firstThere([process.env['CHROMIUM_PATH'] ?? '', chromium.executablePath(), ...CHROMIUM]),
    firefox: firstThere([process.env['FIREFOX_PATH'] ?? '', ...FIREFOX]),
    webkit: driver !== null && browser !== null && existsSync('/usr/bin/xvfb-run') ? { driver, browser } : null,
  };
}

/** Looks which fonts are there. */
export function findFonts(): { name: string; isThere: boolean }[] {
  const { stdout } = spawnSync('fc-list', [':', 'family'], { encoding: 'utf8' });
  return Object.entries(FONTS).map(([name, family]) => ({ name, isThere: String(stdout).includes(family) }));
}

/**
 * Finds the three engines, and installs what is missing: Debian's packages where this is a Debian and we may, else Playwright's
 * Chromium.
 *
 * @param say - told what is being done; installing takes minutes.
 */
export function provideBrowsers(say: (line: string) => void): Browsers {
  let found = findBrowsers();
  const missing = [
    ...(found.chromium === null ? ['chromium'] : []),
    ...(found.firefox === null ? ['firefox-esr'] : []),
    ...(found.webkit === null ? ['webkit2gtk-driver', 'xvfb', 'xauth'] : []),
    // For pictures that do not depend on the machine: Latin, Arabic, Hebrew, Devanagari, Chinese, Japanese, Korean.
    ...findFonts().flatMap(({ name, isThere }) => (isThere ? [] : [name])),
  ];
  if (installPackages(missing, say)) found = findBrowsers();
  if (found.chromium === null) {
    say("Trying Playwright's own Chromium …");
    spawnSync(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] });
    found = findBrowsers();
  }
  return found;
}

/** Flags that keep Chromium quiet: no requests of its own, and no sandbox only where root makes one impossible. */
export function chromiumArguments(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ];
}

function firstThere(paths: readonly string[]): string | null {
  return paths.find((path) => path !== '' && existsSync(path)) ?? null;
}
