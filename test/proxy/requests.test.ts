import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parseEnvironment } from '../../src/proxy/environment.ts';
import { ProxyOptionsError } from '../../src/proxy/proxy-options-error.ts';
import { ManualClock } from './manual-clock.ts';
import { sendRaw, type RawAnswer, type RawRequest } from './raw-request.ts';
import { ORIGIN, SECRET, sessionId, startProxy, UNLIMITED, type RunningProxy } from './start-proxy.ts';
import { chunk, openStream, UPSTREAM_KEY } from './upstream.ts';

interface Case {
  id: string;
  group: string;
  title: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  body_gen?: { template: string; char: string; count: number | 'limit' };
  expect: {
    status?: number;
    status_in?: number[];
    upstream_requests?: number;
    upstream_body_must_not_include?: string[];
    upstream_paths_allowed?: string[];
    upstream_header_must_not_include?: string[];
    within_ms?: number;
    acao?: string;
    no_header?: string;
  };
}

const corpus = JSON.parse(readFileSync(new URL('../corpora/own/proxy/proxy-requests.json', import.meta.url), 'utf8')) as { cases: Case[] };

/** Cases that need more than one request; each has a test below that names it. */
const OWN_TESTS = new Set(['pr-s-020', 'pr-s-021', ...Array.from({ length: 12 }, (_, index) => `pr-s-0${53 + index}`)]);

function toRaw(entry: Case): RawRequest {
  const { method, path, headers, body_gen: generated } = entry;
  const count = generated?.count === 'limit' ? 4000 : (generated?.count ?? 0);
  const body = generated === undefined ? entry.body : generated.template.replace('%s', generated.char.repeat(count));
  return { method, path, headers: Object.entries(headers), ...(body !== undefined && { body }) };
}

/** Whatever came back: our envelope on refusal, and nothing secret. */
function assertSafe(answer: RawAnswer, proxy: RunningProxy): void {
  for (const secret of [UPSTREAM_KEY, SECRET, 'UPSTREAM_TEXT']) {
    assert.ok(!answer.text.includes(secret), secret);
    assert.ok(!JSON.stringify(proxy.log).includes(secret), secret);
  }
  if (answer.status >= 400 && answer.headers.has('x-request-id')) {
    const body = answer.text.slice(answer.text.indexOf('\r\n\r\n') + 4);
    // `HEAD` has none.
    if (body !== '') assert.deepEqual(Object.keys((JSON.parse(body) as { error: object }).error).sort(), ['code', 'message', 'status']);
  }
}

