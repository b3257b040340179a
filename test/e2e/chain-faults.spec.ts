import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import {
  afterHead,
  atByte,
  beforeEvent,
  beforeHead,
  collect,
  cut,
  drip,
  drop,
  pack,
  passOn,
  replace,
  retype,
  stall,
  startFaultyLink,
  type End,
  type Fault,
  type FaultyLink,
  type LinkRequest,
  type Place,
} from '../support/http-fault.ts';
import { enginesFound, openBrowser } from '../support/open-browser.ts';
import { startCommand, startStack, type Stack } from '../support/stack.ts';
import { collectUncaught } from '../support/uncaught-errors.ts';

/** `npm run test:full`: cut at every byte, and in each engine that Playwright drives; else at some places, in Chromium. */
const isFull = process.env['FULL'] === '1';

const QUESTION = 'Which frame size do I need?';

/** Too long to be asked for: that it does not resolve is known without a network. */
const NO_NAME = `nowhere-${'n'.repeat(64)}.invalid`;

const NEXT_QUESTION = 'Do you ship to Norway?';

/** Faults that happen at the same time, each to a chat of its own. */
const TOGETHER = 16;

/** What stands in pages that come in place of answers, and must not be seen. */
const CANARY = 'CANARY at Object.answer (/srv/app/server.js:17:4)';
const PAGE = `<!doctype html><title>Bad Gateway</title><h1>502 Bad Gateway</h1><pre>${CANARY}</pre><script>document.title = 'run'</script>`;

/** What no visitor may read outside of an answer: addresses, names of programs, codes and statuses, stacks, ids, the key. */
const INTERNAL =
  /CANARY|127\.0\.0\.1:|localhost|nowhere|Bad Gateway|<\w|exception|\bat \S+:\d|\b(?:4\d\d|50\d)\b|HTTP|upstream|fetch|proxy|_\w*error|\b(?:sess|turn|req|ast)_/i;

const SEND_FAILED = 'Your message could not be sent. Try again';
const WENT_WRONG = 'Something went wrong. Try again';
const CUT_OFF = 'The answer was cut off. Try again';
const UNAVAILABLE = 'The assistant is not available right now. Contact a person';

const WAIT_WORDS = /^Too many questions just now\. ?I will try again in 0:0\d\. ?Cancel$/;

/** How a question may end, by the contract's table. */
interface Ending {
  state: 'done' | 'interrupted' | 'failed';
  /** What is said of the trouble, with its buttons. */
  words: string | null;
  /** Of the owner's events. */
  codes: readonly string[];
}

const WHOLE: Ending = { state: 'done', words: null, codes: [] };
const WHOLE_LATER: Ending = { state: 'done', words: null, codes: ['rate_limit_exceeded'] };
const interrupted = (code: string): Ending => ({ state: 'interrupted', words: CUT_OFF, codes: [code] });
const failed = (code: string, words = WENT_WRONG): Ending => ({ state: 'failed', words, codes: [code] });

/** One trouble of one question. */
interface Trouble {
  name: string;
  /** What happens to its POST requests between visitor and proxy, one after the other; nothing to those that follow. */
  toProxy?: readonly Fault[];
  /** What happens to all else that the visitor's browser asks then. */
  toProxyElse?: Fault;
  /** The same between proxy and API. */
  toApi?: readonly Fault[];
  toApiElse?: Fault;
  /** Of the element, in seconds. */
  timeout?: number;
  /** Through the site's own web server, which has ways of its own with trouble. */
  isBySite?: boolean;
  /** Address of the proxy, where it is not that of a link; nothing can be asked there afterwards. */
  endpoint?: () => string;
  /** Any of these. */
  ends: readonly Ending[];
  /** POST requests that the visitor's browser sends; `null` where that is its own affair. */
  sent?: number | null;
  /** POST requests that reach the API. */
  reached?: number;
}

