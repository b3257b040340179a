import type { DatabaseSync } from 'node:sqlite';

/** What one answer cost, and who pays. */
export interface Charge {
  accountId: string;
  keyId: string;
  assistantId: string;
  messageId: string;
  inputTokens: number;
  outputTokens: number;
  pricePicoPerToken: bigint;
}

/**
 * Books one answer: usage, ledger and balance. Must run inside a transaction, together with whatever is paid for.
 *
 * An answer that was already given is booked in full even when the balance does not reach any more: it then falls below zero and the next
 * request is refused.
 *
 * @returns the cost in pico-dollars. The same message charged again books nothing and returns the first cost.
 */
export function chargeAnswer(db: DatabaseSync, charge: Charge, nowMs: number): bigint {
  const cost = BigInt(charge.inputTokens + charge.outputTokens) * charge.pricePicoPerToken;
  const booked = db
    .prepare(
      `INSERT INTO usage_events (message_id, account_id, key_id, assistant_id, input_tokens, output_tokens, cost_pico, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_id) DO NOTHING`,
    )
    .run(charge.messageId, charge.accountId, charge.keyId, charge.assistantId, charge.inputTokens, charge.outputTokens, cost, nowMs);
  if (Number(booked.changes) === 0) return readCost(db, charge.messageId);
  db.prepare('UPDATE accounts SET balance_pico = balance_pico - ? WHERE id = ?').run(cost, charge.accountId);
  db.prepare(
    `INSERT INTO ledger (account_id, kind, amount_pico, balance_after, message_id, created_at)
     SELECT id, 'settle', ?, balance_pico, ?, ? FROM accounts WHERE id = ?`,
  ).run(-cost, charge.messageId, nowMs, charge.accountId);
  return cost;
}

function readCost(db: DatabaseSync, messageId: string): bigint {
  const statement = db.prepare('SELECT cost_pico FROM usage_events WHERE message_id = ?');
  statement.setReadBigInts(true);
  return statement.get(messageId)?.['cost_pico'] as bigint;
}

/** Tokens that an answer is expected to have at most when the balance is looked at beforehand. */
const EXPECTED_OUTPUT_TOKENS = 500;

/** What must be on the account before a question is accepted, in pico-dollars. */
export function chargeEstimate(inputTokens: number, pricePicoPerToken: bigint): bigint {
  return BigInt(inputTokens + EXPECTED_OUTPUT_TOKENS) * pricePicoPerToken;
}
