import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { ChatSession } from '../../../src/protocol/chat-request.ts';
import { createApiKey } from '../../../src/api/accounts/api-keys.ts';
import { insertAccount } from '../../../src/api/accounts/account-store.ts';
import { startTestApi } from '../start-test-api.ts';

describe('sessions', () => {
  it('are shown with exactly the fields of the reference', async (t) => {
    let nowMs = Date.parse('2026-01-10T12:00:00Z');
    const api = await startTestApi(t, { now: () => (nowMs += 1000) - 1000 });
    await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 'sess_abc123' });
    const session = (await (await api.get('/sessions/sess_abc123')).json()) as ChatSession;
    assert.deepEqual(Object.keys(session), ['id', 'assistant', 'messages', 'created_at', 'updated_at']);
    assert.deepEqual([session.id, session.assistant], ['sess_abc123', 'shop']);
    assert.deepEqual(
      session.messages.map((message) => [Object.keys(message).join(), message.role]),
      [
        ['role,content,created_at', 'user'],
        ['role,content,created_at', 'assistant'],
      ],
    );
    assert.equal(session.created_at, session.messages[0]!.created_at);
    assert.equal(session.updated_at, session.messages[1]!.created_at);
    assert.ok(session.created_at < session.updated_at);
  });

  it('keep text of any kind as it was sent', async (t) => {
    const api = await startTestApi(t);
    const message = 'a\u0000b 😀 <script> "quoted" \\ مرحبا';
    await api.post('/chat', { assistant: 'shop', message, session_id: 'sess ç/'.replaceAll(' ', '-') });
    const session = (await (await api.get(`/sessions/${encodeURIComponent('sess-ç/')}`)).json()) as ChatSession;
    assert.equal(session.messages[0]!.content, message);
  });

  it('are gone once deleted, and deleting again is no error', async (t) => {
    const api = await startTestApi(t);
    await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' });
    for (let round = 0; round < 2; round++) {
      const response = await api.get('/sessions/s1', { method: 'DELETE' });
      assert.deepEqual([response.status, await response.text()], [204, '']);
      assert.equal((await api.get('/sessions/s1')).status, 404);
    }
    await api.post('/chat', { assistant: 'shop', message: 'Hello again', session_id: 's1' });
    assert.equal(((await (await api.get('/sessions/s1')).json()) as ChatSession).messages.length, 2);
  });

  it('belong to an account: another one sees and deletes nothing of them', async (t) => {
    const api = await startTestApi(t);
    await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' });
    const db = new DatabaseSync(api.db);
    const stranger = createApiKey(db, insertAccount(db, 'Other', 10n ** 12n, 1), 'other', 1);
    db.close();
    const headers = { Authorization: `Bearer ${stranger}` };
    assert.equal((await api.get('/sessions/s1', { headers })).status, 404);
    assert.equal((await api.get('/sessions/s1', { method: 'DELETE', headers })).status, 204);
    assert.equal((await api.get('/sessions/s1')).status, 200);
  });

  it('survive a restart, key and balance included', async (t) => {
    const first = await startTestApi(t);
    await first.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' });
    const before = await (await first.get('/sessions/s1')).text();
    await first.stop();
    const second = await startTestApi(t, { db: first.db });
    const response = await second.get('/sessions/s1', { headers: { Authorization: `Bearer ${first.key}` } });
    assert.equal(await response.text(), before);
  });
});

describe('assistants', () => {
  it('are shown as in the reference', async (t) => {
    const api = await startTestApi(t);
    assert.deepEqual(await (await api.get('/assistants/pricing-advisor')).json(), {
      slug: 'pricing-advisor',
      name: 'Pricing Advisor',
      description: 'Expert guidance on SaaS pricing',
      category: 'business',
      price_per_million_tokens: 7.5,
      rating: 4.8,
      total_conversations: 15420,
    });
    const list = (await (await api.get('/assistants')).json()) as { assistants: { slug: string }[] };
    assert.deepEqual(Object.keys(list), ['assistants']);
    assert.deepEqual(
      list.assistants.map(({ slug }) => slug),
      ['pricing-advisor', 'shop'],
    );
    for (const assistant of list.assistants) {
      assert.deepEqual(assistant, await (await api.get(`/assistants/${assistant.slug}`)).json());
    }
  });
});

describe('health and document', () => {
  it('need no key', async (t) => {
    const api = await startTestApi(t);
    const health = await fetch(`${api.url}/health`);
    assert.deepEqual([health.status, await health.json()], [200, { status: 'ok' }]);
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: object }>>;
    };
    assert.match(document.openapi, /^3\.1/);
    assert.deepEqual(
      Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)),
      [
        'post /chat',
        'post /chat/stream',
        'get /sessions/{session_id}',
        'delete /sessions/{session_id}',
        'get /assistants',
        'get /assistants/{slug}',
        'get /health',
        'get /openapi.json',
      ],
    );
    assert.deepEqual(Object.keys(document.paths['/chat']!['post']!.responses), [
      '200',
      '400',
      '401',
      '402',
      '404',
      '413',
      '415',
      '429',
      '500',
    ]);
  });
});
