import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import type { ChatEvent } from '../../../src/protocol/chat-event.ts';
import { createTransport, type Transport, type TransportOptions } from '../../../src/widget/transport/create-transport.ts';

const REPLY = { id: 'msg_1', response: 'Hello', session_id: 'sess_abc123', tokens: { total: 3 }, created_at: '2026-01-10T12:00:00.000Z' };
const TURN = { key: 'turn_0123456789012345678901', sessionId: 'sess_0123456789012345678901', message: 'Hi', user: null };

type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };
type Answer = (request: Seen, response: http.ServerResponse) => void;

const servers: http.Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a proxy on a free port; returns what it has seen and a transport to it. */
async function open(
  answer: Answer,
  options: Partial<TransportOptions> = {},
): Promise<{ seen: Seen[]; transport: Transport; closed: Promise<void> }> {
  const seen: Seen[] = [];
  let onClosed: () => void;
  const closed = new Promise<void>((resolve) => (onClosed = resolve));
  const server = http.createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (data: Buffer) => (body += data.toString()));
    incoming.on('end', () => {
      const request = { method: incoming.method!, url: incoming.url!, headers: incoming.headers, body };
      seen.push(request);
      answer(request, response);
    });
    response.on('close', () => onClosed());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const transport = createTransport({ endpoint, assistant: 'shop', userToken: null, timeoutMs: 5_000, deadlineMs: 20_000, ...options });
  return { seen, transport, closed };
}

async function ask(transport: Transport, signal = new AbortController().signal, turn = TURN): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of transport.stream(turn, signal)) events.push(event);
  return events;
}

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(status: number, body = ''): Answer {
  return ({ url }, response) => {
    if (url === '/api/chat') json(response, 200, REPLY);
    else response.writeHead(status).end(body);
  };
}

const STREAM: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('data: {"type":"chunk","content":"Hello"}\n\ndata: {"type":"done","id":"msg_1","tokens":{"total":3}}\n\n');
};

describe('asking', () => {
  it("sends the contract's body and headers, and yields what comes", async () => {
    const { seen, transport } = await open(STREAM, { userToken: 'a.b.c' });
    const events = await ask(transport, undefined, { ...TURN, user: { name: 'Ann' } as never });
    assert.deepEqual(events, [
      { type: 'chunk', content: 'Hello' },
      { type: 'done', id: 'msg_1', tokens: { total: 3 } },
    ]);
    const [request] = seen;
    assert.deepEqual([seen.length, request!.method, request!.url], [1, 'POST', '/api/chat/stream']);
    assert.deepEqual(JSON.parse(request!.body), { assistant: 'shop', message: 'Hi', session_id: TURN.sessionId, user: { name: 'Ann' } });
    assert.equal(request!.headers['idempotency-key'], TURN.key);
    assert.equal(request!.headers['x-assisters-user'], 'a.b.c');
    assert.equal(request!.headers['authorization'], undefined);
  });

  it('leaves out an assistant, a user and a token that there are not', async () => {
    const { seen, transport } = await open(STREAM, { assistant: null });
    await ask(transport);
    assert.deepEqual(Object.keys(JSON.parse(seen[0]!.body) as object).sort(), ['message', 'session_id']);
    assert.equal(seen[0]!.headers['x-assisters-user'], undefined);
  });
});

