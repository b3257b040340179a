import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import type { ProxyOptions } from '../../src/proxy/options.ts';
import { ManualClock } from './manual-clock.ts';
import { codeOf, options, ORIGIN, SECRET, sessionId, startProxy, UNLIMITED, type RunningProxy } from './start-proxy.ts';
import { json, refuse, UPSTREAM_KEY, wellBehaved, type UpstreamHandler } from './upstream.ts';

interface Expected {
  status: number;
  code: string;
  retryAfter?: string;
}

/** Everything that can be asked of the upstream. */
const REQUESTS: Record<string, (proxy: RunningProxy) => Promise<Response>> = {
  'POST /chat/stream': (proxy) => proxy.ask({ message: 'PRIVATE question', session_id: sessionId(1) }),
  'POST /chat': (proxy) => proxy.ask({ message: 'PRIVATE question', session_id: sessionId(1) }, { path: '/chat' }),
  'GET /sessions': (proxy) => proxy.fetch(`/sessions/${sessionId(1)}`),
  'DELETE /sessions': (proxy) => proxy.fetch(`/sessions/${sessionId(1)}`, { method: 'DELETE' }),
  'GET /assistants': (proxy) => proxy.fetch('/assistants/shop'),
};

const UNAVAILABLE: Expected = { status: 503, code: 'service_unavailable' };
const UPSTREAM: Expected = { status: 502, code: 'upstream_error' };

