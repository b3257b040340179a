import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { createProxy } from '../../../src/proxy/create-proxy.ts';
import { serveNode } from '../../../src/proxy/runtimes/node.ts';
import { options, ORIGIN, parseEvents } from '../start-proxy.ts';
import { chunk, done, openStream, startUpstream } from '../upstream.ts';

const ASK = { method: 'POST', headers: { origin: ORIGIN, 'content-type': 'application/json' }, body: '{"message":"hi"}' };

async function startWithOpenAnswer(test: TestContext) {
  const upstream = await startUpstream();
  let finish: () => void = () => undefined;
  upstream.answer((_, response) => {
    openStream(response);
    response.write(chunk('a'));
    finish = () => response.end(done());
  });
  const server = await serveNode(createProxy(options(upstream.url)), { port: 0 });
  test.after(async () => {
    await server.close(0).catch(() => undefined);
    await upstream.close().catch(() => undefined);
  });
  const answer = await fetch(`${server.url}/chat/stream`, ASK);
  return { upstream, server, answer, finish: () => finish() };
}

describe('serveNode', () => {
  it('lets a running answer finish, takes nothing new, then closes at once', async (test) => {
    const { server, answer, finish } = await startWithOpenAnswer(test);
    const startedMs = performance.now();
    const closed = server.close();
    const late = await fetch(`${server.url}/health`).catch(() => null);
    assert.ok(late === null || late.status === 503, 'refused, or told that it restarts');
    finish();
    assert.equal(parseEvents(await answer.text()).at(-1)!['type'], 'done');
    await closed;
    assert.ok(performance.now() - startedMs < 2_000, 'no waiting for kept-alive connections');
  });

  it('ends what still runs with an error event when time is up', async (test) => {
    const { upstream, server, answer } = await startWithOpenAnswer(test);
    const closed = server.close(50);
    const last = parseEvents(await answer.text()).at(-1)!;
    assert.deepEqual([last['type'], (last['error'] as { code: string }).code], ['error', 'upstream_error']);
    await closed;
    await upstream.idle();
  });

  it('closes a connection whose next bytes are the rest of a body that was refused, and says so', async (test) => {
    const server = await serveNode(createProxy(options('http://127.0.0.1:1/v1')), { port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    test.after(async () => {
      agent.destroy();
      await server.close(0);
    });
    const send = (method: string, path: string, type: string, body: Buffer[]) =>
      new Promise<{ status: number | undefined; connection: string | undefined; reused: boolean }>((resolve, reject) => {
        const outgoing = request(server.url + path, { method, agent, headers: { origin: ORIGIN, 'content-type': type } });
        outgoing.on('error', reject).on('response', (answer) => {
          answer.resume().on('end', () => {
            resolve({ status: answer.statusCode, connection: answer.headers.connection, reused: outgoing.reusedSocket });
          });
        });
        for (const piece of body) outgoing.write(piece);
        outgoing.end();
      });
    const large = new Array<Buffer>(50).fill(Buffer.alloc(100_000, 'x'));
    for (const [type, status] of [
      ['application/json', 413],
      ['text/plain', 415],
    ] as const) {
      const refused = await send('POST', '/chat', type, large);
      assert.deepEqual([refused.status, refused.connection], [status, 'close']);
      const next = await send('GET', '/nowhere', type, []);
      assert.deepEqual([next.status, next.reused], [404, false]);
    }
    assert.equal((await send('GET', '/nowhere', 'text/plain', [])).reused, true, 'other connections are kept');
  });

  it('fails with EADDRINUSE when the port is taken', async () => {
    const proxy = createProxy(options('http://127.0.0.1:1/v1'));
    const server = await serveNode(proxy, { port: 0 });
    await assert.rejects(serveNode(proxy, { port: Number(new URL(server.url).port) }), { code: 'EADDRINUSE' });
    await server.close();
  });

  it('limits by the address of the connection', async () => {
    const upstream = await startUpstream();
    const limits = { address: { perMinute: 1, perDay: 1 } };
    const server = await serveNode(createProxy(options(upstream.url, { limits })), { port: 0 });
    const statuses = [];
    for (let times = 0; times < 2; times++) {
      const answer = await fetch(`${server.url}/chat`, ASK);
      await answer.text();
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [200, 429]);
    await server.close();
    await upstream.close();
  });
});
