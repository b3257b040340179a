/** A counter after an addition. */
export interface Count {
  value: number;
  /** Milliseconds until the counter starts again from nothing. */
  expiresInMs: number;
}

/**
 * Where limits are kept. All proxies that share a store share its limits.
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
}
