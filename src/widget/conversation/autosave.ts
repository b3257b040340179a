import type { ConversationStorage } from './ports.ts';
import { EMPTY_CONVERSATION, type ConversationState } from './state.ts';

/** How often a running answer is saved at most. */
const INTERVAL_MS = 1_000;

/** Decides when a conversation is written down. Holds no timer: an idle page stays idle. */
export class Autosave {
  readonly #storage: ConversationStorage;
  #state: ConversationState = EMPTY_CONVERSATION;
  #atMs = 0;

  constructor(storage: ConversationStorage) {
    this.#storage = storage;
  }

  /** Takes a state for one that needs no saving, because it came from storage. */
  accept(state: ConversationState): void {
    this.#state = state;
  }

  /** Saves what has changed. An untouched conversation leaves no trace. */
  save(state: ConversationState, nowMs: number): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#atMs = nowMs;
    if (state.sessionId !== null) this.#storage.save(state);
  }

  /** Saves what has changed, unless that was done a moment ago. */
  saveNowAndThen(state: ConversationState, nowMs: number): void {
    // A clock that was set back must not stop the saving.
    if (Math.abs(nowMs - this.#atMs) >= INTERVAL_MS) this.save(state, nowMs);
  }

  /** Removes what was saved. */
  clear(state: ConversationState): void {
    this.#state = state;
    this.#storage.clear();
  }
}
