import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../db/transaction.ts';

/** Requests that one key may make. */
export interface RateLimits {
  /** In any 60 seconds. */
  perMinute: number;
  /** In one UTC day. */
  perDay: number;
}

/** The reference's limits. */
export const DEFAULT_RATE_LIMITS: RateLimits = { perMinute: 100, perDay: 10_000 };

/** How a key stands after a request was counted, in the terms of the `RateLimit-*` headers: of the limit that is nearer. */
export interface RateVerdict {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Until the limit gives way again: whole seconds, at least 1. */
  resetSeconds: number;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/**
 * Counts one request of a key, unless it is over a limit.
 *
 * The minute slides by whole seconds, so no border of a clock minute lets twice the limit pass. Kept in the database: a restart forgives nothing.
 */
export function countRequest(db: DatabaseSync, keyId: string, limits: RateLimits, nowMs: number): RateVerdict {
  const second = Math.floor(nowMs / 1000);
  const day = Math.floor(second / DAY_SECONDS) * DAY_SECONDS;
  return inTransaction(db, () => {
    db.prepare(`DELETE FROM rate_windows WHERE key_id = ? AND ((kind = 'second' AND start <= ?) OR (kind = 'day' AND start < ?))`).run(
      keyId,
      second - MINUTE_SECONDS,
      day,
    );
    const minute = readMinute(db, keyId, limits.perMinute, second);
    const today = readDay(db, keyId, limits.perDay, second, day);
    const tighter = today.remaining < minute.remaining ? today : minute;
    if (tighter.remaining === 0) return { ...tighter, allowed: false };
    const count = db.prepare(
      'INSERT INTO rate_windows (key_id, kind, start, count) VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1',
    );
    count.run(keyId, 'second', second);
    count.run(keyId, 'day', day);
    return { ...tighter, remaining: tighter.remaining - 1, allowed: true };
  });
}

function readMinute(db: DatabaseSync, keyId: string, limit: number, second: number): Omit<RateVerdict, 'allowed'> {
  const rows = db.prepare(`SELECT start, count FROM rate_windows WHERE key_id = ? AND kind = 'second' ORDER BY start`).all(keyId);
  const used = rows.reduce((sum, row) => sum + Number(row['count']), 0);
  const oldest = rows[0] === undefined ? second : Number(rows[0]['start']);
  return { limit, remaining: Math.max(0, limit - used), resetSeconds: Math.max(1, oldest + MINUTE_SECONDS - second) };
}

function readDay(db: DatabaseSync, keyId: string, limit: number, second: number, day: number): Omit<RateVerdict, 'allowed'> {
  const row = db.prepare(`SELECT count FROM rate_windows WHERE key_id = ? AND kind = 'day' AND start = ?`).get(keyId, day);
  return { limit, remaining: Math.max(0, limit - Number(row?.['count'] ?? 0)), resetSeconds: Math.max(1, day + DAY_SECONDS - second) };
}
