import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { isRetryable, isRunning, type ConversationState, type Turn } from '../../../src/widget/conversation/state.ts';
import { parseSavedRecord } from '../../../src/widget/storage/saved-conversation.ts';
import { NAME, World, type AskFault, type LookFault, type Nature, type Tab } from './model-world.ts';

const isFull = process.env['FULL'] === '1';

/** `FC_SEED` and `FC_PATH`, `seed` and `path` of a failure, play its history again; `FC_SEED` alone has others happen. */
const { FC_SEED, FC_PATH } = process.env;

/** A record that is not ours to overwrite. */
const NEWER = '{"format":"assisters-chat","version":2}';

type Doing =
  | { do: 'ask'; isRepeated: boolean }
  | { do: 'retry' | 'stop' | 'discard'; pick: number }
  | { do: 'begin anew' | 'forget' | 'show' | 'open' | 'leave' | 'come back' | 'go online' | 'cut' | 'mute' | 'hear one' }
  | { do: 'end' | 'replace'; how: 'leave' | 'crash' | 'dispose' }
  | { do: 'go offline'; isNoticed: 'before' | 'after' | 'never' }
  | { do: 'ask badly'; fault: AskFault }
  | { do: 'look badly'; fault: LookFault }
  | { do: 'write'; count: number }
  | { do: 'pass'; ms: number }
  | { do: 'set clock'; hours: number }
  | { do: 'write outside'; value: string | null }
  | { do: 'fill storage'; capacity: number };

/** What happens, in one of the open tabs where that matters. */
type Step = Doing & {
  tab: number;
  /** What follows from it happens before the next step. */
  isHeard: boolean;
};

/** What the visitor asked. */
interface Asked {
  readonly tab: Tab;
  readonly turnId: string;
  readonly question: string;
  /** Taken back, or emptied: it may be gone. */
  isReleased: boolean;
  /** It was seen in storage when all had heard of it. */
  isSettled: boolean;
}

/** The world, what its visitor did, and what must be true of it. */
class Model {
  readonly world: World;
  readonly asked: Asked[] = [];
  /** Questions with the number of times that the visitor had them asked, retries included. */
  readonly attempts = new Map<string, number>();
  /** Nobody but us has touched storage, and it was never full. */
  isStorageTrusted = true;
  /** Storage would not take what was to be saved: tabs know too little of each other. */
  isStorageBlocked = false;
  /** A page went, and left to others what it had sent. */
  isLeft = false;
  /** Nobody can tell how long a key has been known. */
  isSetBack = false;
  /** Something was asked again behind others, taken back from between others, or emptied. */
  isReordered = false;
  /** Names of turns that were emptied, until all have heard of it. */
  #emptied = new Set<string>();
  /** How often that was checked. */
  emptiedChecks = 0;
  #waiting: { tab: Tab; end: Promise<Turn> }[] = [];

  constructor(nature: Nature) {
    this.world = new World(nature);
    this.#open();
  }

