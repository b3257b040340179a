import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countRequest, DEFAULT_RATE_LIMITS } from '../../../src/api/accounts/rate-limit.ts';
import { openDatabase } from '../../../src/api/db/open-database.ts';

const NOON = Date.parse('2026-01-10T12:00:00Z');

describe('countRequest', () => {
  it('allows 100 in any 60 seconds, over the border of a clock minute too', () => {
    const { db, close } = openDatabase(':memory:');
    const count = (ms: number) => countRequest(db, 'k', DEFAULT_RATE_LIMITS, ms);
    for (let index = 0; index < 100; index++) assert.equal(count(NOON + 55_000).allowed, true);
    assert.deepEqual(count(NOON + 62_000), { allowed: false, limit: 100, remaining: 0, resetSeconds: 53 });
    assert.equal(count(NOON + 114_999).allowed, false);
    assert.equal(count(NOON + 115_000).allowed, true);
    close();
  });

  it('allows 10,000 in a UTC day', () => {
    const { db, close } = openDatabase(':memory:');
    const limits = { perMinute: 100_000, perDay: 10_000 };
    for (let index = 0; index < 10_000; index++) countRequest(db, 'k', limits, NOON + index);
    assert.deepEqual(countRequest(db, 'k', limits, NOON + 3_600_000), {
      allowed: false,
      limit: 10_000,
      remaining: 0,
      resetSeconds: 11 * 3600,
    });
    assert.equal(countRequest(db, 'k', limits, NOON + 12 * 3_600_000).allowed, true);
    close();
  });

  it('counts each key for itself', () => {
    const { db, close } = openDatabase(':memory:');
    const limits = { perMinute: 1, perDay: 10 };
    assert.equal(countRequest(db, 'a', limits, NOON).allowed, true);
    assert.equal(countRequest(db, 'a', limits, NOON).allowed, false);
    assert.equal(countRequest(db, 'b', limits, NOON).allowed, true);
    close();
  });
});
