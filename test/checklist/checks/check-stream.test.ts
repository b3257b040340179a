import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkStream, judgeStream, type StreamFacts } from '../../../src/checklist/checks/check-stream.ts';
import { contextAt, refuse, sendJson, startServer } from '../fake-context.ts';

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const PIECES = Array.from({ length: 8 }, (_, at) => event({ type: 'chunk', content: `Piece ${at}. ` }));
const DONE = event({ type: 'done', id: 'msg_1', tokens: { total: 9 } });
const HEAD = { 'content-type': 'text/event-stream' };

const FACTS: StreamFacts = {
  type: 'text/event-stream',
  encoding: '',
  server: '',
  headMs: 100,
  firstMs: 300,
  lastMs: 2300,
  reads: 40,
  pieces: 40,
};

describe('the test question', () => {
  it('is one POST with a key of its own, and is right where the answer comes word by word', async () => {
    const asked: string[] = [];
    const url = await startServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${String(request.headers['idempotency-key']).slice(0, 5)}`);
      response.writeHead(200, HEAD);
      let at = 0;
      const timer = setInterval(() => {
        if (at < PIECES.length) response.write(PIECES[at++]);
        else {
          clearInterval(timer);
          response.end(DONE);
        }
      }, 70);
    });
    const finding = await checkStream(contextAt(url), url);
    assert.equal(finding.state, 'ok', finding.title);
    assert.deepEqual(asked, ['POST /chat/stream turn_']);
  });

  it('tells an answer that is held back until its end', async () => {
    const url = await startServer((_request, response) => {
      setTimeout(() => response.writeHead(200, { ...HEAD, server: 'nginx' }).end(PIECES.join('') + DONE), 500);
    });
    const finding = await checkStream(contextAt(url), url);
    assert.equal(finding.state, 'bad', finding.title);
    assert.match(finding.title, /all at once/);
    assert.match(finding.fix!.join(' '), /nginx.*X-Accel-Buffering: no/);
    assert.equal(finding.paste, 'proxy_buffering off;');
  });

  it('says that a whole answer in place of a stream works', async () => {
    const url = await startServer((_request, response) =>
      sendJson(response, 200, { id: 'msg_1', response: 'Hi.', tokens: { total: 1 }, session_id: 'sess_1' }),
    );
    const finding = await checkStream(contextAt(url), url);
    assert.equal(finding.state, 'warn', finding.title);
    assert.match(finding.title, /does not stream\. The chat works/);
  });

  it('names compression and the CDN where they are to blame', () => {
    const late = { ...FACTS, firstMs: 2290, reads: 1 };
    assert.match(judgeStream({ ...late, encoding: 'gzip' }).fix![0]!, /gzip and brotli off/);
    assert.match(judgeStream({ ...late, server: 'cloudflare' }).fix!.join(' '), /Cloudflare/);
  });

  it('does not call buffered what was only quick or short', () => {
    assert.equal(judgeStream({ ...FACTS, headMs: 20, firstMs: 30, lastMs: 60, reads: 1 }).state, 'unknown');
    assert.equal(judgeStream({ ...FACTS, firstMs: 2300, pieces: 1, reads: 1 }).state, 'unknown');
    assert.equal(judgeStream(FACTS).state, 'ok');
  });

  for (const [code, status, title, fix] of [
    ['invalid_api_key', 401, /refuses the key/, /ASSISTERS_API_KEY/],
    ['insufficient_funds', 402, /no funds/, /Add funds/],
    ['assistant_not_found', 404, /no such assistant/, /spelling/],
    ['rate_limit_exceeded', 429, /too many questions/, /Wait/],
    ['service_unavailable', 503, /behind it refuses/, /assisters-proxy check/],
    ['origin_not_allowed', 403, /does not allow this site/, /environment/],
  ] as const) {
    it(`says what ${code} means`, async () => {
      const url = await startServer((_request, response) => refuse(response, status, code));
      const finding = await checkStream(contextAt(url), url);
      assert.equal(finding.state, 'bad');
      assert.match(finding.title, title);
      assert.match(finding.fix!.join(' '), fix);
    });
  }

  it('names a stream that is cut, and a web page in its place', async () => {
    const cut = await startServer((_request, response) => response.writeHead(200, HEAD).end(PIECES[0]));
    assert.match((await checkStream(contextAt(cut), cut)).title, /cut off before its end/);
    const page = await startServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    assert.match((await checkStream(contextAt(page), page)).title, /is not a proxy/);
  });
});