/** What a visitor, the proxy's owner and the browser's storage have of one question in the end. */
interface Outcome {
  /** Through which it went. */
  states: string[];
  state: string;
  /** Markdown. */
  answer: string;
  /** Text of the rendered answer. */
  shown: string;
  words: string | null;
  /** What was said while it waited to be sent again. */
  waitWords: string | null;
  /** All that is to be read in the chat but the answer. */
  visible: string;
  isInputUsable: boolean;
  codes: string[];
  /** The conversation's record. */
  record: string;
  next: { state: string; answer: string } | null;
}

const places: readonly [string, Place][] = [
  ['before the head', beforeHead],
  ['after the head', afterHead],
  ['in mid-text', beforeEvent('inside leg')],
  ['just before the end', beforeEvent('"type":"done"')],
];
const ends: readonly End[] = ['reset', 'clean end'];
const refusal = (status: number, code: string, retryAfter?: string): Fault =>
  replace({
    status,
    retryAfter,
    type: 'application/json',
    body: JSON.stringify({ error: { code, message: CANARY, status } }),
    passes: false,
  });
const html = (status: number, passes: boolean): Fault => replace({ status, type: 'text/html; charset=utf-8', body: PAGE, passes });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

/** Ways of an answer that are strange, and no trouble. */
const odd: readonly [string, Fault][] = [
  ['comes byte by byte', drip],
  ['comes in one piece at the end', collect],
  ['is packed with gzip, piece by piece', pack('as it comes')],
  ['is packed with gzip, in one piece at the end', pack('at the end')],
];
const mistyped = ['text/html', 'text/plain', 'application/octet-stream', 'application/json'];

const refusals: readonly { name: string; fault: Fault }[] = [
  { name: '429 with seconds', fault: refusal(429, 'rate_limit_exceeded', '1') },
  { name: '429 with a date', fault: (exchange) => refusal(429, 'rate_limit_exceeded', inSeconds(3))(exchange) },
  { name: '429 without a time', fault: refusal(429, 'rate_limit_exceeded') },
  { name: '503 with Retry-After', fault: refusal(503, 'service_unavailable', '1') },
];

/** The first text of each chat's answer, on the screen. */
const firstTexts = new Map<string, PromiseWithResolvers<void>>();

function firstTextOf(id: string): PromiseWithResolvers<void> {
  const text = firstTexts.get(id) ?? Promise.withResolvers<void>();
  firstTexts.set(id, text);
  return text;
}

const untilRead = ({ body }: LinkRequest): Promise<void> => firstTextOf((JSON.parse(body) as { user: { id: string } }).user.id).promise;

/** Between visitor and proxy: those that end when patience does. */
const lastingNearTroubles: readonly Trouble[] = [
  ...places.slice(1, 3).map(([where, place]): Trouble => {
    // Firefox tells of a head only with the first of its body: to the chat nothing has come back.
    const ends = where === 'in mid-text' ? [interrupted('interrupted')] : [failed('interrupted'), failed('offline', SEND_FAILED)];
    return {
      name: `a reset ${where}, and nothing that goes through any more`,
      toProxy: [where === 'in mid-text' ? cut(place, 'reset', untilRead) : cut(place, 'reset')],
      toProxyElse: drop('reset'),
      ends,
    };
  }),
  {
    name: 'silence in mid-text, and silence ever after',
    toProxy: [stall(beforeEvent('inside leg'), Infinity)],
    toProxyElse: stall(beforeHead, Infinity),
    timeout: 4,
    ends: [interrupted('timeout')],
  },
];

