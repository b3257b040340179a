import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import { sendRaw } from './raw-request.ts';
import { codeOf, options, sessionId, startProxy, type RunningProxy } from './start-proxy.ts';

const corpus = JSON.parse(readFileSync(new URL('../corpora/own/proxy/proxy-origins.json', import.meta.url), 'utf8')) as {
  cases: { id: string; origin: string | string[] | null; allow: boolean; note: string }[];
};

const ALLOWED = ['https://shop.example', 'https://*.brand.example', 'http://localhost:5173'];

const ROUTES: [method: string, path: string][] = [
  ['POST', '/chat/stream'],
  ['POST', '/chat'],
  ['GET', `/sessions/${sessionId(1)}`],
  ['DELETE', `/sessions/${sessionId(1)}`],
  ['GET', '/assistants/shop'],
  ['GET', '/health'],
  ['GET', `/chat/stream/turn_${'a'.repeat(22)}`],
  ['DELETE', `/chat/stream/turn_${'a'.repeat(22)}`],
  ['OPTIONS', '/chat/stream'],
  ['OPTIONS', `/sessions/${sessionId(1)}`],
  ['GET', '/nowhere'],
];

describe('origins', () => {
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy({ origins: ALLOWED });
  });
  after(() => proxy.close());

  assert.equal(corpus.cases.length, 27);
  for (const { id, origin, allow, note } of corpus.cases) {
    const shown = JSON.stringify(origin)?.slice(0, 60);
    it(`${id}: ${allow ? 'allows' : 'refuses'} ${shown} on every route ${note}`, async () => {
      const origins = origin === null ? [] : [origin].flat();
      for (const [method, path] of ROUTES) {
        // A GET without Origin is a same-origin one: that has cases of its own below.
        if (origin === null && method === 'GET') continue;
        const asked = proxy.upstream.requests.length;
        const answer = await sendRaw(proxy.url, {
          method,
          path,
          headers: [...origins.map((value): [string, string] => ['Origin', value]), ['Content-Type', 'application/json']],
          ...(method === 'POST' && { body: '{"message":"hi"}' }),
        });
        const where = `${method} ${path} → ${answer.status}`;
        assert.equal(answer.headers.get('vary'), 'Origin', where);
        assert.equal(answer.headers.get('access-control-allow-credentials'), undefined, where);
        if (allow) {
          assert.notEqual(answer.status, 403, where);
          assert.equal(answer.headers.get('access-control-allow-origin'), origin, where);
          assert.equal(answer.headers.get('access-control-expose-headers'), 'Retry-After, X-Request-Id', where);
        } else {
          assert.equal(answer.status, 403, where);
          assert.equal(answer.headers.get('access-control-allow-origin'), undefined, where);
          assert.ok(answer.text.includes('"origin_not_allowed"'), where);
          assert.equal(proxy.upstream.requests.length, asked, where);
        }
      }
    });
  }

  it('allows a sub-domain of one label', async () => {
    const answer = await proxy.fetch('/health', { headers: { origin: 'https://app.brand.example' } });
    assert.equal(answer.headers.get('access-control-allow-origin'), 'https://app.brand.example');
  });

  it('answers a preflight as the contract says', async () => {
    const answer = await proxy.fetch('/chat/stream', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, POST, DELETE');
    assert.equal(answer.headers.get('access-control-allow-headers'), 'content-type, idempotency-key, last-event-id, x-assisters-user');
    assert.equal(answer.headers.get('access-control-max-age'), '7200');
    assert.equal(answer.headers.get('access-control-allow-private-network'), null);
  });

  it('takes a GET without Origin unless the browser says that it comes from another site', async () => {
    const get = (site: string | null) =>
      sendRaw(proxy.url, { method: 'GET', path: '/assistants/shop', headers: site === null ? [] : [['Sec-Fetch-Site', site]] });
    for (const site of [null, 'same-origin', 'none']) assert.equal((await get(site)).status, 200, String(site));
    for (const site of ['cross-site', 'same-site']) assert.equal((await get(site)).status, 403, site);
  });
});

describe('several sites', () => {
  const sites = [
    { name: 'a', origins: ['https://a.example'], assistants: ['alpha'] },
    { name: 'b', origins: ['https://b.example'], assistants: ['beta', 'gamma'] },
  ];
  const proxy = createProxy(options('http://127.0.0.1:1/v1', { sites }));
  const get = (slug: string, headers: Record<string, string>, host = 'proxy.example') =>
    proxy(new Request(`http://${host}/assistants/${slug}`, { headers }));

  it('offers each site its own assistants alone', async () => {
    assert.equal(await codeOf(await get('beta', { origin: 'https://a.example' })), 'assistant_not_found');
    // Nothing listens there: the request was let through.
    assert.equal(await codeOf(await get('beta', { origin: 'https://b.example' })), 'upstream_error');
  });

  it('knows a same-origin GET by the host that was asked, whatever the scheme', async () => {
    assert.equal(await codeOf(await get('beta', {}, 'b.example')), 'upstream_error');
    assert.equal(await codeOf(await get('beta', {}, 'c.example')), 'origin_not_allowed');
  });
});

describe('health checks', () => {
  const sites = ['a', 'b'].map((name) => ({ name, origins: [`https://${name}.example`], assistants: ['shop'] }));
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy({ sites });
  });
  after(() => proxy.close());

  it('come from no site: monitors, and tabs that were opened by hand or by a link', async () => {
    for (const headers of [[], [['Sec-Fetch-Site', 'none']], [['Sec-Fetch-Site', 'cross-site']]] as [string, string][][]) {
      const answer = await sendRaw(proxy.url, { method: 'GET', path: '/health', headers });
      assert.equal(answer.status, 200);
      assert.ok(answer.text.endsWith('\r\n\r\n{"status":"ok"}'), answer.text);
    }
  });

  it('may be HEAD, which has no body', async () => {
    const answer = await sendRaw(proxy.url, { method: 'HEAD', path: '/health', headers: [] });
    assert.equal(answer.status, 200);
    assert.ok(answer.text.endsWith('\r\n\r\n'), answer.text);
  });

  it('tell other sites\u2019 pages nothing, and open no other route or method', async () => {
    const cases: [method: string, path: string, headers: [string, string][]][] = [
      ['GET', '/health', [['Origin', 'https://evil.example']]],
      ['POST', '/health', []],
      ['HEAD', '/assistants/shop', []],
      ['GET', '/assistants/shop', [['Sec-Fetch-Site', 'none']]],
      ['GET', '/nowhere', []],
    ];
    for (const [method, path, headers] of cases) {
      assert.equal((await sendRaw(proxy.url, { method, path, headers })).status, 403, `${method} ${path}`);
    }
  });
});

describe('dangerouslyAllowAnyOrigin', () => {
  it('answers any origin, and none, with *', async () => {
    const fetch = async () => Response.json({ slug: 'shop', name: 'Shop' });
    const proxy = createProxy(options('http://127.0.0.1:1/v1', { fetch, origins: undefined, dangerouslyAllowAnyOrigin: true }));
    for (const headers of [{ origin: 'https://anyone.example' }, { origin: 'null' }, {}] as Record<string, string>[]) {
      const answer = await proxy(new Request('http://proxy.example/health', { headers }));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    }
  });
});
