/**
 * `npm run bench:opening`: what it costs to load the built script and to open its panel, on a CPU that is slowed down four times.
 *
 * For each conversation, none and one of 200 turns, pages are visited in turns with one that has a bare `<dialog>`: the longest task from
 * loading on and from the press on, and the time from the press to the first frame that shows what it opened, as a ratio to the dialog's.
 * Prints a table, and asserts nothing about time. Of the tasks it tells the least of the visits, too: whatever else runs on the machine
 * only adds to it.
 *
 * `--runs` for more or fewer than nine visits of each page, `--slow` for another factor.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';
import { traceLongestTask } from '../markdown/measure.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '9' }, slow: { type: 'string', default: '4' } } });
const runs = Number(values.runs);
const rate = Number(values.slow);

const SCRIPT = new URL('../../dist/assisters-chat.js', import.meta.url);
const TURNS = 200;
const ANSWER = [
  'The order left our warehouse on **Monday** and `arrives` within three days; see [returns](https://shop.example/r) for more.',
  '- Small: 48 cm\n- Medium: 52 cm\n- Large: 56 cm',
  'You may keep it for 30 days. After that we take it back only when it is broken, and repair it where that can be done.',
].join('\n\n');

/** What a page opens: the chat, empty or with a conversation, or nothing but a dialog. */
const PAGES = ['dialog', 'empty', 'turns'] as const;
type Name = (typeof PAGES)[number];

/** One visit; in milliseconds on the slowed CPU. */
interface Visit {
  /** The longest task from the navigation until the page rests, in CPU time: other programs on the machine count little. */
  load: number;
  /** The same from the press on. */
  open: number;
  /** From the press to the first frame behind it that shows the panel. */
  frame: number;
}

/** What the page tells. */
interface OpeningPage {
  frame: number | null;
}

declare const opening: OpeningPage;

const { chromium: executablePath } = findBrowsers();
if (executablePath === null || !existsSync(SCRIPT)) {
  console.error('It needs Chromium (Debian: apt-get install chromium, or CHROMIUM_PATH), and dist/ (npm run build).');
  process.exit(1);
}
const script = readFileSync(SCRIPT);
const server = createServer(({ url = '' }, response) => {
  const send = (type: string, body: string | Buffer): void => void response.setHeader('content-type', type).end(body);
  if (url === '/blank') return send('text/html', '<!doctype html>');
  const name = PAGES.find((candidate) => url === `/${candidate}`);
  if (name) send('text/html; charset=utf-8', htmlOf(name));
  else if (url === '/assisters-chat.js') send('text/javascript', script);
  else response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
const visits = new Map<Name, Visit[]>(PAGES.map((name) => [name, []]));
try {
  for (let run = 0; run < runs; run++) for (const name of PAGES) visits.get(name)!.push(await visit(browser, name));
} finally {
  await browser.close();
  server.close();
}

const all = (name: Name, what: keyof Visit): number[] =>
  visits
    .get(name)!
    .map((one) => one[what])
    .sort((a, b) => a - b);
const least = (name: Name, what: keyof Visit): number => all(name, what)[0]!;
const median = (name: Name, what: keyof Visit): number => all(name, what)[runs >> 1]!;
const both = (name: Name, what: keyof Visit): string => `${least(name, what).toFixed(0)} · ${median(name, what).toFixed(0)}`;
console.log(`\n## Loading and opening, CPU slowed ${rate} times (${runs} visits: least · median)\n`);
console.log('|                      | longest task, loading | longest task, opening | press to first frame ÷ dialog |');
console.log('|----------------------|---:|---:|---:|');
for (const [name, words] of [
  ['dialog', 'a bare <dialog>'],
  ['empty', 'no conversation'],
  ['turns', `${TURNS} turns restored`],
] as const) {
  const cells = [both(name, 'load'), both(name, 'open'), (median(name, 'frame') / median('dialog', 'frame')).toFixed(1)];
  console.log(`| ${[words.padEnd(20), ...cells.map((cell) => cell.padStart(9))].join(' | ')} |`);
}
const missed = (['empty', 'turns'] as const).flatMap((name) =>
  (['load', 'open'] as const).filter((what) => least(name, what) > 50).map((what) => `${name}: no task over 50 ms in ${what}`),
);
console.log(missed.length === 0 ? '\nNo task is over 50 ms.' : `\nGoals missed: ${missed.join(' · ')}`);

/** Tracing costs something itself, so the frame is of a page of its own. */
async function visit(browser: Browser, name: Name): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  await context.addInitScript(watch);
  if (name === 'turns') {
    const item = [`assisters-chat:${JSON.stringify([null, 'shop', `${origin}/api`])}`, conversation()] as const;
    await context.addInitScript(([key, value]) => localStorage.setItem(key, value), item);
  }
  try {
    const traced = await slowPage(context);
    // Its process is the one that is looked at.
    await traced.goto(`${origin}/blank`);
    const load = await traceLongestTask(browser, traced, async () => {
      await traced.goto(`${origin}/${name}`);
      await untilRest(traced);
    });
    // The driver's own script, which waits for things in the page, is compiled before.
    await traced.waitForFunction(() => true);
    const open = await traceLongestTask(browser, traced, () => press(traced));
    const page = await slowPage(context);
    await page.goto(`${origin}/${name}`);
    await untilRest(page);
    await press(page);
    return { load, open, frame: await page.evaluate(() => opening.frame!) };
  } finally {
    await context.close();
  }
}

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  return page;
}

