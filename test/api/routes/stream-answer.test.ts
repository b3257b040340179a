import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ChatSession } from '../../../src/protocol/chat-request.ts';
import { createGatedEngine, startTestApi, type TestApi } from '../start-test-api.ts';

const ask = { assistant: 'shop', message: 'How long do I have to return something?', session_id: 's1' };

interface Frame {
  id: string;
  data: { type: string; content?: string } & Record<string, unknown>;
}

/** Reads frames in the exact form that we send; anything else fails. */
function parseFrames(text: string): Frame[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '' && !frame.startsWith(':'))
    .map((frame) => {
      const [, id, data] = /^id: (\d+)\nevent: message\ndata: (\{.*\})$/.exec(frame) ?? assert.fail(`Not a frame: ${frame}`);
      return { id: id!, data: JSON.parse(data!) as Frame['data'] };
    });
}

/** Reads from a stream until a text has come. */
async function readUntil(response: Response, wanted: string): Promise<{ text: string; reader: ReadableStreamDefaultReader<string> }> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) assert.fail(`Ended before ${wanted}: ${text}`);
    text += value;
  }
  return { text, reader };
}

/** Waits until a session has an answer, asking again on the next turn of the event loop. */
async function waitForAnswer(api: TestApi, session = 's1'): Promise<ChatSession> {
  for (;;) {
    const found = (await (await api.get(`/sessions/${session}`)).json()) as ChatSession;
    if (found.messages.length === 2) return found;
  }
}

