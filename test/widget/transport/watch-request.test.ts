import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import { watchRequest, type WatchedRequest } from '../../../src/widget/transport/watch-request.ts';

/** Time that moves when a test says so, in place of the page's own; timers fire in order, late ones when the machine wakes. */
class FakeClock {
  timeMs = 1_000;
  delays: number[] = [];
  readonly #timers = new Set<{ dueAtMs: number; callback: () => void }>();

  install(): void {
    mock.method(performance, 'now', () => this.timeMs);
    mock.method(globalThis, 'setTimeout', (callback: () => void, delayMs: number) => {
      this.delays.push(delayMs);
      const timer = { dueAtMs: this.timeMs + Math.max(delayMs, 0), callback };
      this.#timers.add(timer);
      return timer;
    });
    mock.method(globalThis, 'clearTimeout', (timer: never) => void this.#timers.delete(timer));
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

function watch(timeoutMs = 30_000, deadlineMs = 300_000): WatchedRequest {
  const request = watchRequest({ timeoutMs, deadlineMs });
  request.signal.addEventListener('abort', () => {
    const reason: unknown = request.signal.reason;
    if (reason instanceof AssistersError) expired.push(reason);
  });
  return request;
}

beforeEach(() => {
  clock = new FakeClock();
  clock.install();
  expired = [];
});
afterEach(() => mock.restoreAll());

describe('watchRequest', () => {
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
    const request = watch();
    for (let i = 0; i < 9; i++) {
      clock.advance(25_000);
      request.touch();
    }
    clock.advance(29_999);
    assert.equal(expired.length, 0);
    clock.advance(1);
    assert.equal(expired.length, 1);
  });

  it('ends at its deadline, however lively', () => {
    const request = watch(30_000, 60_000);
    for (let i = 0; i < 59; i++) {
      clock.advance(1_000);
      request.touch();
    }
    assert.equal(expired.length, 0);
    clock.advance(1_000);
    assert.equal(expired.length, 1);
  });

  it('sets one timer for many signs of life', () => {
    const request = watch();
    for (let i = 0; i < 10_000; i++) request.touch();
    assert.equal(clock.delays.length, 1);
  });

  it('gives what arrived while the machine slept a moment to be read', () => {
    const request = watch();
    clock.sleep((8 * 60_000) / 2);
    assert.equal(expired.length, 0);
    request.touch();
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
    const request = watch();
    request.end();
    clock.advance(1_000_000);
    assert.deepEqual([expired.length, clock.timersWaiting], [0, 0]);
  });

  it('ends the request with its watch, or when its caller does', () => {
    const ended = watch();
    ended.end();
    assert.ok(ended.signal.aborted);
    const caller = new AbortController();
    const request = watchRequest({ timeoutMs: 1, deadlineMs: 1 }, caller.signal);
    caller.abort();
    assert.ok(request.signal.aborted);
    assert.ok(watchRequest({ timeoutMs: 1, deadlineMs: 1 }, AbortSignal.abort()).signal.aborted);
  });

  it('never asks for a delay that browsers take for none', () => {
    watch(Infinity, 1e15);
    assert.deepEqual(clock.delays, [2 ** 31 - 1]);
  });
});
