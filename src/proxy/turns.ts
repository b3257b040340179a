import { encodeBase64Url, IDENTIFIER_BYTES } from '../protocol/identifiers.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { Refusal } from './refusal.ts';
import type { RunningAnswer } from './running-answer.ts';
import type { Settings } from './settings.ts';

/** How long after its answer a turn's key is still known, so that a late repetition is not another question. */
const CLAIM_MS = 600_000;

/** One question and its answer, by the key that the browser minted for it. */
export interface Turn {
  /** The log that the answer is written into. */
  readonly log: string;
  /** Somebody has asked it before, with this key. */
  readonly isRepeated: boolean;
  readonly hasEnded: boolean;
}

/**
 * Which question each key stands for, and which answers this process writes.
 *
 * A key is its browser's secret: who knows it may see the answer and stop it. It is stored under a name made of it and the site, so that
 * no other site finds it.
 */
export class Turns {
  readonly #settings: Settings;
  readonly #hash: KeyedHash;
  /** By log. */
  readonly #running = new Map<string, { answer: RunningAnswer; sessionId: string }>();

  constructor(settings: Settings, hash: KeyedHash) {
    this.#settings = settings;
    this.#hash = hash;
  }

  /**
   * Takes a key for a question.
   *
   * @param question - its parts, in an order that is always the same.
   * @throws {Refusal} `invalid_request` when the key stands for another question.
   */
  async claim(site: string, key: string, question: readonly (string | null)[]): Promise<Turn> {
    const { store, times } = this.#settings;
    const meant = await this.#hash.of(`question\n${JSON.stringify(question)}`);
    const log = this.createLog();
    const known = await store.claim(await this.#name(site, key), `${log} ${meant}`, times.totalMs + CLAIM_MS);
    if (known === null) return { log, isRepeated: false, hasEnded: false };
    const [knownLog, knownMeant, ended] = known.split(' ');
    if (knownMeant !== meant) throw new Refusal('invalid_request', 400, 'The Idempotency-Key belongs to another question.');
    return { log: knownLog!, isRepeated: true, hasEnded: ended !== undefined };
  }

  /** Gives a key back whose question was refused: with it the question may be asked again. */
  async release(site: string, key: string): Promise<void> {
    await this.#settings.store.remove(await this.#name(site, key));
  }

  /** Notes that a key's answer has ended. */
  async finish(site: string, key: string): Promise<void> {
    const { store } = this.#settings;
    const name = await this.#name(site, key);
    const known = await store.get(name);
    if (known !== null) await store.set(name, `${known} ended`, CLAIM_MS);
  }

  /** @returns the log of a key's answer, or `null` when nobody knows the key. */
  async find(site: string, key: string): Promise<string | null> {
    return (await this.#settings.store.get(await this.#name(site, key)))?.split(' ')[0] ?? null;
  }

  /** A log for an answer. */
  createLog(): string {
    return `answer:${encodeBase64Url(crypto.getRandomValues(new Uint8Array(IDENTIFIER_BYTES)))}`;
  }

  /** @param sessionId - the upstream's name of the conversation. */
  begin(log: string, answer: RunningAnswer, sessionId: string): void {
    this.#running.set(log, { answer, sessionId });
  }

  end(log: string): void {
    this.#running.delete(log);
  }

  running(log: string): RunningAnswer | undefined {
    return this.#running.get(log)?.answer;
  }

  /** Ends what a conversation's visitor has left behind. @returns whether there was anything. */
  endLeft(sessionId: string): boolean {
    const left = [...this.#running.values()].filter((running) => running.sessionId === sessionId && running.answer.isLeft);
    for (const { answer } of left) answer.leave();
    return left.length > 0;
  }

  async #name(site: string, key: string): Promise<string> {
    return `turn:${await this.#hash.of(`turn\n${site}\n${key}`)}`;
  }
}
