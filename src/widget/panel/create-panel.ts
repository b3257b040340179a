import type { ChatUser } from '../../protocol/chat-request.ts';
import type { Surroundings } from '../conversation/ports.ts';
import { ConversationSession } from '../conversation/session.ts';
import { createStorage, storageName } from '../storage/create-storage.ts';
import { createTransport, type Transport } from '../transport/create-transport.ts';
import type { PanelConfig } from './panel-config.ts';

/** So long a frame is waited for: where nothing is painted, none comes. */
const NO_FRAME_AFTER_MS = 100;

/** A conversation with its way to the proxy. */
export interface Conversation {
  readonly session: ConversationSession;
  readonly transport: Transport;
}

/** Tells one conversation's configuration from another's: the parts that make another conversation when they change. */
export function conversationKey(config: PanelConfig): string {
  const { endpoint, assistant, keep, storageKey, userToken, timeoutMs, deadlineMs } = config;
  return JSON.stringify([endpoint, assistant, keep, storageKey, userToken, timeoutMs, deadlineMs]);
}

/**
 * Puts a conversation together: the one place that names every concrete part.
 *
 * @param user - who asks, read anew for every request.
 */
export function createConversation(config: PanelConfig, user: () => ChatUser | null): Conversation {
  const transport = createTransport(config);
  const storage = createStorage({ keep: config.keep, name: storageName(config), nowMs: Date.now });
  return { transport, session: new ConversationSession({ transport, storage, surroundings, user }) };
}

const surroundings: Surroundings = {
  nowMs: Date.now,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  nextFrame(callback) {
    const cancel = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const run = (): void => {
      cancel();
      callback();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, NO_FRAME_AFTER_MS);
    return cancel;
  },
};
