import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../../src/proxy/stores/memory-store.ts';
import { ManualClock } from '../manual-clock.ts';

describe('createMemoryStore', () => {
  it('counts until the first addition is old enough, then starts again', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    await store.incr('a', 1, 1000);
    clock.advance(400);
    assert.deepEqual(await store.incr('a', 2, 1000), { value: 3, expiresInMs: 600 });
    clock.advance(600);
    assert.deepEqual(await store.incr('a', 1, 1000), { value: 1, expiresInMs: 1000 });
  });

  it('never counts below 0 and makes nothing by subtracting', async () => {
    const store = createMemoryStore({ clock: new ManualClock() });
    assert.equal((await store.incr('a', -1, 1000)).value, 0);
    assert.equal((await store.incr('a', 1, 1000)).value, 1);
    assert.equal((await store.incr('a', -5, 1000)).value, 0);
    assert.equal((await store.incr('a', 1, 1000)).value, 1);
  });

  it('keeps values until they expire', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    await store.set('k', 'v', 50);
    assert.equal(await store.get('k'), 'v');
    clock.advance(50);
    assert.equal(await store.get('k'), null);
  });

  it('never holds more than it may, and gives up what expires first', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock, maxEntries: 100 });
    await store.incr('important', 7, 1_000_000);
    for (let index = 0; index < 10_000; index++) await store.incr(`flood-${index}`, 1, 1000);
    assert.equal((await store.incr('important', 1, 1_000_000)).value, 8);
    let held = 0;
    for (let index = 0; index < 10_000; index++) if ((await store.get(`flood-${index}`)) !== null) held++;
    assert.ok(held > 50 && held < 100, `${held} held`);
  });

  it('does not notice a wall clock that jumps', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    await store.incr('a', 1, 1000);
    clock.jump(-3_600_000);
    assert.deepEqual(await store.incr('a', 1, 1000), { value: 2, expiresInMs: 1000 });
  });
});