/** Between visitor and proxy. */
const nearTroubles: readonly Trouble[] = [
  ...places.flatMap(([where, place]) =>
    ends.map((end): Trouble => ({ name: `a ${end} ${where}`, toProxy: [cut(place, end)], ends: [WHOLE], sent: null })),
  ),
  ...ends.map((end): Trouble => ({ name: `a ${end} before the question has arrived`, toProxy: [drop(end)], ends: [WHOLE], sent: null })),
  { name: 'a short silence in mid-text', toProxy: [stall(beforeEvent('inside leg'), 1_000)], timeout: 15, ends: [WHOLE] },
  ...places.map(([where, place]): Trouble => ({
    name: `a long silence ${where}`,
    toProxy: [stall(place, Infinity)],
    timeout: 4,
    ends: [WHOLE],
  })),
  ...odd.map(([what, fault]): Trouble => ({ name: `an answer that ${what}`, toProxy: [fault], ends: [WHOLE] })),
  { name: 'a web page with 200', toProxy: [html(200, true)], ends: [failed('bad_response')] },
  { name: 'a web page with 502, of an answer that was begun', toProxy: [html(502, true)], ends: [failed('server_error')] },
  { name: 'a web page with 500', toProxy: [html(500, false)], ends: [failed('server_error')], reached: 0 },
  {
    name: 'a web page with 404, for every question',
    toProxy: [html(404, false), html(404, false)],
    ends: [failed('not_found', UNAVAILABLE)],
    sent: 2,
    reached: 0,
  },
  { name: 'a web page with 404, where there is no streaming', toProxy: [html(404, false)], ends: [WHOLE], sent: 2 },
  { name: 'a web page with 503', toProxy: [html(503, false)], ends: [failed('service_unavailable', UNAVAILABLE)], reached: 0 },
  ...mistyped.map((type): Trouble => ({
    name: `an answer that calls itself ${type}`,
    toProxy: [retype(type)],
    ends: [failed('bad_response')],
  })),
  ...refusals.map(({ name, fault }): Trouble => ({ name, toProxy: [fault], ends: [WHOLE_LATER], sent: 2 })),
  {
    name: 'a cut in mid-text, at a proxy that knows no turns',
    toProxy: [cut(beforeEvent('inside leg'), 'reset')],
    toProxyElse: (exchange) => (exchange.request.path.includes('/chat/stream/') ? html(404, false)(exchange) : passOn(exchange)),
    ends: [WHOLE],
  },
  {
    name: 'a cut in mid-text, at a proxy that knows nothing but questions',
    toProxy: [cut(beforeEvent('inside leg'), 'clean end', untilRead)],
    toProxyElse: html(404, false),
    ends: [interrupted('interrupted')],
  },
];

/** Between proxy and API: one that ends when patience does. */
const lastingFarTroubles: readonly Trouble[] = [
  {
    name: 'a reset in mid-text, and nothing that goes through any more',
    toApi: [cut(beforeEvent('inside leg'), 'reset')],
    toApiElse: drop('reset'),
    ends: [interrupted('interrupted')],
  },
];

/** Between proxy and API. */
const farTroubles: readonly Trouble[] = [
  ...places.flatMap(([where, place]) =>
    ends.map((end): Trouble => ({
      name: `a ${end} ${where}`,
      toApi: [cut(place, end)],
      // The API has what it had said by then.
      ends: where.startsWith('just') ? [WHOLE] : where.startsWith('in') ? [interrupted('interrupted')] : [failed('server_error')],
    })),
  ),
  ...ends.map((end): Trouble => ({
    name: `a ${end} before the question has arrived`,
    toApi: [drop(end)],
    ends: [failed('server_error')],
    reached: 0,
  })),
  { name: 'a short silence in mid-text', toApi: [stall(beforeEvent('inside leg'), 1_000)], ends: [WHOLE] },
  ...places.map(([where, place]): Trouble => {
    // The API has all of it; without a word nobody asks what became of it.
    return {
      name: `a long silence ${where}`,
      toApi: [stall(place, Infinity)],
      ends: / head/.test(where) ? [failed('server_error')] : [WHOLE],
    };
  }),
  ...odd.map(([what, fault]): Trouble => ({ name: `an answer that ${what}`, toApi: [fault], ends: [WHOLE] })),
  ...[200, 404, 502, 503].map((status): Trouble => ({
    name: `a web page with ${status}`,
    toApi: [html(status, true)],
    ends: [failed('server_error')],
  })),
  ...mistyped.map((type): Trouble => ({
    name: `an answer that calls itself ${type}`,
    toApi: [retype(type)],
    ends: [failed('server_error')],
  })),
  ...refusals
    .filter(({ name }) => name.startsWith('429'))
    .map(({ name, fault }): Trouble => ({ name, toApi: [fault], ends: [WHOLE_LATER], sent: 2 })),
  // As docs/proxy.md has it of every 5xx.
  {
    name: '503 with Retry-After',
    toApi: [refusal(503, 'service_unavailable', '1')],
    ends: [failed('server_error')],
    reached: 0,
  },
];