describe('where streaming is refused', () => {
  for (const status of [404, 405, 406, 415, 501]) {
    it(`asks POST /chat after ${status}, under the same key, and at once from then on`, async () => {
      const { seen, transport } = await open(refuse(status, '<h1>nginx</h1>'));
      for (let turn = 0; turn < 2; turn++) {
        assert.deepEqual(await ask(transport), [
          { type: 'chunk', content: 'Hello' },
          { type: 'done', id: 'msg_1', tokens: { total: 3 }, session_id: 'sess_abc123' },
        ]);
      }
      assert.deepEqual(
        seen.map(({ url }) => url),
        ['/api/chat/stream', '/api/chat', '/api/chat'],
      );
      assert.deepEqual(new Set(seen.map(({ headers }) => headers['idempotency-key'])), new Set([TURN.key]));
      assert.equal(seen[1]!.body, seen[0]!.body);
    });
  }

  for (const [status, code] of [
    [404, 'assistant_not_found'],
    [400, 'invalid_request'],
    [401, 'invalid_api_key'],
    [429, 'rate_limit_exceeded'],
    [500, 'server_error'],
    [503, 'service_unavailable'],
  ] as const) {
    it(`asks nothing again after ${status} ${code}`, async () => {
      const { seen, transport } = await open(refuse(status, JSON.stringify({ error: { code, message: 'x', status } })));
      await assert.rejects(ask(transport), (error) => error instanceof AssistersError && error.code === code && error.status === status);
      assert.equal(seen.length, 1);
    });
  }

  it('tells of a refusal of POST /chat too, and asks a third time nowhere', async () => {
    const { seen, transport } = await open((_request, response) => void response.writeHead(405).end());
    await assert.rejects(ask(transport), (error) => error instanceof AssistersError && error.status === 405);
    assert.equal(seen.length, 2);
  });

  it('takes a whole reply to the stream for the answer', async () => {
    const { seen, transport } = await open((_request, response) => json(response, 200, REPLY));
    assert.equal((await ask(transport))[0]!.type, 'chunk');
    assert.equal(seen.length, 1);
  });
});

describe('time and stop', () => {
  const silent: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"type":"chunk","content":"Hel"}\n\n');
  };

  it('rejects with timeout after silence, and ends the request', async () => {
    const { transport, closed } = await open(silent, { timeoutMs: 50 });
    await assert.rejects(ask(transport), (error) => error instanceof AssistersError && error.code === 'timeout');
    await closed;
  });

  it('counts heartbeats as signs of life, but not beyond the deadline', async () => {
    const { transport, closed } = await open(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const beat = setInterval(() => response.write(': hb\n\n'), 10);
        response.on('close', () => clearInterval(beat));
      },
      { timeoutMs: 200, deadlineMs: 500 },
    );
    const startedAtMs = performance.now();
    await assert.rejects(ask(transport), (error) => error instanceof AssistersError && error.code === 'timeout');
    assert.ok(performance.now() - startedAtMs >= 490);
    await closed;
  });

  it('watches over POST /chat as well', async () => {
    const { transport } = await open(({ url }, response) => void (url === '/api/chat' || response.writeHead(405).end()), { timeoutMs: 50 });
    await assert.rejects(ask(transport), (error) => error instanceof AssistersError && error.code === 'timeout');
  });

  it('rejects with stopped when it is stopped, and ends the request', async () => {
    const { transport, closed } = await open(silent);
    const abort = new AbortController();
    const answer = (async () => {
      for await (const event of transport.stream(TURN, abort.signal)) if (event.type === 'chunk') abort.abort();
    })();
    await assert.rejects(answer, (error) => error instanceof AssistersError && error.code === 'stopped');
    await closed;
  });

  it('sends nothing when it was stopped before', async () => {
    const { seen, transport } = await open(STREAM);
    await assert.rejects(ask(transport, AbortSignal.abort()), (error) => error instanceof AssistersError && error.code === 'stopped');
    assert.equal(seen.length, 0);
  });

  it('ends the request when the loop is left', async () => {
    const { transport, closed } = await open(silent);
    for await (const event of transport.stream(TURN, new AbortController().signal)) if (event.type === 'chunk') break;
    await closed;
  });
});

