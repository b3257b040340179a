import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { AssistersError, createClient, type AssistersClient, type ChatEvent } from '../../src/client/index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let answer: Answer;
let requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let client: AssistersClient;
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    requests.push({ method: request.method!, url: request.url!, headers: request.headers, body });
    answer(request, response, body);
  });
});

before(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, apiKey: 'test-key' });
});
after(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  requests = [];
});

const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
const stream =
  (...pieces: (string | Buffer)[]): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
const code = (expected: string, status?: number) => (error: unknown) => {
  assert.ok(error instanceof AssistersError, String(error));
  assert.equal(error.code, expected);
  if (status !== undefined) assert.equal(error.status, status);
  return true;
};
async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const textOf = (events: readonly ChatEvent[]): string => events.map((event) => (event.type === 'chunk' ? event.content : '')).join('');
const DONE = 'data: {"type":"done","id":"msg_1","tokens":{"total":3}}\n\n';
const ask = { assistant: 'shop', message: 'Hi' };

describe('createClient', () => {
  it('refuses a base URL that is not absolute, or not http', () => {
    assert.throws(() => createClient({ baseUrl: '/api' }), code('invalid_request'));
    assert.throws(() => createClient({ baseUrl: 'ftp://x/' }), code('invalid_request'));
  });

  it('asks with key, JSON and idempotency key, and reads the documented reply', async () => {
    answer = json(200, {
      id: 'msg_1',
      response: 'Yes.',
      session_id: 'sess_1',
      tokens: { input: 45, output: 52, total: 97 },
      cost: 0.0007,
      created_at: 'x',
    });
    const reply = await client.chat(ask, { idempotencyKey: 'turn_1' });
    assert.deepEqual(reply, {
      id: 'msg_1',
      response: 'Yes.',
      session_id: 'sess_1',
      tokens: { input: 45, output: 52, total: 97 },
      cost: 0.0007,
      created_at: 'x',
    });
    const [request] = requests;
    assert.equal(`${request!.method} ${request!.url}`, 'POST /v1/chat');
    assert.equal(request!.headers['authorization'], 'Bearer test-key');
    assert.equal(request!.headers['content-type'], 'application/json');
    assert.equal(request!.headers['idempotency-key'], 'turn_1');
    assert.deepEqual(JSON.parse(request!.body), ask);
  });

  it('reads sessions without the roles that are not for a screen', async () => {
    answer = json(200, {
      id: 's',
      assistant: 'shop',
      messages: [
        { role: 'system', content: 'secret' },
        { role: 'user', content: 'Hi', created_at: 'a' },
        null,
        { role: 'assistant', content: 7 },
        { role: 'assistant', content: 'Ye', created_at: 'b', partial: true },
      ],
    });
    assert.deepEqual((await client.sessions.get('s/../x')).messages, [
      { role: 'user', content: 'Hi', created_at: 'a' },
      { role: 'assistant', content: 'Ye', created_at: 'b', partial: true },
    ]);
    assert.equal(requests[0]!.url, '/v1/sessions/s%2F..%2Fx');
  });

  it('stops a turn by its key', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    await client.turns.stop('turn_a/b');
    assert.deepEqual([requests[0]!.method, requests[0]!.url], ['DELETE', '/v1/chat/stream/turn_a%2Fb']);
    answer = json(404, { error: { code: 'turn_not_found', message: '', status: 404 } });
    await assert.rejects(client.turns.stop('turn_x'), (error: AssistersError) => error.code === 'turn_not_found');
  });

  it('deletes a session, and lists and names assistants', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    await client.sessions.delete('s');
    answer = json(200, { assistants: [{ slug: 'a', name: 'A', description: 'd', rating: 4.8 }] });
    assert.deepEqual(await client.assistants.list(), [{ slug: 'a', name: 'A', description: 'd', rating: 4.8 }]);
    answer = json(200, {
      slug: 'a',
      name: 'A',
      description: 'd',
      category: 'business',
      price_per_million_tokens: 7.5,
      total_conversations: 1,
    });
    assert.equal((await client.assistants.get('a')).price_per_million_tokens, 7.5);
  });

  for (const [status, body, expected] of [
    [401, { error: { code: 'invalid_api_key', message: 'no', status: 401 } }, 'invalid_api_key'],
    [402, { error: { code: 'insufficient_funds', message: 'no', status: 402 } }, 'insufficient_funds'],
    [500, { error: { code: 'brand_new_code', message: 'no', status: 500 } }, 'server_error'],
    [403, { error: { code: 'brand_new_code', message: 'no', status: 403 } }, 'origin_not_allowed'],
    [404, 'not here', 'not_found'],
    [405, '', 'method_not_allowed'],
    [413, '<html>', 'payload_too_large'],
    [418, '', 'server_error'],
    [502, '<html>nginx</html>', 'server_error'],
    [503, '', 'service_unavailable'],
    [500, { error: { code: 7, message: {}, status: 'x' } }, 'server_error'],
    [302, '', 'bad_response'],
  ] as const) {
    it(`names a refusal: ${status} ${JSON.stringify(body)} is ${expected}`, async () => {
      answer = json(status, body, status === 302 ? { location: 'http://127.0.0.1:1/' } : {});
      await assert.rejects(client.chat(ask), code(expected, status));
      await assert.rejects(collect(client.chatStream(ask)), code(expected, status));
    });
  }

  it('tells how long to wait, and which request it was', async () => {
    answer = json(
      429,
      { error: { code: 'rate_limit_exceeded', message: '', status: 429 } },
      { 'retry-after': '3', 'x-request-id': 'req_9' },
    );
    await assert.rejects(client.chat(ask), (error: AssistersError) => error.retryAfterMs === 3000 && error.requestId === 'req_9');
  });

  it('says offline when nobody answers', async () => {
    const gone = createClient({ baseUrl: 'http://127.0.0.1:9/' });
    await assert.rejects(gone.chat(ask), code('offline', 0));
    await assert.rejects(gone.chatStream(ask).open(), code('offline', 0));
  });

  it('refuses HTML and other things in place of JSON or a stream', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    await assert.rejects(client.chat(ask), code('bad_response', 200));
    await assert.rejects(collect(client.chatStream(ask)), code('bad_response', 200));
  });
});