/** Between visitor and proxy, where the site's own web server stands between the two. */
const siteTroubles: readonly Trouble[] = [
  ...ends.flatMap((end): Trouble[] => [
    { name: `a ${end} before the head`, toProxy: [cut(beforeHead, end)], ends: [failed('server_error')] },
    { name: `a ${end} after the head`, toProxy: [cut(afterHead, end)], ends: [WHOLE] },
    { name: `a ${end} in mid-text`, toProxy: [cut(beforeEvent('inside leg'), end)], ends: [WHOLE] },
  ]),
  { name: 'a reset before the question has arrived', toProxy: [drop('reset')], ends: [failed('server_error')], reached: 0 },
].map((trouble) => ({ ...trouble, isBySite: true }));

for (const engine of enginesFound().filter((name) => isFull || name === 'chromium')) {
  const timeout = isFull ? 3_600_000 : 240_000;
  describe(`a question to whose answer something happens on its way, in ${engine}`, { timeout: 3 * timeout }, () => {
    let stack: Stack;
    let browser: Browser;
    let page: Page;
    let folder: string;
    let apiLink: FaultyLink;
    let siteLink: FaultyLink;
    /** Where nobody listens. */
    let deadPort: number;
    const otherProxies: Awaited<ReturnType<typeof startCommand>>[] = [];
    const running = new Map<string, { trouble: Trouble; met: { toProxy: number; toApi: number } }>();
    /** Which trouble a conversation at the API belongs to. */
    const conversations = new Map<string, string>();
    let uncaught: readonly string[];
    let undisturbed: Outcome;
    let count = 0;
    const survived = { 'visitor and proxy': 0, 'proxy and API': 0 };

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'assisters-faults-'));
      writeFileSync(join(folder, 'index.html'), '<!doctype html><meta charset="utf-8"><script src="/assisters-chat.js"></script>');
      stack = await startStack({
        pages: folder,
        policy:
          "default-src 'none'; script-src 'self'; connect-src http:; img-src 'self'; require-trusted-types-for 'script'; trusted-types assisters-chat",
        isKeyUnlimited: true,
        proxyConfig: {
          // So that the API is told whose question it is, and each trouble finds its own.
          allowUnverifiedUsers: true,
          limits: UNLIMITED,
          times: { firstTokenMs: 8_000, betweenTokensMs: 8_000 },
        },
        reachApiAt: async (apiUrl) => {
          apiLink = await startFaultyLink(apiUrl, (request) => faultFor(request, askerOf(request), 'toApi'));
          return `${apiLink.url}/v1`;
        },
      });
      siteLink = await startFaultyLink(stack.proxy, (request) => faultFor(request, request.path.split('/')[1]!, 'toProxy'));
      stack.reachProxyAt(siteLink.url);
      deadPort = await findDeadPort();
      browser = await openBrowser(engine);
      page = await browser.newPage();
      await page.exposeFunction('noteText', (id: string) => firstTextOf(id).resolve());
      uncaught = await collectUncaught(page);
      await page.goto(stack.site);
      undisturbed = (await meet({ name: 'nothing', ends: [WHOLE] })).outcome;
      assert.ok(undisturbed.answer.length > 200);
    });
    after(async () => {
      await browser?.close();
      await stack?.close();
      siteLink?.close();
      apiLink?.close();
      for (const { child } of otherProxies) child.kill();
      rmSync(folder, { recursive: true, force: true });
      for (const [link, faults] of Object.entries(survived)) console.log(`${engine}: ${faults} faults between ${link} survived`);
    });

    /** What happens to a request of a trouble: something to the questions that come first, something else to all that is no question. */
    function faultFor({ method, body }: LinkRequest, id: string, way: 'toProxy' | 'toApi'): Fault {
      const found = running.get(id);
      if (found === undefined || method === 'OPTIONS') return passOn;
      const { trouble, met } = found;
      if (method !== 'POST') return trouble[`${way}Else`] ?? passOn;
      return isQuestion(body) ? (trouble[way]?.[met[way]++] ?? passOn) : passOn;
    }

    /** By the name that the page gives its visitor. */
    function askerOf({ path, body }: LinkRequest): string {
      if (body === '') return conversations.get(path.split('/').at(-1)!) ?? '';
      const { user, session_id: sessionId } = JSON.parse(body) as { user?: { id: string }; session_id: string };
      const id = user?.id ?? '';
      conversations.set(sessionId, id);
      return id;
    }

    /** Has a trouble happen to a chat of its own. */
    async function meet(trouble: Trouble, next?: string): Promise<{ outcome: Outcome; sent: LinkRequest[]; reached: LinkRequest[] }> {
      const id = `${engine}-${++count}`;
      running.set(id, { trouble, met: { toProxy: 0, toApi: 0 } });
      const link = await startFaultyLink(stack.proxy, (request) => faultFor(request, id, 'toProxy'));
      const endpoint = trouble.endpoint?.() ?? (trouble.isBySite === true ? `/api/assisters/${id}` : link.url);
      try {
        const outcome = await page.evaluate(askInPage, { endpoint, id, timeout: String(trouble.timeout ?? 30), question: QUESTION, next });
        const isOurs = ({ method, body }: LinkRequest): boolean => method === 'POST' && isQuestion(body);
        const sent = [...link.requests, ...siteLink.requests.filter(({ path }) => path.startsWith(`/${id}/`))].filter(isOurs);
        return { outcome, sent, reached: apiLink.requests.filter((one) => isOurs(one) && one.hasPassed && askerOf(one) === id) };
      } finally {
        link.close();
        running.delete(id);
      }
    }

    /** Has a trouble happen, and holds what came of it against the contract. */
    async function check(trouble: Trouble, link: keyof typeof survived, asksOn: boolean): Promise<string> {
      const { name, ends, sent: sends = 1, reached: reaches = 1 } = trouble;
      const isThere = trouble.endpoint === undefined;
      const { outcome, sent, reached } = await meet(trouble, asksOn && isThere ? NEXT_QUESTION : undefined);
      const { state, words, codes, answer, record } = outcome;
      const about = `${name}: ${JSON.stringify({ ...outcome, answer: outcome.answer.slice(0, 80), shown: outcome.shown.slice(0, 80) })}`;
      const alike = ends.filter((end) => end.state === state);
      const ending = alike.find((end) => end.words === words) ?? alike[0];
      assert.ok(ending, about);
      assert.deepEqual([words, codes], [ending.words, ending.codes], about);
      if (ending === WHOLE_LATER) assert.match(outcome.waitWords!, WAIT_WORDS, about);
      else assert.equal(outcome.waitWords, null, about);
      if (state === 'done') assert.deepEqual([answer, outcome.shown], [undisturbed.answer, undisturbed.shown], about);
      else assert.ok(undisturbed.answer.startsWith(answer) && (answer === '') === (state === 'failed'), about);
      assert.doesNotMatch(outcome.visible, INTERNAL, about);
      assert.ok(outcome.isInputUsable, about);
      const { turns } = JSON.parse(record) as { turns: { question: string; state: string; answer: string; sends: number }[] };
      assert.deepEqual(
        turns.map((turn) => [turn.question, turn.state, turn.answer]),
        [[QUESTION, state, answer]],
        about,
      );
      assert.ok(!record.includes(CANARY) && !record.includes(stack.key), about);
      if (sends !== null && isThere) assert.equal(sent.length, sends, about);
      assert.ok(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size <= 1, about);
      assert.equal(reached.length, reaches, about);
      if (asksOn && isThere) assert.ok(outcome.next?.state === 'done' && outcome.next.answer.length > 20, about);
      survived[link]++;
      return state;
    }

    // Those that take long begin first.
    describe('whatever it is, the contract says what is seen, asked and kept', { concurrency: TOGETHER }, () => {
      for (const [name, url] of [
        ['a port where nobody listens', () => `http://127.0.0.1:${deadPort}`],
        ['a name that nobody has', () => `https://${NO_NAME}`],
      ] as const) {
        meets('visitor and proxy', { name: `a proxy at ${name}`, endpoint: url, ends: [failed('offline', SEND_FAILED)], reached: 0 });
        it(`between proxy and API, an API at ${name}: failed`, async () => {
          const proxy = await startCommand('assisters-proxy', ['start'], {
            ASSISTERS_API_KEY: stack.key,
            ASSISTERS_BASE_URL: `${url()}/v1`,
            SESSION_SECRETS: 'a test secret that is long enough to sign sessions',
            ALLOWED_ORIGINS: stack.site,
            ASSISTANTS: 'shop',
          });
          otherProxies.push(proxy);
          await check({ name, endpoint: () => proxy.url, ends: [failed('server_error')], reached: 0 }, 'proxy and API', true);
        });
      }
      for (const trouble of lastingNearTroubles) meets('visitor and proxy', trouble);
      for (const trouble of lastingFarTroubles) meets('proxy and API', trouble);
      for (const trouble of [...nearTroubles, ...siteTroubles]) meets('visitor and proxy', trouble);
      for (const trouble of farTroubles) meets('proxy and API', trouble);

      function meets(link: keyof typeof survived, trouble: Trouble): void {
        const states = [...new Set(trouble.ends.map(({ state }) => state))].join(' or ');
        it(`between ${link}${trouble.isBySite === true ? ", by the site's web server" : ''}, ${trouble.name}: ${states}`, async () => {
          await check(trouble, link, true);
        });
      }
    });

    const cutByApi = [WHOLE, interrupted('interrupted'), failed('server_error')];
    for (const [link, way, endings] of [
      ['visitor and proxy', 'toProxy', [WHOLE]],
      ['proxy and API', 'toApi', cutByApi],
    ] as const) {
      it(`is whole, or honestly cut off, whatever byte the way between ${link} ends at`, { timeout }, async () => {
        let length = 0;
        let headEnd = 0;
        const measure: Place = (bytes) => {
          ({ length } = bytes);
          headEnd = afterHead(bytes) ?? 0;
          return null;
        };
        await meet({ name: 'nothing', [way]: [cut(measure, 'clean end')], ends: [WHOLE] });
        const states: Record<string, number> = {};
        const failures: string[] = [];
        await inLanes(bytesToCutAt(length, headEnd, engine), async (at) => {
          const trouble = { name: `after ${at} of ${length} bytes`, [way]: [cut(atByte(at), 'clean end')], ends: endings, sent: null };
          try {
            const state = await check(trouble, link, false);
            states[state] = (states[state] ?? 0) + 1;
          } catch (error) {
            failures.push(String(error).slice(0, 600));
          }
        });
        console.log(`${engine}: cut between ${link}: ${JSON.stringify(states)}`);
        assert.deepEqual(failures, []);
      });
    }

    it('meets no uncaught error, and leaves nothing behind', async () => {
      assert.deepEqual(uncaught, []);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    });
  });
}