const CASES: [name: string, handler: UpstreamHandler, expected: Expected][] = [
  ['401', (_, response) => refuse(response, 401, 'invalid_api_key'), UNAVAILABLE],
  ['402', (_, response) => refuse(response, 402, 'insufficient_funds'), UNAVAILABLE],
  ['404 assistant', (_, response) => refuse(response, 404, 'assistant_not_found'), UNAVAILABLE],
  ['429 with a wait', (_, response) => refuse(response, 429, 'rate_limit_exceeded', { 'retry-after': '7' }), limited('7')],
  ['429 without', (_, response) => refuse(response, 429, 'rate_limit_exceeded'), limited('5')],
  ['400', (_, response) => refuse(response, 400, 'invalid_request'), { status: 400, code: 'invalid_request' }],
  ['500', (_, response) => refuse(response, 500, 'server_error'), UPSTREAM],
  ['an unknown code', (_, response) => refuse(response, 418, 'UPSTREAM_TEXT'), UPSTREAM],
  ['503', (_, response) => void response.writeHead(503).end('UPSTREAM_TEXT'), { status: 502, code: 'upstream_error' }],
  ['HTML', (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>UPSTREAM_TEXT'), UPSTREAM],
  ['a redirect', (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), UPSTREAM],
  ['a redirect that downgrades', (_, response) => void response.writeHead(301, { location: 'http://api.assisters.dev' }).end(), UPSTREAM],
  ['a redirect that injects', (_, response) => void response.writeHead(302, { location: '/%0d%0aX:%201' }).end(), UPSTREAM],
  ['nothing but a reset', (_, response) => void response.socket!.destroy(), UPSTREAM],
  ['JSON of another shape', (_, response) => json(response, 200, { UPSTREAM_TEXT: 1 }), UPSTREAM],
  [
    'the key, in a body and in a header',
    (request, response) => json(response, 500, { echo: request.headers }, { 'x-echo': request.headers.authorization! }),
    UPSTREAM,
  ],
];

function limited(retryAfter: string): Expected {
  return { status: 429, code: 'rate_limit_exceeded', retryAfter };
}

describe('what visitors hear of an upstream that answers', () => {
  for (const [name, handler, expected] of CASES) {
    it(`${name} → ${expected.status} ${expected.code}`, async () => {
      for (const [request, send] of Object.entries(REQUESTS)) {
        // A deletion's answer has no fields that could be wrong; a whole reply in place of a stream is read after the head went out.
        if (request === 'DELETE /sessions' && name.startsWith('JSON')) continue;
        if (request === 'POST /chat/stream' && name.startsWith('JSON')) continue;
        // A proxy of its own for each, for the circuit opens.
        const proxy = await startProxy();
        proxy.upstream.answer(handler);
        const answer = await send(proxy);
        const text = await answer.text();
        const headers = JSON.stringify([...answer.headers]);
        assert.equal(answer.status, expected.status, `${request}: ${text}`);
        assert.equal((JSON.parse(text) as { error: { code: string } }).error.code, expected.code, request);
        if (expected.retryAfter !== undefined) assert.equal(answer.headers.get('retry-after'), expected.retryAfter, request);
        await proxy.logged(1);
        for (const secret of ['UPSTREAM_TEXT', UPSTREAM_KEY, SECRET, 'wallet', 'set-cookie']) {
          for (const output of [text, headers, JSON.stringify(proxy.log)]) assert.ok(!output.includes(secret), `${request}: ${secret}`);
        }
        assert.equal(proxy.upstream.requests.length, 1, `${request}: nothing is asked twice`);
        await proxy.close();
      }
    });
  }

  it('404 session → 404 session_not_found, but a 404 of nobody knows whom is no proof that it is gone', async () => {
    const proxy = await startProxy();
    assert.equal(await codeOf(await REQUESTS['GET /sessions']!(proxy)), 'session_not_found');
    proxy.upstream.answer((_, response) => void response.writeHead(404).end());
    const answer = await REQUESTS['GET /sessions']!(proxy);
    assert.deepEqual([answer.status, await codeOf(answer)], [502, 'upstream_error']);
    await proxy.close();
  });

  it('no upstream at all → 502', async () => {
    const proxy = await startProxy();
    await proxy.upstream.close();
    const answer = await REQUESTS['POST /chat/stream']!(proxy);
    assert.deepEqual([answer.status, await codeOf(answer)], [502, 'upstream_error']);
    await proxy.close();
  });

  it('silence before the head → 504, and the upstream is let go', async () => {
    const proxy = await startProxy({ times: { firstTokenMs: 100, wholeAnswerMs: 100, readMs: 100 } });
    proxy.upstream.answer(() => undefined);
    for (const [request, send] of Object.entries(REQUESTS)) {
      const answer = await send(proxy);
      assert.deepEqual([answer.status, await codeOf(answer)], [504, 'upstream_error'], request);
    }
    await proxy.upstream.idle();
    await proxy.close();
  });
});

describe('a refused key or an empty wallet', () => {
  const proxyWithClock = async () => {
    const clock = new ManualClock();
    return { clock, proxy: await startProxy({ clock }) };
  };

  it('stops all requests for a minute after 401, then tries again, and tells the owner once an hour', async () => {
    const { clock, proxy } = await proxyWithClock();
    proxy.upstream.answer((_, response) => refuse(response, 401, 'invalid_api_key'));
    for (const send of Object.values(REQUESTS)) assert.equal((await send(proxy)).status, 503);
    assert.equal(proxy.upstream.requests.length, 1);
    clock.advance(60_000);
    await REQUESTS['POST /chat']!(proxy);
    assert.equal(proxy.upstream.requests.length, 2);
    assert.deepEqual(proxy.alerts, ['invalid_api_key']);
    clock.advance(3_600_000);
    await REQUESTS['POST /chat']!(proxy);
    assert.deepEqual(proxy.alerts, ['invalid_api_key', 'invalid_api_key']);
    await proxy.close();
  });

  it('still reads conversations after 402, for that is free', async () => {
    const { proxy } = await proxyWithClock();
    proxy.upstream.answer((request, response) =>
      request.path.startsWith('/v1/chat') ? refuse(response, 402, 'insufficient_funds') : json(response, 200, { messages: [] }),
    );
    assert.equal((await REQUESTS['POST /chat']!(proxy)).status, 503);
    assert.equal((await REQUESTS['POST /chat/stream']!(proxy)).status, 503);
    assert.equal((await REQUESTS['GET /sessions']!(proxy)).status, 200);
    assert.deepEqual(
      proxy.upstream.requests.map(({ path }) => path.split('/')[2]),
      ['chat', 'sessions'],
    );
    assert.deepEqual(proxy.alerts, ['insufficient_funds']);
    await proxy.close();
  });
});

describe('a question that the upstream does not take', () => {
  const sent = '{"message":"hi"}';
  const cases: [status: number, text: string, expected: string][] = [
    [400, 'message: must have at most 2000 characters SECRET', 'message: is too long for the assistant.'],
    [400, 'Input exceeds the maximum length SECRET', 'message: is too long for the assistant.'],
    [413, 'SECRET', 'message: is too long for the assistant.'],
    [400, 'message: must not be SECRET', 'message: is refused by the assistant.'],
    [400, 'user.name: must have at most 20 characters', 'user: is refused by the assistant.'],
    [400, 'SECRET', 'The assistant does not take this question.'],
  ];
  for (const [status, text, expected] of cases) {
    it(`${status} ${JSON.stringify(text)} → 400 "${expected}"`, async () => {
      const proxy = await startProxy();
      const code = status === 413 ? 'payload_too_large' : 'invalid_request';
      proxy.upstream.answer((_, response) => json(response, status, { error: { code, message: text, status } }));
      for (const path of ['/chat', '/chat/stream']) {
        const answer = await proxy.ask(sent, { path });
        assert.deepEqual(
          [answer.status, await answer.json()],
          [400, { error: { code: 'invalid_request', message: expected, status: 400 } }],
        );
      }
      await proxy.close();
    });
  }

  it('is no question where nothing was asked', async () => {
    const proxy = await startProxy();
    proxy.upstream.answer((_, response) => refuse(response, 400, 'invalid_request'));
    for (const request of ['GET /sessions', 'DELETE /sessions', 'GET /assistants']) {
      const answer = await REQUESTS[request]!(proxy);
      const text = await answer.text();
      assert.equal(answer.status, 400, request);
      assert.doesNotMatch(text, /question|message: /, request);
    }
    await proxy.close();
  });
});

describe('an assistant that visitors read', () => {
  it('is asked for once a minute, however many panels open', async () => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock, assistants: ['shop', 'other'] });
    const read = async (slug: string) => (await proxy.fetch(`/assistants/${slug}`)).json();
    const first = await read('shop');
    for (let times = 0; times < 5; times++) assert.deepEqual(await read('shop'), first);
    assert.equal(proxy.upstream.requests.length, 1);
    assert.notDeepEqual(await read('other'), first);
    clock.advance(60_000);
    await read('shop');
    assert.equal(proxy.upstream.requests.length, 3);
    await proxy.close();
  });

  it('is not kept when it could not be read', async () => {
    const proxy = await startProxy();
    proxy.upstream.answer((_, response) => refuse(response, 500, 'server_error'));
    assert.equal((await proxy.fetch('/assistants/shop')).status, 502);
    proxy.upstream.answer(wellBehaved());
    assert.equal((await proxy.fetch('/assistants/shop')).status, 200);
    await proxy.close();
  });
});

