/** A counter after an addition. */
export interface Count {
  value: number;
  /** Milliseconds until the counter starts again from nothing. */
  expiresInMs: number;
}

/** One entry of a log. */
export interface LogRecord {
  /** 1 for the first, and one more for each next one. */
  id: number;
  text: string;
}

/** Newest characters of a log that are kept at least; what is older may be dropped. */
export const MAX_LOG_LENGTH = 256 * 1024;

/**
 * Where limits and running answers are kept. All proxies that share a store share its limits.
 *
 * Durations are the store's own affair, measured by its own clock, so that proxies whose clocks differ, or jump, agree.
 */
export interface Store {
  /**
   * Adds to a counter, in one indivisible step.
   *
   * @param by - may be negative; a counter never falls below 0, and one that does not exist is not made by a negative number.
   * @param ttlMs - the life of the counter, from the addition that makes it; later ones do not prolong it.
   */
  incr(key: string, by: number, ttlMs: number): Promise<Count>;
  /** @returns the value, or `null` when there is none or it has expired. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Writes a value where there is none, in one indivisible step.
   *
   * @returns `null` when it was written, else the value that stands there.
   */
  claim(key: string, value: string, ttlMs: number): Promise<string | null>;
  /** Removes a value, a counter, or a log; those who wait for the log are called back. */
  remove(key: string): Promise<void>;
  /**
   * Adds a record to the end of a log, which begins with its first one; then calls back those who wait for it.
   *
   * @param ttlMs - the life of the log from now on.
   */
  append(key: string, text: string, ttlMs: number): Promise<void>;
  /**
   * The records behind one, oldest first.
   *
   * @param after - the id of the last one that is known; 0 for all.
   * @returns `null` when there is no such log, it has expired, or a record behind `after` was dropped.
   */
  read(key: string, after: number): Promise<LogRecord[] | null>;
  /**
   * Calls back after each addition to a log, whether or not it has begun, until the returned function is called.
   */
  subscribe(key: string, onChange: () => void): Promise<() => void>;
}
