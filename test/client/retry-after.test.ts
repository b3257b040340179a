import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRetryAfter } from '../../src/client/retry-after.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');

describe('parseRetryAfter', () => {
  it('reads whole seconds', () => assert.equal(parseRetryAfter('7', nowMs), 7000));
  it('reads an HTTP date', () => assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', nowMs), 30_000));
  it('never waits a negative time for a date already past', () => assert.equal(parseRetryAfter('Wed, 31 Dec 2025 00:00:00 GMT', nowMs), 0));
  it('is silent when the header is absent', () => assert.equal(parseRetryAfter(null, nowMs), undefined));
  for (const header of ['', 'soon', '-5', '1.5', '2026-01-01', 'Xyz, 99 Foo 2026']) {
    it(`is silent about ${JSON.stringify(header)}`, () => assert.equal(parseRetryAfter(header, nowMs), undefined));
  }
});