describe('resuming', () => {
  const numbered = (id: number, event: object): string => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;
  const DONE = { type: 'done', id: 'msg_1', tokens: { total: 3 } };
  const collect = async (events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> => {
    const all: ChatEvent[] = [];
    for await (const event of events) all.push(event);
    return all;
  };
  /** Numbers two words and breaks off; what is asked for then is answered by the test. */
  const cut =
    (resumed: Answer): Answer =>
    (request, response) => {
      if (request.method === 'GET') return resumed(request, response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(numbered(1, { type: 'chunk', content: 'Hel' }) + numbered(2, { type: 'chunk', content: 'lo' }));
    };
  const signal = new AbortController().signal;

  it('asks for what is behind the last event, by the key', async () => {
    const { seen, transport } = await open(
      cut((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(numbered(3, { type: 'chunk', content: ' you' }) + numbered(4, DONE));
      }),
      { userToken: 'jwt' },
    );
    await assert.rejects(ask(transport), (error: AssistersError) => error.code === 'interrupted');
    assert.deepEqual(
      (await collect(transport.resume(TURN.key, signal, false))).map(({ type }) => type),
      ['chunk', 'done'],
    );
    const { method, url, headers } = seen[1]!;
    assert.deepEqual(
      [method, url, headers['last-event-id'], headers['x-assisters-user']],
      ['GET', `/api/chat/stream/${TURN.key}`, '2', 'jwt'],
    );
  });

  it('does not take a server at its word that begins again', async () => {
    const { transport } = await open(
      cut((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(numbered(1, { type: 'chunk', content: 'Hel' }));
      }),
    );
    await ask(transport).catch(() => undefined);
    await assert.rejects(collect(transport.resume(TURN.key, signal, false)), (error: AssistersError) => error.code === 'turn_not_found');
  });

  it('asks for all of an answer that another page has asked for', async () => {
    const { seen, transport } = await open((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(numbered(1, { type: 'chunk', content: 'Hello' }) + numbered(2, DONE));
    });
    assert.equal((await collect(transport.resume(TURN.key, signal, true))).length, 2);
    assert.deepEqual([seen[0]!.method, seen[0]!.headers['last-event-id']], ['GET', undefined]);
  });

  it('asks nothing of a proxy that numbers no events, or of a turn that it does not know', async () => {
    const { seen, transport } = await open(STREAM);
    await ask(transport);
    for (const key of [TURN.key, 'turn_other']) {
      await assert.rejects(collect(transport.resume(key, signal, false)), (error: AssistersError) => error.status === 404);
    }
    assert.equal(seen.length, 1);
  });
});

describe('stopping', () => {
  it('ends the turn at the proxy, by its key, with the token', async () => {
    const { seen, transport, closed } = await open((_request, response) => void response.writeHead(204).end(), { userToken: 'jwt' });
    transport.stopTurn(TURN.key);
    await closed;
    assert.deepEqual([seen[0]!.method, seen[0]!.url], ['DELETE', `/api/chat/stream/${TURN.key}`]);
    assert.equal(seen[0]!.headers['x-assisters-user'], 'jwt');
  });

  it('says nothing where the proxy cannot', async () => {
    const { seen, transport, closed } = await open(refuse(405));
    transport.stopTurn(TURN.key);
    await closed;
    assert.equal(seen.length, 1);
  });
});

describe('sessions and assistants', () => {
  it('takes a session that is not there for deleted, and tells of every other refusal', async () => {
    const gone = await open((_request, response) =>
      json(response, 404, { error: { code: 'session_not_found', message: '', status: 404 } }),
    );
    await gone.transport.deleteSession('sess_abc123');
    assert.deepEqual([gone.seen[0]!.method, gone.seen[0]!.url], ['DELETE', '/api/sessions/sess_abc123']);
    const unable = await open((_request, response) => void response.writeHead(405).end());
    await assert.rejects(unable.transport.deleteSession('sess_abc123'), (error) => error instanceof AssistersError);
  });

  it('reads a session, with the token', async () => {
    const session = {
      id: 's',
      assistant: 'shop',
      messages: [{ role: 'user', content: 'Hi', created_at: '' }],
      created_at: '',
      updated_at: '',
    };
    const { seen, transport } = await open((_request, response) => json(response, 200, session), { userToken: 'a.b.c' });
    assert.deepEqual((await transport.loadSession('sess_abc123')).messages, session.messages);
    assert.equal(seen[0]!.headers['x-assisters-user'], 'a.b.c');
  });

  it('gives up on a session after silence', async () => {
    const { transport } = await open(() => undefined, { timeoutMs: 50 });
    await assert.rejects(transport.loadSession('sess_abc123'), (error) => error instanceof AssistersError && error.code === 'timeout');
  });

  it('asks who answers, where one is named', async () => {
    const named = await open((_request, response) => json(response, 200, { slug: 'shop', name: 'Nora', description: 'Helps' }));
    assert.equal((await named.transport.loadAssistant()).name, 'Nora');
    assert.equal(named.seen[0]!.url, '/api/assistants/shop');
    const unnamed = await open(STREAM, { assistant: null });
    await assert.rejects(
      unnamed.transport.loadAssistant(),
      (error) => error instanceof AssistersError && error.code === 'assistant_not_found',
    );
    assert.equal(unnamed.seen.length, 0);
  });
});
