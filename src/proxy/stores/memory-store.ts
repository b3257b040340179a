import { systemClock, type Clock } from '../clock.ts';
import type { Count, Store } from './store.ts';

interface Entry {
  value: number | string;
  expiresAtMs: number;
}

/** Additions between two sweeps, at least; more when there is more to sweep, so that sweeping costs next to nothing per call. */
const SWEEP_EVERY = 1000;

/**
 * Limits of one process, gone when it ends.
 *
 * Cleans itself in passing, without a timer that would keep a process alive, and never holds more than `maxEntries`:
 * beyond that what expires first is given up, for a full memory would end every conversation and a lost counter ends none.
 *
 * @param maxEntries - at least 100; an entry takes about 200 bytes.
 */
export function createMemoryStore({ maxEntries = 100_000, clock = systemClock }: { maxEntries?: number; clock?: Clock } = {}): Store {
  const entries = new Map<string, Entry>();
  let untilSweep = SWEEP_EVERY;

  function read(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAtMs > clock.monotonicMs()) return entry;
    entries.delete(key);
    return undefined;
  }

  function write(key: string, value: number | string, ttlMs: number): Entry {
    if (--untilSweep <= 0 || (entries.size >= maxEntries && !entries.has(key))) sweep();
    const entry = { value, expiresAtMs: clock.monotonicMs() + ttlMs };
    entries.set(key, entry);
    return entry;
  }

  function sweep(): void {
    const nowMs = clock.monotonicMs();
    for (const [key, entry] of entries) if (entry.expiresAtMs <= nowMs) entries.delete(key);
    if (entries.size >= maxEntries) {
      // A tenth at a time, so that a full store is not sorted again at every call.
      const soonest = [...entries].sort(([, a], [, b]) => a.expiresAtMs - b.expiresAtMs).slice(0, Math.ceil(maxEntries / 10));
      for (const [key] of soonest) entries.delete(key);
    }
    untilSweep = Math.max(SWEEP_EVERY, entries.size / 2);
  }

  return {
    async incr(key, by, ttlMs): Promise<Count> {
      let entry = read(key);
      if (entry === undefined) {
        if (by <= 0) return { value: 0, expiresInMs: 0 };
        entry = write(key, 0, ttlMs);
      }
      const value = Math.max(0, (typeof entry.value === 'number' ? entry.value : 0) + by);
      entry.value = value;
      if (value === 0) entries.delete(key);
      return { value, expiresInMs: entry.expiresAtMs - clock.monotonicMs() };
    },
    async get(key) {
      const entry = read(key);
      return entry === undefined ? null : String(entry.value);
    },
    async set(key, value, ttlMs) {
      write(key, value, ttlMs);
    },
  };
}
