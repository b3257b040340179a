import type { Clock } from '../../src/proxy/clock.ts';

/** A clock that goes on only when told. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers = new Set<{ atMs: number; callback: () => void }>();

  constructor(nowMs = Date.UTC(2026, 0, 15, 12)) {
    this.#nowMs = nowMs;
  }

  /** Timers that are still to fire. */
  get pending(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Sets the wall clock, and nothing else, forward or back. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  /** Lets time pass, firing what is due in its order. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs += due.atMs - this.#monotonicMs;
      this.#monotonicMs = due.atMs;
      due.callback();
    }
    this.#nowMs += endMs - this.#monotonicMs;
    this.#monotonicMs = endMs;
  }
}
