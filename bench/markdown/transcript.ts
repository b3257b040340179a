/** What a long conversation costs in the built script, and what an answer costs who types elsewhere on the page. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright';
import { traceLongestTask } from './measure.ts';

const SCRIPT = new URL('../../dist/assisters-chat.js', import.meta.url);
const SESSION = `sess_${'a'.repeat(22)}`;
const WORDS =
  'The order left our warehouse on **Monday** and `arrives` within three days; see [returns](https://shop.example/r) for more. ';

/** What a conversation of some length costs; times in milliseconds. */
interface Costs {
  /** Main thread, from opening the panel until the newest messages are there. */
  cpu: number;
  nodes: number;
  /** In the same time, of another run: to watch for it costs something itself. */
  longestTask: number;
  /** While the log is scrolled to its beginning, screen by screen. */
  longestFrame: number;
}

export async function benchTranscripts(browser: Browser, runs: number): Promise<string[]> {
  if (!existsSync(SCRIPT)) throw new Error('dist/assisters-chat.js is not there. Run: npm run build');
  const server = createServer(({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const reply = (type: string, body: string | Buffer): void => void response.setHeader('content-type', type).end(body);
    if (pathname === '/') reply('text/html', pageOf(Number(searchParams.get('messages'))));
    else if (pathname === '/assisters-chat.js') reply('text/javascript', readFileSync(SCRIPT));
    else if (pathname.includes('/sessions/')) reply('application/json', sessionOf(Number(pathname.split('/')[1])));
    else if (pathname.endsWith('/chat/stream')) {
      response.setHeader('content-type', 'text/event-stream');
      let sent = 0;
      const timer = setInterval(() => {
        const content = `${sent % 40 ? ' ' : '\n\n'}word`;
        response.write(`data: ${JSON.stringify({ type: 'chunk', content })}\n\n`);
        if (++sent === 2400) response.end('data: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
      }, 5);
      response.on('close', () => clearInterval(timer));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const costs = new Map<number, Costs[]>([
      [1000, []],
      [10_000, []],
    ]);
    const typed: { idle: number; streaming: number }[] = [];
    for (let run = 0; run < runs; run++) {
      for (const [messages, measured] of costs) measured.push(await openTranscript(browser, origin, messages));
      typed.push(await typeWhileStreaming(browser, origin));
    }
    const best = (messages: number, name: keyof Costs): number => medianOf(costs.get(messages)!.map((one) => one[name]));
    console.log(`\n## A conversation that is opened again (medians of ${runs})\n`);
    console.log(
      '| messages | CPU until the last is there | nodes | longest task | longest frame of scrolling |\n|---|---:|---:|---:|---:|',
    );
    for (const messages of costs.keys()) {
      const cells = (['cpu', 'nodes', 'longestTask', 'longestFrame'] as const).map((name) => best(messages, name).toFixed(0));
      console.log(`| ${[messages, ...cells].join(' | ')} |`);
    }
    const typing = medianOf(typed.map(({ idle, streaming }) => streaming / idle));
    console.log(`\nFrom a key to its paint in the host page, while an answer streams ÷ idle: ${typing.toFixed(2)}`);
    return [
      ...(best(10_000, 'cpu') > 250 ? ['10,000 messages ≤ 250 ms of CPU'] : []),
      ...(best(10_000, 'cpu') > 2 * best(1000, 'cpu') ? ['10,000 messages ≤ 2 × 1,000'] : []),
      ...(best(10_000, 'nodes') > 6000 ? ['10,000 messages ≤ 6,000 nodes'] : []),
      ...(best(10_000, 'longestTask') > 50 ? ['10,000 messages: no task over 50 ms'] : []),
      ...(best(10_000, 'longestFrame') > 50 ? ['scrolling: no frame over 50 ms'] : []),
      ...(typing > 2 ? ['typing while an answer streams ≤ 2 × idle'] : []),
    ];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function openTranscript(browser: Browser, origin: string, messages: number): Promise<Costs> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  try {
    const page = await openPage(await context.newPage(), origin, messages);
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const cpu = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
    };
    const before = await cpu();
    const nodes = await openPanel(page);
    const spent = (await cpu()) - before;
    const longestFrame = await page.evaluate(async () => {
      const chat = document.querySelector('assisters-chat')!;
      const log = chat.shadowRoot!.querySelector('assisters-panel')!.shadowRoot!.querySelector('assisters-message-log')!;
      const scroller = log.shadowRoot!.querySelector('.messages')!;
      let longest = 0;
      let last = await new Promise(requestAnimationFrame);
      for (let frames = 0; frames < 120; frames++) {
        scroller.scrollTop -= 300;
        const now = await new Promise(requestAnimationFrame);
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    });
    const traced = await openPage(await context.newPage(), origin, messages);
    const longestTask = await traceLongestTask(browser, traced, async () => void (await openPanel(traced)));
    return { cpu: spent, nodes, longestTask, longestFrame };
  } finally {
    await context.close();
  }
}

/** Opens the panel and waits for its newest messages. @returns the elements that the chat then has. */
function openPanel(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const chat = document.querySelector<HTMLElement & { open: boolean }>('assisters-chat')!;
    chat.open = true;
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
    const log = (): Element | undefined => all(chat.shadowRoot!).find((element) => element.localName === 'assisters-message-log');
    const contents = (): NodeListOf<Element> | undefined => log()?.shadowRoot!.querySelectorAll('[part=content]');
    while ((contents()?.length ?? 0) < 40 || !contents()![39]!.textContent) await new Promise((resolve) => setTimeout(resolve, 50));
    for (let frames = 0; frames < 10; frames++) await new Promise(requestAnimationFrame);
    return all(chat.shadowRoot!).length;
  });
}

/** How long a key takes to be painted in a field of the page, medians of 30 keys. */
async function typeWhileStreaming(browser: Browser, origin: string): Promise<{ idle: number; streaming: number }> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
  try {
    const page = await openPage(await context.newPage(), origin, 0);
    const type = async (): Promise<number> => {
      await page.evaluate(() => {
        const times: number[] = [];
        Object.assign(globalThis, { times });
        const field = document.querySelector('input')!;
        field.onkeydown = ({ timeStamp }) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => times.push(performance.now() - timeStamp);
            port2.postMessage(null);
          });
        };
        field.focus();
      });
      for (let keys = 0; keys < 30; keys++) {
        await page.keyboard.press('a');
        await page.waitForTimeout(23);
      }
      return medianOf(await page.evaluate(() => (globalThis as unknown as { times: number[] }).times));
    };
    await page.evaluate(() => void (document.querySelector<HTMLElement & { open: boolean }>('assisters-chat')!.open = true));
    await page.waitForTimeout(500);
    const idle = await type();
    await page.evaluate(() => void document.querySelector<HTMLElement & { ask(text: string): void }>('assisters-chat')!.ask('Tell me'));
    await page.waitForTimeout(1000);
    return { idle, streaming: await type() };
  } finally {
    await context.close();
  }
}