describe('hostile requests', () => {
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy({ times: { bodyMs: 1_000 } });
  });
  after(() => proxy.close());

  assert.equal(corpus.cases.length, 64);
  for (const entry of corpus.cases.filter(({ id }) => !OWN_TESTS.has(id))) {
    it(`${entry.id}: ${entry.title.slice(0, 80)}`, async () => {
      const { expect } = entry;
      const [askedBefore, linesBefore] = [proxy.upstream.requests.length, proxy.log.length];
      const answer = await sendRaw(proxy.url, toRaw(entry));
      const asked = proxy.upstream.requests.slice(askedBefore);
      const said = `${answer.status} ${answer.text.slice(-200)}`;
      if (expect.status !== undefined) assert.equal(answer.status, expect.status, said);
      if (expect.status_in !== undefined) assert.ok(expect.status_in.includes(answer.status), said);
      if (expect.upstream_requests !== undefined) assert.equal(asked.length, expect.upstream_requests);
      if (expect.within_ms !== undefined) assert.ok(answer.ms < expect.within_ms, `${answer.ms} ms`);
      if (expect.acao !== undefined) assert.equal(answer.headers.get('access-control-allow-origin'), expect.acao);
      if (expect.no_header !== undefined) assert.equal(answer.headers.get(expect.no_header), undefined);
      for (const text of expect.upstream_body_must_not_include ?? []) for (const { body } of asked) assert.ok(!body.includes(text), body);
      for (const { path } of asked) assert.match(path, /^\/v1\/(?:chat|chat\/stream|sessions\/sess_[\w-]{43})$/);
      for (const name of expect.upstream_header_must_not_include ?? []) {
        for (const { headers } of asked) assert.notEqual(headers[name.toLowerCase()], entry.headers[name]);
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
      assert.ok(proxy.log.length - linesBefore <= 1, 'one line in the log at most');
      assert.ok(!JSON.stringify(proxy.log.slice(linesBefore)).includes('\\n'), 'nothing of the request in the log');
      assertSafe(answer, proxy);
    });
  }

  it('sends nothing of the browser upstream but the question', async () => {
    await (await proxy.ask({ message: '  hi  ' }, { headers: { cookie: 'a=b', 'x-anything': '1', 'accept-language': 'de' } })).text();
    const { headers, body } = proxy.upstream.requests.at(-1)!;
    assert.equal(headers.authorization, `Bearer ${UPSTREAM_KEY}`);
    for (const name of ['cookie', 'x-anything', 'origin', 'referer']) assert.equal(headers[name], undefined, name);
    assert.notEqual(headers['accept-language'], 'de');
    assert.deepEqual(Object.keys(JSON.parse(body) as object), ['assistant', 'message', 'session_id']);
    assert.equal((JSON.parse(body) as { message: string }).message, 'hi');
  });

  it('names the field that is wrong, and never repeats its value', async () => {
    const bodies: [unknown, RegExp][] = [
      [{}, /message: is missing/],
      [{ message: ' \u200b\n' }, /message: is empty/],
      [{ message: 'x'.repeat(4001) }, /message: has more than 4000 characters/],
      [{ message: 'hi', assistant: 1 }, /assistant: must be a string/],
      [{ message: 'hi', assistant: 'CANARY' }, /assistant: is not available here/],
      [{ message: 'hi', session_id: 'CANARY' }, /session_id: must be/],
    ];
    for (const [body, expected] of bodies) {
      const answer = await proxy.ask(body);
      const text = await answer.text();
      assert.equal(answer.status, 400);
      assert.match(text, expected);
      assert.ok(!text.includes('CANARY'));
    }
  });

  it('composes and counts code points, not bytes or halves of pairs', async () => {
    const composed = '\u00e9'.repeat(4000);
    const answers = [
      await proxy.ask({ message: composed.normalize('NFD') }),
      await proxy.ask({ message: '😀'.repeat(4000) }),
      await proxy.ask({ message: '😀'.repeat(4001) }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 400],
    );
    await Promise.all(answers.map((answer) => answer.text()));
    assert.equal((JSON.parse(proxy.upstream.requests.at(-2)!.body) as { message: string }).message, composed);
  });

  it('reads no more of a body than it may, with and without Content-Length', async () => {
    const body = JSON.stringify({ message: 'x'.repeat(70_000) });
    assert.equal((await proxy.ask(body)).status, 413);
    const pieces = new ReadableStream({
      start(controller) {
        for (const piece of [body.slice(0, 40_000), body.slice(40_000)]) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    });
    const answer = await proxy.fetch('/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: pieces,
      duplex: 'half',
    } as RequestInit & { headers: Record<string, string> });
    assert.equal(answer.status, 413);
  });

  it('refuses a compressed body and other character sets, and takes UTF-8 by name', async () => {
    const statuses = [];
    for (const headers of [
      { 'content-encoding': 'gzip' },
      { 'content-type': 'application/json; charset=latin1' },
      { 'content-type': 'application/json; charset=UTF-8' },
    ] as Record<string, string>[]) {
      const answer = await proxy.ask({ message: 'hi' }, { headers });
      await answer.text();
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [415, 415, 200]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const body = Buffer.from('{"message":"h\xff"}', 'latin1');
    const answer = await proxy.fetch('/chat', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(answer.status, 400);
  });

  it('gives up a body that drips in (504 is the upstream\u2019s, 408 ours)', async () => {
    const pieces = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"mess')) });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: pieces, duplex: 'half' };
    const answer = await proxy.fetch('/chat', init as RequestInit & { headers: Record<string, string> });
    assert.equal(answer.status, 408);
  });

  it('drops the page\u2019s user, and sends only known fields of it where the site says so', async () => {
    const user = { id: '1', name: 'Ann', email: 'boss@shop.example', admin: true };
    await (await proxy.ask({ message: 'hi', user })).text();
    assert.ok(!proxy.upstream.requests.at(-1)!.body.includes('boss@shop.example'));
    const trusting = await startProxy({ allowUnverifiedUsers: true });
    await (await trusting.ask({ message: 'hi', user })).text();
    assert.deepEqual((JSON.parse(trusting.upstream.requests[0]!.body) as { user: unknown }).user, {
      id: '1',
      name: 'Ann',
      email: 'boss@shop.example',
    });
    assert.equal((await trusting.ask({ message: 'hi', user: { name: 'x'.repeat(257) } })).status, 400);
    await trusting.close();
  });

  it('answers 405 with Allow, and 404 to the routes of later', async () => {
    const answer = await proxy.fetch('/chat', { method: 'PUT' });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'POST, OPTIONS');
    const turn = await proxy.fetch(`/chat/stream/turn_${'a'.repeat(22)}`);
    assert.equal(turn.status, 404);
    assert.match(await turn.text(), /turn_not_found.*resumed/);
    const stop = await proxy.fetch(`/chat/stream/turn_${'a'.repeat(22)}`, { method: 'DELETE' });
    assert.equal(stop.status, 404);
    assert.match(await stop.text(), /turn_not_found.*no such answer to stop/);
  });

  it('puts its own request id on every answer', async () => {
    const ids = new Set<string>();
    for (const path of ['/health', '/nowhere', '/chat']) {
      const id = (await proxy.fetch(path, { headers: { 'x-request-id': 'forged' } })).headers.get('x-request-id')!;
      assert.match(id, /^req_[\w-]{22}$/);
      ids.add(id);
    }
    assert.equal(ids.size, 3);
  });
});

