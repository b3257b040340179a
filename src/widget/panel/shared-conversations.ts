import type { ChatUser } from '../../protocol/chat-request.ts';
import { isRunning } from '../conversation/state.ts';
import { conversationKey, createConversation, type Conversation } from './create-panel.ts';
import type { PanelConfig } from './panel-config.ts';

/** Those who show a conversation. */
interface Shared {
  readonly conversation: Conversation;
  readonly holders: Set<object>;
  user: () => ChatUser | null;
  /** No storage has it. */
  readonly isInMemory: boolean;
}

/**
 * Every conversation of this page. Pages take their elements out and put others in: one that nobody shows any more goes on while an answer
 * is under way, and stays where no storage has it.
 */
const shared = new Map<string, Shared>();

/**
 * Gets the conversation that a configuration describes: the one that is under way, where there is one, so that an answer outlives the
 * element that shows it.
 *
 * @param user - who asks, read anew for every request.
 */
export function holdConversation(holder: object, config: PanelConfig, user: () => ChatUser | null): Conversation {
  const key = conversationKey(config);
  let entry = shared.get(key);
  if (entry === undefined) {
    const conversation = createConversation(config, () => entry!.user());
    entry = { conversation, holders: new Set(), user, isInMemory: config.keep.kind === 'none' };
    shared.set(key, entry);
  }
  entry.user = user;
  entry.holders.add(holder);
  return entry.conversation;
}

/**
 * Lets a conversation go. It goes on while something is under way.
 *
 * @param isReplaced - its holder goes on with another one: what nobody else shows ends here, and its answer is found by who restores it.
 */
export function releaseConversation(holder: object, isReplaced: boolean): void {
  for (const [key, { holders, conversation, isInMemory }] of shared) {
    if (!holders.delete(holder)) continue;
    conversation.session.suspend();
    if (holders.size > 0) continue;
    if (isReplaced) drop(key);
    // Not in this task: an element that is moved comes back at once.
    else if (!isInMemory) setTimeout(() => dropWhenIdle(key));
  }
}

function dropWhenIdle(key: string): void {
  const { holders, conversation } = shared.get(key) ?? {};
  if (!conversation || holders!.size > 0) return;
  const { store } = conversation.session;
  if (!store.state.turns.some(isRunning)) return drop(key);
  const unsubscribe = store.subscribe(() => {
    unsubscribe();
    // What is told now is still to be said to those who wait for it.
    queueMicrotask(() => dropWhenIdle(key));
  });
}

function drop(key: string): void {
  shared.get(key)?.conversation.session.dispose();
  shared.delete(key);
}