const UNLIMITED = {
  address: { perMinute: 1e6, perDay: 1e6 },
  session: { perMinute: 1e6, streams: 1 },
  site: { perMinute: 1e6, perDay: 1e6 },
  key: { perMinute: 1e6, perDay: 1e6 },
  reads: { perMinute: 1e6 },
};

function isQuestion(body: string): boolean {
  return (JSON.parse(body) as { message: string }).message === QUESTION;
}

/** Each byte; else some all over it, and those around the head's end, in the first event and in the last. */
function bytesToCutAt(length: number, headEnd: number, engine: string): number[] {
  if (isFull) return Array.from({ length }, (_, index) => index).filter((index) => engine === 'chromium' || index % 10 === 0);
  const spread = Array.from({ length: 9 }, (_, index) => Math.round(((index + 0.5) * length) / 9));
  return [
    1,
    headEnd - 20,
    headEnd - 1,
    headEnd,
    headEnd + 1,
    headEnd + 30,
    ...spread,
    length - 200,
    length - 80,
    length - 20,
    length - 6,
    length - 1,
  ];
}

/** Does so many at once. */
async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: TOGETHER }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    }),
  );
}

/** A port of loopback that was free a moment ago. */
async function findDeadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Asking {
  endpoint: string;
  id: string;
  /** In seconds. */
  timeout: string;
  question: string;
  /** Asked when the first has its end. */
  next: string | undefined;
}

