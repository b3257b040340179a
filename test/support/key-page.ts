import type { Browser } from 'playwright';
import { findBrowsers } from '../../scripts/find-browsers.ts';
import type { Engine } from './engine-page.ts';
import { openBrowser } from './open-browser.ts';
import { until, WebKitSession } from './webdriver.ts';

/** How long something that is waited for may take. */
const WAIT_MS = 30_000;

/** A page in one of the three engines that is worked as by a person: with real keys, and a mouse. */
export interface KeyPage {
  /** Goes to a page as somebody who was never there. */
  visit(url: string, size: { width: number; height: number }): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Presses one key, named as Playwright does: `Tab`, `Shift+Tab`, `a`. */
  press(keys: string): Promise<void>;
  /** Moves the mouse, and then does with its button what is asked for. */
  point(x: number, y: number, act?: 'pointerDown' | 'pointerUp'): Promise<void>;
  /** Runs a function's body in the page; what it returns comes back. */
  run<T>(body: string): Promise<T>;
  /** Waits until the value of a function's body is truthy. */
  waitFor(body: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens an engine that was found; the caller closes it. */
export async function openKeyPage(engine: Engine): Promise<KeyPage> {
  return engine === 'webkit' ? wrapSession(await WebKitSession.start(findBrowsers().webkit!)) : wrapBrowser(await openBrowser(engine));
}

async function wrapBrowser(browser: Browser): Promise<KeyPage> {
  let page = await browser.newPage();
  const asFunction = (body: string): string => `(() => { ${body} })()`;
  return {
    async visit(url, viewport) {
      await page.context().close();
      page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
      await page.goto(url);
    },
    resize: (width, height) => page.setViewportSize({ width, height }),
    press: (keys) => page.keyboard.press(keys),
    async point(x, y, act) {
      await page.mouse.move(x, y);
      if (act === 'pointerDown') await page.mouse.down();
      if (act === 'pointerUp') await page.mouse.up();
    },
    run: (body) => page.evaluate(asFunction(body)),
    waitFor: async (body) => void (await until(() => page.evaluate(asFunction(body)), WAIT_MS)),
    close: () => browser.close(),
  };
}

function wrapSession(session: WebKitSession): KeyPage {
  return {
    async visit(url, { width, height }) {
      await session.open(url);
      await session.run('localStorage.clear()');
      await session.resize(width, height);
      await session.open(url);
    },
    resize: (width, height) => session.resize(width, height),
    press: async (keys) => void (await session.press(keys)),
    point: (x, y, act) => session.point(x, y, act),
    run: (body) => session.run(body),
    waitFor: async (body) => void (await session.waitFor(body, WAIT_MS)),
    close: () => session.close(),
  };
}
