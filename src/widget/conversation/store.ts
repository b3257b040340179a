import type { Action } from './actions.ts';
import { reduce } from './reduce.ts';
import { EMPTY_CONVERSATION, type ConversationState } from './state.ts';

/** Holds the conversation and tells those who show it. */
export class ConversationStore {
  #state: ConversationState = EMPTY_CONVERSATION;
  readonly #listeners = new Set<(state: ConversationState) => void>();

  /** The conversation now; another object after every change, the same one until then. */
  get state(): ConversationState {
    return this.#state;
  }

  /** Calls back after every change, in the same task; returns what ends it. */
  subscribe(listener: (state: ConversationState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Lets something happen. A listener's error is reported as uncaught and harms nobody else.
   *
   * @returns whether it changed anything.
   */
  dispatch(action: Action): boolean {
    const next = reduce(this.#state, action);
    if (next === this.#state) return false;
    this.#state = next;
    for (const listener of [...this.#listeners]) notify(listener, next);
    return true;
  }
}

/** Calls a listener so that its error reaches the console, but neither its neighbours nor us. */
export function notify<Value>(listener: (value: Value) => void, value: Value): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
