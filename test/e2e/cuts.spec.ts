import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import { serveNode } from '../../src/proxy/runtimes/node.ts';
import { ConversationSession } from '../../src/widget/conversation/session.ts';
import type { Turn } from '../../src/widget/conversation/state.ts';
import { createTransport } from '../../src/widget/transport/create-transport.ts';
import { options, ORIGIN } from '../proxy/start-proxy.ts';
import { ANSWER, startUpstream, type Upstream } from '../proxy/upstream.ts';
import { startTcpLink, type TcpLink } from '../support/tcp-link.ts';
import { FakeLead, FakeStorage } from '../widget/conversation/fake-ports.ts';

/** `npm run test:full`: at every byte; else at every ninth, and around each event's end. */
const isFull = process.env['FULL'] === '1';

const timeout = isFull ? 600_000 : 120_000;

/** Both links of the chain, each cut at every place of an answer. */
describe('an answer whose connection ends after any number of bytes', { timeout: 2 * timeout }, () => {
  let upstream: Upstream;
  let toApi: TcpLink;
  let toProxy: TcpLink;
  let proxy: Awaited<ReturnType<typeof serveNode>>;
  const { fetch } = globalThis;

  before(async () => {
    // As a page's requests have it.
    globalThis.fetch = (input, init) => {
      const request = new Request(input, init);
      request.headers.set('origin', ORIGIN);
      return fetch(request);
    };
    upstream = await startUpstream();
    toApi = await startTcpLink(upstream.url);
    proxy = await serveNode(createProxy(options(`${toApi.url}/v1`, { log: () => undefined })), { port: 0 });
    toProxy = await startTcpLink(proxy.url);
  });
  after(async () => {
    globalThis.fetch = fetch;
    // As far as there are any: what stays open keeps the run from its end.
    toProxy?.close();
    toApi?.close();
    await Promise.all([proxy?.close(0), upstream?.close()]);
  });

  /** Asks once, from a conversation of its own. */
  async function ask(): Promise<{ turn: Turn; storage: FakeStorage }> {
    const storage = new FakeStorage();
    const session = new ConversationSession({
      transport: createTransport({ endpoint: toProxy.url, assistant: 'shop', userToken: null, timeoutMs: 5_000, deadlineMs: 30_000 }),
      storage,
      lead: new FakeLead(),
      surroundings: {
        nowMs: () => Date.now(),
        randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
        nextFrame(callback) {
          const timer = setTimeout(callback, 1);
          return () => clearTimeout(timer);
        },
        after(ms, callback) {
          const timer = setTimeout(callback, ms / 20);
          return () => clearTimeout(timer);
        },
        isOnline: () => true,
        onOnline: () => () => undefined,
      },
      user: () => null,
    });
    const turn = await session.ask('May I return it?');
    session.dispose();
    return { turn, storage };
  }

  function places(length: number): number[] {
    return Array.from({ length }, (_, index) => index).filter((place) => isFull || place % 9 === 0 || length - place < 4);
  }

  const billed = (): number => upstream.requests.filter(({ method }) => method === 'POST').length;

  it('is whole to the visitor whatever byte the way to the proxy ends at, and billed once', { timeout }, async () => {
    await ask();
    const { answered } = toProxy;
    assert.ok(answered > 500);
    let survived = 0;
    for (const place of places(answered)) {
      const before = billed();
      toProxy.cutAfter(place + 1);
      const { turn, storage } = await ask();
      assert.deepEqual([turn.state, turn.answer], ['done', ANSWER.join('')], `cut after ${place + 1} of ${answered} bytes`);
      assert.deepEqual([storage.kept?.turns[0]?.state, storage.kept?.turns[0]?.answer], ['done', ANSWER.join('')]);
      assert.equal(billed() - before, 1, `cut after ${place + 1} bytes`);
      survived++;
    }
    console.log(`between visitor and proxy: ${survived} cuts survived`);
  });

  it('is whole, or honestly cut off, whatever byte the way to the API ends at, and asked once', { timeout }, async () => {
    await ask();
    const { answered } = toApi;
    assert.ok(answered > 300);
    let survived = 0;
    const ends = new Set<string>();
    for (const place of places(answered)) {
      const before = billed();
      toApi.cutAfter(place + 1);
      const { turn } = await ask();
      ends.add(turn.state);
      assert.ok(ANSWER.join('').startsWith(turn.answer), turn.answer);
      // The API has all of it, and tells it in the conversation's history.
      if (turn.answer !== '') assert.equal(turn.state, 'done', `cut after ${place + 1} of ${answered} bytes`);
      else assert.ok(['done', 'failed'].includes(turn.state));
      assert.equal(billed() - before, 1);
      survived++;
    }
    console.log(`between proxy and API: ${survived} cuts survived (${[...ends].join(', ')})`);
  });
});
