import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { openApiAdmin } from '../../../src/api/index.ts';
import { readRefusal, startTestApi } from '../start-test-api.ts';

const ask = { assistant: 'shop', message: 'Hello' };

describe('refusals', () => {
  it('answers 401 without a key, with a wrong one, a revoked one, and another scheme', async (t) => {
    const api = await startTestApi(t);
    const admin = openApiAdmin(api.db);
    const revoked = admin.createKey('old');
    assert.ok(admin.revokeKey(admin.listKeys().find(({ name }) => name === 'old')!.id));
    admin.close();
    for (const Authorization of [undefined, 'Bearer ast_live_wrong', `Bearer ${revoked}`, `Basic ${api.key}`, 'Bearer']) {
      const response = await fetch(`${api.url}/assistants`, { headers: Authorization === undefined ? {} : { Authorization } });
      assert.deepEqual(await readRefusal(response), {
        status: 401,
        code: 'invalid_api_key',
        message: 'The API key provided is invalid or expired.',
      });
      assert.equal(response.headers.get('WWW-Authenticate'), 'Bearer');
      assert.match(response.headers.get('X-Request-Id') ?? '', /^req_/);
    }
  });

  it('answers 402 when the balance is short, on both chat routes, and stores nothing', async (t) => {
    const api = await startTestApi(t);
    const db = new DatabaseSync(api.db);
    db.exec('UPDATE accounts SET balance_pico = 10');
    db.close();
    for (const path of ['/chat', '/chat/stream']) {
      const { status, code } = await readRefusal(await api.post(path, { ...ask, session_id: 's1' }));
      assert.deepEqual([status, code], [402, 'insufficient_funds']);
    }
    assert.equal((await api.get('/sessions/s1')).status, 404);
  });

  it('answers 404 with the code of what is missing', async (t) => {
    const api = await startTestApi(t);
    const codes = await Promise.all([
      api.post('/chat', { ...ask, assistant: 'nobody' }),
      api.post('/chat/stream', { ...ask, assistant: 'nobody' }),
      api.get('/assistants/nobody'),
      api.get('/sessions/sess_unknown'),
      api.get('/nowhere'),
      fetch(new URL('/', api.url)),
    ]);
    assert.deepEqual(
      (await Promise.all(codes.map(readRefusal))).map(({ status, code }) => `${status} ${code}`),
      [
        '404 assistant_not_found',
        '404 assistant_not_found',
        '404 assistant_not_found',
        '404 session_not_found',
        '404 not_found',
        '404 not_found',
      ],
    );
  });

  it('answers 405 with the methods that there are', async (t) => {
    const api = await startTestApi(t);
    const wrong = await api.get('/chat');
    assert.equal(wrong.headers.get('Allow'), 'POST');
    assert.deepEqual((await readRefusal(wrong)).code, 'method_not_allowed');
    const session = await api.post('/sessions/s1', {});
    assert.equal(session.status, 405);
    assert.equal(session.headers.get('Allow'), 'GET, DELETE, HEAD');
  });

  it('answers 413 to a body of 1 MB, and the connection lives on', async (t) => {
    const api = await startTestApi(t);
    const { status, code } = await readRefusal(await api.post('/chat', { ...ask, message: 'a'.repeat(1024 * 1024) }));
    assert.deepEqual([status, code], [413, 'payload_too_large']);
    assert.equal((await api.post('/chat', ask)).status, 200);
  });

  it('answers 415 to what is not JSON', async (t) => {
    const api = await startTestApi(t);
    const { status, code } = await readRefusal(
      await api.post('/chat', ask, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    );
    assert.deepEqual([status, code], [415, 'unsupported_media_type']);
    assert.equal((await api.post('/chat', ask, { headers: { 'Content-Type': 'Application/JSON; charset=utf-8' } })).status, 200);
  });

  const malformed: [string, unknown, RegExp][] = [
    ['broken JSON', '{"assistant": "shop"', /JSON/],
    ['no body', '', /JSON/],
    ['an array', [], /^The body must be a JSON object\.$/],
    ['no message', { assistant: 'shop' }, /^message is missing\.$/],
    ['no assistant', { message: 'Hello' }, /^assistant is missing\.$/],
    ['an assistant that is null', { ...ask, assistant: null }, /^assistant must be a text: the slug or id of an assistant\.$/],
    ['an empty assistant', { ...ask, assistant: '' }, /^assistant must not be empty\.$/],
    ['an empty message', { ...ask, message: '' }, /^message must contain visible text\.$/],
    ['a blank message', { ...ask, message: ' \n\t ' }, /^message must contain visible text\.$/],
    ['a message of control characters', { ...ask, message: '\u0000\u200b\u0007' }, /^message must contain visible text\.$/],
    ['a message of 4,001 characters', { ...ask, message: 'a'.repeat(4001) }, /^message must have at most 4000 characters\.$/],
    ['a message that is a number', { ...ask, message: 5 }, /^message must be a text\.$/],
    ['a session id that is a number', { ...ask, session_id: 5 }, /^session_id must be a text\.$/],
    [
      'a session id with a space',
      { ...ask, session_id: 'a b' },
      /^session_id must have 1 to 256 characters, none of them space or control\.$/,
    ],
    ['an empty session id', { ...ask, session_id: '' }, /^session_id must have 1 to 256 characters/],
    ['a user that is text', { ...ask, user: 'John' }, /^user must be an object\.$/],
    ['a user id that is a number', { ...ask, user: { id: 5 } }, /^user\.id must be a text\.$/],
    ['a user name that is a list', { ...ask, user: { name: [] } }, /^user\.name must be a text\.$/],
    ['a user email that is an object', { ...ask, user: { email: {} } }, /^user\.email must be a text\.$/],
    ['a user id of 257 characters', { ...ask, user: { id: 'a'.repeat(257) } }, /^user\.id must have at most 256 characters\.$/],
  ];
  for (const [what, body, message] of malformed) {
    it(`answers 400 to ${what}, on both chat routes, and says where`, async (t) => {
      const api = await startTestApi(t);
      for (const path of ['/chat', '/chat/stream']) {
        const refusal = await readRefusal(await api.post(path, body));
        assert.deepEqual([refusal.status, refusal.code], [400, 'invalid_request']);
        assert.match(refusal.message, message);
      }
    });
  }

  it('names every wrong field at once', async (t) => {
    const api = await startTestApi(t);
    const { message } = await readRefusal(await api.post('/chat', { user: { name: 1 } }));
    assert.equal(message, 'assistant is missing. message is missing. user.name must be a text.');
  });

  it('counts a message in code points, not in UTF-16', async (t) => {
    const api = await startTestApi(t);
    assert.equal((await api.post('/chat', { ...ask, message: '😀'.repeat(4000) })).status, 200);
    assert.equal((await api.post('/chat', { ...ask, message: '😀'.repeat(4001) })).status, 400);
  });

  it('answers 429 over the limit with the time to wait, and again when the minute has passed', async (t) => {
    let nowMs = Date.parse('2026-01-10T12:00:30Z');
    const api = await startTestApi(t, { limits: { perMinute: 2 }, now: () => nowMs });
    const first = await api.get('/assistants');
    assert.deepEqual(
      ['Limit', 'Remaining', 'Reset'].map((name) => first.headers.get(`RateLimit-${name}`)),
      ['2', '1', '60'],
    );
    nowMs += 10_000;
    assert.equal((await api.post('/chat', ask)).status, 200);
    const refused = await api.post('/chat/stream', ask);
    assert.equal(refused.headers.get('Retry-After'), '50');
    assert.equal(refused.headers.get('RateLimit-Remaining'), '0');
    assert.deepEqual(await readRefusal(refused), { status: 429, code: 'rate_limit_exceeded', message: 'Too many requests.' });
    nowMs += 50_000;
    assert.equal((await api.get('/assistants')).status, 200);
    assert.equal((await api.get('/assistants')).status, 429);
  });

  it('tells a failure of its own to the log alone', async (t) => {
    const api = await startTestApi(t);
    const db = new DatabaseSync(api.db);
    db.exec('ALTER TABLE assistants RENAME TO mislaid');
    db.close();
    const response = await api.get('/assistants');
    const text = await response.clone().text();
    assert.deepEqual((await readRefusal(response)).code, 'server_error');
    assert.doesNotMatch(text, /assistants|SQL|table/i);
    const entry = JSON.parse(api.log[0]!) as { level: string; requestId: string; error: string };
    assert.equal(entry.requestId, response.headers.get('X-Request-Id'));
    assert.match(entry.error, /no such table/);
  });
});

describe('the log', () => {
  it('has one line per request, without message, name, key or session', async (t) => {
    const api = await startTestApi(t, { logRequests: true });
    await api.post('/chat', { assistant: 'shop', message: 'canary-message', session_id: 'canary-session', user: { name: 'canary-name' } });
    await api.get('/sessions/canary-session');
    assert.equal(api.log.length, 2);
    assert.doesNotMatch(api.log.join('\n'), new RegExp(`canary|${api.key}`));
    const { method, route, status } = JSON.parse(api.log[1]!) as Record<string, unknown>;
    assert.deepEqual([method, route, status], ['GET', '/v1/sessions/{session_id}', 200]);
  });
});
