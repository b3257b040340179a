import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sendRaw } from './raw-request.ts';
import { ORIGIN, startProxy, type RunningProxy } from './start-proxy.ts';

const corpus = JSON.parse(readFileSync(new URL('../corpora/own/proxy/session-ids.json', import.meta.url), 'utf8')) as {
  cases: { id: string; value: unknown; where: 'session_id' | 'assistant'; accept: string | false }[];
};

describe('session ids and slugs of a hostile client', () => {
  let proxy: RunningProxy;
  before(async () => {
    proxy = await startProxy({ assistants: ['pricing-advisor'] });
  });
  after(() => proxy.close());

  assert.equal(corpus.cases.length, 38);
  for (const { id, value, where, accept } of corpus.cases) {
    const shown = JSON.stringify(value).slice(0, 60);
    const right = where === 'assistant' && accept !== false;
    it(`${id}: ${right ? 'takes' : 'refuses'} ${shown} as ${where} in a body`, async () => {
      const asked = proxy.upstream.requests.length;
      const answer = await proxy.ask({ message: 'hi', [where]: value });
      const text = await answer.text();
      // Both plain ids of the list are shorter than 128 bits, so nobody's own.
      assert.ok(right ? answer.status === 200 : answer.status === 400, `${answer.status}`);
      assert.equal(proxy.upstream.requests.length, asked + (right ? 1 : 0));
      if (!right && typeof value === 'string' && value.length > 6) assert.ok(!text.includes(value), 'reflected');
    });

    if (typeof value !== 'string') continue;
    it(`${id}: ${right ? 'takes' : 'refuses'} ${shown} as ${where} in a path`, async () => {
      const asked = proxy.upstream.requests.length;
      const prefix = where === 'assistant' ? '/assistants/' : '/sessions/';
      // As it is, where a path can hold it, and encoded.
      const plain = /^[!-~]+$/.test(value) && !/[?#]/.test(value) ? [value] : [];
      for (const text of [...plain, encodeURIComponent(value)]) {
        for (const method of where === 'assistant' ? ['GET'] : ['GET', 'DELETE']) {
          const answer = await sendRaw(proxy.url, { method, path: prefix + text, headers: [['Origin', ORIGIN]] });
          assert.ok(
            right ? answer.status === 200 : [400, 404, 405].includes(answer.status),
            `${method} ${text.slice(0, 40)}: ${answer.status}`,
          );
        }
      }
      for (const { path } of proxy.upstream.requests.slice(asked)) assert.equal(path, '/v1/assistants/pricing-advisor');
    });
  }
});
