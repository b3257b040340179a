import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import { options, ORIGIN, startProxy } from './start-proxy.ts';
import { chunk, done, openStream, startUpstream, stream } from './upstream.ts';

describe('visitors who leave', () => {
  for (const server of ['node', 'bare']) {
    it(
      `end all 200 of the upstream\u2019s answers in a second while garbage is collected (${server} server)`,
      { timeout: 60_000 },
      async () => {
        const script = fileURLToPath(new URL('abort-load.ts', import.meta.url));
        const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, server]);
        const { asked, stillRunning, left } = JSON.parse(stdout) as { asked: number; stillRunning: number; left: number };
        assert.ok(asked > 150, `${asked} were asked`);
        assert.equal(stillRunning, 0);
        assert.ok(left > 150, `${left} are logged as left`);
      },
    );
  }

  it('end it too when only the response\u2019s body is cancelled, or only the request\u2019s signal fires', async () => {
    const upstream = await startUpstream();
    upstream.answer((_, response) => stream(response, [chunk('a')]));
    const proxy = createProxy(options(upstream.url));
    const ask = (signal?: AbortSignal) =>
      proxy(
        new Request('http://proxy.example/chat/stream', {
          method: 'POST',
          headers: { origin: ORIGIN, 'content-type': 'application/json' },
          body: '{"message":"hi"}',
          ...(signal && { signal }),
        }),
      );
    await (await ask()).body!.cancel();
    await upstream.idle();
    const leaving = new AbortController();
    const answer = await ask(leaving.signal);
    leaving.abort();
    await upstream.idle();
    assert.doesNotMatch(await answer.text(), /error/);
    const gone = await ask(AbortSignal.abort());
    assert.equal(gone.status, 499);
    assert.equal(upstream.requests.length, 2);
    await upstream.close();
  });

  it('change nothing when they leave after done', async () => {
    const proxy = await startProxy();
    proxy.upstream.answer((_, response) => {
      openStream(response);
      response.end(chunk('a') + done());
    });
    const leave = new AbortController();
    const answer = await proxy.ask({ message: 'hi' }, { signal: leave.signal });
    await answer.text();
    leave.abort();
    await proxy.logged(1);
    assert.equal(proxy.log[0]!.outcome, 'answered');
    await proxy.close();
  });
});