async function press(page: Page): Promise<void> {
  await page.mouse.click(950, 850);
  await page.waitForFunction(() => opening.frame !== null);
  await untilRest(page);
}

/** The last frame of an opening is half a second behind its first one. */
async function untilRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let idle = 0; idle < 3; idle++) await new Promise((resolve) => setTimeout(() => requestIdleCallback(resolve), 300));
  });
}

/** The page's side, before all else in it. */
function watch(): void {
  const isShown = (): boolean => {
    const panel = document.querySelector('assisters-chat')?.shadowRoot?.querySelector('assisters-panel')?.shadowRoot;
    const dialog = panel?.querySelector('dialog') ?? document.querySelector('dialog');
    return dialog?.open === true && dialog.getBoundingClientRect().height > 0;
  };
  const page: OpeningPage = { frame: null };
  Object.assign(window, { opening: page });
  addEventListener(
    'click',
    ({ timeStamp }) => {
      const look = (): void => {
        if (!isShown()) return void requestAnimationFrame(look);
        // What comes behind a frame's work runs when that was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (page.frame = performance.now() - timeStamp);
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    },
    true,
  );
}

function htmlOf(name: Name): string {
  const head = '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title><body><h1>Shop</h1>';
  if (name !== 'dialog')
    return `${head}<assisters-chat endpoint="/api" assistant="shop"></assisters-chat><script src="/assisters-chat.js"></script>`;
  return `${head}<dialog><p>Hello</p><textarea></textarea></dialog><button style="position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px"
    onclick="document.querySelector('dialog').show()">Chat</button>`;
}

/** As the browser has kept it. */
function conversation(): string {
  const at = Date.now() - TURNS * 60_000;
  const turns = Array.from({ length: TURNS }, (_, index) => ({
    id: `t${index}`,
    key: '',
    question: `Question ${index}: where is it, and how long may I keep it?`,
    answer: `${index}: ${ANSWER}`,
    state: 'done',
    askedAtMs: at + index * 60_000,
    endedAtMs: at + index * 60_000 + 5000,
    answerId: null,
    tokens: null,
    sources: [],
    failure: null,
  }));
  return JSON.stringify({ format: 'assisters-chat', version: 1, sessionId: `sess_${'a'.repeat(22)}`, changedAtMs: Date.now(), turns });
}
