import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { ManualClock } from './manual-clock.ts';
import { codeOf, parseEvents, reading, sessionId, startProxy, UNLIMITED, type RunningProxy } from './start-proxy.ts';
import { ANSWER, chunk, done, openStream, refuse, stream } from './upstream.ts';

const turnKey = (seed: number | string): string => `turn_${String(seed).padStart(22, '0')}`;

/** An upstream whose answer goes on when the test says so. */
function slowUpstream(proxy: RunningProxy): { write(frame: string): void; end(frame: string): void } {
  let response: ServerResponse | undefined;
  proxy.upstream.answer((_, given) => {
    response = given;
    openStream(given);
  });
  return { write: (frame) => void response!.write(frame), end: (frame) => void response!.end(frame) };
}

function textOf(stream: string): string {
  return parseEvents(stream)
    .map(({ content }) => content ?? '')
    .join('');
}

describe('a turn with a key of its own', () => {
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy();
  });
  after(() => proxy.close());

  const ask = (key: string, { message = 'hi', ...init }: { message?: string; signal?: AbortSignal; session?: string } = {}) =>
    proxy.ask(
      { message, session_id: init.session ?? sessionId(key.slice(5)) },
      { headers: { 'idempotency-key': key }, ...(init.signal && { signal: init.signal }) },
    );
  const resume = (key: string, lastEventId?: number) =>
    proxy.fetch(`/chat/stream/${key}`, { headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) } });
  const stop = (key: string) => proxy.fetch(`/chat/stream/${key}`, { method: 'DELETE' });

  it('is written on when its visitor leaves, and gives the rest to who returns', async () => {
    const upstream = slowUpstream(proxy);
    const asked = proxy.upstream.requests.length;
    const leaving = new AbortController();
    const answer = reading(await ask(turnKey(1), { signal: leaving.signal }));
    upstream.write(chunk('one '));
    await answer.until('one ');
    leaving.abort();
    await proxy.logged(proxy.log.length + 1);
    assert.equal(proxy.log.at(-1)!.outcome, 'left');
    upstream.write(chunk('two '));
    const rest = await resume(turnKey(1), 1);
    assert.equal(rest.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const back = reading(rest);
    await back.until('two ');
    upstream.end(chunk('three') + done());
    const seen = await back.until('"done"');
    assert.equal(textOf(seen), 'two three');
    assert.match(seen, /^id: 2$/m);
    assert.match(seen, /^id: 4$/m);
    const nothing = await resume(turnKey(1), 4);
    assert.deepEqual([nothing.status, await codeOf(nothing)], [404, 'turn_not_found'], 'behind the end');
    // All of it again, for a viewer who has lost everything.
    assert.equal(textOf(await (await resume(turnKey(1))).text()), 'one two three');
    assert.equal(proxy.upstream.requests.length, asked + 1);
  });

  it('is asked once, however often the question comes, at once or later', async () => {
    const upstream = slowUpstream(proxy);
    const asked = proxy.upstream.requests.length;
    const answers = await Promise.all([ask(turnKey(2)), ask(turnKey(2)), ask(turnKey(2))]);
    upstream.end(chunk('once') + done());
    for (const answer of answers) assert.equal(textOf(await answer.text()), 'once');
    assert.equal(textOf(await (await ask(turnKey(2))).text()), 'once');
    assert.equal(proxy.upstream.requests.length, asked + 1);
    const other = await ask(turnKey(2), { message: 'something else' });
    assert.deepEqual([other.status, await codeOf(other)], [400, 'invalid_request']);
    assert.equal(proxy.upstream.requests.length, asked + 1);
  });

  it('may be asked again with the same key when it was refused', async () => {
    proxy.upstream.answer((_, response) => refuse(response, 429, 'rate_limit_exceeded', { 'retry-after': '7' }));
    const refused = await ask(turnKey(3));
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '7']);
    assert.equal((await resume(turnKey(3))).status, 404);
    proxy.upstream.answer((_, response) => stream(response, ANSWER.map(chunk), done()));
    assert.equal(textOf(await (await ask(turnKey(3))).text()), ANSWER.join(''));
  });

  it('ends at once when it is stopped, for all who look', async () => {
    const upstream = slowUpstream(proxy);
    const [first, second] = [reading(await ask(turnKey(4))), reading(await ask(turnKey(4)))];
    upstream.write(chunk('half'));
    await Promise.all([first.until('half'), second.until('half')]);
    assert.equal((await stop(turnKey(4))).status, 204);
    for (const viewer of [first, second]) assert.match(await viewer.until('"error"'), /"code":"stopped"/);
    await proxy.upstream.idle();
    assert.equal((await stop(turnKey(4))).status, 204, 'again');
    assert.match(await (await resume(turnKey(4), 1)).text(), /"code":"stopped"/);
  });

  it('is not to be found without its key', async () => {
    for (const response of [await resume(turnKey('x')), await stop(turnKey('x')), await resume('other'), await stop('..%2f')]) {
      assert.deepEqual([response.status, await codeOf(response)], [404, 'turn_not_found']);
    }
    for (const key of ['turn_short', 'sess_0000000000000000000000', `${turnKey(1)}=`]) {
      const refused = await proxy.ask({ message: 'hi' }, { headers: { 'idempotency-key': key } });
      assert.deepEqual([refused.status, await codeOf(refused)], [400, 'invalid_request'], key);
    }
  });

  it('leaves no trace of its key in the log', () => {
    assert.doesNotMatch(JSON.stringify(proxy.log), /turn_0/);
    assert.ok(proxy.log.some(({ route }) => route === '/chat/stream/{turn}'));
  });
});

