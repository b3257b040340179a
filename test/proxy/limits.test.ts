import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProxy, type Proxy } from '../../src/proxy/create-proxy.ts';
import type { ProxyOptions } from '../../src/proxy/options.ts';
import { ManualClock } from './manual-clock.ts';
import { options, ORIGIN, sessionId, startProxy, UNLIMITED } from './start-proxy.ts';
import { chunk, done, openStream } from './upstream.ts';

/** An upstream that answers at once, in this process: only counting is of interest here. */
const answerAtOnce: typeof fetch = async () => Response.json({ id: 'm', response: 'ok', messages: [], slug: 'shop', name: 'Shop' });

function counting(changes: Partial<ProxyOptions>): { proxy: Proxy; clock: ManualClock; alerts: string[] } {
  const clock = new ManualClock();
  const alerts: string[] = [];
  const all = options('http://127.0.0.1:1/v1', { clock, fetch: answerAtOnce, onAlert: (code) => alerts.push(code), ...changes });
  return { proxy: createProxy(all), clock, alerts };
}

function ask(proxy: Proxy, clientAddress: string | undefined, id: string | undefined = undefined): Promise<Response> {
  const request = new Request('http://proxy.example/chat', {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'hi', session_id: id }),
  });
  return proxy(request, { clientAddress });
}

async function refusalOf(answer: Response): Promise<{ status: number; retryAfter: string | null; scope: string }> {
  const { error } = (await answer.json()) as { error: { scope: string } };
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), scope: error.scope };
}

describe('limits', () => {
  it('tell the wait to the second, rounded up, and end when it is over', async () => {
    const { proxy, clock } = counting({ limits: { ...UNLIMITED, address: { perMinute: 2, perDay: 100 } } });
    await ask(proxy, '1.1.1.1');
    clock.advance(20_500);
    await ask(proxy, '1.1.1.1');
    assert.deepEqual(await refusalOf(await ask(proxy, '1.1.1.1')), { status: 429, retryAfter: '40', scope: 'address' });
    clock.advance(39_499);
    assert.equal((await ask(proxy, '1.1.1.1')).headers.get('retry-after'), '1');
    clock.advance(1);
    assert.equal((await ask(proxy, '1.1.1.1')).status, 200);
  });

  it('count an IPv6 /64 as one and other addresses apart', async () => {
    const { proxy } = counting({ limits: { ...UNLIMITED, address: { perMinute: 1, perDay: 100 } } });
    const statuses = [];
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1', '::ffff:1.2.3.4', '1.2.3.4']) {
      statuses.push((await ask(proxy, address)).status);
    }
    assert.deepEqual(statuses, [200, 429, 200, 200, 429]);
  });

  it('end the day at midnight UTC', async () => {
    const { proxy, clock } = counting({ limits: { ...UNLIMITED, address: { perMinute: 1, perDay: 1 } } });
    await ask(proxy, '1.1.1.1');
    clock.advance(61_000);
    // The clock began at noon.
    assert.equal((await ask(proxy, '1.1.1.1')).headers.get('retry-after'), String(12 * 3600 - 61));
    clock.advance(12 * 3_600_000);
    assert.equal((await ask(proxy, '1.1.1.1')).status, 200);
  });

  it('hold for a conversation, a site and the key, each with its scope', async () => {
    for (const [scope, limits] of Object.entries({
      session: { session: { perMinute: 1, streams: 1 } },
      site: { site: { perMinute: 1, perDay: 100 } },
      key: { key: { perMinute: 1, perDay: 100 } },
    })) {
      const { proxy } = counting({ limits: { ...UNLIMITED, ...limits } });
      assert.equal((await ask(proxy, '1.1.1.1', sessionId(1))).status, 200);
      assert.deepEqual(await refusalOf(await ask(proxy, '2.2.2.2', sessionId(1))), { status: 429, retryAfter: '60', scope });
      if (scope === 'session') assert.equal((await ask(proxy, '1.1.1.1', sessionId(2))).status, 200);
    }
  });

  it('do not count what was refused for its form', async () => {
    const { proxy } = counting({ limits: { ...UNLIMITED, address: { perMinute: 1, perDay: 1 } } });
    for (let times = 0; times < 5; times++) assert.equal((await ask(proxy, '1.1.1.1', 'bad')).status, 400);
    assert.equal((await ask(proxy, '1.1.1.1')).status, 200);
  });

  it('let all visitors of unknown address share what a site may ask, and tell the owner', async () => {
    const { proxy, alerts } = counting({
      limits: { ...UNLIMITED, address: { perMinute: 1, perDay: 1 }, site: { perMinute: 3, perDay: 9 } },
    });
    const statuses = [];
    for (let times = 0; times < 4; times++) statuses.push((await ask(proxy, undefined)).status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    assert.deepEqual(alerts, ['client_address_unknown']);
  });

  it('count reads apart from questions', async () => {
    const { proxy } = counting({ limits: { ...UNLIMITED, reads: { perMinute: 2 } } });
    const read = () =>
      proxy(new Request('http://proxy.example/assistants/shop', { headers: { origin: ORIGIN } }), { clientAddress: '1.1.1.1' });
    assert.deepEqual([(await read()).status, (await read()).status, (await read()).status], [200, 200, 429]);
    assert.equal((await ask(proxy, '1.1.1.1')).status, 200);
  });

  it('believe X-Forwarded-For only behind proxies of our own', async () => {
    const limits = { ...UNLIMITED, address: { perMinute: 1, perDay: 1 } };
    const from = (proxy: Proxy, forwarded: string) =>
      proxy(
        new Request('http://proxy.example/chat', {
          method: 'POST',
          headers: { origin: ORIGIN, 'content-type': 'application/json', 'x-forwarded-for': forwarded },
          body: '{"message":"hi"}',
        }),
        { clientAddress: '10.0.0.1' },
      );
    const direct = counting({ limits }).proxy;
    assert.deepEqual([(await from(direct, '1.1.1.1')).status, (await from(direct, '2.2.2.2')).status], [200, 429]);
    const behind = counting({ limits, trustProxy: 1 }).proxy;
    assert.deepEqual(
      [(await from(behind, 'x, 1.1.1.1')).status, (await from(behind, '2.2.2.2')).status, (await from(behind, '9.9.9.9, 1.1.1.1')).status],
      [200, 200, 429],
    );
  });
});

