import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { findBrowsers } from '../../scripts/find-browsers.ts';
import { startAnswerGate, type AnswerGate } from '../support/answer-gate.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { startPage } from '../support/start-page.ts';
import { startTcpLink, type TcpLink } from '../support/tcp-link.ts';
import { WebKitSession } from '../support/webdriver.ts';

const { webkit } = findBrowsers();

const QUESTION = 'Which frame size do I need?';

/** Finds by part through open shadow roots; a function's body for the page. */
const FIND = `
  const all = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const parts = (name) => all(document).filter((element) => (element.getAttribute('part') ?? '').split(' ').includes(name));
  const state = () => parts('message').at(-1)?.dataset.state;
  const answer = () => parts('content').at(-1)?.textContent ?? '';
`;

if (webkit !== null) {
  describe('the built script in WebKitGTK', { timeout: 180_000 }, () => {
    let gate: AnswerGate;
    let stack: Stack;
    let link: TcpLink;
    let session: WebKitSession;
    /** The answer as it stands where nothing disturbs it. */
    let whole: string;

    before(async () => {
      gate = await startAnswerGate();
      stack = await startStack({ proxyEnv: { ASSISTERS_BASE_URL: gate.url } });
      gate.api = stack.api;
      session = await WebKitSession.start(webkit);
      await session.open(stack.site);
      await ask(QUESTION);
      await untilState('done');
      whole = await session.run(`${FIND} return answer()`);
    });
    after(async () => {
      await session?.close();
      await stack?.close();
      gate?.close();
    });
    beforeEach(async () => {
      link = await startTcpLink(stack.proxy);
      stack.reachProxyAt(link.url);
      gate.release();
      gate.asked = 0;
      await session.run('localStorage.clear()');
      await session.open(stack.site);
    });
    afterEach(() => link.close());

    async function openPanel(): Promise<void> {
      await session.waitFor(`${FIND} return parts('launcher').length === 1`);
      await session.run(`${FIND} parts('launcher')[0].click()`);
      await session.waitFor(`${FIND} return parts('input').length === 1`);
    }

    async function ask(question: string): Promise<void> {
      await openPanel();
      await session.type(`${FIND} return parts('input')[0]`, question);
      await session.run(`${FIND} parts('send')[0].click()`);
    }

    const untilState = (state: string): Promise<boolean> => session.waitFor(`${FIND} return state() === '${state}'`);

    /** Asks; the answer stops in its middle, until the gate lets it go on. */
    async function begin(): Promise<void> {
      gate.hold(8);
      await ask(QUESTION);
      await untilState('streaming');
    }

    /** Lets a part of the answer through and waits until it is shown. */
    async function untilMoreIsShown(): Promise<void> {
      const length = await session.waitFor<number>(`${FIND} return answer().length`);
      gate.pass(4);
      await session.waitFor(`${FIND} return answer().length > ${length} && state() === 'streaming'`);
    }

    async function untilWhole(): Promise<void> {
      gate.release();
      await untilState('done');
      assert.equal(await session.run(`${FIND} return answer()`), whole);
      assert.equal(await session.run(`${FIND} return parts('message').length`), 2);
      assert.equal(gate.asked, 1, 'billed');
      assert.equal(link.requests.filter((line) => line.startsWith('POST')).length, 1);
      const saved = await session.run<string[]>('return Object.values(localStorage)');
      assert.deepEqual(
        saved.map((text) => (JSON.parse(text) as { turns: { state: string }[] }).turns.map(({ state }) => state)),
        [['done']],
      );
    }

    it('opens, asks, streams and answers, and has the conversation after a reload', async () => {
      await ask('How long do I have to return something?');
      await untilState('done');
      const read = `${FIND} return parts('content').map((content) => content.textContent).join(' | ')`;
      assert.match(await session.run<string>(read), /How long do I have to return something\?.*30 days/s);
      await session.open(`${stack.site}/returns.html`);
      await openPanel();
      await session.waitFor(`${FIND} return parts('message').length === 2`);
      assert.match(await session.run<string>(read), /30 days/);
    });

    it('finds the answer that a reload left, asked once', async () => {
      await begin();
      await session.run('window.mark = true; location.reload()');
      await session.waitFor("return !('mark' in window) && document.readyState === 'complete'");
      await openPanel();
      await untilMoreIsShown();
      await untilWhole();
    });

    it('goes on where the connection was cut, asked once', async () => {
      await begin();
      link.cut();
      await untilWhole();
      assert.ok(link.requests.some((line) => /^GET \/chat\/stream\/turn_/.test(line)));
    });

    it('waits for a proxy that is gone for a while, and says so', async () => {
      await begin();
      link.setDown(true);
      await untilState('recovering');
      assert.equal(await session.run(`${FIND} return parts('stop').length`), 1);
      link.setDown(false);
      await untilWhole();
    });

    it('goes on when its element is moved, in its open panel', async () => {
      await begin();
      await session.run(`document.querySelector('main').prepend(document.querySelector('assisters-chat'))`);
      await session.run(`
        const chat = document.querySelector('assisters-chat');
        chat.remove();
        document.body.append(chat);
      `);
      assert.equal(await session.run(`${FIND} return parts('panel')[0].checkVisibility()`), true);
      await untilMoreIsShown();
      await untilWhole();
    });

    it('shows the owner what is right and what is not', async () => {
      const site = await startPage({
        tag: '<assisters-chat endpoint="/api/assisters" assistant="shop" debug></assisters-chat>',
        proxy: (_request, response) => void response.writeHead(404).end(),
      });
      try {
        await session.open(site.url);
        await session.waitFor(`${FIND} return all(document).some((element) => element.matches('#policy[data-state="ok"]'))`);
        assert.equal(await session.run(`${FIND} return all(document).filter((element) => element.matches('.row[data-state]')).length`), 10);
      } finally {
        site.close();
      }
    });

    it('counts down when it is refused for now, and then sends once by itself', async () => {
      const keys: unknown[] = [];
      const site = await startPage({
        tag: '<assisters-chat endpoint="/api/assisters" assistant="shop"></assisters-chat>',
        proxy(request, response) {
          if (request.method !== 'POST') return void response.writeHead(404).end();
          if (keys.push(request.headers['idempotency-key']) === 1) {
            response.writeHead(429, { 'retry-after': '2', 'content-type': 'application/json' });
            return void response.end('{"error":{"code":"rate_limit_exceeded","message":"secret words","status":429}}');
          }
          response.setHeader('content-type', 'text/event-stream');
          response.end('data: {"type":"chunk","content":"Hello."}\n\ndata: {"type":"done","id":"m","tokens":{"total":1}}\n\n');
        },
      });
      try {
        await session.open(site.url);
        await ask('Hi');
        await session.waitFor(`${FIND} return state() === 'queued' && /0:0[12]/.test(parts('status').at(-1)?.textContent)`);
        await untilState('done');
        assert.equal(await session.run(`${FIND} return answer()`), 'Hello.');
        assert.equal(keys.length, 2);
        assert.equal(keys[0], keys[1]);
      } finally {
        site.close();
      }
    });

    it('shows the conversation in a second window, asked once', async () => {
      await begin();
      const [one, two] = [await session.window(), await session.newWindow()];
      await session.switchTo(two);
      await session.open(`${stack.site}/returns.html`);
      await openPanel();
      await untilMoreIsShown();
      await untilWhole();
      await session.switchTo(one);
      await untilWhole();
    });
  });
}
