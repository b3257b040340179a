import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { ChatReply } from '../../../src/protocol/chat-request.ts';
import { chargeAnswer } from '../../../src/api/accounts/charge.ts';
import { insertAccount, readBalance } from '../../../src/api/accounts/account-store.ts';
import { openDatabase } from '../../../src/api/db/open-database.ts';
import { createGatedEngine, startTestApi } from '../start-test-api.ts';

function sumLedger(db: DatabaseSync): { balance: bigint; sum: bigint; last: bigint; used: bigint } {
  const read = (sql: string): bigint => {
    const statement = db.prepare(sql);
    statement.setReadBigInts(true);
    return statement.get()!['value'] as bigint;
  };
  return {
    balance: read('SELECT balance_pico AS value FROM accounts'),
    sum: read('SELECT sum(amount_pico) AS value FROM ledger'),
    last: read('SELECT balance_after AS value FROM ledger ORDER BY seq DESC LIMIT 1'),
    used: read('SELECT coalesce(sum(cost_pico), 0) AS value FROM usage_events'),
  };
}

describe('charging', () => {
  it('keeps the balance equal to the sum of the ledger over whole, stopped, failed and refused answers at once', async (t) => {
    const failing = {
      async *answer({ message }: { message: string }) {
        yield { type: 'text', text: 'Some words. ' } as const;
        if (message === 'fail') throw new Error('as planned');
      },
    };
    const api = await startTestApi(t, { engines: { search: failing } });
    const ask = (message: string, path = '/chat') => api.post(path, { assistant: 'shop', message, session_id: 's1' }).then((r) => r.text());
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        ask(index % 3 === 0 ? 'fail' : `question ${index}`, index % 2 === 0 ? '/chat' : '/chat/stream'),
      ),
    );
    await ask('');
    const db = new DatabaseSync(api.db, { readOnly: true });
    const { balance, sum, last, used } = sumLedger(db);
    db.close();
    assert.equal(balance, sum);
    assert.equal(balance, last);
    assert.equal(balance, 87_500_000_000_000n - used);
    assert.ok(used > 0n);
  });

  it('takes price times tokens, to the pico-dollar', async (t) => {
    const { engine, open } = createGatedEngine(['x']);
    open();
    const api = await startTestApi(t, { engines: { search: engine } });
    const reply = (await (await api.post('/chat', { assistant: 'shop', message: 'x' })).json()) as ChatReply;
    assert.equal(reply.tokens.total, 97);
    const db = new DatabaseSync(api.db, { readOnly: true });
    assert.equal(sumLedger(db).used, 97n * 7_500_000n);
    db.close();
  });

  it('never charges a message twice', () => {
    const { db, close } = openDatabase(':memory:');
    const accountId = insertAccount(db, 'a', 1_000n, 1);
    const charge = { accountId, keyId: 'k', assistantId: 'a', messageId: 'msg_1', inputTokens: 1, outputTokens: 2, pricePicoPerToken: 10n };
    assert.equal(chargeAnswer(db, charge, 2), 30n);
    assert.equal(chargeAnswer(db, { ...charge, outputTokens: 50 }, 3), 30n);
    assert.equal(readBalance(db, accountId), 970n);
    assert.equal(sumLedger(db).sum, 970n);
    close();
  });

  it('charges nothing for an answer of which nothing was said', async (t) => {
    const engine = {
      async *answer() {
        throw new Error('as planned');
      },
    };
    const api = await startTestApi(t, { engines: { search: engine } });
    await api.post('/chat', { assistant: 'shop', message: 'x' });
    const db = new DatabaseSync(api.db, { readOnly: true });
    assert.equal(sumLedger(db).used, 0n);
    db.close();
  });
});
