import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { loadReplayCases, startReplayServer, type ReplayCase, type ReplayServer } from '../support/replay-server.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';
import { collectUncaught } from '../support/uncaught-errors.ts';

/** What a visitor, the proxy and the browser's storage have of one question in the end. */
interface Outcome {
  state: string;
  /** Markdown that the chat has of the answer. */
  answer: string;
  /** All that is to be read in the panel. */
  visible: string;
  isInputEnabled: boolean;
  codes: string[];
  saved: { state: string; answer: string } | null;
}

const STATES: Record<string, string> = { complete: 'done', interrupted: 'interrupted', failed: 'failed' };

/** Questions that are asked at the same time, each in a chat of its own. */
const TOGETHER = 12;

/** `npm run test:full`: in each engine that Playwright drives. */
const isFull = process.env['FULL'] === '1';

for (const engine of enginesFound().filter((name) => isFull || name === 'chromium')) {
  describe(`a visitor to whom every recorded reply happens, in ${engine}`, { timeout: 300_000 }, () => {
    let browser: Browser;
    let page: Page;
    let site: StartedPage;
    let server: ReplayServer;
    let uncaught: readonly string[];
    let survived = 0;

    before(async () => {
      server = await startReplayServer();
      site = await startPage({
        tag: '',
        proxy: (_, response) => void response.writeHead(404).end(),
        policy: `default-src 'none'; script-src 'self'; connect-src ${server.origin}; require-trusted-types-for 'script'; trusted-types assisters-chat`,
      });
      browser = await openBrowser(engine);
      page = await browser.newPage();
      uncaught = await collectUncaught(page);
      await page.goto(site.url);
    });
    after(async () => {
      await browser?.close();
      site?.close();
      await server?.close();
      console.log(`${engine}: ${survived} faults survived`);
    });

    const cases = loadReplayCases().filter(({ group }) => group !== 'session');
    const small = cases.filter(({ group }) => group !== 'size');
    for (let index = 0; index < small.length; index += TOGETHER) {
      const some = small.slice(index, index + TOGETHER);
      it(`${some.map(({ id }) => id).join(', ')}: sees what the contract says, and is asked once`, async () => {
        await Promise.all(some.map(check));
      });
    }
    for (const replay of cases.filter(({ group }) => group === 'size')) it(`${replay.id} ${replay.title}`, () => check(replay));

    it('meets no uncaught error, and leaves nothing behind', async () => {
      assert.deepEqual(uncaught, []);
      assert.equal(survived, cases.length);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });

    async function check(replay: ReplayCase): Promise<void> {
      const { id, expect, config } = replay;
      const timeoutMs = config?.stall_timeout_ms ?? config?.connect_timeout_ms ?? 30_000;
      const outcome = await page.evaluate(askInPage, { endpoint: `${server.origin}/${id}`, id, timeout: String(timeoutMs / 1000) });
      const about = `${id} ${replay.title}: ${JSON.stringify(outcome).slice(0, 400)}`;
      const waits = outcome.state === 'queued' && outcome.codes.includes('rate_limit_exceeded');
      const states = (expect.state_any ?? [expect.state!]).map((state) => STATES[state]);
      assert.ok(states.includes(waits ? 'failed' : outcome.state), about);
      if (expect.text !== undefined) assert.equal(outcome.answer, expect.text, about);
      if (expect.text_any !== undefined) assert.ok(expect.text_any.includes(outcome.answer), about);
      for (const secret of expect.text_must_not_include ?? []) assert.ok(!outcome.visible.includes(secret), about);
      assert.ok(outcome.isInputEnabled, about);
      assert.equal(outcome.codes.length, outcome.state === 'done' ? 0 : 1, about);
      // What is too long for the browser's storage is in memory alone.
      if (outcome.saved) assert.deepEqual([outcome.saved.state, outcome.saved.answer], [outcome.state, outcome.answer], about);
      else assert.ok(outcome.answer.length > 100_000, about);
      const posts = server.requests.filter(
        ({ caseId, method, route }) => caseId === id && method === 'POST' && route === replay.request.split(' ')[1],
      );
      assert.equal(posts.length, expect.requests_max ?? 1, about);
      survived++;
    }
  });
}

/** Asks in a chat of its own, and tells what came of it. Runs in the page. */
async function askInPage({ endpoint, id, timeout }: { endpoint: string; id: string; timeout: string }): Promise<Outcome> {
  type Chat = HTMLElement & {
    updateComplete: Promise<unknown>;
    ask(text: string): Promise<{ state: string }>;
    transcript(format: 'json'): string;
    newConversation(): void;
  };
  const chat = document.createElement('assisters-chat') as Chat;
  for (const [name, value] of Object.entries({ endpoint, timeout, assistant: 'shop', mode: 'inline', heading: 'Shop', 'storage-key': id }))
    chat.setAttribute(name, value);
  const codes: string[] = [];
  let tell: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => (tell = resolve));
  chat.addEventListener('assisters-error', (event) => {
    codes.push((event as CustomEvent<{ code: string }>).detail.code);
    tell();
  });
  document.body.append(chat);
  await chat.updateComplete;
  const ended = chat.ask('Explain your pricing').then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([ended, refused]);
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const message = (): HTMLElement => all(chat.shadowRoot!).find((element) => element.matches('[data-role=assistant]')) as HTMLElement;
  while (!['done', 'failed', 'interrupted', 'stopped', 'queued'].includes(message()?.dataset['state'] ?? ''))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const [turn] = (
    JSON.parse(chat.transcript('json')) as { turns?: unknown[]; messages?: { role: string; content: string }[] }
  ).messages!.filter(({ role }) => role === 'assistant');
  const record = localStorage.getItem(`assisters-chat:${JSON.stringify([id, 'shop', endpoint])}`);
  const saved = record === null ? null : (JSON.parse(record) as { turns: { state: string; answer: string }[] }).turns[0]!;
  const outcome = {
    state: message().dataset['state']!,
    answer: turn?.content ?? '',
    visible: all(chat.shadowRoot!)
      .filter((element) => element.localName !== 'style')
      .flatMap((element) =>
        [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ textContent }) => textContent),
      )
      .join(' ')
      // The hour may be any number, even one that must not be seen.
      .replace(/\d+:\d\d\s[AP]M/g, '')
      .slice(0, 100_000),
    isInputEnabled: !(all(chat.shadowRoot!).find((element) => element.matches('[part=input]')) as HTMLTextAreaElement).disabled,
    codes,
    saved: saved && { state: saved.state, answer: saved.answer },
  };
  chat.newConversation();
  chat.remove();
  return outcome;
}
