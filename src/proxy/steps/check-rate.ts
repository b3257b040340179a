import { sleep, type Clock } from '../clock.ts';
import type { KeyedHash } from '../keyed-hash.ts';
import { Refusal, type LimitScope } from '../refusal.ts';
import type { Settings } from '../settings.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long a question waits for the answer before it to end: after "stop" the connection takes a moment to close. */
const SLOT_PATIENCE_MS = 2_000;
const SLOT_RETRY_MS = 100;

/** What to tell a visitor whose other answer is still being written; nobody knows how long that takes. */
const SLOT_RETRY_AFTER_MS = 5_000;

interface Window {
  scope: LimitScope;
  key: string;
  max: number;
  ttlMs: number;
}

/** Counts questions and reads. Nothing about a visitor is stored but a hash under a salt that changes every day. */
export class RateLimits {
  readonly #settings: Settings;
  readonly #hash: KeyedHash;

  constructor(settings: Settings, hash: KeyedHash) {
    this.#settings = settings;
    this.#hash = hash;
  }

  /**
   * Counts one question that is about to cost money. The address comes first, because a browser can make up everything else; then
   * narrow before wide, so that one visitor who is refused uses up nothing of what all share.
   *
   * @param bucket - whom to count for, by address; `null` when unknown: then all such visitors share what a whole site may ask.
   * @param sessionId - the upstream's name of the conversation.
   * @throws {Refusal} `rate_limit_exceeded` with the wait and the scope.
   */
  async countQuestion(site: string, bucket: string | null, sessionId: string): Promise<void> {
    const { address, session, site: whole, key } = this.#settings.limits;
    const person = await this.#person(bucket);
    const perPerson = bucket === null ? whole : address;
    await this.#count({ scope: 'address', key: `address:minute:${person}`, max: perPerson.perMinute, ttlMs: MINUTE_MS });
    await this.#count({ scope: 'session', key: `session:${sessionId}`, max: session.perMinute, ttlMs: MINUTE_MS });
    await this.#count({ scope: 'address', key: `address:day:${person}`, max: perPerson.perDay, ttlMs: DAY_MS });
    await this.#count({ scope: 'site', key: `site:minute:${site}`, max: whole.perMinute, ttlMs: MINUTE_MS });
    await this.#count({ scope: 'site', key: `site:day:${site}`, max: whole.perDay, ttlMs: DAY_MS });
    await this.#count({ scope: 'key', key: 'key:minute', max: key.perMinute, ttlMs: MINUTE_MS });
    await this.#count({ scope: 'key', key: 'key:day', max: key.perDay, ttlMs: DAY_MS });
  }

  /** Counts a request that costs nothing but reaches the upstream. @throws {Refusal} as `countQuestion`. */
  async countRead(bucket: string | null): Promise<void> {
    const max = this.#settings.limits.reads.perMinute;
    await this.#count({ scope: 'address', key: `reads:${await this.#person(bucket)}`, max, ttlMs: MINUTE_MS });
  }

  /**
   * Takes one of the conversation's places for running answers.
   *
   * @param makeRoom - called when none becomes free; returns whether one will be.
   * @returns gives the place back; may be called more than once.
   * @throws {Refusal} `rate_limit_exceeded` when none becomes free in two seconds.
   */
  async takeSlot(sessionId: string, makeRoom: () => boolean): Promise<() => void> {
    const { store, clock, limits, times } = this.#settings;
    const key = `running:${sessionId}`;
    // Longer than any answer: the count mends itself when a process dies with places taken.
    const ttlMs = Math.max(times.totalMs + times.readMs, times.wholeAnswerMs) + MINUTE_MS;
    let giveUpAtMs = clock.monotonicMs() + SLOT_PATIENCE_MS;
    while ((await store.incr(key, 1, ttlMs)).value > limits.session.streams) {
      await store.incr(key, -1, ttlMs);
      if (clock.monotonicMs() >= giveUpAtMs && makeRoom()) giveUpAtMs += SLOT_PATIENCE_MS;
      else if (clock.monotonicMs() >= giveUpAtMs) {
        const message = 'Another answer of this conversation is still being written.';
        throw new Refusal('rate_limit_exceeded', 429, message, { retryAfterMs: SLOT_RETRY_AFTER_MS, scope: 'session' });
      }
      await sleep(clock, SLOT_RETRY_MS);
    }
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      // A store that is gone keeps the count until it expires.
      store.incr(key, -1, ttlMs).catch(() => undefined);
    };
  }

  async #count({ scope, key, max, ttlMs }: Window): Promise<void> {
    const { value, expiresInMs } = await this.#settings.store.incr(key, 1, ttlMs);
    if (value <= max) return;
    const retryAfterMs = scope === 'address' ? Math.min(expiresInMs, msUntilNewSalt(key, this.#settings.clock)) : expiresInMs;
    throw new Refusal('rate_limit_exceeded', 429, 'Too many questions; please wait.', { retryAfterMs, scope });
  }

  async #person(bucket: string | null): Promise<string> {
    if (bucket === null) return 'unknown';
    const day = new Date(this.#settings.clock.nowMs()).toISOString().slice(0, 10);
    return this.#hash.of(`address\n${day}\n${bucket}`);
  }
}

/** An address counts under another name tomorrow, so no wait is longer than today. */
function msUntilNewSalt(key: string, clock: Clock): number {
  return key.endsWith(':unknown') ? DAY_MS : DAY_MS - (clock.nowMs() % DAY_MS);
}
