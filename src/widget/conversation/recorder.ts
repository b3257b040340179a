import type { ConversationStorage, Surroundings } from './ports.ts';
import { EMPTY_CONVERSATION, type ConversationState } from './state.ts';

/** How often a running answer is saved at most, and so told to other tabs. */
const INTERVAL_MS = 1_000;

/** Saves a conversation whenever it has changed: while an answer grows now and then, and its last words without waiting for more. */
export class ConversationRecorder {
  readonly #storage: ConversationStorage;
  readonly #surroundings: Surroundings;
  readonly #state: () => ConversationState;
  /** What storage has, or need not have. */
  #recorded = EMPTY_CONVERSATION;
  #recordedAtMs = 0;
  #cancelWait: (() => void) | undefined;

  constructor(storage: ConversationStorage, surroundings: Surroundings, state: () => ConversationState) {
    this.#storage = storage;
    this.#surroundings = surroundings;
    this.#state = state;
  }

  /** Saves what is new, at once. */
  record(): void {
    this.rest();
    if (this.#state() === this.#recorded) return;
    this.skip();
    this.#storage.save(this.#recorded);
  }

  /** Saves what is new within a second. */
  recordSoon(): void {
    const waitMs = INTERVAL_MS - Math.abs(this.#surroundings.nowMs() - this.#recordedAtMs);
    // A clock that was set back must not stop the saving.
    if (waitMs <= 0) return this.record();
    this.#cancelWait ??= this.#surroundings.after(waitMs, () => this.record());
  }

  /** What is new needs no saving: it came from storage, or is gone from there. */
  skip(): void {
    this.#recorded = this.#state();
    this.#recordedAtMs = this.#surroundings.nowMs();
  }

  /** Saves nothing more by itself. */
  rest(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }
}