  async take(step: Step): Promise<void> {
    const { world } = this;
    const { openTabs } = world;
    const tab = openTabs[step.tab % openTabs.length];
    world.call(() => this.#do(step, tab));
    // Tabs hear of each other at once, as people see it.
    if (step.do === 'pass' && step.ms >= 1_000) await world.hearAll();
    if (step.do === 'pass') await world.pass(step.ms);
    // So that it is told apart from what follows.
    await world.pass(1);
    if (step.isHeard) await world.hearAll();
    this.check();
  }

  /** All trouble is over. */
  async end(): Promise<void> {
    const { world } = this;
    world.askFaults.length = world.lookFaults.length = 0;
    world.store.capacity = Infinity;
    world.goOnline();
    if (world.openTabs.length === 0) this.#open();
    for (let count = 0; count < 1_200 && (count < 10 || this.#runs); count++) {
      await world.hearAll();
      await world.pass(500);
      world.write(1);
    }
    await world.pass(60_000);
    await world.hearAll();
    this.check();
    for (const tab of world.openTabs) {
      assert.ok(!tab.turns.some(isRunning), `${tab.name} still runs ${show(tab.turns)}`);
    }
    assert.ok(!this.#waiting.some(({ tab }) => tab.isOpen), 'whoever asked in an open tab hears of an end');
    const isStayed = world.tabs.every(({ isOpen }) => isOpen) && !this.isLeft && this.isStorageTrusted;
    for (const { key, question, state, failure } of isStayed ? world.openTabs.flatMap(({ turns }) => turns) : []) {
      const isNeverTaken = key !== '' && world.postings.every((one) => one.key !== key || (one.mayRepeat && !one.hasArrived));
      assert.ok(state !== 'failed' || !isNeverTaken || failure?.code !== 'interrupted', `"${question}" was not sent when it could be`);
    }
    for (const tab of world.openTabs) {
      const { question } = this.#ask(tab, false)!;
      await this.#rest();
      const turn = tab.turns.at(-1);
      assert.deepEqual([turn?.question, turn?.state], [question, 'done'], `${tab.name} cannot ask any more: ${show(tab.turns)}`);
    }
    for (const tab of world.openTabs) {
      const bad = tab.turns.findLast((turn) => turn.state !== 'done' && turn.question !== '');
      if (bad === undefined) continue;
      assert.ok(isRetryable(bad), `${tab.name} cannot ask again ${show([bad])}`);
      this.#retry(tab, bad);
      await this.#rest();
      assert.equal(tab.turns.find(({ id }) => id === bad.id)?.state, 'done', `${tab.name} asked again to no end: ${show(tab.turns)}`);
    }
    this.check();
  }

  async #rest(): Promise<void> {
    for (let count = 0; count < 40 && (count < 2 || this.#runs); count++) {
      await this.world.hearAll();
      this.world.write(5);
      await this.world.pass(500);
    }
    await this.world.hearAll();
  }

  get #runs(): boolean {
    return this.world.openTabs.some(({ turns }) => turns.some(isRunning));
  }

  #open(): void {
    const tab = this.world.open();
    this.#watch(tab);
  }

  /** Checks every single change of what a tab shows. */
  #watch(tab: Tab): void {
    let before = tab.session.store.state;
    tab.session.store.subscribe((state) => {
      for (const turn of state.turns) {
        const former = before.turns.find(({ id }) => id === turn.id);
        if (former === undefined || former.key !== turn.key) continue;
        const isUnderWay = [former, turn].every(({ state }) => state === 'streaming' || state === 'recovering');
        if (isUnderWay && !turn.answer.startsWith(former.answer)) {
          this.world.problems.push(`the answer lost words in ${tab.name}: ${show([former, turn])}`);
        }
        if (former.state === 'done' && (turn.state !== 'done' || turn.answer !== former.answer)) {
          this.world.problems.push(`a whole answer was changed in ${tab.name}: ${show([former, turn])}`);
        }
      }
      before = state;
    });
  }

