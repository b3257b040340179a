import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SessionMessage } from '../../../src/protocol/chat-request.ts';
import { reconcileTurns } from '../../../src/widget/conversation/reconcile.ts';
import type { Turn, TurnState } from '../../../src/widget/conversation/state.ts';
import { createFailure } from '../../../src/widget/conversation/turn-failure.ts';

const NOW_MS = Date.UTC(2026, 5, 1);

/** A short form of a conversation: `[question, answer, state]`, where the server's side has `partial` or nothing as state. */
type Row = [question: string, answer: string, state?: TurnState | 'partial'];

const TABLE: { it: string; local: Row[]; server: Row[]; result: Row[] }[] = [
  { it: 'leaves alone what both know', local: [['Q', 'A', 'done']], server: [['Q', 'A']], result: [['Q', 'A', 'done']] },
  {
    it: 'completes an answer that was cut',
    local: [['Q', 'A par', 'interrupted']],
    server: [['Q', 'A part']],
    result: [['Q', 'A part', 'done']],
  },
  { it: 'completes a turn that had no answer', local: [['Q', '', 'failed']], server: [['Q', 'A']], result: [['Q', 'A', 'done']] },
  {
    it: 'takes a longer answer, but not for whole, where the server says that it was cut too',
    local: [['Q', 'A', 'interrupted']],
    server: [['Q', 'A par', 'partial']],
    result: [['Q', 'A par', 'interrupted']],
  },
  {
    it: 'ends the recovery of an answer that is whole there, be it the very same',
    local: [['Q', 'A part', 'recovering']],
    server: [['Q', 'A part']],
    result: [['Q', 'A part', 'done']],
  },
  {
    it: 'takes a part for the recovery of an answer, and goes on with it',
    local: [['Q', 'A', 'recovering']],
    server: [['Q', 'A par', 'partial']],
    result: [['Q', 'A par', 'recovering']],
  },
  {
    it: 'goes on with the recovery of an answer of which the server knows less',
    local: [['Q', 'A part', 'recovering']],
    server: [['Q', '']],
    result: [['Q', 'A part', 'recovering']],
  },
  {
    it: 'keeps an answer of which the server knows less',
    local: [['Q', 'A part', 'interrupted']],
    server: [['Q', 'A']],
    result: [['Q', 'A part', 'interrupted']],
  },
  {
    it: 'keeps an answer that is done, whatever the server says',
    local: [['Q', 'A', 'done']],
    server: [['Q', 'Another, longer']],
    result: [['Q', 'A', 'done']],
  },
  { it: 'keeps what the visitor stopped', local: [['Q', 'A', 'stopped']], server: [['Q', 'A whole']], result: [['Q', 'A', 'stopped']] },
  { it: 'keeps what is running', local: [['Q', 'A', 'streaming']], server: [['Q', 'A whole']], result: [['Q', 'A', 'streaming']] },
  { it: 'keeps a turn that the server does not know', local: [['Q', '', 'failed']], server: [], result: [['Q', '', 'failed']] },
  {
    it: 'compares questions after NFC and trimming',
    local: [['Caf\u00e9?', '', 'failed']],
    server: [[' Cafe\u0301? ', 'A']],
    result: [['Caf\u00e9?', 'A', 'done']],
  },
  {
    it: 'adds what only the server knows, at its place',
    local: [['Q2', 'A2', 'done']],
    server: [
      ['Q1', 'A1'],
      ['Q2', 'A2'],
      ['Q3', 'A3'],
    ],
    result: [
      ['Q1', 'A1', 'done'],
      ['Q2', 'A2', 'done'],
      ['Q3', 'A3', 'done'],
    ],
  },
  {
    it: 'fills an empty conversation',
    local: [],
    server: [
      ['Q1', 'A1'],
      ['Q2', ''],
    ],
    result: [
      ['Q1', 'A1', 'done'],
      ['Q2', '', 'failed'],
    ],
  },
  {
    it: 'matches a repeated question from the end',
    local: [
      ['Q', 'A1', 'done'],
      ['Q', 'A2 par', 'interrupted'],
    ],
    server: [
      ['Q', 'A1'],
      ['Q', 'A2 part'],
    ],
    result: [
      ['Q', 'A1', 'done'],
      ['Q', 'A2 part', 'done'],
    ],
  },
  {
    it: 'takes the last of several equal questions',
    local: [['Q', '', 'failed']],
    server: [
      ['Other', 'X'],
      ['Q', 'A1'],
      ['Other', 'Y'],
      ['Q', 'A2'],
    ],
    result: [
      ['Other', 'X', 'done'],
      ['Q', 'A1', 'done'],
      ['Other', 'Y', 'done'],
      ['Q', 'A2', 'done'],
    ],
  },
  {
    it: 'does not give a failed repetition the answer of the first time',
    local: [
      ['Q', 'A1', 'done'],
      ['Q', '', 'failed'],
    ],
    server: [['Q', 'A1']],
    result: [
      ['Q', 'A1', 'done'],
      ['Q', '', 'failed'],
    ],
  },
  {
    it: 'keeps a local failure between two turns that both know',
    local: [
      ['Q1', 'A1', 'done'],
      ['Qx', '', 'failed'],
      ['Q2', 'A2', 'done'],
    ],
    server: [
      ['Q1', 'A1'],
      ['Q2', 'A2'],
    ],
    result: [
      ['Q1', 'A1', 'done'],
      ['Qx', '', 'failed'],
      ['Q2', 'A2', 'done'],
    ],
  },
  {
    it: 'does not show the former attempts of a turn that was retried',
    local: [
      ['Q1', 'A1', 'done'],
      ['Q2', 'A2 whole', 'done'],
    ],
    server: [
      ['Q1', 'A1'],
      ['Q2', 'A2', 'partial'],
      ['Q2', ''],
      ['Q2', 'A2 whole'],
    ],
    result: [
      ['Q1', 'A1', 'done'],
      ['Q2', 'A2 whole', 'done'],
    ],
  },
  {
    it: 'does not show the former attempts of a turn that only the server knows',
    local: [],
    server: [
      ['Q', 'A', 'partial'],
      ['Q', 'A whole'],
      ['Q', 'A again'],
    ],
    result: [
      ['Q', 'A whole', 'done'],
      ['Q', 'A again', 'done'],
    ],
  },
  { it: 'shows an answer that has no question', local: [], server: [['', 'Welcome']], result: [['', 'Welcome', 'done']] },
  {
    it: 'adds an answer that has no question only once',
    local: [['', 'Welcome', 'done']],
    server: [['', 'Welcome']],
    result: [['', 'Welcome', 'done']],
  },
];

