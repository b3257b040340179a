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

  it('is gone everywhere when it is taken back: the server alone still tells of it', async () => {
    const world = new World(NATURE);
    const [one, two] = [world.open(), world.open()];
    world.askFaults.push('reply lost');
    world.lookFaults.push(...Array<'broken'>(99).fill('broken'));
    void one.session.ask('Hi');
    await world.hearAll();
    while (one.turns[0]!.state !== 'failed') await world.pass(100);
    one.session.discard(one.turns[0]!.id);
    world.lookFaults.length = 0;
    void one.session.reconcile();
    await rest(world, 20_000);
    for (const { turns } of [one, two])
      assert.deepEqual(
        turns.map(({ key }) => key),
        [''],
      );
  });

  it('ends where it waits when it is taken back elsewhere', async () => {
    const world = new World(NATURE);
    const one = world.open();
    world.goOffline('before');
    const end = one.session.ask('Hi');
    await world.hearAll();
    await world.pass(4_000_000);
    // So late that it is not to be sent any more.
    const two = world.open();
    assert.deepEqual(shown(two), [['Hi', 'failed']]);
    two.session.discard(two.turns[0]!.id);
    await world.hearAll();
    assert.equal((await end).state, 'stopped');
    world.goOnline();
    await rest(world, 60_000);
    for (const tab of [one, two]) assert.deepEqual(shown(tab), []);
    assert.equal(world.postings.length, 1);
  });

  it('stays emptied when what was saved before is heard of later', async () => {
    const world = new World(NATURE);
    const [one, two] = [world.open(), world.open()];
    void one.session.ask('One');
    await world.hearAll();
    world.write(1);
    await world.pass(1_100);
    two.session.newConversation();
    await rest(world, 5_000);
    for (const tab of [one, two]) assert.deepEqual(shown(tab), []);
  });

  it('is emptied in all pages after the site has emptied its storage', async () => {
    const world = new World(NATURE);
    const [one, two] = [world.open(), world.open()];
    void one.session.ask('One');
    await rest(world, 2_000);
    world.writeFromOutside(null);
    await world.hearAll();
    two.session.newConversation();
    await world.hearAll();
    for (const tab of [one, two]) assert.deepEqual(shown(tab), []);
  });

  it('is found by a page that knows only that it was to be sent', async () => {
    const world = new World(NATURE);
    const left = world.open();
    void left.session.ask('Hi');
    const queued = world.store.getItem(NAME)!;
    await world.hearAll();
    world.write(9);
    await world.hearAll();
    left.end();
    world.writeFromOutside(queued);
    await world.pass(150_000);
    const tab = world.open();
    await rest(world, 20_000);
    assert.deepEqual(shown(tab), [['Hi', 'done']]);
    assert.equal(world.answers.length, 1);
  });

  it('shows each turn once where one that only the server knew was asked again', async () => {
    const world = new World({ ...NATURE, proxy: 'history', writesOn: true });
    const left = world.open();
    for (const question of ['One', 'Two']) {
      void left.session.ask(question);
      await world.hearAll();
      left.session.stop();
    }
    const { sessionId } = left.session.store.state;
    left.end();
    world.writeFromOutside(JSON.stringify({ format: 'assisters-chat', version: 1, sessionId, changedAtMs: world.nowMs, turns: [] }));
    const one = world.open();
    void one.session.reconcile();
    await world.hearAll();
    void one.session.retry(one.turns[0]!.id);
    const two = world.open();
    await rest(world, 2_000);
    void two.session.reconcile();
    await rest(world, 2_000);
    for (const { turns } of [one, two]) assert.equal(new Set(turns.map(({ id }) => id)).size, turns.length);
  });
});
