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

  it('lets one claim a key, and tells the others whose it is, until it is removed or expires', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    assert.equal(await store.claim('k', 'first', 50), null);
    assert.equal(await store.claim('k', 'second', 50), 'first');
    await store.remove('k');
    assert.equal(await store.claim('k', 'second', 50), null);
    clock.advance(50);
    assert.equal(await store.claim('k', 'third', 50), null);
  });

  it('keeps a log in order, from any record on, until it expires', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    assert.equal(await store.read('log', 0), null);
    for (const text of ['a', 'b', 'c']) await store.append('log', text, 100);
    assert.deepEqual(await store.read('log', 1), [
      { id: 2, text: 'b' },
      { id: 3, text: 'c' },
    ]);
    assert.deepEqual(await store.read('log', 3), []);
    clock.advance(99);
    await store.append('log', 'd', 100);
    clock.advance(99);
    assert.equal((await store.read('log', 0))?.length, 4);
    clock.advance(1);
    assert.equal(await store.read('log', 0), null);
    await store.append('log', 'e', 100);
    assert.deepEqual(await store.read('log', 0), [{ id: 1, text: 'e' }]);
  });

  it('drops what is older than the newest 256 KB of a log', async () => {
    const store = createMemoryStore({ clock: new ManualClock() });
    for (let index = 0; index < 300; index++) await store.append('log', 'x'.repeat(1024), 1000);
    assert.equal(await store.read('log', 43), null);
    assert.equal((await store.read('log', 44))?.length, 256);
    await store.append('log', 'y'.repeat(1_000_000), 1000);
    assert.deepEqual((await store.read('log', 300))?.length, 1, 'the newest record is always there');
  });

  it('gives up the logs that expire first when all together are too long', async () => {
    const clock = new ManualClock();
    const store = createMemoryStore({ clock });
    for (let index = 0; index < 300; index++) {
      await store.append(`log-${index}`, 'x'.repeat(256 * 1024), 1000);
      clock.advance(1);
    }
    assert.equal(await store.read('log-0', 0), null);
    assert.equal((await store.read('log-299', 0))?.length, 1);
  });

  it('calls back who waits for a log, before and after it has begun, until they have enough', async () => {
    const store = createMemoryStore({ clock: new ManualClock() });
    let calls = 0;
    const stop = await store.subscribe('log', () => calls++);
    await store.append('log', 'a', 1000);
    await store.append('another', 'a', 1000);
    await store.remove('log');
    assert.equal(calls, 2);
    stop();
    await store.append('log', 'b', 1000);
    assert.equal(calls, 2);
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
