import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from './manual-clock.ts';
import { SECRET, startProxy, UNLIMITED, type RunningProxy } from './start-proxy.ts';
import { json, refuse, UPSTREAM_KEY, wellBehaved, type UpstreamHandler } from './upstream.ts';

async function startWithClock() {
  const clock = new ManualClock();
  return { clock, proxy: await startProxy({ clock, limits: { ...UNLIMITED, reads: { perMinute: 1 } } }) };
}

async function healthOf(proxy: RunningProxy): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
  const answer = await proxy.fetch('/health');
  const text = await answer.text();
  return { status: answer.status, body: JSON.parse(text) as Record<string, unknown>, text };
}

const ill: [name: string, handler: UpstreamHandler, problem: RegExp][] = [
  ['refuses the key', (_, response) => refuse(response, 401, 'invalid_api_key'), /refuses the key/],
  ['knows no such assistant', (_, response) => refuse(response, 404, 'assistant_not_found'), /does not know the assistant/],
  ['limits the key', (_, response) => refuse(response, 429, 'rate_limit_exceeded'), /no more requests/],
  ['fails', (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<p>UPSTREAM_TEXT'), /with an error/],
  ['is a web page', (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>UPSTREAM_TEXT'), /not the API/],
  ['redirects', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1/UPSTREAM_TEXT' }).end(), /not the API/],
  ['is another API', (_, response) => json(response, 200, { UPSTREAM_TEXT: 1 }), /not the API/],
  ['resets', (_, response) => void response.socket!.destroy(), /cannot be reached/],
];

describe('health', () => {
  for (const [name, handler, problem] of ill) {
    it(`is 503 with what is wrong when the upstream ${name}, in our words`, async () => {
      const { proxy } = await startWithClock();
      proxy.upstream.answer(handler);
      const { status, body, text } = await healthOf(proxy);
      assert.deepEqual([status, Object.keys(body), body['status']], [503, ['status', 'problem'], 'error']);
      assert.match(String(body['problem']), problem);
      for (const secret of ['UPSTREAM_TEXT', UPSTREAM_KEY, SECRET, '127.0.0.1']) assert.ok(!text.includes(secret), secret);
      await proxy.close();
    });
  }

  it('is 503 when nothing is there', async () => {
    const { proxy } = await startWithClock();
    await proxy.upstream.close();
    const { status, body } = await healthOf(proxy);
    assert.deepEqual([status, body['problem']], [503, 'The upstream cannot be reached.']);
    await proxy.close();
  });

  it('is 503 when the upstream says nothing in 5 seconds', async () => {
    const { clock, proxy } = await startWithClock();
    const asked = new Promise<void>((resolve) => proxy.upstream.answer(() => resolve()));
    const answer = healthOf(proxy);
    await asked;
    clock.advance(5_000);
    assert.equal((await answer).body['problem'], 'The upstream does not answer in time.');
    await proxy.upstream.idle();
    await proxy.close();
  });

  it('asks once for all who ask at the same time, and keeps what it heard, without using up a limit', async () => {
    const { clock, proxy } = await startWithClock();
    const checks = await Promise.all(Array.from({ length: 20 }, () => healthOf(proxy)));
    for (const { status, text } of checks) assert.deepEqual([status, text], [200, '{"status":"ok"}']);
    assert.deepEqual(
      proxy.upstream.requests.map(({ method, path }) => `${method} ${path}`),
      ['GET /v1/assistants/shop'],
    );
    clock.advance(29_999);
    await healthOf(proxy);
    assert.equal(proxy.upstream.requests.length, 1);
    clock.advance(1);
    await healthOf(proxy);
    assert.equal(proxy.upstream.requests.length, 2);
    assert.equal((await proxy.fetch('/assistants/shop')).status, 200, 'the one read that is allowed');
    await proxy.close();
  });

  it('looks again 10 seconds after trouble', async () => {
    const { clock, proxy } = await startWithClock();
    proxy.upstream.answer((_, response) => refuse(response, 500, 'server_error'));
    assert.equal((await healthOf(proxy)).status, 503);
    proxy.upstream.answer(wellBehaved());
    clock.advance(9_999);
    assert.equal((await healthOf(proxy)).status, 503);
    clock.advance(1);
    assert.equal((await healthOf(proxy)).status, 200);
    await proxy.close();
  });

  it('looks again at once when a visitor\u2019s question has failed', async () => {
    const { proxy } = await startWithClock();
    assert.equal((await healthOf(proxy)).status, 200);
    proxy.upstream.answer((_, response) => refuse(response, 500, 'server_error'));
    assert.equal((await proxy.ask({ message: 'hi' })).status, 502);
    assert.equal((await healthOf(proxy)).status, 503);
    await proxy.close();
  });

  it('is 503 while the wallet is known to be empty, though reading works, and asks nothing', async () => {
    const { clock, proxy } = await startWithClock();
    proxy.upstream.answer((request, response) =>
      request.path.startsWith('/v1/chat') ? refuse(response, 402, 'insufficient_funds') : wellBehaved()(request, response),
    );
    assert.equal((await proxy.ask({ message: 'hi' })).status, 503);
    const { status, body } = await healthOf(proxy);
    assert.equal(status, 503);
    assert.match(String(body['problem']), /no funds left/);
    assert.equal(proxy.upstream.requests.length, 1);
    clock.advance(60_000);
    assert.equal((await healthOf(proxy)).status, 200);
    await proxy.close();
  });

  it('spares visitors a key that it found refused, and tells the owner', async () => {
    const { proxy } = await startWithClock();
    proxy.upstream.answer((_, response) => refuse(response, 401, 'invalid_api_key'));
    assert.equal((await healthOf(proxy)).status, 503);
    assert.equal((await proxy.ask({ message: 'hi' })).status, 503);
    assert.equal(proxy.upstream.requests.length, 1);
    assert.deepEqual(proxy.alerts, ['invalid_api_key']);
    await proxy.close();
  });
});
