import type { ChatUser } from '../../protocol/chat-request.ts';
import type { Surroundings } from '../conversation/ports.ts';
import { ConversationSession } from '../conversation/session.ts';
import { createStorage, storageName } from '../storage/create-storage.ts';
import { createTransport, type Transport } from '../transport/create-transport.ts';
import type { PanelConfig } from './panel-config.ts';

/** So long a frame is waited for: where nothing is painted, none comes. */
const NO_FRAME_AFTER_MS = 100;

/** A conversation with its way to the proxy and its place in the browser. */
export interface Conversation {
  readonly session: ConversationSession;
  readonly transport: Transport;
  /** Ends and saves what runs; nothing is called back afterwards. */
  dispose(): void;
}

/** The parts of a configuration that make another conversation when they change. */
export type ConversationConfig = Pick<
  PanelConfig,
  'endpoint' | 'assistant' | 'keep' | 'storageKey' | 'userToken' | 'timeoutMs' | 'deadlineMs'
>;

/** Tells one conversation's configuration from another's. */
export function conversationKey(config: ConversationConfig): string {
  const { endpoint, assistant, keep, storageKey, userToken, timeoutMs, deadlineMs } = config;
  return JSON.stringify([endpoint, assistant, keep, storageKey, userToken, timeoutMs, deadlineMs]);
}

/**
 * Puts a conversation together: the one place that names every concrete part.
 *
 * @param user - who asks, read anew for every request.
 * @throws {AssistersError} `invalid_request` when `endpoint` is not an absolute http(s) URL.
 */
export function createConversation(config: ConversationConfig, user: () => ChatUser | null): Conversation {
  const transport = createTransport(config);
  const storage = createStorage({ keep: config.keep, name: storageName(config), nowMs: Date.now });
  const session = new ConversationSession({ transport, storage, surroundings, user });
  return { session, transport, dispose: () => session.dispose() };
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
