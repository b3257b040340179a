import type { DatabaseSync } from 'node:sqlite';
import type { RateLimits } from './accounts/rate-limit.ts';
import type { Engine } from './engine/engine.ts';
import type { Log } from './log.ts';

/** What the routes share: made once by `createApi`. */
export interface ApiContext {
  db: DatabaseSync;
  /** By the name that an assistant's row gives. */
  engines: ReadonlyMap<string, Engine>;
  limits: RateLimits;
  /** Time between heartbeats of a stream, in milliseconds. */
  heartbeatMs: number;
  /** The longest that one answer may take, in milliseconds. */
  deadlineMs: number;
  /** The current time, in milliseconds since the epoch. */
  now: () => number;
  log: Log;
  /** Answers under way, so that closing can end them and wait. */
  running: Set<RunningAnswer>;
}

/** An answer under way. */
export interface RunningAnswer {
  /** Ends it early; what was said is kept. */
  abort(reason: Error): void;
  /** Resolves once it is stored and charged. */
  settled: Promise<void>;
}