describe('one running answer a conversation', () => {
  it('refuses a second one while the first goes on, and takes it when that has ended', async () => {
    const proxy = await startProxy({ limits: { ...UNLIMITED, session: { perMinute: 1000, streams: 1 } } });
    const finish: (() => void)[] = [];
    proxy.upstream.answer((_, response) => {
      openStream(response);
      response.write(chunk('a'));
      finish.push(() => response.end(done()));
    });
    const first = await proxy.ask({ message: 'one', session_id: sessionId(1) });
    const second = await proxy.ask({ message: 'two', session_id: sessionId(1) });
    assert.deepEqual(await refusalOf(second), { status: 429, retryAfter: '5', scope: 'session' });
    assert.equal(proxy.upstream.requests.length, 1);
    const other = await proxy.ask({ message: 'two', session_id: sessionId(2) });
    assert.equal(other.status, 200);
    await other.body!.cancel();
    proxy.upstream.answer((_, response) => {
      openStream(response);
      response.end(done());
    });
    finish[0]!();
    await first.text();
    assert.equal((await proxy.ask({ message: 'three', session_id: sessionId(1) })).status, 200);
    await proxy.close();
  });

  it('takes a question that comes right after "stop"', async () => {
    const proxy = await startProxy({ limits: { ...UNLIMITED, session: { perMinute: 1000, streams: 1 } } });
    proxy.upstream.answer((_, response) => {
      openStream(response);
      response.write(chunk('a'));
    });
    for (let times = 0; times < 5; times++) {
      const stop = new AbortController();
      const answer = await proxy.ask({ message: 'one', session_id: sessionId(1) }, { signal: stop.signal });
      assert.equal(answer.status, 200);
      stop.abort();
    }
    await proxy.close();
  });

  it('gives the place back when the upstream refuses', async () => {
    const proxy = await startProxy({ limits: { ...UNLIMITED, session: { perMinute: 1000, streams: 1 } } });
    proxy.upstream.answer((_, response) => void response.writeHead(500).end());
    for (const path of ['/chat', '/chat/stream', '/chat']) {
      const startedMs = performance.now();
      assert.equal((await proxy.ask({ message: 'hi', session_id: sessionId(1) }, { path })).status, 502);
      assert.ok(performance.now() - startedMs < 1500);
    }
    await proxy.close();
  });
});
