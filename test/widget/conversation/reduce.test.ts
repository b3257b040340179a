import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../../../src/widget/conversation/actions.ts';
import { reduce } from '../../../src/widget/conversation/reduce.ts';
import {
  EMPTY_CONVERSATION,
  isActive,
  isRunning,
  type ConversationState,
  type Turn,
  type TurnState,
} from '../../../src/widget/conversation/state.ts';
import { createFailure } from '../../../src/widget/conversation/turn-failure.ts';

const END_STATES: readonly TurnState[] = ['done', 'stopped', 'interrupted', 'failed'];

const anyName = fc.constantFrom('a', 'b', 'c', 'd');
const anyKey = fc.constantFrom('k1', 'k2', 'k3');
const anyText = fc.constantFrom('', ' ', 'Hello', ' world', '\n');
const anyTime = fc.integer({ min: 0, max: 1_000_000 });
const ofAttempt = { turnId: anyName, key: anyKey, atMs: anyTime };

const anyTurn: fc.Arbitrary<Turn> = fc.record({
  id: anyName,
  key: anyKey,
  question: fc.constantFrom('Q1', 'Q2'),
  answer: anyText,
  state: fc.constantFrom<TurnState>('queued', 'sending', 'streaming', 'recovering', 'done', 'stopped', 'interrupted', 'failed'),
  place: fc.nat(9),
  askedAtMs: anyTime,
  endedAtMs: fc.constantFrom(null, 5),
  answerId: fc.constant(null),
  tokens: fc.constant(null),
  sources: fc.constant([]),
  failure: fc.constantFrom(null, createFailure('timeout')),
  sends: fc.nat(2),
  waits: fc.nat(2),
});

const anySaved: fc.Arbitrary<ConversationState> = fc.record({
  sessionId: fc.constant('sess_saved'),
  turns: fc.uniqueArray(anyTurn, { maxLength: 3, selector: (turn) => turn.id }),
  discarded: fc.subarray(['k1', 'k2', 'k3']),
  changedAtMs: anyTime,
});

const anyMessage = fc.record({
  role: fc.constantFrom<'user' | 'assistant'>('user', 'assistant'),
  content: fc.constantFrom('Q1', 'Q2', 'Hello', 'Hello world and more'),
  created_at: fc.constantFrom('2026-01-10T12:00:00.000Z', 'not a date'),
});

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('asked'),
      ...ofAttempt,
      sessionId: fc.constant('sess_1'),
      question: fc.constantFrom('Q1', 'Q2'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('sent'), ...ofAttempt }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cut'), ...ofAttempt }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('postponed'),
      ...ofAttempt,
      failure: fc.constantFrom(createFailure('offline'), { ...createFailure('rate_limit_exceeded'), retryAtMs: 9 }),
      isUnsent: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('received'), ...ofAttempt, text: anyText }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('completed'),
      ...ofAttempt,
      answerId: fc.constant('m'),
      tokens: fc.nat(),
      sessionId: fc.constantFrom(null, 'sess_other', '../wallet', ''),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('stopped'), ...ofAttempt }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('broke'), ...ofAttempt, failure: fc.constant(createFailure('timeout')) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('retried'), ...ofAttempt }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('discarded'), turnId: anyName, atMs: anyTime }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restored'), saved: anySaved, atMs: anyTime }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('reconciled'),
      idPrefix: fc.uuid(),
      recovers: fc.boolean(),
      atMs: anyTime,
      session: fc.record({
        id: fc.constant('s'),
        assistant: fc.constant('a'),
        messages: fc.array(anyMessage, { maxLength: 6 }),
        created_at: fc.constant(''),
        updated_at: fc.constant(''),
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('synced'), saved: anySaved, runningKey: fc.constantFrom(undefined, 'k1'), atMs: anyTime }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('vanished'), atMs: anyTime }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cleared'), atMs: anyTime }) },
) as fc.Arbitrary<Action>;

/** Actions that may take a turn away. */
const REMOVALS = new Set(['discarded', 'cleared', 'vanished']);

