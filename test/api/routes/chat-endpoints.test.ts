import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatReply, ChatSession } from '../../../src/protocol/chat-request.ts';
import type { EngineRequest } from '../../../src/api/index.ts';
import { createGatedEngine, readRefusal, startTestApi } from '../start-test-api.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST /chat', () => {
  it('answers with exactly the fields of the reference', async (t) => {
    const api = await startTestApi(t);
    const response = await api.post('/chat', {
      assistant: 'shop',
      message: 'How long do I have to return something?',
      session_id: 'sess_abc123',
      user: { id: 'user_12345', name: 'John', email: '[email protected]' },
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('Content-Type') ?? '', /^application\/json/);
    assert.match(response.headers.get('X-Request-Id') ?? '', /^req_/);
    const reply = (await response.json()) as Required<ChatReply>;
    assert.deepEqual(Object.keys(reply), ['id', 'response', 'session_id', 'tokens', 'cost', 'created_at']);
    assert.match(reply.id, /^msg_[\w-]+$/);
    assert.match(reply.response, /45 days/);
    assert.equal(reply.session_id, 'sess_abc123');
    assert.deepEqual(Object.keys(reply.tokens), ['input', 'output', 'total']);
    assert.equal(reply.tokens.input! + reply.tokens.output!, reply.tokens.total);
    assert.match(reply.created_at, ISO);
  });

  it("charges the engine's own count, rounded half up to four places", async (t) => {
    const engine = {
      async *answer() {
        yield { type: 'text', text: 'Thirty days.' } as const;
        yield { type: 'usage', input: 45, output: 52 } as const;
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    const reply = (await (await api.post('/chat', { assistant: 'shop', message: 'x' })).json()) as ChatReply;
    assert.deepEqual(reply.tokens, { input: 45, output: 52, total: 97 });
    assert.equal(reply.cost, 0.0007);
  });

  it('mints a session when none is named, and takes null for none', async (t) => {
    const api = await startTestApi(t);
    const first = (await (await api.post('/chat', { assistant: 'shop', message: 'Hello' })).json()) as ChatReply;
    const second = (await (
      await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: null, user: null })
    ).json()) as ChatReply;
    assert.match(first.session_id, /^sess_[\w-]{22,}$/);
    assert.notEqual(first.session_id, second.session_id);
    assert.equal((await api.get(`/sessions/${second.session_id}`)).status, 200);
  });

  it('finds an assistant by its id as well', async (t) => {
    const { DatabaseSync } = await import('node:sqlite');
    const api = await startTestApi(t);
    const db = new DatabaseSync(api.db, { readOnly: true });
    const id = String(db.prepare("SELECT id FROM assistants WHERE slug = 'shop'").get()!['id']);
    db.close();
    assert.match(id, /^asst_/);
    assert.equal((await api.post('/chat', { assistant: id, message: 'Hello' })).status, 200);
  });

  it('gives the engine the message, what was said before, and who asks', async (t) => {
    const requests: EngineRequest[] = [];
    const engine = {
      async *answer(request: EngineRequest) {
        requests.push(request);
        yield { type: 'text', text: 'Yes.' } as const;
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    const ask = (message: string, user?: object) => api.post('/chat', { assistant: 'shop', message, session_id: 's1', user });
    await ask('  Cafe\u0301? ', { id: 'u1', name: null });
    await ask('And then?');
    assert.equal(requests[0]!.message, 'Café?');
    assert.deepEqual(requests[0]!.history, []);
    assert.deepEqual(requests[0]!.user, { id: 'u1' });
    assert.deepEqual(
      requests[1]!.history.map(({ role, content }) => [role, content]),
      [
        ['user', 'Café?'],
        ['assistant', 'Yes.'],
      ],
    );
    assert.deepEqual(requests[1]!.user, { id: 'u1' });
  });

  it('shows the assistant of the first question when another one is asked in the same session', async (t) => {
    const api = await startTestApi(t);
    await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' });
    assert.equal((await api.post('/chat', { assistant: 'pricing-advisor', message: 'Hello', session_id: 's1' })).status, 200);
    const session = (await (await api.get('/sessions/s1')).json()) as ChatSession;
    assert.equal(session.assistant, 'shop');
    assert.equal(session.messages.length, 4);
  });

  it('takes what looks like a control token of a model for plain text', async (t) => {
    const api = await startTestApi(t);
    assert.equal((await api.post('/chat', { assistant: 'shop', message: 'What is <|endoftext|>?' })).status, 200);
  });

  it('stores the question and answers server_error without detail when the engine fails', async (t) => {
    const engine = {
      async *answer() {
        throw new Error('secret detail of the engine');
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    const response = await api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' });
    const text = await response.clone().text();
    assert.deepEqual((await readRefusal(response)).code, 'server_error');
    assert.doesNotMatch(text, /secret/);
    assert.match(api.log.join('\n'), /secret detail of the engine/);
    const session = (await (await api.get('/sessions/s1')).json()) as ChatSession;
    assert.deepEqual(
      session.messages.map(({ content }) => content),
      ['Hello'],
    );
  });

  it('stops the engine and keeps what was said when the client leaves', async (t) => {
    const { engine, stopped } = createGatedEngine(['Half ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const leave = new AbortController();
    const response = api.post('/chat', { assistant: 'shop', message: 'Hello', session_id: 's1' }, { signal: leave.signal });
    while ((await api.get('/sessions/s1')).status === 404);
    leave.abort();
    await assert.rejects(response, { name: 'AbortError' });
    await stopped;
    let contents: string[] = [];
    while (contents.length < 2) {
      contents = ((await (await api.get('/sessions/s1')).json()) as ChatSession).messages.map(({ content }) => content);
    }
    assert.deepEqual(contents, ['Hello', 'Half ']);
    assert.deepEqual(api.log, []);
  });
});
