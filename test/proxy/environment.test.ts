import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEnvironment, type Environment } from '../../src/proxy/environment.ts';
import { ProxyOptionsError } from '../../src/proxy/proxy-options-error.ts';
import { SECRET } from './start-proxy.ts';

const RIGHT: Environment = {
  ASSISTERS_API_KEY: 'ast_live_CANARY',
  SESSION_SECRETS: `${SECRET}, another secret of at least 32 bytes ok`,
  ALLOWED_ORIGINS: 'https://shop.example, http://localhost:5173',
  ASSISTANTS: 'shop,pricing-advisor',
};

function problemsOf(environment: Environment, config?: unknown): readonly string[] {
  try {
    parseEnvironment(environment, config);
    return [];
  } catch (error) {
    assert.ok(error instanceof ProxyOptionsError);
    return error.problems;
  }
}

describe('parseEnvironment', () => {
  it('reads every variable of the contract', () => {
    const { settings } = parseEnvironment({ ...RIGHT, ASSISTERS_BASE_URL: 'http://127.0.0.1:9/v1', TRUST_PROXY: '2', STORE: 'memory' });
    assert.equal(settings.baseUrl, 'http://127.0.0.1:9/v1');
    assert.equal(settings.sessionSecrets.length, 2);
    assert.deepEqual(settings.sites[0]!.assistants, ['shop', 'pricing-advisor']);
    assert.equal(settings.sites[0]!.origins.length, 2);
    assert.equal(settings.trustProxy, 2);
  });

  it('takes empty variables for absent ones', () => {
    const { settings } = parseEnvironment({
      ...RIGHT,
      ASSISTERS_BASE_URL: '',
      DAILY_BUDGET_USD: '',
      IDENTITY_SECRET: ' ',
      TRUST_PROXY: '',
    });
    assert.equal(settings.baseUrl, 'https://api.assisters.dev/v1');
  });

  it('lists what is missing by the variable\u2019s name, and what this version cannot honour, all at once', () => {
    const problems = problemsOf({
      STORE: 'redis://:CANARY@localhost',
      DAILY_BUDGET_USD: '5',
      IDENTITY_SECRET: 'CANARY',
      TRUST_PROXY: 'yes',
    });
    assert.deepEqual(problems.map((problem) => problem.split(':')[0]).sort(), [
      'ALLOWED_ORIGINS',
      'ASSISTANTS',
      'ASSISTERS_API_KEY',
      'DAILY_BUDGET_USD',
      'IDENTITY_SECRET',
      'SESSION_SECRETS',
      'STORE',
      'TRUST_PROXY',
    ]);
    assert.ok(!problems.join().includes('CANARY'));
  });

  it('takes sites and limits from a file, the key from the environment', () => {
    const { ASSISTERS_API_KEY, SESSION_SECRETS } = RIGHT;
    const sites = [{ name: 'a', origins: ['https://a.example'], assistants: ['shop'] }];
    const { settings } = parseEnvironment({ ASSISTERS_API_KEY, SESSION_SECRETS }, { sites, limits: { reads: { perMinute: 7 } } });
    assert.equal(settings.sites[0]!.name, 'a');
    assert.equal(settings.limits.reads.perMinute, 7);
  });

  it('refuses what stands in both, and names of the file as they stand there', () => {
    const problems = problemsOf(RIGHT, { assistants: ['../x'], sites: undefined, limit: {} });
    assert.ok(problems.some((problem) => problem.startsWith('ASSISTANTS: is set, and --config has assistants too')));
    assert.ok(problems.some((problem) => problem.startsWith('assistants: "../x"')));
    assert.ok(problems.some((problem) => problem.startsWith('limit: is not an option')));
    assert.deepEqual(problemsOf(RIGHT, []), ['--config: must hold one JSON object']);
  });
});
