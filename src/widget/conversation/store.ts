import type { Action } from './actions.ts';
import { Listeners } from './listeners.ts';
import { reduce } from './reduce.ts';
import { EMPTY_CONVERSATION, type ConversationState } from './state.ts';

/** Holds the conversation and tells those who show it of every change. */
export class ConversationStore extends Listeners<ConversationState> {
  #state = EMPTY_CONVERSATION;

  /** The conversation now; another object after every change, the same one until then. */
  get state(): ConversationState {
    return this.#state;
  }

  /**
   * Lets something happen.
   *
   * @returns whether it changed anything.
   */
  dispatch(action: Action): boolean {
    const next = reduce(this.#state, action);
    if (next === this.#state) return false;
    this.#state = next;
    this.tell(next);
    return true;
  }
}
