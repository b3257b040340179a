import type { DatabaseSync } from 'node:sqlite';
import { createId } from '../identifiers.ts';

/** Adds an account with an opening balance, booked as a top-up so that the balance is the sum of the ledger from the start. */
export function insertAccount(db: DatabaseSync, name: string, balancePico: bigint, nowMs: number): string {
  const id = createId('acct');
  db.prepare('INSERT INTO accounts (id, name, balance_pico, created_at) VALUES (?, ?, ?, ?)').run(id, name, balancePico, nowMs);
  db.prepare(`INSERT INTO ledger (account_id, kind, amount_pico, balance_after, created_at) VALUES (?, 'topup', ?, ?, ?)`).run(
    id,
    balancePico,
    balancePico,
    nowMs,
  );
  return id;
}

/** The account that keys belong to when none is named: the first one, which seeding made. */
export function findDefaultAccount(db: DatabaseSync): string {
  const row = db.prepare('SELECT id FROM accounts ORDER BY created_at, id LIMIT 1').get();
  if (row === undefined) throw new Error('The database has no account.');
  return String(row['id']);
}

/** What an account can spend, in pico-dollars. */
export function readBalance(db: DatabaseSync, accountId: string): bigint {
  const statement = db.prepare('SELECT balance_pico FROM accounts WHERE id = ?');
  statement.setReadBigInts(true);
  return (statement.get(accountId)?.['balance_pico'] as bigint | undefined) ?? 0n;
}
