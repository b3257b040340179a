import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { AssistersError } from '../../../src/protocol/assisters-error.ts';
import { StallClock, type Clock } from '../../../src/widget/transport/stall-clock.ts';

/** Time that moves when a test says so; timers fire in order, late ones when the machine wakes. */
class FakeClock implements Clock {
  timeMs = 1_000;
  delays: number[] = [];
  readonly #timers = new Set<{ dueAtMs: number; callback: () => void }>();

  nowMs(): number {
    return this.timeMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.delays.push(delayMs);
    const timer = { dueAtMs: this.timeMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  get timersWaiting(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const endMs = this.timeMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ dueAtMs }) => dueAtMs <= endMs).sort((a, b) => a.dueAtMs - b.dueAtMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.timeMs = Math.max(this.timeMs, due.dueAtMs);
      due.callback();
    }
    this.timeMs = endMs;
  }

  /** Time passes, but no timer fires before it has. */
  sleep(ms: number): void {
    this.timeMs += ms;
    this.advance(0);
  }
}

let clock: FakeClock;
let expired: AssistersError[];

function watch(timeoutMs = 30_000, deadlineMs = 300_000): StallClock {
  return new StallClock({ timeoutMs, deadlineMs, clock, onExpired: (error) => expired.push(error) });
}

beforeEach(() => {
  clock = new FakeClock();
  expired = [];
});

describe('StallClock', () => {
  it('expires once, after silence from the very start', () => {
    watch();
    clock.advance(29_999);
    assert.equal(expired.length, 0);
    clock.advance(1);
    assert.deepEqual(
      expired.map(({ code }) => code),
      ['timeout'],
    );
    clock.advance(1_000_000);
    assert.equal(expired.length, 1);
    assert.equal(clock.timersWaiting, 0);
  });

  it('counts silence from the last sign of life', () => {
    const stall = watch();
    for (let i = 0; i < 9; i++) {
      clock.advance(25_000);
      stall.touch();
    }
    clock.advance(29_999);
    assert.equal(expired.length, 0);
    clock.advance(1);
    assert.equal(expired.length, 1);
  });

  it('ends at its deadline, however lively', () => {
    const stall = watch(30_000, 60_000);
    for (let i = 0; i < 59; i++) {
      clock.advance(1_000);
      stall.touch();
    }
    assert.equal(expired.length, 0);
    clock.advance(1_000);
    assert.equal(expired.length, 1);
  });

  it('sets one timer for many signs of life', () => {
    const stall = watch();
    for (let i = 0; i < 10_000; i++) stall.touch();
    assert.equal(clock.delays.length, 1);
  });

  it('gives what arrived while the machine slept a moment to be read', () => {
    const stall = watch();
    clock.sleep((8 * 60_000) / 2);
    assert.equal(expired.length, 0);
    stall.touch();
    clock.advance(29_000);
    assert.equal(expired.length, 0);
  });

  it('expires after that moment when nothing had arrived', () => {
    watch();
    clock.sleep(240_000);
    clock.advance(4_999);
    assert.equal(expired.length, 0);
    clock.advance(1);
    assert.equal(expired.length, 1);
  });

  it('waits no longer than the time-out itself for what may have arrived', () => {
    watch(200);
    clock.sleep(240_000);
    clock.advance(200);
    assert.equal(expired.length, 1);
  });

  it('says nothing once it is stopped', () => {
    const stall = watch();
    stall.stop();
    clock.advance(1_000_000);
    assert.deepEqual([expired.length, clock.timersWaiting], [0, 0]);
  });

  it('never asks for a delay that browsers take for none', () => {
    watch(Infinity, 1e15);
    assert.deepEqual(clock.delays, [2 ** 31 - 1]);
  });
});