  #do(step: Step, tab: Tab | undefined): void {
    const { world } = this;
    switch (step.do) {
      case 'open':
        if (world.tabs.filter(({ state }) => state !== 'gone').length < (world.nature.isStorageSound && !world.nature.isAlone ? 3 : 1))
          this.#open();
        return;
      case 'come back':
        return world.tabs.find(({ state }) => state === 'away')?.comeBack();
      case 'go offline':
        return world.goOffline(step.isNoticed);
      case 'go online':
        return world.goOnline();
      case 'cut':
        return world.cut();
      case 'mute':
        return world.mute();
      case 'ask badly':
        return void world.askFaults.push(step.fault);
      case 'look badly':
        return void world.lookFaults.push(step.fault);
      case 'write':
        return world.write(step.count);
      case 'set clock':
        this.isSetBack ||= step.hours < 0;
        return world.setClock(step.hours * 3_600_000);
      case 'write outside':
        if (step.value === NEWER && world.nature.isStorageSound) return;
        this.isStorageTrusted = false;
        this.isStorageBlocked ||= step.value === NEWER;
        // A page that was left cannot tell it from having been emptied by us.
        for (const asked of this.asked) asked.isReleased ||= asked.tab.state === 'away';
        return world.writeFromOutside(step.value);
      case 'fill storage':
        if (world.nature.isStorageSound) return;
        this.isStorageTrusted = false;
        this.isStorageBlocked = true;
        world.store.capacity = step.capacity;
        return;
    }
    if (!tab) return;
    switch (step.do) {
      case 'ask':
        return void this.#ask(tab, step.isRepeated);
      case 'retry': {
        const turns = tab.turns.filter(isRetryable);
        const turn = turns[step.pick % turns.length];
        return this.#retry(tab, turn);
      }
      case 'stop':
        return tab.session.stop(step.pick === 0 ? undefined : tab.turns[step.pick % tab.turns.length]?.id);
      case 'discard': {
        const turns = tab.turns.filter(({ state }) => state === 'failed');
        const turn = turns[step.pick % turns.length];
        if (!turn) return;
        this.isReordered = true;
        for (const asked of this.asked) asked.isReleased ||= asked.turnId === turn.id;
        return tab.session.discard(turn.id);
      }
      case 'begin anew':
      case 'forget':
        return this.#empty(tab, step.do);
      case 'show':
        return void tab.session.reconcile();
      case 'leave':
        this.isLeft = true;
        if (tab.inbox.some(({ isClearing }) => isClearing)) this.#emptied.clear();
        for (const asked of this.asked) asked.isReleased ||= asked.tab === tab && !this.isStorageTrusted;
        return tab.leave();
      case 'end':
      case 'replace':
        if (step.how !== 'crash') tab.session[step.how]();
        tab.end();
        if (step.do === 'replace') this.#open();
        return;
      case 'hear one':
        return tab.inbox.shift()?.hear();
    }
  }

  #ask(tab: Tab, isRepeated: boolean): Asked | undefined {
    const question = (isRepeated && this.asked.at(-1)?.question) || `Question ${this.asked.length + 1}`;
    this.#expect(tab, question, tab.session.ask(question));
    const turn = tab.turns.at(-1);
    if (turn?.question !== question) return void this.world.problems.push(`${question} is not shown in ${tab.name}`);
    // Where all was emptied elsewhere a moment ago, it goes with the rest.
    const isReleased = tab.inbox.some(({ isClearing }) => isClearing);
    const asked = { tab, turnId: turn.id, question, isReleased, isSettled: false };
    this.asked.push(asked);
    return asked;
  }

  #retry(tab: Tab, turn: Turn | undefined): void {
    const end = tab.session.retry(turn?.id);
    if (!end) return;
    this.isReordered ||= turn!.id !== tab.turns.at(-1)!.id;
    this.#expect(tab, turn!.question, end);
  }

  #expect(tab: Tab, question: string, end: Promise<Turn>): void {
    this.attempts.set(question, (this.attempts.get(question) ?? 0) + 1);
    this.#waiting.push({ tab, end });
    void end.then((turn) => {
      if (isRunning(turn)) this.world.problems.push(`no end: ${show([turn])}`);
      this.#waiting = this.#waiting.filter((one) => one.end !== end);
    });
  }

  #empty(tab: Tab, how: 'begin anew' | 'forget'): void {
    const { world } = this;
    // A page that was left hears nothing of it.
    const isKnown = world.isQuiet && !world.tabs.some(({ state }) => state === 'away');
    world.isClearing = true;
    world.isRaced = false;
    for (const { turns } of [tab]) for (const { id } of turns) this.#emptied.add(id);
    if (how === 'begin anew') tab.session.newConversation();
    // A proxy that has no such route refuses it.
    else tab.session.forget().catch(() => undefined);
    world.isClearing = false;
    if (!isKnown || !this.isStorageTrusted) this.#emptied.clear();
    for (const asked of this.asked) asked.isReleased = true;
    this.isReordered = true;
  }

  /** What is true after every step. */
  check(): void {
    const { world } = this;
    assert.deepEqual(world.problems, []);
    // What is asked while others still save what was emptied may go with it.
    if (world.isRaced) {
      this.#emptied.clear();
      for (const asked of this.asked) asked.isReleased = true;
      world.isRaced = !world.isQuiet;
    }
    const refusals = new Map<string, number>();
    for (const { key, question, isRefused } of world.postings) {
      const count = refusals.get(key) ?? 0;
      assert.ok(count < 2 || this.isStorageBlocked, `"${question}" was sent by itself after it was refused twice`);
      refusals.set(key, count + Number(isRefused));
    }
    const keys = new Map<string, Set<string>>();
    for (const [index, { key, question, mayRepeat }] of world.postings.entries()) {
      keys.set(question, (keys.get(question) ?? new Set()).add(key));
      const isRepeated = world.postings.findIndex((one, place) => place > index && one.key === key) >= 0;
      if (world.nature.proxy !== 'ours' && !this.isStorageBlocked)
        assert.ok(mayRepeat || !isRepeated, `"${question}" was sent again to a proxy that knows no keys`);
    }
    for (const [question, { size }] of keys) assert.ok(size <= this.attempts.get(question)!, `"${question}" was asked by itself`);
    const billed = world.answers.map(({ key }) => key);
    for (const { key, question } of world.answers) {
      // A question that waited for longer than its key is known is asked again.
      if (this.isStorageBlocked || this.isSetBack) continue;
      assert.equal(billed.indexOf(key), billed.lastIndexOf(key), `"${question}" was billed twice for one attempt`);
    }
    for (const tab of world.openTabs) this.#checkTab(tab);
    for (const { tab, turnId, question, isReleased } of this.asked) {
      if (isReleased || tab.state === 'gone') continue;
      assert.ok(
        tab.turns.some(({ id }) => id === turnId),
        `"${question}" is lost in ${tab.name}, where it was asked`,
      );
    }
    for (const { tab } of world.wishes) {
      assert.ok(tab.isOpen && tab.turns.some(isRunning), `${tab.name} is ${tab.state} and idle, and holds the lead or wishes for it`);
    }
    if (world.isQuiet) this.#checkQuiet();
  }

  #checkTab({ name, turns }: Tab): void {
    assert.equal(new Set(turns.map(({ id }) => id)).size, turns.length, `a turn is shown twice in ${name}`);
    const shown = new Map<string, number>();
    for (const { question } of turns) shown.set(question, (shown.get(question) ?? 0) + 1);
    for (const [question, count] of shown) {
      // A server tells a former attempt as another question, once something else was asked in between, or to who could save nothing of it.
      const times =
        this.isReordered || this.isStorageBlocked
          ? this.attempts.get(question)!
          : this.asked.filter((one) => one.question === question).length;
      assert.ok(count <= times, `"${question}" is shown ${count} times in ${name}, asked ${times} times`);
    }
    for (const turn of turns) {
      if (turn.state !== 'done') continue;
      assert.ok(this.world.wholeAnswersTo(turn.question).includes(turn.answer), `no whole answer, in ${name}: ${show([turn])}`);
    }
  }

  /** What is true when every open tab has heard of everything. */
  #checkQuiet(): void {
    const { world } = this;
    if (this.#emptied.size > 0) {
      this.emptiedChecks++;
      for (const tab of world.openTabs) {
        assert.ok(!tab.turns.some(({ id }) => this.#emptied.has(id)), `${tab.name} shows what was emptied: ${show(tab.turns)}`);
      }
    }
    if (!this.isStorageTrusted) return;
    const saved = world.store.getItem(NAME);
    const { turns } = (saved === null ? { turns: [] } : parseSavedRecord(saved)) as ConversationState;
    for (const asked of this.asked) {
      if (asked.isReleased) continue;
      const isSaved = turns.some(({ id }) => id === asked.turnId);
      assert.ok(isSaved || !(asked.isSettled || asked.tab.isOpen), `"${asked.question}" of ${asked.tab.name} is not saved`);
      asked.isSettled ||= isSaved;
    }
  }
}

