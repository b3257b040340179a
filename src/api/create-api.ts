import { DEFAULT_RATE_LIMITS, type RateLimits } from './accounts/rate-limit.ts';
import type { ApiContext } from './api-context.ts';
import { createApp } from './create-app.ts';
import { openDatabase } from './db/open-database.ts';
import type { Engine } from './engine/engine.ts';
import { createSearchEngine } from './engine/search/search-engine.ts';
import { createLog } from './log.ts';
import { ApiClosedError } from './routes/stream-answer.ts';
import { indexShop, seedDatabase } from './seed-database.ts';

/** How the API is set up. Every field but `db` has a default. */
export interface ApiOptions {
  /** The database file, made when it is not there, or `:memory:`. */
  db: string;
  /** Folder of HTML and markdown pages for the assistant `shop`. */
  contentDir?: string | undefined;
  /** Whether a second server on the same file is refused; off by default. */
  exclusive?: boolean;
  /** Engines beside `search`, by the name that assistants give. One named `search` replaces the built-in. */
  engines?: Record<string, Engine>;
  /** Default 100 a minute, 10,000 a UTC day, per key. */
  limits?: Partial<RateLimits>;
  /** Pause between the pieces of a streamed answer of `search`, in milliseconds; default 20. */
  paceMs?: number;
  /** Time between heartbeats of a stream, in milliseconds; default 8,000. */
  heartbeatMs?: number;
  /** The longest that one answer may take, in milliseconds; default 300,000. */
  deadlineMs?: number;
  /** The clock, in milliseconds since the epoch; default `Date.now`. */
  now?: () => number;
  /** Gets each line of the log; default stderr. */
  writeLog?: (line: string) => void;
  /** Whether requests are logged; off by default. Failures always are. */
  logRequests?: boolean;
}

/** A running API. */
export interface Api {
  /** Answers one request; paths start with `/v1`. */
  fetch(request: Request): Promise<Response>;
  /** Ends running answers, keeps what was said, closes the database. Resolves when all is stored. */
  close(): Promise<void>;
}

/**
 * The Assisters API over one database file.
 *
 * @throws {DatabaseError} when the file cannot be used.
 * @throws {ContentError} when the content folder cannot.
 */
export function createApi(options: ApiOptions): Api {
  const now = options.now ?? Date.now;
  const { db, close } = openDatabase(options.db, { exclusive: options.exclusive ?? false });
  try {
    seedDatabase(db, now());
    if (options.contentDir !== undefined) indexShop(db, options.contentDir, now());
  } catch (error) {
    close();
    throw error;
  }
  const context: ApiContext = {
    db,
    engines: new Map(Object.entries({ search: createSearchEngine(db, options.paceMs), ...options.engines })),
    limits: { ...DEFAULT_RATE_LIMITS, ...options.limits },
    heartbeatMs: options.heartbeatMs ?? 8_000,
    deadlineMs: options.deadlineMs ?? 300_000,
    now,
    log: createLog(options.writeLog ?? ((line) => void process.stderr.write(`${line}\n`)), options.logRequests ?? false),
    running: new Set(),
  };
  const app = createApp(context);
  return {
    fetch: async (request) => app.fetch(request),
    close: async () => {
      const running = [...context.running];
      for (const answer of running) answer.abort(new ApiClosedError('The API was closed.'));
      await Promise.all(running.map(({ settled }) => settled));
      close();
    },
  };
}