/** Which action may set which end state. */
const ENDINGS: Record<string, readonly TurnState[]> = {
  completed: ['done', 'failed'],
  stopped: ['stopped'],
  broke: ['interrupted', 'failed'],
  restored: END_STATES,
  // Only of a turn that had ended badly, or of one that the server alone knew.
  reconciled: ['done', 'interrupted', 'failed'],
};

describe('reduce, under any sequence of actions', () => {
  it('keeps every promise about turns', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 40 }), (actions) => {
        let state = EMPTY_CONVERSATION;
        for (const action of actions) {
          const next = reduce(freeze(state), action);
          checkStep(state, action, next);
          state = next;
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('lets nothing that an abandoned attempt says change its turn', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 30 }), anyText, (actions, text) => {
        const state = actions.reduce(reduce, EMPTY_CONVERSATION);
        for (const { id } of state.turns) {
          const late = { turnId: id, key: 'an older key', atMs: 1 };
          assert.equal(reduce(state, { type: 'received', ...late, text }), state);
          assert.equal(reduce(state, { type: 'stopped', ...late }), state);
          assert.equal(reduce(state, { type: 'broke', ...late, failure: createFailure('timeout') }), state);
          assert.equal(reduce(state, { type: 'completed', ...late, answerId: '', tokens: 0, sessionId: null }), state);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function checkStep(before: ConversationState, action: Action, after: ConversationState): void {
  if (action.type === 'synced') {
    // What another tab runs is not asked first; the rest is for the tests of the merging.
    assert.equal(new Set(after.turns.map(({ id }) => id)).size, after.turns.length, 'ids are unique');
    for (const { id, key } of before.turns)
      assert.ok(after.discarded.includes(key) || after.turns.some((turn) => turn.id === id), 'nothing is lost');
    return;
  }
  assert.ok(after.turns.filter(isActive).length <= Math.max(1, before.turns.filter(isActive).length), 'one request at a time');
  assert.equal(new Set(after.turns.map(({ id }) => id)).size, after.turns.length, 'ids are unique');
  if (after.sessionId === null) assert.equal(after.turns.length, 0);
  else assert.match(after.sessionId, /^[A-Za-z0-9_-]+$/);
  const turnsAfter = new Map(after.turns.map((turn) => [turn.id, turn]));
  for (const turn of before.turns) {
    const next = turnsAfter.get(turn.id);
    if (next === undefined) {
      assert.ok(REMOVALS.has(action.type), `${action.type} removed a turn`);
      if (action.type === 'discarded') assert.equal(turn.state, 'failed');
      continue;
    }
    assert.equal(next.question, turn.question, 'the words of the visitor never change');
    assert.equal(next.askedAtMs, turn.askedAtMs);
    assert.equal(next.place, turn.place);
    if (action.type === 'retried' && next !== turn) {
      assert.deepEqual([next.state, next.answer, next.failure, next.key], ['queued', '', null, action.key]);
      continue;
    }
    assert.ok(next.answer.startsWith(turn.answer) || action.type === 'reconciled', 'text only grows');
    assert.ok(next.answer.length >= turn.answer.length);
    if (next.answer !== turn.answer && action.type !== 'reconciled') assert.ok(isRunning(turn) && next.state === 'streaming');
    if (END_STATES.includes(turn.state) && action.type !== 'reconciled') assert.equal(next, turn, 'an end is an end');
  }
  const known = new Map(before.turns.map((turn) => [turn.id, turn]));
  for (const turn of after.turns) {
    const former = known.get(turn.id);
    if (END_STATES.includes(turn.state) && former?.state !== turn.state) assert.ok(ENDINGS[action.type]?.includes(turn.state), action.type);
    if (turn.state === 'failed' && former !== undefined && former !== turn) assert.equal(turn.answer.trim(), '');
    if (turn.state === 'done' && former !== undefined && former !== turn) assert.notEqual(turn.answer.trim(), '');
    if (action.type === 'restored' && former === undefined) {
      assert.ok(!isRunning(turn) || ['recovering', 'queued'].includes(turn.state), 'what a dead page ran has ended, or is looked for');
    }
  }
}

/** So that a reducer which writes into its argument throws. */
function freeze(state: ConversationState): ConversationState {
  for (const turn of state.turns) Object.freeze(turn);
  Object.freeze(state.turns);
  return Object.freeze(state);
}