describe('chatStream', () => {
  for (const type of ['', 'text/eve']) {
    it(`takes an empty answer of type "${type}" for one that was cut in its head`, async () => {
      answer = (_request, response) => void response.writeHead(200, type ? { 'content-type': type } : {}).end();
      await assert.rejects(collect(client.chatStream(ask)), code('interrupted'));
      answer = (_request, response) => void response.writeHead(200, type ? { 'content-type': type } : {}).end('<h1>');
      await assert.rejects(collect(client.chatStream(ask)), code('bad_response', 200));
    });
  }

  it('sends one request, opened or iterated', async () => {
    answer = stream('data: {"type":"chunk","content":"a"}\n\n', DONE);
    const chat = client.chatStream(ask);
    await chat.open();
    assert.equal(textOf(await collect(chat)), 'a');
    assert.equal(requests.length, 1);
    assert.equal(requests[0]!.headers['accept'], 'text/event-stream');
  });

  it('reads any text, cut anywhere, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), async (chunks, size) => {
        const sent =
          chunks
            .map((content) => `: hb\nevent: message\nid: 1\ndata: ${JSON.stringify({ type: 'chunk', content, more: { x: 1 } })}\r\n\r\n`)
            .join('') + DONE;
        const bytes = Buffer.from(sent);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        answer = stream(...pieces);
        const events = await collect(client.chatStream(ask));
        assert.deepEqual(
          events.slice(0, -1),
          chunks.map((content) => ({ type: 'chunk', content })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('takes a whole reply in place of a stream', async () => {
    answer = json(200, { id: 'msg_2', response: 'Hello **there**', session_id: 'sess_2', tokens: { total: 1 }, cost: 1 });
    assert.deepEqual(await collect(client.chatStream(ask)), [
      { type: 'chunk', content: 'Hello **there**' },
      { type: 'done', id: 'msg_2', tokens: { total: 1 }, session_id: 'sess_2' },
    ]);
  });

  it('is interrupted when the stream ends without done, and by a broken connection; the text before it is given', async () => {
    for (const end of [(response: ServerResponse) => response.end(), (response: ServerResponse) => response.socket!.resetAndDestroy()]) {
      answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"type":"chunk","content":"half"}\n\n', () => setImmediate(end, response));
      };
      const seen: ChatEvent[] = [];
      await assert.rejects(async () => {
        for await (const event of client.chatStream(ask)) seen.push(event);
      }, code('interrupted'));
      assert.equal(textOf(seen), 'half');
    }
  });

  it('ends with done although the server keeps the connection open, and ends the connection then', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(DONE);
    };
    assert.equal((await collect(client.chatStream(ask))).length, 1);
    await closed;
  });

  it('ends the request when the loop is left early', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"type":"chunk","content":"a"}\n\n');
    };
    for await (const event of client.chatStream(ask)) if (event.type === 'chunk') break;
    await closed;
  });

  it('says stopped when its signal aborts, or what the abort was for', async () => {
    for (const reason of [undefined, new AssistersError('timeout', 'too slow')]) {
      const controller = new AbortController();
      answer = (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"type":"chunk","content":"a"}\n\n');
      };
      await assert.rejects(
        async () => {
          for await (const event of client.chatStream(ask, { signal: controller.signal }))
            if (event.type === 'chunk') controller.abort(reason);
        },
        code(reason === undefined ? 'stopped' : 'timeout'),
      );
    }
  });

  it('passes errors of the stream on, also bare and badly written ones, and ends there', async () => {
    for (const [text, expected] of [
      ['data: {"type":"error","error":{"code":"rate_limit_exceeded","message":"m","status":429}}\n\n', 'rate_limit_exceeded'],
      ['event: error\ndata: {"error":{"code":"server_error","message":"m","status":500}}\n\n', 'server_error'],
      ['event: error\ndata: \n\n', 'server_error'],
      ['data: {"type":"error"}\n\n', 'server_error'],
    ] as const) {
      answer = stream(text, DONE);
      const events = await collect(client.chatStream(ask));
      assert.equal(events.length, 1);
      assert.ok(events[0]!.type === 'error' && events[0]!.error.code === expected, text);
    }
  });

  it('never passes a chunk that is no text', async () => {
    for (const content of ['42', '{}', 'null', '[]']) {
      answer = stream(`data: {"type":"chunk","content":${content}}\n\n`, DONE);
      await assert.rejects(collect(client.chatStream(ask)), code('bad_response'));
    }
    answer = stream('data: {"type":"chunk","conten\n\n', DONE);
    await assert.rejects(collect(client.chatStream(ask)), code('bad_response'));
  });

  it('ignores what it does not know', async () => {
    answer = stream('event: ping\ndata: {"type":"ping"}\n\n', 'data: {"type":"constructor"}\n\n', 'retry: 1\n\n', 'data: [DONE]\n\n', DONE);
    assert.equal((await collect(client.chatStream(ask))).length, 1);
  });

  it('tells of every sign of life, heartbeats included', async () => {
    let signs = 0;
    answer = stream(': hb\n\n', DONE);
    await collect(client.chatStream(ask, { onActivity: () => signs++ }));
    assert.ok(signs >= 2, String(signs));
  });
});
