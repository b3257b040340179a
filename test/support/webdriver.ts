import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';

/** The element's name in WebDriver's JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Keys that are no character, as WebDriver sends them. */
const KEYS: Readonly<Record<string, string>> = {
  Enter: '\uE007',
  Space: ' ',
  Shift: '\uE008',
  Alt: '\uE00A',
  Tab: '\uE004',
  Escape: '\uE00C',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/**
 * WebKitGTK's MiniBrowser, driven by the WebDriver protocol: the handful of commands that a smoke test needs.
 *
 * @see https://www.w3.org/TR/webdriver2/
 */
export class WebKitSession {
  readonly #driver: ChildProcess;
  readonly #base: string;

  private constructor(driver: ChildProcess, base: string) {
    this.#driver = driver;
    this.#base = base;
  }

  /** Starts driver and browser under a screen of their own; `close` ends both. */
  static async start({ driver, browser }: { driver: string; browser: string }): Promise<WebKitSession> {
    const port = await freePort();
    const child = spawn('xvfb-run', ['-a', driver, `--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', detached: true });
    const address = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${address}/status`)).ok);
    const capabilities = {
      alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } },
    };
    const { sessionId } = (await command(`${address}/session`, 'POST', { capabilities })) as { sessionId: string };
    return new WebKitSession(child, `${address}/session/${sessionId}`);
  }

  /**
   * Opens another window: a tab would stay behind the one that is there, and so be hidden.
   *
   * @returns its handle; the session stays where it is.
   */
  async newWindow(): Promise<string> {
    return ((await command(`${this.#base}/window/new`, 'POST', { type: 'window' })) as { handle: string }).handle;
  }

  /** The handle of the window that the session is in. */
  async window(): Promise<string> {
    return (await command(`${this.#base}/window`, 'GET')) as string;
  }

  /** Goes to a window. */
  switchTo(handle: string): Promise<unknown> {
    return command(`${this.#base}/window`, 'POST', { handle });
  }

  open(url: string): Promise<unknown> {
    return command(`${this.#base}/url`, 'POST', { url });
  }

  /** Runs a function's body in the page; what it returns comes back. */
  run<T>(script: string, ...args: unknown[]): Promise<T> {
    return command(`${this.#base}/execute/sync`, 'POST', { script, args }) as Promise<T>;
  }

  /** Types real keys into the element that a script returns. */
  async type(script: string, text: string): Promise<void> {
    const element = await this.run<Record<string, string>>(script);
    await command(`${this.#base}/element/${element[ELEMENT]}/value`, 'POST', { text });
  }

  /** Presses a key, named as Playwright does: `Tab`, `Shift+Tab`, `a`. */
  press(keys: string): Promise<unknown> {
    const values = keys.split('+').map((name) => KEYS[name] ?? name);
    const actions = [
      ...values.map((value) => ({ type: 'keyDown', value })),
      ...values.reverse().map((value) => ({ type: 'keyUp', value })),
    ];
    return this.#perform({ type: 'key', id: 'keyboard', actions });
  }

  /** Moves the mouse, and then does with its button what is asked for. */
  async point(x: number, y: number, act?: 'pointerDown' | 'pointerUp'): Promise<void> {
    const move = { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) };
    await this.#perform({ type: 'pointer', id: 'mouse', actions: [move, ...(act ? [{ type: act, button: 0 }] : [])] });
  }

  /** How large the page is, in CSS px. */
  async resize(width: number, height: number): Promise<void> {
    const rect = (await command(`${this.#base}/window/rect`, 'GET')) as { width: number; height: number };
    const [inner, outer] = await this.run<[number, number]>('return [innerWidth, innerHeight]');
    await command(`${this.#base}/window/rect`, 'POST', { width: rect.width - inner + width, height: rect.height - outer + height });
  }

  #perform(source: object): Promise<unknown> {
    return command(`${this.#base}/actions`, 'POST', { actions: [source] });
  }

  /** Asks the page again and again until the script's value is truthy; fails after `withinMs`. */
  async waitFor<T>(script: string, withinMs = 20_000): Promise<T> {
    return until(() => this.run<T>(script), withinMs);
  }

  async close(): Promise<void> {
    await command(this.#base, 'DELETE').catch(() => undefined);
    const ended = new Promise((resolve) => this.#driver.once('exit', resolve));
    // Its own group: xvfb-run, the screen and the driver end together.
    if (this.#driver.pid !== undefined) process.kill(-this.#driver.pid, 'SIGTERM');
    await ended;
  }
}

async function command(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: { error?: string; message?: string } };
  if (!response.ok) throw new Error(`WebDriver: ${value.error ?? response.status}: ${value.message ?? ''}`);
  return value;
}

/** Polls: the protocol has no events, and a page with a policy no waiting of Playwright's. */
export async function until<T>(look: () => Promise<T>, withinMs = 30_000): Promise<T> {
  const endMs = Date.now() + withinMs;
  let last: unknown;
  while (Date.now() < endMs) {
    try {
      const value = await look();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing within ${withinMs} ms; last: ${String(last)}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