describe('a turn, over time', () => {
  const start = (changes = {}) => {
    const clock = new ManualClock();
    return startProxy({ clock, ...changes }).then((proxy) => ({ clock, proxy }));
  };
  const headers = { 'idempotency-key': turnKey(1) };

  it('is given up 20 s after the last viewer left, and says so to who comes later', async () => {
    const { proxy, clock } = await start();
    const upstream = slowUpstream(proxy);
    const answer = reading(await proxy.ask({ message: 'hi' }, { headers }));
    upstream.write(chunk('half'));
    await answer.until('half');
    await answer.cancel();
    await proxy.logged(1);
    clock.advance(19_999);
    assert.equal(proxy.upstream.open, 1);
    const back = reading(await proxy.fetch(`/chat/stream/${turnKey(1)}`));
    await back.until('half');
    clock.advance(20_000);
    assert.equal(proxy.upstream.open, 1, 'somebody looks');
    await back.cancel();
    await proxy.logged(2);
    clock.advance(20_000);
    await proxy.upstream.idle();
    assert.match(await (await proxy.fetch(`/chat/stream/${turnKey(1)}`)).text(), /half[^]*"error"/);
    await proxy.close();
  });

  it('can be read for two minutes after its end, and is not asked again for ten', async () => {
    const { proxy, clock } = await start();
    await (await proxy.ask({ message: 'hi', session_id: sessionId(1) }, { headers })).text();
    clock.advance(119_999);
    assert.equal((await proxy.fetch(`/chat/stream/${turnKey(1)}`)).status, 200);
    clock.advance(1);
    assert.equal((await proxy.fetch(`/chat/stream/${turnKey(1)}`)).status, 404);
    const late = await proxy.ask({ message: 'hi', session_id: sessionId(1) }, { headers });
    assert.deepEqual([late.status, await codeOf(late)], [404, 'turn_not_found']);
    assert.equal(proxy.upstream.requests.length, 1);
    await proxy.close();
  });

  it('gives way, when nobody looks at it any more, to the next question of its conversation', async () => {
    const { proxy, clock } = await start({ limits: { ...UNLIMITED, session: { perMinute: 100, streams: 1 } } });
    const upstream = slowUpstream(proxy);
    const answer = reading(await proxy.ask({ message: 'hi', session_id: sessionId(1) }, { headers }));
    upstream.write(chunk('half'));
    await answer.until('half');
    const ask = (seed: number) =>
      proxy.ask({ message: 'next', session_id: sessionId(1) }, { headers: { 'idempotency-key': turnKey(seed) } });
    const passing = setInterval(() => clock.advance(100), 5);
    const refused = await ask(2);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '5'], 'while somebody looks');
    await answer.cancel();
    await proxy.logged(2);
    proxy.upstream.answer((_, response) => stream(response, ANSWER.map(chunk), done()));
    assert.equal(textOf(await (await ask(3)).text()), ANSWER.join(''));
    clearInterval(passing);
    await proxy.close();
  });

  it('gives way to nothing while its visitor waits for the first word', async () => {
    const { proxy, clock } = await start({ limits: { ...UNLIMITED, session: { perMinute: 100, streams: 1 } } });
    let respond: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      proxy.upstream.answer((_, response) => {
        respond = () => stream(response, ANSWER.map(chunk), done());
        resolve();
      });
    });
    const first = proxy.ask({ message: 'hi', session_id: sessionId(1) }, { headers });
    await asked;
    const passing = setInterval(() => clock.advance(100), 5);
    const second = await proxy.ask({ message: 'next', session_id: sessionId(1) }, { headers: { 'idempotency-key': turnKey(2) } });
    clearInterval(passing);
    assert.equal(second.status, 429);
    respond();
    assert.equal(textOf(await (await first).text()), ANSWER.join(''));
    await proxy.close();
  });

  it('is kept to 256 KB: who missed more finds nothing to resume', async () => {
    const { proxy } = await start();
    const piece = 'x'.repeat(1000);
    proxy.upstream.answer((_, response) => stream(response, Array<string>(400).fill(chunk(piece)), done()));
    assert.equal(textOf(await (await proxy.ask({ message: 'hi' }, { headers })).text()).length, 400_000);
    const from = (id: number) => proxy.fetch(`/chat/stream/${turnKey(1)}`, { headers: { 'last-event-id': String(id) } });
    assert.equal((await from(10)).status, 404);
    assert.equal(textOf(await (await from(395)).text()), piece.repeat(5));
    await proxy.close();
  });

  it('goes at the pace of the fastest viewer, and of the slowest when there is no other', async () => {
    const { proxy } = await start();
    const pieces = Array<string>(200).fill('y'.repeat(1000));
    proxy.upstream.answer((_, response) => stream(response, pieces.map(chunk), done()));
    // Never read: its queue is full after 16 KB and what the sockets hold.
    await proxy.ask({ message: 'hi' }, { headers });
    const fast = await proxy.fetch(`/chat/stream/${turnKey(1)}`);
    assert.equal(textOf(await fast.text()), pieces.join(''));
    await proxy.close();
  });
});