/** A page whose browser still has the last exchange of a conversation, and will ask the server for the rest. */
async function openPage(page: Page, origin: string, messages: number): Promise<Page> {
  await page.goto(`${origin}/?messages=${messages}`);
  if (messages === 0) return page;
  const times = { askedAtMs: Date.UTC(2026, 0, 1), endedAtMs: Date.UTC(2026, 0, 1) };
  const turn = { id: 't', key: '', question: questionOf(messages - 2), answer: answerOf(messages - 1), state: 'done', ...times };
  const saved = {
    format: 'assisters-chat',
    version: 1,
    sessionId: SESSION,
    changedAtMs: Date.now(),
    turns: [{ ...turn, answerId: null, tokens: null, sources: [], failure: null }],
  };
  await page.evaluate(
    ([key, value]) => localStorage.setItem(key!, value!),
    [`assisters-chat:${JSON.stringify([null, 'shop', `${origin}/${messages}`])}`, JSON.stringify(saved)],
  );
  await page.reload();
  return page;
}

function pageOf(messages: number): string {
  return `<!doctype html><link rel="icon" href="data:,"><body><input><assisters-chat endpoint="/${messages}" assistant="shop"></assisters-chat>
    <script src="/assisters-chat.js"></script>`;
}

function sessionOf(messages: number): string {
  return JSON.stringify({
    id: SESSION,
    assistant: 'shop',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    messages: Array.from({ length: messages }, (_, index) => ({
      id: `m${index}`,
      role: index % 2 ? 'assistant' : 'user',
      content: index % 2 ? answerOf(index) : questionOf(index),
      created_at: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    })),
  });
}

function questionOf(index: number): string {
  return `Question ${index}: where is it, and how long may I keep it?`.padEnd(200, ' and so on');
}

function answerOf(index: number): string {
  return `${index}: ${WORDS}`.padEnd(200, '.');
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}
