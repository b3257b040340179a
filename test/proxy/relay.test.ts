import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createClient } from '../../src/client/create-client.ts';
import { AssistersError } from '../../src/protocol/assisters-error.ts';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import type { LogEntry } from '../../src/proxy/log-entry.ts';
import { serveNode, type NodeServer } from '../../src/proxy/runtimes/node.ts';
import { loadReplayCases, startReplayServer, type ReplayServer } from '../support/replay-server.ts';
import { ManualClock } from './manual-clock.ts';
import { options, ORIGIN, parseEvents, reading, sessionId, startProxy, type RunningProxy } from './start-proxy.ts';
import { ANSWER, chunk, done, openStream, stream, UPSTREAM_KEY } from './upstream.ts';

describe('relayed answers', () => {
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy();
  });
  after(() => proxy.close());

  it('have numbered events of known fields, after a first sign of life, under the right headers', async () => {
    const answer = await proxy.ask({ message: 'hi', session_id: sessionId(1) });
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type')!, /^text\/event-stream/);
    assert.equal(answer.headers.get('cache-control'), 'no-cache, no-transform');
    assert.equal(answer.headers.get('x-accel-buffering'), 'no');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    for (const name of ['set-cookie', 'x-powered-by']) assert.equal(answer.headers.get(name), null);
    const frames = ANSWER.map((content, index) => `id: ${index + 1}\nevent: message\ndata: {"type":"chunk","content":"${content}"}\n\n`);
    const last = 'id: 4\nevent: message\ndata: {"type":"done","id":"msg_1","tokens":{"total":12}}\n\n';
    assert.equal(await answer.text(), `: ok\n\n${frames.join('')}${last}`);
  });

  it('arrive piece by piece, not when they are whole', async () => {
    let goOn: () => void = () => undefined;
    proxy.upstream.answer((_, response) => {
      openStream(response);
      goOn = () => response.write(chunk('first'));
    });
    const stop = new AbortController();
    const { until } = reading(await proxy.ask({ message: 'hi' }, { signal: stop.signal }));
    await until(': ok');
    goOn();
    await until('first');
    stop.abort();
    await proxy.upstream.idle();
  });

  it('survive CRLF, missing blank lines, and characters cut anywhere', async () => {
    const text = 'Größe 5 € 豆腐 😀';
    for (const [lineEnd, blank] of [
      ['\r\n', '\r\n'],
      ['\n', ''],
      ['\r', '\r'],
    ]) {
      const raw = [chunk(text), done()].map((frame) => frame.replace('\n\n', `\n${blank}`).replaceAll('\n', lineEnd!)).join('');
      proxy.upstream.answer((_, response) => {
        openStream(response);
        const bytes = [...Buffer.from(raw)];
        const next = () => {
          const byte = bytes.shift();
          if (byte === undefined) return void response.end();
          response.write(Buffer.from([byte]), () => setImmediate(next));
        };
        next();
      });
      const events = parseEvents(await (await proxy.ask({ message: 'hi' })).text());
      assert.deepEqual([events[0]!['content'], events[1]!['type']], [text, 'done'], JSON.stringify(lineEnd));
    }
  });

  it('end with an error event, never in silence, however the upstream ends', async () => {
    const endings: Record<string, (response: import('node:http').ServerResponse) => void> = {
      'without done': (response) => stream(response, [chunk('a')], ''),
      'by a reset': (response) => {
        stream(response, [chunk('a')]);
        setImmediate(() => response.socket!.destroy());
      },
      'by an error event': (response) =>
        stream(response, [chunk('a')], `event: error\ndata: {"error":{"code":"x","message":"UPSTREAM_TEXT"}}\n\n`),
      'with nonsense': (response) => stream(response, [chunk('a')], `data: UPSTREAM_TEXT\n\n`),
      'with a raw CR inside JSON': (response) => stream(response, [chunk('a')], `data: {"type":"chunk","content":"UPSTREAM_TEXT\rx"}\n\n`),
    };
    for (const [how, end] of Object.entries(endings)) {
      proxy.upstream.answer((_, response) => end(response));
      const text = await (await proxy.ask({ message: 'hi' })).text();
      const events = parseEvents(text);
      assert.equal(events.length, 2, `${how}: ${text}`);
      assert.equal(events[1]!['type'], 'error', how);
      assert.equal((events[1]!['error'] as { code: string }).code, 'upstream_error', how);
      assert.ok(!text.includes('UPSTREAM_TEXT'), how);
    }
  });

  it('name only sources that a page may link to', async () => {
    const good = ['https://shop.example/a', 'http://shop.example', '/returns.html#refunds', 'returns.html', '?q=1', '//cdn.example/x'];
    const bad = [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'blob:https://shop.example/1',
      'https://shop.example@evil.example/',
      '//user:pass@evil.example/',
      'https://',
    ];
    const sources = [...bad, ...good].map((url) => ({ title: 'A page', url }));
    proxy.upstream.answer((_, response) =>
      stream(response, [chunk('a'), `data: ${JSON.stringify({ type: 'sources', sources })}\n\n`, done()], ''),
    );
    const events = parseEvents(await (await proxy.ask({ message: 'hi' })).text());
    assert.deepEqual(
      (events[1]!['sources'] as { url: string }[]).map(({ url }) => url),
      good,
    );
    assert.equal(events.at(-1)!['type'], 'done');
  });

  it('tell no visitor that the wallet is empty in mid-stream', async () => {
    const other = await startProxy();
    other.upstream.answer((_, response) =>
      stream(response, [], `data: {"type":"error","error":{"code":"insufficient_funds","message":"wallet"}}\n\n`),
    );
    const [event] = parseEvents(await (await other.ask({ message: 'hi' })).text());
    assert.equal((event!['error'] as { code: string }).code, 'service_unavailable');
    assert.deepEqual(other.alerts, ['insufficient_funds']);
    await other.close();
  });

  it('stop at 1 MB of text, with an error', async () => {
    proxy.upstream.answer((_, response) => {
      openStream(response);
      for (let index = 0; index < 20; index++) response.write(chunk('x'.repeat(100_000)));
    });
    const events = parseEvents(await (await proxy.ask({ message: 'hi' })).text());
    assert.equal(events.length, 11);
    assert.equal(events.at(-1)!['type'], 'error');
    await proxy.upstream.idle();
  });

  it('carry any text as exactly one event, whatever is in it', async () => {
    const client = createClient({ baseUrl: proxy.url, headers: { origin: ORIGIN } });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\r', '\n', '\u2028', '\u2029', '\0', 'data: ', 'event: x', ': ', '\ud83d\ude00', '"', '\\', '\ufeff'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (pieces) => {
        proxy.upstream.answer((_, response) => stream(response, pieces.map(chunk), done()));
        const arrived: string[] = [];
        for await (const event of client.chatStream({ message: 'hi' })) if (event.type === 'chunk') arrived.push(event.content);
        assert.deepEqual(arrived, pieces);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the clocks of a relayed answer', () => {
  /** A stream that stays as it is after its first pieces. */
  const silentAfter = async (frames: string[]) => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock });
    proxy.upstream.answer((_, response) => stream(response, frames));
    const { until } = reading(await proxy.ask({ message: 'hi' }));
    return { clock, proxy, until };
  };

  it('show a heartbeat after every 8 s of silence', async () => {
    const { clock, proxy, until } = await silentAfter([chunk('a')]);
    await until('"a"');
    clock.advance(8_000);
    await until(': hb\n\n');
    clock.advance(8_000);
    await until(': hb\n\n: hb\n\n');
    await proxy.close();
  });

  it('give a head that comes only with the first token the same 30 s', async () => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock });
    const asked = new Promise<import('node:http').ServerResponse>((resolve) => proxy.upstream.answer((_, response) => resolve(response)));
    const answering = proxy.ask({ message: 'hi' });
    const response = await asked;
    clock.advance(29_999);
    stream(response, [chunk('late'), done()], '');
    const answer = await answering;
    assert.equal(answer.status, 200);
    assert.equal(parseEvents(await answer.text()).at(-1)!['type'], 'done');
    await proxy.close();
  });

  it('end it 30 s after the question without a first event, 45 s after the last, 5 min in all', async () => {
    const first = await silentAfter([]);
    await first.until(': ok');
    first.clock.advance(29_999);
    await first.until(': hb');
    first.clock.advance(1);
    await first.until('"status":504');
    await first.proxy.upstream.idle();
    await first.proxy.close();

    const later = await silentAfter([chunk('a')]);
    await later.until('"a"');
    later.clock.advance(44_999);
    await later.until(': hb');
    later.clock.advance(1);
    await later.until('"upstream_error"');
    await later.proxy.upstream.idle();
    await later.proxy.close();
  });

  it('leave nothing behind when it has ended', async () => {
    const clock = new ManualClock();
    const proxy = await startProxy({ clock });
    await (await proxy.ask({ message: 'hi' })).text();
    await (await proxy.ask({ message: 'hi' }, { path: '/chat' })).text();
    await proxy.logged(2);
    assert.equal(clock.pending, 0);
    await proxy.close();
  });
});