describe('what leaves of answers', () => {
  it('a chat reply without cost, under the browser\u2019s own session id', async () => {
    const proxy = await startProxy();
    const reply = (await (await REQUESTS['POST /chat']!(proxy)).json()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(reply), ['id', 'response', 'session_id', 'tokens', 'created_at']);
    assert.equal(reply['session_id'], sessionId(1));
    await proxy.close();
  });

  it('a session with messages and dates alone, under the browser\u2019s own id', async () => {
    const proxy = await startProxy();
    await (await REQUESTS['POST /chat']!(proxy)).text();
    const session = (await (await REQUESTS['GET /sessions']!(proxy)).json()) as Record<string, unknown> & { messages: object[] };
    assert.deepEqual(Object.keys(session), ['id', 'assistant', 'messages', 'created_at', 'updated_at']);
    assert.equal(session['id'], sessionId(1));
    assert.deepEqual(Object.keys(session.messages[0]!), ['role', 'content', 'created_at']);
    await proxy.close();
  });

  it('an assistant without price and numbers', async () => {
    const proxy = await startProxy();
    const assistant = (await (await proxy.fetch('/assistants/shop')).json()) as object;
    assert.deepEqual(Object.keys(assistant), ['slug', 'name', 'description', 'category', 'rating']);
    await proxy.close();
  });

  it('mints a session id for a browser that sends none, and says so in reply and stream', async () => {
    const proxy = await startProxy();
    const reply = (await (await proxy.ask({ message: 'hi' }, { path: '/chat' })).json()) as { session_id: string };
    assert.match(reply.session_id, /^sess_[\w-]{22}$/);
    assert.equal((await proxy.fetch(`/sessions/${reply.session_id}`)).status, 200);
    const stream = await (await proxy.ask({ message: 'hi' })).text();
    assert.match(stream, /"type":"done".*"session_id":"sess_[\w-]{22}"/);
    assert.doesNotMatch(await (await proxy.ask({ message: 'hi', session_id: sessionId(1) })).text(), /session_id/);
    await proxy.close();
  });
});

