import { systemClock, type Clock } from '../clock.ts';
import { MAX_LOG_LENGTH, type Count, type LogRecord, type Store } from './store.ts';

interface Entry {
  value: number | string;
  expiresAtMs: number;
}

interface Log {
  /** Oldest first. */
  records: LogRecord[];
  /** Characters of all of them. */
  length: number;
  expiresAtMs: number;
}

/** Characters of all logs together, beyond which the ones that expire first are given up. */
const MAX_LOGS_LENGTH = 64 * 1024 * 1024;

/** Additions between two sweeps, at least; more when there is more to sweep, so that sweeping costs next to nothing per call. */
const SWEEP_EVERY = 1000;

/**
 * Limits and running answers of one process, gone when it ends.
 *
 * Cleans itself in passing, without a timer that would keep a process alive, and never holds more than `maxEntries`:
 * beyond that what expires first is given up, for a full memory would end every conversation and a lost counter ends none.
 *
 * @param maxEntries - at least 100; an entry takes about 200 bytes.
 */
export function createMemoryStore({ maxEntries = 100_000, clock = systemClock }: { maxEntries?: number; clock?: Clock } = {}): Store {
  const entries = new Map<string, Entry>();
  const logs = new Map<string, Log>();
  const listeners = new Map<string, Set<() => void>>();
  let logsLength = 0;
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

  function dropLog(key: string): void {
    logsLength -= logs.get(key)?.length ?? 0;
    logs.delete(key);
  }

  function findLog(key: string): Log | undefined {
    const log = logs.get(key);
    if (log === undefined || log.expiresAtMs > clock.monotonicMs()) return log;
    dropLog(key);
    return undefined;
  }

  /** Makes room for another log. There are few: as many as answers in two minutes. */
  function createLog(key: string): Log {
    for (const other of [...logs.keys()]) findLog(other);
    const soonest = [...logs].sort(([, a], [, b]) => a.expiresAtMs - b.expiresAtMs);
    for (const [other] of soonest) if (logsLength > MAX_LOGS_LENGTH) dropLog(other);
    const log = { records: [], length: 0, expiresAtMs: 0 };
    logs.set(key, log);
    return log;
  }

  function tell(key: string): void {
    for (const listener of [...(listeners.get(key) ?? [])]) listener();
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
    async claim(key, value, ttlMs) {
      const entry = read(key);
      if (entry !== undefined) return String(entry.value);
      write(key, value, ttlMs);
      return null;
    },
    async remove(key) {
      entries.delete(key);
      dropLog(key);
      tell(key);
    },
    async append(key, text, ttlMs) {
      const log = findLog(key) ?? createLog(key);
      log.records.push({ id: (log.records.at(-1)?.id ?? 0) + 1, text });
      log.length += text.length;
      logsLength += text.length;
      let dropped = 0;
      while (log.length - log.records[dropped]!.text.length >= MAX_LOG_LENGTH) {
        const { length } = log.records[dropped++]!.text;
        log.length -= length;
        logsLength -= length;
      }
      log.records.splice(0, dropped);
      log.expiresAtMs = clock.monotonicMs() + ttlMs;
      tell(key);
    },
    async read(key, after) {
      const records = findLog(key)?.records;
      if (records === undefined || after < records[0]!.id - 1) return null;
      return records.slice(after - records[0]!.id + 1);
    },
    async subscribe(key, onChange) {
      const own = () => onChange();
      const all = listeners.get(key) ?? new Set();
      listeners.set(key, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0 && listeners.get(key) === all) listeners.delete(key);
      };
    },
  };
}