describe('reconcileTurns', () => {
  for (const row of TABLE) {
    it(row.it, () => {
      const turns = row.local.map(turnOf);
      const result = reconcileTurns(turns, messagesOf(row.server), 'server', NOW_MS, true);
      assert.deepEqual(
        result.map(({ question, answer, state }) => [question, answer, state]),
        row.result,
      );
      // Whoever reconciles again has nothing to add.
      assert.equal(reconcileTurns(result, messagesOf(row.server), 'again', NOW_MS, true), result);
      for (const turn of turns) assert.ok(result.some(({ id }) => id === turn.id));
    });
  }

  for (const createdAt of ['', 'not a date', '-271821-04-20T00:00:00.000Z']) {
    it(`gives a turn that only the server knows a time that can be shown, where its date is ${JSON.stringify(createdAt)}`, () => {
      const [turn] = reconcileTurns([], [{ role: 'user', content: 'Q', created_at: createdAt }], 'server', NOW_MS, true);
      assert.equal(turn!.askedAtMs, createdAt.startsWith('-') ? 0 : NOW_MS);
    });
  }

  it('leaves a turn alone whose stream is still being resumed: it brings the same words', () => {
    const turn = turnOf(['Q', 'A', 'recovering'], 0);
    for (const row of [
      ['Q', 'A part'],
      ['Q', 'A par', 'partial'],
    ] as Row[])
      assert.deepEqual(reconcileTurns([turn], messagesOf([row]), 'server', NOW_MS, false), [turn]);
  });

  it('never removes, reorders or shortens a local turn', () => {
    const anyRow = fc.tuple(
      fc.constantFrom('Q1', 'Q2', 'Q3'),
      fc.constantFrom('', 'A', 'A long'),
      fc.constantFrom<TurnState>('done', 'failed', 'interrupted', 'stopped', 'streaming'),
    );
    const anyServerRow = fc.tuple(
      fc.constantFrom('Q1', 'Q2', 'Q3', ''),
      fc.constantFrom('', 'A', 'A long', 'B'),
      fc.constantFrom(undefined, 'partial' as const),
    );
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 8 }), fc.array(anyServerRow, { maxLength: 8 }), (local, server) => {
        const turns = local.map(turnOf);
        const result = reconcileTurns(turns, messagesOf(server), 'server', NOW_MS, true);
        const kept = result.filter(({ id }) => id.startsWith('local'));
        assert.deepEqual(
          kept.map(({ id }) => id),
          turns.map(({ id }) => id),
        );
        kept.forEach((turn, index) => assert.ok(turn.answer.length >= turns[index]!.answer.length));
        assert.equal(new Set(result.map(({ id }) => id)).size, result.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('copes with a long history on both sides', () => {
    const rows: Row[] = Array.from({ length: 1_000 }, (_, index) => [`Q${index % 7}`, `A${index}`]);
    const turns = rows.slice(-200).map(([question, answer], index) => turnOf([question, answer, 'done'], index));
    assert.equal(reconcileTurns(turns, messagesOf(rows), 'server', NOW_MS, true).length, 1_000);
  });

  it('looks at each turn the same few times, however long the history is', () => {
    const looksPerTurn = (count: number): number => {
      let looks = 0;
      // The worst case: every question the same, none of the answers.
      const turns = Array.from({ length: count }, (_, index) => {
        const turn = turnOf(['', `A${index}`, 'done'], index);
        return Object.defineProperty(turn, 'question', { get: () => (looks++, 'Q') });
      });
      const rows = turns.map((_, index): Row => ['Q', `B${index}`]);
      assert.equal(reconcileTurns(turns, messagesOf(rows), 'server', NOW_MS, true), turns);
      return looks / count;
    };
    assert.equal(looksPerTurn(2_000), looksPerTurn(20));
  });
});

function turnOf([question, answer, state]: Row, index: number): Turn {
  return {
    id: `local-${index}`,
    key: '',
    question,
    answer,
    state: state as TurnState,
    place: 1,
    askedAtMs: 1,
    endedAtMs: 1,
    answerId: null,
    tokens: null,
    sources: [],
    failure: state === 'failed' || state === 'interrupted' ? createFailure('interrupted') : null,
    sends: 1,
    waits: 0,
  };
}

function messagesOf(rows: Row[]): SessionMessage[] {
  const createdAt = '2026-01-10T12:00:00.000Z';
  return rows.flatMap(([question, answer, state]): SessionMessage[] => [
    ...(question === '' ? [] : [{ role: 'user' as const, content: question, created_at: createdAt }]),
    ...(answer === ''
      ? []
      : [{ role: 'assistant' as const, content: answer, created_at: createdAt, ...(state === 'partial' ? { partial: true } : {}) }]),
  ]);
}