describe('rotated secrets', () => {
  it('finds and deletes what an older secret named', async () => {
    const older = await startProxy();
    await (await REQUESTS['POST /chat']!(older)).text();
    const newer = createProxy(options(older.upstream.url, { sessionSecrets: ['a newer secret of at least 32 bytes!!', SECRET] }));
    const request = (method: string) =>
      newer(new Request(`http://proxy.example/sessions/${sessionId(1)}`, { method, headers: { origin: 'https://shop.example' } }));
    assert.equal((await request('GET')).status, 200);
    assert.equal((await request('DELETE')).status, 204);
    assert.equal((await request('GET')).status, 404);
    assert.equal((await REQUESTS['GET /sessions']!(older)).status, 404);
    await older.close();
  });

  const NEW_SECRET = 'a newer secret of at least 32 bytes!!';
  const rotated = (upstreamUrl: string, changes: Partial<ProxyOptions> = {}) => {
    const proxy = createProxy(options(upstreamUrl, { sessionSecrets: [NEW_SECRET, SECRET], ...changes }));
    const headers = { origin: ORIGIN, 'content-type': 'application/json' };
    return (id: string | undefined, path = '/chat') =>
      proxy(
        new Request(`http://proxy.example${path}`, { method: 'POST', headers, body: JSON.stringify({ message: 'more', session_id: id }) }),
      );
  };
  const asked = ({ upstream }: RunningProxy) =>
    upstream.requests
      .filter(({ path }) => path.startsWith('/v1/chat'))
      .map(({ body }) => (JSON.parse(body) as { session_id: string }).session_id);
  const lookups = ({ upstream }: RunningProxy) => upstream.requests.filter(({ method }) => method === 'GET').length;

  it('continue a conversation where it began, after one look', async () => {
    const older = await startProxy();
    await (await REQUESTS['POST /chat']!(older)).text();
    const ask = rotated(older.upstream.url);
    assert.equal((await ask(sessionId(1))).status, 200);
    await (await ask(sessionId(1), '/chat/stream')).text();
    const [first, second, third] = asked(older);
    assert.deepEqual([second, third], [first, first]);
    assert.equal(lookups(older), 2, 'under the new name and under the old, once');
    const { messages } = (await (await older.fetch(`/sessions/${sessionId(1)}`)).json()) as { messages: object[] };
    assert.equal(messages.length, 6);
    await older.close();
  });

  it('begin new conversations under the newest, without a look where the browser has no id yet', async () => {
    const older = await startProxy();
    const ask = rotated(older.upstream.url);
    await ask(undefined);
    assert.equal(lookups(older), 0);
    await ask(sessionId(2));
    await ask(sessionId(2));
    const onlyNew = createProxy(options(older.upstream.url, { sessionSecrets: [NEW_SECRET] }));
    const answer = await onlyNew(new Request(`http://proxy.example/sessions/${sessionId(2)}`, { headers: { origin: ORIGIN } }));
    assert.equal(((await answer.json()) as { messages: object[] }).messages.length, 4);
    await older.close();
  });

  it('ask nothing and give the place back when nobody knows where a conversation lives', async () => {
    const older = await startProxy();
    older.upstream.answer((_, response) => refuse(response, 500, 'server_error'));
    const ask = rotated(older.upstream.url, { limits: { ...UNLIMITED, session: { perMinute: 1000, streams: 1 } } });
    assert.equal((await ask(sessionId(1))).status, 502);
    assert.deepEqual(asked(older), []);
    older.upstream.answer(wellBehaved());
    assert.equal((await ask(sessionId(1))).status, 200);
    await older.close();
  });

  it('look for nothing while there is one secret alone', async () => {
    const proxy = await startProxy();
    await (await REQUESTS['POST /chat']!(proxy)).text();
    assert.equal(proxy.upstream.requests.length, 1);
    await proxy.close();
  });
});

