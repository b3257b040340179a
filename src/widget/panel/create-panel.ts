import type { ChatUser } from '../../protocol/chat-request.ts';
import type { Surroundings } from '../conversation/ports.ts';
import { ConversationSession } from '../conversation/session.ts';
import { isRunning, type Turn } from '../conversation/state.ts';
import { createStorage, storageName } from '../storage/create-storage.ts';
import { createTabLead } from '../storage/tab-lead.ts';
import { createTransport, type Transport } from '../transport/create-transport.ts';
import type { PanelConfig } from './panel-config.ts';

/** A frame of a common screen. */
const FRAME_MS = 16;

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
  const name = storageName(config);
  const storage = createStorage({ keep: config.keep, name, nowMs: Date.now });
  const lead = createTabLead(config.keep.kind === 'local' ? name : null);
  return { transport, session: new ConversationSession({ transport, storage, lead, surroundings, user }) };
}

/** Whether a page was left while something was asked: its answer is to be looked for, though nobody has opened the chat. */
export function isPending(config: PanelConfig): boolean {
  return savedTurns(config).some(isRunning);
}

/** Whether this browser keeps a conversation: its visitor needs no invitation. */
export function hasConversation(config: PanelConfig): boolean {
  return savedTurns(config).length > 0;
}

function savedTurns(config: PanelConfig): readonly Turn[] {
  return createStorage({ keep: config.keep, name: storageName(config), nowMs: Date.now }).load()?.turns ?? [];
}

const surroundings: Surroundings = {
  nowMs: Date.now,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  nextFrame(callback) {
    // Not requestAnimationFrame(): where nothing is painted, none comes.
    const timer = setTimeout(callback, FRAME_MS);
    return () => clearTimeout(timer);
  },
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  isOnline: () => navigator.onLine,
  onOnline(callback) {
    globalThis.addEventListener('online', callback);
    return () => globalThis.removeEventListener('online', callback);
  },
};