describe('slow clients', () => {
  it('pr-s-020: closes a connection whose head drips in', { timeout: 40_000 }, async () => {
    const proxy = await startProxy();
    const headers: [string, string][] = [
      ['Content-Type', 'application/json'],
      ['X-Long', 'x'.repeat(200)],
    ];
    const answer = await sendRaw(proxy.url, { method: 'POST', path: '/chat', headers, headBytesPerSecond: 1 });
    assert.ok(answer.ms < 30_000, `${answer.ms} ms`);
    await proxy.close();
  });

  it('pr-s-021: pauses the upstream when the client never reads', async () => {
    const proxy = await startProxy();
    let written = 0;
    proxy.upstream.answer((_, response) => {
      openStream(response);
      const frame = chunk('x'.repeat(1000));
      const write = () => {
        // 64 MB, were they all taken.
        while (written < 64_000 && response.write(frame)) written++;
        response.once('drain', write);
      };
      write();
    });
    const { port } = new URL(proxy.url);
    const net = await import('node:net');
    const socket = net.connect(Number(port), '127.0.0.1').pause();
    const body = '{"message":"hi"}';
    socket.write(
      `POST /chat/stream HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    // Until a second passes in which the upstream could write nothing more.
    for (let last = -1; written !== last || written === 0;) {
      last = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.ok(written < 16_000, `${written} kB were taken from the upstream`);
    const ended = proxy.upstream.idle();
    socket.destroy();
    await ended;
    await proxy.close();
  });
});

describe('ownership', () => {
  const read = (proxy: RunningProxy, id: string) => proxy.fetch(`/sessions/${id}`);

  it('pr-s-053, 056: a foreign, guessed or unknown session is the same 404, and a leaked upstream id addresses nothing', async () => {
    const proxy = await startProxy();
    const victim = sessionId('victim');
    await (await proxy.ask({ message: 'secret', session_id: victim })).text();
    const upstreamId = (JSON.parse(proxy.upstream.requests[0]!.body) as { session_id: string }).session_id;
    assert.notEqual(upstreamId, victim);
    const bodies = [];
    for (const id of [upstreamId, sessionId('guess'), sessionId('alg-none')]) {
      const answer = await read(proxy, id);
      assert.equal(answer.status, 404);
      bodies.push(await answer.text());
    }
    assert.equal(new Set(bodies).size, 1);
    assert.equal((await read(proxy, victim)).status, 200);
    await proxy.close();
  });

  it('pr-s-054, 058: an id that an attacker knows of the upstream neither continues nor plants a conversation', async () => {
    const proxy = await startProxy();
    await (await proxy.ask({ message: 'secret', session_id: sessionId('victim') })).text();
    const upstreamId = (JSON.parse(proxy.upstream.requests[0]!.body) as { session_id: string }).session_id;
    await (await proxy.ask({ message: 'mine', session_id: upstreamId })).text();
    assert.notEqual((JSON.parse(proxy.upstream.requests[1]!.body) as { session_id: string }).session_id, upstreamId);
    const { messages } = (await (await read(proxy, sessionId('victim'))).json()) as { messages: { content: string }[] };
    assert.ok(!messages.some(({ content }) => content === 'mine'));
    await proxy.close();
  });

  it('pr-s-055: a session of another site is not there', async () => {
    const sites = ['a', 'b'].map((name) => ({ name, origins: [`https://${name}.example`], assistants: ['shop'] }));
    const proxy = await startProxy({ sites });
    const from = (name: string) => ({ headers: { origin: `https://${name}.example`, 'content-type': 'application/json' } });
    await (
      await proxy.fetch('/chat', { method: 'POST', body: JSON.stringify({ message: 'hi', session_id: sessionId(1) }), ...from('a') })
    ).text();
    assert.equal((await proxy.fetch(`/sessions/${sessionId(1)}`, from('a'))).status, 200);
    assert.equal((await proxy.fetch(`/sessions/${sessionId(1)}`, from('b'))).status, 404);
    await proxy.close();
  });

  it('pr-s-057: a deleted session is gone, and deleting it again is no error', async () => {
    const proxy = await startProxy();
    await (await proxy.ask({ message: 'hi', session_id: sessionId(1) })).text();
    for (let times = 0; times < 2; times++) {
      assert.equal((await proxy.fetch(`/sessions/${sessionId(1)}`, { method: 'DELETE' })).status, 204);
    }
    assert.equal((await read(proxy, sessionId(1))).status, 404);
    await proxy.close();
  });
});

describe('abuse', () => {
  const DEFAULT_ADDRESS = { address: { perMinute: 20, perDay: 200 } };
  const askAll = async (proxy: RunningProxy, count: number, id: (index: number) => string | undefined) => {
    const answers = [];
    for (let index = 0; index < count; index++) {
      const answer = await proxy.ask({ message: 'hi', session_id: id(index) }, { path: '/chat' });
      answers.push({ status: answer.status, retryAfter: Number(answer.headers.get('retry-after')), text: await answer.text() });
    }
    return answers;
  };

  it('pr-s-059, 062: one address gets 20 questions a minute, whatever session it makes up', async () => {
    const proxy = await startProxy({ limits: { ...UNLIMITED, ...DEFAULT_ADDRESS } });
    const answers = await askAll(proxy, 30, (index) => sessionId(index));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...new Array<number>(20).fill(200), ...new Array<number>(10).fill(429)],
    );
    for (const { retryAfter, text } of answers.slice(20)) {
      assert.ok(retryAfter >= 1 && retryAfter <= 60);
      assert.equal((JSON.parse(text) as { error: { scope: string } }).error.scope, 'address');
    }
    assert.equal(proxy.upstream.requests.length, 20);
    await proxy.close();
  });

  it('pr-s-060: with the address limit raised, 50 visitors of one office get 3 questions a minute each', async () => {
    const proxy = await startProxy({ limits: { ...UNLIMITED, session: { perMinute: 10, streams: 1 } } });
    const answers = await askAll(proxy, 150, (index) => sessionId(index % 50));
    assert.ok(answers.every(({ status }) => status === 200));
    await proxy.close();
  });

  it('pr-s-061: all visitors together stay below what the key allows a day', async () => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock, limits: { ...UNLIMITED, key: { perMinute: 40, perDay: 100 } } });
    const statuses: number[] = [];
    for (let minute = 0; minute < 4; minute++) {
      statuses.push(...(await askAll(proxy, 40, (index) => sessionId(index))).map(({ status }) => status));
      clock.advance(60_000);
    }
    assert.equal(statuses.filter((status) => status === 200).length, 100);
    assert.equal(proxy.upstream.requests.length, 100);
    await proxy.close();
  });

  it('pr-s-063: a clock that jumps back neither locks out nor gives anything away', async () => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock, limits: { ...UNLIMITED, ...DEFAULT_ADDRESS } });
    await askAll(proxy, 20, () => undefined);
    clock.jump(-3_600_000);
    assert.equal((await askAll(proxy, 1, () => undefined))[0]!.status, 429);
    clock.advance(60_000);
    assert.equal((await askAll(proxy, 1, () => undefined))[0]!.status, 200);
    await proxy.close();
  });

  it('pr-s-064: a daily spend cap is refused at start, for this version cannot keep it', () => {
    assert.throws(
      () => parseEnvironment({ DAILY_BUDGET_USD: '5' }),
      (error: unknown) => error instanceof ProxyOptionsError && error.problems.some((problem) => problem.startsWith('DAILY_BUDGET_USD')),
    );
  });
});