describe('faults of our own surroundings', () => {
  it('a store that fails, a log and an alert that throw: an answer all the same', async () => {
    const fail = () => Promise.reject(new Error(`redis://user:${UPSTREAM_KEY}@host`));
    const store = { incr: fail, get: fail, set: fail, claim: fail, remove: fail, append: fail, read: fail, subscribe: fail };
    const broken = await startProxy({ store });
    const answer = await broken.ask({ message: 'hi' });
    const text = await answer.text();
    assert.deepEqual([answer.status, text.includes('server_error'), text.includes(UPSTREAM_KEY)], [500, true, false]);
    await broken.close();
    const throws = () => {
      throw new Error('no');
    };
    const proxy = await startProxy({ log: throws, onAlert: throws });
    proxy.upstream.answer((_, response) => refuse(response, 402, 'insufficient_funds'));
    assert.equal((await proxy.ask({ message: 'hi' })).status, 503);
    await proxy.close();
  });
});

describe('the log', () => {
  it('has one line a request, with nothing that a visitor said or is', async () => {
    const proxy = await startProxy({ allowUnverifiedUsers: true });
    const user = { id: 'CANARY1', name: 'CANARY2', email: 'CANARY3' };
    await (
      await proxy.ask({ message: 'CANARY4', session_id: sessionId('CANARY5'), user }, { headers: { 'user-agent': 'CANARY6' } })
    ).text();
    await (await proxy.fetch(`/sessions/${sessionId('CANARY5')}`)).text();
    await (await proxy.fetch('/CANARY7', { headers: { origin: 'https://canary8.example' } })).text();
    await proxy.logged(3);
    assert.doesNotMatch(JSON.stringify(proxy.log), /canary|127\.0\.0\.1/i);
    assert.deepEqual(
      proxy.log.map(({ site, method, route, status, outcome, chunks }) => [site, method, route, status, outcome, chunks]),
      [
        ['default', 'POST', '/chat/stream', 200, 'answered', 3],
        ['default', 'GET', '/sessions/{id}', 200, 'answered', undefined],
        [null, 'GET', 'none', 403, 'refused', undefined],
      ],
    );
    await proxy.close();
  });
});

describe('mounting', () => {
  it('finds its routes under any prefix, or under the one that it is told', async () => {
    const get = (proxy: ReturnType<typeof createProxy>, path: string) => proxy(new Request(`http://site.example${path}`));
    const fetch = async () => Response.json({ slug: 'shop', name: 'Shop' });
    const anywhere = createProxy(options('http://127.0.0.1:1/v1', { fetch }));
    for (const path of ['/health', '/api/assisters/health']) assert.equal((await get(anywhere, path)).status, 200, path);
    const somewhere = createProxy(options('http://127.0.0.1:1/v1', { fetch, basePath: '/api/assisters/' }));
    assert.equal((await get(somewhere, '/api/assisters/health')).status, 200);
    for (const path of ['/health', '/api/assisters/x/health', '/api/assistershealth'])
      assert.equal((await get(somewhere, path)).status, 404);
  });
});
