import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NAME, World, type Nature, type Tab } from './model-world.ts';

const NATURE: Nature = {
  proxy: 'ours',
  writesOn: false,
  headFirst: false,
  renames: false,
  isBeside: false,
  isStorageSound: true,
  isAlone: false,
};

const shown = (tab: Tab): string[][] => tab.turns.map(({ question, state }) => [question, state]);

/** Lets everything that can still come arrive, and time pass. */
async function rest(world: World, ms: number): Promise<void> {
  await world.hearAll();
  await world.pass(ms);
  await world.hearAll();
  world.write(9);
  await world.hearAll();
}

/** What random histories of several tabs, networks and clocks have found (`model.test.ts`), each as short as it can be told. */
describe('a conversation in pages that hear of each other late', () => {
  it('is sent after a limit though another tab is open', async () => {
    const world = new World(NATURE);
    const [one, two] = [world.open(), world.open()];
    world.askFaults.push('refused 1 s');
    void one.session.ask('Hi');
    await rest(world, 1_500);
    for (const tab of [one, two]) assert.deepEqual(shown(tab), [['Hi', 'done']]);
    assert.equal(world.answers.length, 1);
  });

  it('is sent when the network is back though another tab is open', async () => {
    const world = new World(NATURE);
    const [one, two] = [world.open(), world.open()];
    world.goOffline('before');
    void one.session.ask('Hi');
    await world.hearAll();
    world.goOnline();
    await rest(world, 20_000);
    for (const tab of [one, two]) assert.deepEqual(shown(tab), [['Hi', 'done']]);
    assert.equal(world.answers.length, 1);
  });

  it('shows no word twice where the answer is cut again while it is found', async () => {
    const world = new World(NATURE);
    const left = world.open();
    void left.session.ask('Hi');
    await world.hearAll();
    world.write(1);
    left.session.leave();
    left.end();
    const tab = world.open();
    await world.hearAll();
    world.cut();
    await rest(world, 5_000);
    assert.ok(world.wholeAnswersTo('Hi').includes(tab.turns[0]!.answer), tab.turns[0]!.answer);
  });

  it('keeps what is asked in the moment in which another one was begun', async () => {
    const world = new World({ ...NATURE, proxy: 'forwarder' });
    const [one, two] = [world.open(), world.open()];
    void one.session.ask('One');
    await rest(world, 0);
    one.session.newConversation();
    void one.session.ask('Two');
    await rest(world, 2_000);
    for (const tab of [one, two]) assert.deepEqual(shown(tab), [['Two', 'done']]);
  });

  it('does not come back with a page that was kept while it was forgotten', async () => {
    const world = new World(NATURE);
    const kept = world.open();
    void kept.session.ask('Secret');
    await rest(world, 0);
    kept.leave();
    const other = world.open();
    void other.session.forget().catch(() => undefined);
    await world.hearAll();
    kept.comeBack();
    await world.hearAll();
    assert.deepEqual(shown(kept), []);
    other.leave();
    void kept.session.ask('New');
    await rest(world, 2_000);
    other.comeBack();
    await rest(world, 2_000);
    for (const tab of [kept, other]) assert.deepEqual(shown(tab), [['New', 'done']]);
    assert.ok(!world.store.getItem(NAME)!.includes('Secret'));
  });

  it('waits no longer where the clock is set back', async () => {
    const world = new World(NATURE);
    const tab = world.open();
    world.askFaults.push('refused 30 s');
    void tab.session.ask('Hi');
    await world.hearAll();
    world.setClock(-3_600_000);
    await rest(world, 60_000);
    assert.deepEqual(shown(tab), [['Hi', 'done']]);
  });

  it('is not asked again when its proxy may have forgotten that it was', async () => {
    const world = new World(NATURE);
    const tab = world.open();
    void tab.session.ask('Hi');
    await world.hearAll();
    world.goOffline('before');
    world.write(9);
    await world.pass(700_000);
    world.goOnline();
    await rest(world, 20_000);
    assert.equal(world.answers.length, 1);
    assert.equal(tab.turns.length, 1);
  });
});