/** Asks in a chat of its own, and tells what came of it. Runs in the page. */
async function askInPage({ endpoint, id, timeout, question, next }: Asking): Promise<Outcome> {
  type Chat = HTMLElement & {
    updateComplete: Promise<unknown>;
    ask(text: string): Promise<unknown>;
    transcript(format: 'json'): string;
    newConversation(): void;
  };
  const chat = document.createElement('assisters-chat') as Chat;
  const attributes = { endpoint, timeout, assistant: 'shop', mode: 'inline', heading: 'Shop', contact: '/contact', 'user-id': id };
  for (const [name, value] of Object.entries({ ...attributes, 'storage-key': id })) chat.setAttribute(name, value);
  const codes: string[] = [];
  chat.addEventListener('assisters-error', (event) => codes.push((event as CustomEvent<{ code: string }>).detail.code));
  chat.addEventListener('assisters-first-token', () => (globalThis as unknown as { noteText(id: string): void }).noteText(id));
  document.body.append(chat);
  await chat.updateComplete;

  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const find = (selector: string): HTMLElement[] => all(chat.shadowRoot!).filter((element) => element.matches(selector)) as HTMLElement[];
  const message = (): HTMLElement | undefined => find('[data-role=assistant]').at(-1);
  const answers = (): string[] =>
    (JSON.parse(chat.transcript('json')) as { messages: { role: string; content: string }[] }).messages
      .filter(({ role }) => role === 'assistant')
      .map(({ content }) => content);
  const isOf = (element: Element | null, part: string): boolean =>
    element !== null && (element.part.contains(part) || isOf(element.parentElement, part));
  const states: string[] = [];
  const wordsOf = (part: string): string | null =>
    message()
      ?.querySelector(`[part~=${part}]`)
      ?.textContent?.replaceAll(/[\u2068\u2069]/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim() ?? null;
  let waitWords: string | null = null;

  /** To its end, and the end that is shown. */
  async function ask(text: string): Promise<string> {
    let isOver = false;
    const end = (): void => void (isOver = true);
    chat.ask(text).then(end, end);
    for (;;) {
      const state = message()?.dataset['state'] ?? '';
      if (state !== states.at(-1)) states.push(state);
      if (state === 'queued') waitWords ??= wordsOf('status');
      if (isOver && ['done', 'failed', 'interrupted', 'stopped'].includes(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const state = await ask(question);
  const input = find('textarea[part~=input]')[0] as HTMLTextAreaElement;
  const name = Object.keys(localStorage).find((key) => key.includes(JSON.stringify(id)));
  const outcome: Outcome = {
    states: [...states],
    state,
    answer: answers()[0] ?? '',
    shown: message()!.querySelector('[part~=content]')!.textContent!,
    words: wordsOf('error'),
    waitWords,
    visible: all(chat.shadowRoot!)
      .filter((element) => element.localName !== 'style' && !isOf(element, 'content'))
      .flatMap((element) =>
        [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ textContent }) => textContent),
      )
      .join(' ')
      .replaceAll(/\s+/g, ' '),
    isInputUsable: !input.disabled && !input.readOnly && find('button[part~=send]').length === 1,
    codes: [...codes],
    record: name === undefined ? '{"turns":[]}' : localStorage.getItem(name)!,
    next: null,
  };
  if (next !== undefined) outcome.next = { state: await ask(next), answer: answers().at(-1) ?? '' };
  chat.newConversation();
  chat.remove();
  return outcome;
}
