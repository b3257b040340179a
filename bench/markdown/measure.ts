/** What Chromium's main thread spends on a page. CPU time, not the clock's: other programs on the machine count little. */
import type { Browser, CDPSession, Page as BrowserPage } from 'playwright';
import type { Page, Task } from './page.ts';

declare const bench: Page;

/** A measured run; times in milliseconds. */
export interface Run {
  /** CPU of the main thread. */
  cpu: number;
  tokens: number;
}

/** Tells in a trace which thread is the page's. */
const MARK = 'assisters-bench';

/** How long a contender has for one run, its preparation included. */
const LIMIT_MS = 25_000;

/** Measures one run. @returns `null` when the contender does not end in time. */
export function measureCpu(browser: Browser, url: string, task: Task): Promise<Run | null> {
  return withPage(browser, url, task, async (page, session) => {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await cpuOf(session);
    const tokens = await page.evaluate(() => bench.run());
    return { cpu: (await cpuOf(session)) - before, tokens };
  });
}

/** The longest task of one run, in milliseconds of CPU. Tracing costs something itself, so nothing else is measured with it. */
export function measureLongestTask(browser: Browser, url: string, task: Task): Promise<number | null> {
  return withPage(browser, url, task, (page) =>
    traceLongestTask(browser, page, async () => {
      await page.evaluate(() => bench.run());
    }),
  );
}

/** The longest task of a page while something goes on in it, in milliseconds of CPU. */
export async function traceLongestTask(browser: Browser, page: BrowserPage, work: () => Promise<void>): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const events: { name: string; pid: number; tid: number; tdur?: number }[] = [];
  session.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as typeof events)));
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing'], excludedCategories: ['*'] },
  });
  await page.evaluate((mark) => performance.mark(mark), MARK);
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  // The browser has pages of its own, whose tasks are none of ours.
  const main = events.find(({ name }) => name === MARK)!;
  const isOurs = ({ name, pid, tid }: typeof main): boolean => /RunTask$/.test(name) && pid === main.pid && tid === main.tid;
  return Math.max(0, ...events.filter(isOurs).map(({ tdur = 0 }) => tdur / 1000));
}

async function withPage<T>(
  browser: Browser,
  url: string,
  task: Task,
  work: (page: BrowserPage, session: CDPSession) => Promise<T>,
): Promise<T | null> {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), LIMIT_MS)));
  const run = async (): Promise<T | null> => {
    await page.goto(url);
    await page.evaluate((given) => bench.prepare(given), task);
    const result = await work(page, session);
    if (await page.evaluate(() => bench.isVisible())) return result;
    const words = `${url}: the last words of ${JSON.stringify(task)} are not there`;
    if (url.endsWith('/ours')) throw new Error(words);
    console.log(words);
    return null;
  };
  try {
    const running = run();
    running.catch(() => undefined);
    return await Promise.race([running, limit]);
  } finally {
    clearTimeout(timer);
    // A page whose main thread is busy for good does not close by itself.
    await Promise.race([context.close(), new Promise((resolve) => setTimeout(resolve, 5000))]);
  }
}

async function cpuOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}