describe('POST /chat/stream', () => {
  it('sends chunks, sources and done, framed as in the reference with blank lines between', async (t) => {
    const api = await startTestApi(t);
    const response = await api.post('/chat/stream', ask);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('Content-Type'), 'text/event-stream; charset=utf-8');
    assert.equal(response.headers.get('Cache-Control'), 'no-cache, no-transform');
    assert.equal(response.headers.get('X-Accel-Buffering'), 'no');
    assert.match(response.headers.get('X-Request-Id') ?? '', /^req_/);
    const frames = parseFrames(await response.text());
    assert.deepEqual(
      frames.map(({ id }) => Number(id)),
      frames.map((_, index) => index + 1),
    );
    const done = frames.at(-1)!.data;
    assert.deepEqual(Object.keys(done), ['type', 'id', 'tokens']);
    assert.match(String(done['id']), /^msg_/);
    assert.deepEqual(Object.keys(done['tokens'] as object), ['total']);
    const sources = frames.at(-2)!.data as unknown as { type: string; sources: { title: string; url: string }[] };
    assert.equal(sources.type, 'sources');
    assert.deepEqual(sources.sources[0], {
      title: 'Returns: How long do I have to return something?',
      url: '/returns.html#how-long',
    });
    const chunks = frames.slice(0, -2);
    assert.ok(chunks.length > 5);
    assert.ok(chunks.every(({ data }) => data.type === 'chunk' && Object.keys(data).join() === 'type,content'));
    const session = (await (await api.get('/sessions/s1')).json()) as ChatSession;
    assert.equal(chunks.map(({ data }) => data.content).join(''), session.messages[1]!.content);
    assert.equal(session.messages[1]!.partial, undefined);
  });

  it('sends each piece as it comes, not all at the end', async (t) => {
    const { engine, open } = createGatedEngine(['First ', 'words ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const response = await api.post('/chat/stream', ask);
    const { reader } = await readUntil(response, '"words "');
    open();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += value;
    }
    assert.match(rest, /"content":"end"[\s\S]*"type":"done","id":"msg_[\w-]+","tokens":\{"total":97\}/);
  });

  it('sends heartbeats while nothing comes', async (t) => {
    const { engine, open } = createGatedEngine(['Wait']);
    const api = await startTestApi(t, { engines: { search: engine }, heartbeatMs: 5 });
    const { reader } = await readUntil(await api.post('/chat/stream', ask), ': hb\n\n: hb\n\n');
    open();
    await reader.cancel();
  });

  it('stops the engine when the client leaves, and keeps and charges what was said', async (t) => {
    const { engine, stopped } = createGatedEngine(['Half ', 'an answer ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const leave = new AbortController();
    const response = await api.post('/chat/stream', ask, { signal: leave.signal });
    const { reader } = await readUntil(response, '"an answer "');
    leave.abort();
    await assert.rejects(reader.read());
    await stopped;
    const session = await waitForAnswer(api);
    assert.equal(session.messages[1]!.content, 'Half an answer ');
    assert.equal(session.messages[1]!.partial, true, 'marked: it must not pass for whole');
  });

  it('stores the question before the first word', async (t) => {
    const { engine, open } = createGatedEngine([]);
    const api = await startTestApi(t, { engines: { search: engine } });
    const response = await api.post('/chat/stream', ask);
    const session = (await (await api.get('/sessions/s1')).json()) as ChatSession;
    assert.deepEqual(
      session.messages.map(({ content }) => content),
      [ask.message],
    );
    open();
    await response.text();
  });

  it('ends with an error event, without detail, when the engine fails midway', async (t) => {
    const engine = {
      async *answer() {
        yield { type: 'text', text: 'Half ' } as const;
        throw new Error('secret detail');
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    const text = await (await api.post('/chat/stream', ask)).text();
    assert.doesNotMatch(text, /secret/);
    assert.deepEqual(parseFrames(text).at(-1)!.data, {
      type: 'error',
      error: { code: 'server_error', message: 'The answer could not be finished.', status: 500 },
    });
    assert.equal((await waitForAnswer(api)).messages[1]!.content, 'Half ');
  });

  it('ends with an error event when the API is closed, and keeps what was said', async (t) => {
    const { engine } = createGatedEngine(['Half ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const response = await api.post('/chat/stream', ask);
    const { text, reader } = await readUntil(response, '"Half "');
    const closed = api.stop();
    let rest = text;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += value;
    }
    assert.equal((parseFrames(rest).at(-1)!.data['error'] as { code: string }).code, 'service_unavailable');
    await closed;
    const again = await startTestApi(t, { db: api.db });
    assert.equal((await waitForAnswer(again)).messages[1]!.content, 'Half ');
  });

  it('gives up an answer that takes longer than the deadline', async (t) => {
    const { engine, stopped } = createGatedEngine(['Half ']);
    const api = await startTestApi(t, { engines: { search: engine }, deadlineMs: 30 });
    const text = await (await api.post('/chat/stream', ask)).text();
    await stopped;
    assert.equal(parseFrames(text).at(-1)!.data.type, 'error');
  });

  it('does not bring back a session that was deleted during the answer', async (t) => {
    const { engine, open } = createGatedEngine(['Half ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const response = await api.post('/chat/stream', ask);
    await api.get('/sessions/s1', { method: 'DELETE' });
    open();
    assert.match(await response.text(), /"type":"done"/);
    assert.equal((await api.get('/sessions/s1')).status, 404);
  });

  it('ends and keeps the answer of a reader who takes nothing more, when the API is closed', async (t) => {
    const words = 5000;
    const { engine } = createGatedEngine(Array.from({ length: words }, () => 'word '));
    const api = await startTestApi(t, { engines: { search: engine } });
    const headers = { Authorization: `Bearer ${api.key}`, 'Content-Type': 'application/json' };
    const response = await api.api.fetch(new Request(`${api.url}/chat/stream`, { method: 'POST', headers, body: JSON.stringify(ask) }));
    await response.body!.getReader().read();
    // One turn of the event loop: now the engine has filled the stream and waits.
    await setImmediate();
    await api.stop();
    const again = await startTestApi(t, { db: api.db });
    const said = (await waitForAnswer(again)).messages[1]!.content;
    assert.match(said, /^(word )+$/);
    assert.ok(said.length < words * 5, 'The engine waits for its reader.');
  });

  it('stops and keeps the answer when the stream is cancelled without a word of the request signal', async (t) => {
    const { engine, stopped } = createGatedEngine(['Half ']);
    const api = await startTestApi(t, { engines: { search: engine } });
    const headers = { Authorization: `Bearer ${api.key}`, 'Content-Type': 'application/json' };
    const response = await api.api.fetch(new Request(`${api.url}/chat/stream`, { method: 'POST', headers, body: JSON.stringify(ask) }));
    const { reader } = await readUntil(response, '"Half "');
    await reader.cancel();
    await stopped;
    assert.equal((await waitForAnswer(api)).messages[1]!.content, 'Half ');
  });

  it('cuts off an engine that never stops talking', async (t) => {
    const engine = {
      async *answer() {
        for (;;) yield { type: 'text', text: 'word '.repeat(20_000) } as const;
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    const text = await (await api.post('/chat/stream', ask)).text();
    assert.equal(parseFrames(text).at(-1)!.data.type, 'error');
    assert.ok((await waitForAnswer(api)).messages[1]!.content.length <= 1024 * 1024);
  });
});
