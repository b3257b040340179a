import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { createId } from '../identifiers.ts';

/** Random bytes of a key: 43 characters of base64url. */
const KEY_BYTES = 32;

/** Characters of a key that stay readable, to tell keys apart. */
const PREFIX_LENGTH = 'ast_live_'.length + 4;

/** Who a request comes from. */
export interface ApiKey {
  id: string;
  accountId: string;
  /** Own limit instead of the default; `null` for the default. */
  requestsPerMinute: number | null;
  requestsPerDay: number | null;
}

/** What may be shown of a key once it was made. */
export interface ListedKey {
  id: string;
  name: string;
  prefix: string;
  createdAtMs: number;
  revokedAtMs: number | null;
}

/** Makes a key for an account. The text is returned this once; the database keeps its hash alone. */
export function createApiKey(db: DatabaseSync, accountId: string, name: string, nowMs: number): string {
  const key = `ast_live_${randomBytes(KEY_BYTES).toString('base64url')}`;
  db.prepare('INSERT INTO api_keys (id, account_id, name, hash, prefix, created_at) VALUES (?, ?, ?, ?, ?, ?)').run(
    createId('key'),
    accountId,
    name,
    hashKey(key),
    key.slice(0, PREFIX_LENGTH),
    nowMs,
  );
  return key;
}

/** Finds who a key belongs to; `undefined` for an unknown or revoked one. Found by hash, so that comparing takes no telling time. */
export function findApiKey(db: DatabaseSync, key: string): ApiKey | undefined {
  const row = db
    .prepare('SELECT id, account_id, requests_per_minute, requests_per_day FROM api_keys WHERE hash = ? AND revoked_at IS NULL')
    .get(hashKey(key));
  if (row === undefined) return undefined;
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    requestsPerMinute: row['requests_per_minute'] as number | null,
    requestsPerDay: row['requests_per_day'] as number | null,
  };
}

/** Every key that was ever made, oldest first. */
export function listApiKeys(db: DatabaseSync): ListedKey[] {
  return db
    .prepare('SELECT id, name, prefix, created_at, revoked_at FROM api_keys ORDER BY created_at, id')
    .all()
    .map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      prefix: String(row['prefix']),
      createdAtMs: Number(row['created_at']),
      revokedAtMs: row['revoked_at'] as number | null,
    }));
}

/** Ends a key by its id, from the next request on. Returns whether there was such a key in use. */
export function revokeApiKey(db: DatabaseSync, id: string, nowMs: number): boolean {
  const result = db.prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL').run(nowMs, id);
  return Number(result.changes) > 0;
}

/** A plain hash is enough: 256 random bits cannot be guessed back from it. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
