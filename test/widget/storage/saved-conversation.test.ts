import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ConversationState, Turn } from '../../../src/widget/conversation/state.ts';
import { parseSavedRecord, serializeConversation } from '../../../src/widget/storage/saved-conversation.ts';

const TURN: Turn = {
  id: 't',
  key: 'turn_0123456789012345678901',
  question: 'Q',
  answer: 'A \ud800',
  state: 'interrupted',
  place: 1,
  askedAtMs: 1,
  endedAtMs: null,
  answerId: null,
  tokens: null,
  sources: [{ title: 'T', url: '/u' }],
  failure: { code: 'timeout', status: 0, retryable: true, editable: false, retryAtMs: null, requestId: null },
  sends: 1,
  waits: 0,
};
const STATE: ConversationState = { sessionId: 'sess_abc123', turns: [TURN], discarded: [], changedAtMs: 5 };

/** A record with one thing changed. */
function record(change: (saved: Record<string, unknown> & { turns: Record<string, unknown>[] }) => void): string {
  const saved = JSON.parse(serializeConversation(STATE)) as Record<string, unknown> & { turns: Record<string, unknown>[] };
  change(saved);
  return JSON.stringify(saved);
}

describe('parseSavedRecord', () => {
  it('reads what was written, whatever its state', () => {
    assert.deepEqual(parseSavedRecord(serializeConversation(STATE)), STATE);
  });

  it('reads what the first scripts wrote, which did not count requests', () => {
    const text = record((saved) => delete saved.turns[0]!['sends']);
    assert.deepEqual(parseSavedRecord(text), { ...STATE, turns: [{ ...TURN, sends: 0 }] });
  });

  it('copies no field that it does not know', () => {
    const text = record((saved) => {
      saved['endpoint'] = 'https://evil.example';
      saved.turns[0]!['html'] = '<script>';
    }).replace('"turns"', '"__proto__":{"polluted":1},"turns"');
    assert.deepEqual(parseSavedRecord(text), STATE);
  });

  it('tells a newer version from one that it cannot read', () => {
    assert.equal(parseSavedRecord(record((saved) => (saved['version'] = 2))), 'newer');
    assert.equal(parseSavedRecord(record((saved) => (saved['version'] = 0))), 'unreadable');
    assert.equal(parseSavedRecord(record((saved) => (saved['format'] = 'other'))), 'unreadable');
  });

  for (const [field, value] of [
    ['sessionId', '../../wallet'],
    ['sessionId', 'a\r\nX: 1'],
    ['sessionId', 'x'.repeat(129)],
    ['sessionId', null],
    ['changedAtMs', 1e300],
    ['changedAtMs', '5'],
    ['turns', { 0: TURN }],
    ['turns', [TURN, TURN]],
    ['turns', [null]],
  ] as const) {
    it(`reads nothing where ${field} is ${JSON.stringify(value).slice(0, 30)}`, () => {
      assert.deepEqual(parseSavedRecord(record((saved) => (saved[field as string] = value))), 'unreadable');
    });
  }

  for (const [field, value] of [
    ['id', ''],
    ['id', 7],
    ['key', 'turn_short'],
    ['question', null],
    ['answer', 'x'.repeat(1024 * 1024 + 1)],
    ['state', 'drafted'],
    ['askedAtMs', -1],
    ['endedAtMs', 'now'],
    ['answerId', 7],
    ['tokens', 'many'],
    ['sources', null],
    ['failure', { code: 'teapot', status: 0, retryable: true, editable: false, retryAtMs: null, requestId: null }],
    ['failure', 'timeout'],
  ] as const) {
    it(`reads nothing where a turn's ${field} is ${JSON.stringify(value).slice(0, 30)}`, () => {
      assert.deepEqual(parseSavedRecord(record((saved) => (saved.turns[0]![field] = value))), 'unreadable');
    });
  }

  it('never throws, whatever the record says', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseSavedRecord(text)));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(TURN)), fc.jsonValue(), (field, value) => {
        const parsed = parseSavedRecord(record((saved) => (saved.turns[0]![field] = value)));
        assert.ok(typeof parsed === 'object' || parsed === 'unreadable');
      }),
    );
  });
});
