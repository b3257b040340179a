/** Time as the proxy sees it, so that tests can hold it. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. For dates, never for durations. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations and limits. */
  monotonicMs(): number;
  /** Calls back once after `ms`, unless the returned function was called before. */
  after(ms: number, callback: () => void): () => void;
}

/** The runtime's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