function show(turns: readonly Turn[]): string {
  return turns
    .map(({ id, key, question, state, answer, failure }) =>
      JSON.stringify([id.slice(-6), key.slice(-6), question, state, answer, failure?.code]),
    )
    .join(', ');
}

const anyNature: fc.Arbitrary<Nature> = fc.record({
  proxy: fc.constantFrom('ours', 'history', 'forwarder'),
  writesOn: fc.boolean(),
  headFirst: fc.boolean(),
  renames: fc.nat(3).map((one) => one === 3),
  isBeside: fc.nat(3).map((one) => one === 3),
  isStorageSound: fc.nat(4).map((one) => one < 4),
  isAlone: fc.boolean(),
});

const pick = fc.nat(4);
const how = fc.constantFrom('leave' as const, 'crash' as const, 'dispose' as const);

const anyDoing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('ask' as const), isRepeated: fc.nat(4).map((one) => one === 4) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('retry' as const, 'stop' as const, 'discard' as const), pick }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(16, 400, 1_000, 5_000, 16_000, 31_000, 70_000, 150_000, 700_000, 4_000_000),
    }),
  },
  {
    weight: 11,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['begin anew', 'forget', 'show', 'open', 'open', 'leave', 'come back', 'come back', 'cut', 'mute', 'hear one'] as const),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'replace' as const), how }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('go offline' as const),
      isNoticed: fc.constantFrom('before' as const, 'after' as const, 'never' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('go online' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('ask badly' as const),
      fault: fc.constantFrom<AskFault>(
        'never arrives',
        'never arrives',
        'reply lost',
        'reply lost',
        'cut at once',
        'silence',
        'refused 1 s',
        'refused 30 s',
        'refused 90 s',
        'refused',
        'busy 5 s',
        'unavailable',
        'broken',
        'web page',
        'error event',
        'source lost',
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('look badly' as const),
      fault: fc.constantFrom<LookFault>('never arrives', 'broken', 'refused', 'silence'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('set clock' as const), hours: fc.integer({ min: -5, max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        do: fc.constant('write outside' as const),
        value: fc.constantFrom(null, '', '{oops', '[]', NEWER, '{"format":"assisters-chat","version":1}'),
      }),
      fc.record({ do: fc.constant('fill storage' as const), capacity: fc.constantFrom(0, 900, Infinity) }),
    ),
  },
);

const anyStep = fc.tuple(anyDoing, fc.nat(2), fc.nat(3)).map(([doing, tab, heard]): Step => ({ ...doing, tab, isHeard: heard > 0 }));

describe('a conversation in whatever world', () => {
  it('is shown once, billed once, never lost, and goes on when the trouble is over', async () => {
    mock.method(console, 'info', () => undefined);
    mock.method(console, 'warn', () => undefined);
    let world: World | undefined;
    let emptiedChecks = 0;
    const onRejection = (reason: unknown): void => void world?.problems.push(`unhandled: ${(reason as Error).stack}`);
    process.on('unhandledRejection', onRejection);
    process.setUncaughtExceptionCaptureCallback((error) => world?.problems.push(`uncaught: ${error.stack}`));
    try {
      await fc.assert(
        fc.asyncProperty(anyNature, fc.array(anyStep, { maxLength: 60, size: 'max' }), async (nature, steps) => {
          const model = new Model(nature);
          ({ world } = model);
          for (const step of steps) await model.take(step);
          await model.end();
          emptiedChecks += model.emptiedChecks;
        }),
        {
          includeErrorInReport: true,
          numRuns: isFull ? 15_000 : 1_500,
          // The same histories every time but in the long run.
          ...(FC_SEED !== undefined ? { seed: Number(FC_SEED) } : isFull ? {} : { seed: 20_260_110 }),
          ...(FC_PATH !== undefined && { path: FC_PATH, endOnFailure: true }),
        },
      );
      assert.ok(FC_PATH !== undefined || emptiedChecks > 0);
    } finally {
      process.off('unhandledRejection', onRejection);
      process.setUncaughtExceptionCaptureCallback(null);
      mock.restoreAll();
    }
  });
});
