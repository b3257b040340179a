import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ProxyOptionsError } from '../../src/proxy/proxy-options-error.ts';
import { parseOptions } from '../../src/proxy/settings.ts';
import { findUpstreamProblem } from '../../src/proxy/upstream-url.ts';
import { options, SECRET } from './start-proxy.ts';

const URL = 'https://api.assisters.dev/v1';

function problemsOf(value: unknown): readonly string[] {
  try {
    parseOptions(value);
    return [];
  } catch (error) {
    assert.ok(error instanceof ProxyOptionsError);
    return error.problems;
  }
}

describe('parseOptions', () => {
  it('takes the simple form as one site, with every default', () => {
    const settings = parseOptions({ apiKey: 'k', sessionSecrets: [SECRET], origins: ['https://shop.example'], assistants: ['shop'] });
    assert.equal(settings.baseUrl, URL);
    assert.deepEqual(settings.limits.address, { perMinute: 20, perDay: 200 });
    assert.equal(settings.times.heartbeatMs, 8000);
    assert.equal(settings.sites[0]!.name, 'default');
    assert.equal(settings.trustProxy, 0);
  });

  it('lists all problems at once, by name', () => {
    const problems = problemsOf({
      baseUrl: 'http://api.example/v1',
      sessionSecrets: ['short'],
      origins: ['shop.example', '*', 'null', 'https://shop.example/path', 'https://*.com', 'ftp://x.example'],
      assistants: ['../wallet'],
      limits: { address: { perMinute: 0 }, adress: {} },
      times: { heartbeatMs: 'often' },
      trustProxy: -1,
      basePath: 'api',
      surprise: true,
    });
    const names = problems.map((problem) => problem.split(':')[0]);
    for (const name of ['apiKey', 'baseUrl', 'sessionSecrets[0]', 'assistants', 'limits.address.perMinute', 'limits.adress', 'surprise']) {
      assert.ok(names.includes(name), `${name} in ${problems.join('\n')}`);
    }
    for (const name of ['times.heartbeatMs', 'trustProxy', 'basePath']) assert.ok(names.includes(name), name);
    assert.equal(names.filter((name) => name === 'origins').length, 6);
  });

  it('says that everything is missing when nothing is given', () => {
    const names = problemsOf({}).map((problem) => problem.split(':')[0]);
    assert.deepEqual(names.sort(), ['apiKey', 'assistants', 'origins', 'sessionSecrets']);
    assert.ok(problemsOf('x').includes('options: must be an object'));
  });

  it('refuses a secret that is the key, and never repeats a secret', () => {
    const key = 'ast_live_0123456789012345678901234567890123456789';
    const problems = problemsOf({ ...options(URL), apiKey: key, sessionSecrets: [key, 'tooshort-CANARY'] });
    assert.ok(problems.some((problem) => problem.includes('is the API key')));
    assert.ok(!problems.join().includes('CANARY') && !problems.join().includes(key));
  });

  it('refuses a key that would break a header', () => {
    assert.equal(problemsOf({ ...options(URL), apiKey: 'key\r\nX: 1' }).length, 1);
  });

  it('refuses sites that share a name or an origin, and fields beside sites', () => {
    const site = { name: 'a', origins: ['https://a.example'], assistants: ['shop'] };
    const problems = problemsOf({ apiKey: 'k', sessionSecrets: [SECRET], sites: [site, site], origins: ['https://b.example'] });
    assert.ok(problems.some((problem) => problem.includes('two sites are named "a"')));
    assert.ok(problems.some((problem) => problem.includes('https://a.example belongs to two sites')));
    assert.ok(problems.some((problem) => problem.startsWith('origins: belongs into')));
  });

  it('never raises the caps of body and message', () => {
    assert.equal(problemsOf({ ...options(URL), maxMessageLength: 4001 }).length, 1);
    assert.equal(problemsOf({ ...options(URL), maxBodyBytes: 65_537 }).length, 1);
    assert.equal(parseOptions({ ...options(URL), maxMessageLength: 500 }).sites[0]!.maxMessageLength, 500);
  });
});

describe('the upstream URL', () => {
  const corpus = JSON.parse(readFileSync(new globalThis.URL('../corpora/own/proxy/proxy-upstream.json', import.meta.url), 'utf8')) as {
    cases: { id: string; group: string; value: string; accept_by_default?: boolean }[];
  };
  const cases = corpus.cases.filter(({ group }) => group === 'upstream-url');
  assert.equal(cases.length, 14);
  for (const { id, value, accept_by_default: accept } of cases) {
    it(`${id}: ${accept === true ? 'takes' : 'refuses'} ${JSON.stringify(value)}`, () => {
      assert.equal(problemsOf({ ...options(URL), baseUrl: value }).length === 0, accept);
    });
  }

  it('takes plain http towards loopback, written as an address', () => {
    for (const url of ['http://127.0.0.1:8080/v1', 'http://[::1]:8080/v1', 'http://127.0.0.1:8080/v1/']) {
      assert.equal(findUpstreamProblem(url), null, url);
    }
  });

  it('never repeats a password', () => {
    assert.ok(!findUpstreamProblem('https://me:CANARY@api.example/v1')!.includes('CANARY'));
  });
});
