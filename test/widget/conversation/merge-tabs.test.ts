import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../../../src/widget/conversation/actions.ts';
import { hasNews, mergeTabs } from '../../../src/widget/conversation/merge-tabs.ts';
import { reduce } from '../../../src/widget/conversation/reduce.ts';
import { EMPTY_CONVERSATION, isRunning, type ConversationState, type Turn } from '../../../src/widget/conversation/state.ts';
import { createFailure } from '../../../src/widget/conversation/turn-failure.ts';

const FAILURE = { ...createFailure('server_error'), status: 500 };

/** What a tab does by itself; ids and keys are its own. */
type Step = 'ask' | 'send' | 'say' | 'done' | 'stop' | 'break' | 'retry' | 'discard';

/** A tab, as far as its state goes. */
class Tab {
  state: ConversationState = EMPTY_CONVERSATION;
  readonly name: string;
  #count = 0;

  constructor(name: string) {
    this.name = name;
  }

  do(step: Step, atMs: number, pick: number): void {
    const { turns } = this.state;
    const turn = turns[pick % Math.max(1, turns.length)];
    const mint = (): string => `${this.name}${this.#count++}`;
    const of = { turnId: turn?.id ?? '', key: turn?.key ?? '', atMs };
    const actions: Record<Step, Action> = {
      ask: { type: 'asked', turnId: mint(), key: mint(), sessionId: `sess_${this.name}`, question: `Q${this.name}${pick}`, atMs },
      send: { type: 'sent', ...of },
      say: { type: 'received', ...of, text: 'x' },
      done: { type: 'completed', ...of, answerId: 'm', tokens: 1, sessionId: null },
      stop: { type: 'stopped', ...of },
      break: { type: 'broke', ...of, failure: FAILURE },
      retry: { type: 'retried', ...of, key: mint() },
      discard: { type: 'discarded', turnId: of.turnId, atMs },
    };
    this.state = reduce(this.state, actions[step]);
  }
}

const anyStep = fc.record({
  tab: fc.constantFrom(0, 1),
  step: fc.constantFrom<Step>('ask', 'ask', 'send', 'say', 'say', 'done', 'stop', 'break', 'retry', 'discard'),
  pick: fc.nat(5),
  /** Whether the other tab hears of it before its own next step. */
  isTold: fc.boolean(),
});

describe('two tabs with one conversation', () => {
  it('come to the same once both have heard of the other, whatever they did at the same time', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        const tabs = [new Tab('a'), new Tab('b')] as const;
        steps.forEach(({ tab, step, pick, isTold }, index) => {
          const [own, other] = [tabs[tab]!, tabs[1 - tab]!];
          own.do(step, index + 1, pick);
          if (isTold) other.state = mergeTabs(other.state, own.state);
        });
        const [a, b] = tabs;
        const before = [...a.state.turns, ...b.state.turns];
        // As storage does it: each that knows more answers what it heard.
        for (let rounds = 0; hasNews(a.state, b.state) || hasNews(b.state, a.state); rounds++) {
          assert.ok(rounds < 3, 'they tell each other the same for ever');
          b.state = mergeTabs(b.state, a.state);
          a.state = mergeTabs(a.state, b.state);
        }
        b.state = mergeTabs(b.state, a.state);
        a.state = mergeTabs(a.state, b.state);
        assert.deepEqual(b.state.turns.map(shape), a.state.turns.map(shape));
        assert.equal(b.state.sessionId, a.state.sessionId);
        const { turns, discarded } = a.state;
        for (const { id, key } of before) assert.ok(discarded.includes(key) || turns.some((turn) => turn.id === id), 'words are lost');
      }),
      { numRuns: 3_000 },
    );
  });

  it('change nothing of a conversation of which the other knows no more', () => {
    const tab = new Tab('a');
    for (const [index, step] of (['ask', 'send', 'say', 'done', 'ask'] as const).entries()) tab.do(step, index + 1, 0);
    const copy = JSON.parse(JSON.stringify(tab.state)) as ConversationState;
    assert.equal(mergeTabs(tab.state, copy), tab.state);
    assert.equal(hasNews(tab.state, copy), false);
  });

  it('put what was asked at the same time into the order of asking, under the session of the first', () => {
    const [a, b] = [new Tab('a'), new Tab('b')];
    a.do('ask', 2, 0);
    b.do('ask', 1, 0);
    for (const merged of [mergeTabs(a.state, b.state), mergeTabs(b.state, a.state)]) {
      assert.deepEqual(
        merged.turns.map(({ question }) => question),
        ['Qb0', 'Qa0'],
      );
      assert.equal(merged.sessionId, 'sess_b');
    }
  });

  it('lose nothing that was asked after a clock was set back', () => {
    const [a, b] = [new Tab('a'), new Tab('b')];
    a.do('ask', 9_000_000, 0);
    b.state = mergeTabs(b.state, a.state);
    a.do('ask', 5_000, 1);
    a.do('break', 5_001, 1);
    b.do('stop', 9_000_001, 0);
    assert.equal(hasNews(a.state, b.state), true);
    for (const { turns } of [mergeTabs(a.state, b.state), mergeTabs(b.state, a.state)]) {
      assert.deepEqual(
        turns.map(({ question, state }) => [question, state]),
        [
          ['Qa0', 'stopped'],
          ['Qa1', 'failed'],
        ],
      );
    }
  });

  it('keep what is older than all that is saved, and what only the server knew but once', () => {
    const old = (id: string, askedAtMs: number): Turn => ({
      ...ANSWERED,
      id,
      key: '',
      question: `Q${askedAtMs}`,
      place: askedAtMs,
      askedAtMs,
    });
    const ours = {
      sessionId: 's',
      discarded: [],
      changedAtMs: 9,
      turns: [old('ours-1', 1), old('ours-2', 2), { ...ANSWERED, id: 't', place: 3, askedAtMs: 3 }],
    };
    const theirs = {
      sessionId: 's',
      discarded: [],
      changedAtMs: 9,
      turns: [old('theirs-2', 2), { ...ANSWERED, id: 't', place: 3, askedAtMs: 3 }],
    };
    assert.equal(mergeTabs(ours, theirs), ours);
    assert.equal(hasNews(ours, theirs), false);
  });
});

/** What of a turn both tabs must agree on. */
function shape(turn: Turn): unknown {
  return isRunning(turn) ? [turn.id, turn.key, turn.answer, 'runs'] : [turn.id, turn.key, turn.answer, turn.state];
}

const ANSWERED: Turn = {
  id: 't',
  key: 'turn_1',
  question: 'Q',
  answer: 'A',
  state: 'done',
  place: 1,
  askedAtMs: 1,
  endedAtMs: 1,
  answerId: null,
  tokens: null,
  sources: [],
  failure: null,
  sends: 1,
  waits: 0,
};