describe('the corpus of raw upstream replies, through proxy and client', () => {
  let replay: ReplayServer;
  before(async () => {
    replay = await startReplayServer();
  });
  after(() => replay.close());

  const cases = loadReplayCases().filter(({ request }) => request === 'POST /chat/stream');
  assert.ok(cases.length >= 60);
  for (const entry of cases) {
    it(`${entry.id}: ${entry.title}`, { timeout: 60_000 }, async () => {
      const log: LogEntry[] = [];
      const { connect_timeout_ms: connectMs, stall_timeout_ms: stallMs = 30_000 } = entry.config ?? {};
      const times = { firstTokenMs: connectMs ?? stallMs, betweenTokensMs: stallMs };
      const proxy = createProxy(options(`${replay.origin}/${entry.id}`, { times, log: (line) => log.push(line) }));
      const server: NodeServer = await serveNode(proxy, { port: 0 });
      const askedBefore = replay.requests.length;
      let text = '';
      let raw = '';
      let state: string;
      try {
        const client = createClient({ baseUrl: server.url, headers: { origin: ORIGIN } });
        state = 'failed';
        for await (const event of client.chatStream({ message: 'hi', session_id: sessionId(1) })) {
          raw += JSON.stringify(event);
          if (event.type === 'chunk') text += event.content;
          else if (event.type === 'done') state = 'complete';
        }
      } catch (error) {
        assert.ok(error instanceof AssistersError);
        raw += `${error.code} ${error.message}`;
        state = 'failed';
      }
      await server.close(0);
      if (state === 'failed' && text !== '') state = 'interrupted';
      const { expect } = entry;
      const states = [...(expect.state_any ?? []), ...(expect.state === undefined ? [] : [expect.state])];
      assert.ok(states.includes(state), `${state}, not ${states.join(' or ')}: ${raw.slice(-300)}`);
      if (expect.text !== undefined && states.length === 1) assert.equal(text, expect.text);
      if (expect.text_any !== undefined) assert.ok(expect.text_any.includes(text), text);
      // The rest of that list is for what an answer's text says of itself.
      for (const secret of [...(expect.text_must_not_include ?? []), UPSTREAM_KEY, 'ast_live_', '/srv/app']) {
        // Random ids and times hold any two digits sooner or later; the text of the answer, checked above, does not.
        if (secret !== '\ufffd' && !/^\d+$/.test(secret)) assert.ok(!(raw + JSON.stringify(log)).includes(secret), secret);
      }
      assert.equal(replay.requests.length - askedBefore, 1, 'asked once');
    });
  }
});
