import type { ConversationStorage } from '../conversation/ports.ts';
import type { ConversationState } from '../conversation/state.ts';
import { halveConversation, isExpired, parseSavedRecord, serializeConversation } from './saved-conversation.ts';

export { storageName } from './storage-name.ts';

/** Behind the key of a record that could not be read, and so was moved out of the way. */
const SET_ASIDE = ':set-aside';

export interface StorageOptions {
  /** How long a conversation lasts: in localStorage with an expiry, in sessionStorage, or in memory alone. */
  keep: { kind: 'local'; ms: number } | { kind: 'session' } | { kind: 'none' };
  /** The whole key, see `storageName`. */
  name: string;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
  /** Whose stores are used; the page's own by default. */
  window?: { readonly localStorage: Storage | null | undefined; readonly sessionStorage: Storage | null | undefined };
}

/**
 * Makes the place where one chat's conversation outlives its page.
 *
 * Never throws. A store that is missing, refuses or is full leaves memory, and is tried again with the next save. What is
 * found under our key and is not ours to read is not lost either: a record of a newer version of this script is left alone,
 * and the conversation stays in memory; anything else is moved aside when the first conversation is saved in its place.
 * Storage that was emptied while the page was open is filled again from memory with the next save.
 */
export function createStorage({ keep, name, nowMs, window = globalThis }: StorageOptions): ConversationStorage {
  /** What the browser's store does not hold for us. */
  let memory: ConversationState | null = null;
  /** What we wrote last, so that it is not read again. */
  let lastWritten: string | null = null;

  return {
    load() {
      if (memory !== null) return memory;
      const text = keep.kind === 'none' ? null : attempt(() => openStore(keep.kind)?.getItem(name) ?? null);
      if (text === null) return null;
      const record = parseSavedRecord(text);
      if (record.kind !== 'conversation') return null;
      if (keep.kind === 'local' && isExpired(record.state, keep.ms, nowMs())) {
        attempt(() => openStore('local')?.removeItem(name));
        return null;
      }
      return record.state;
    },

    save(state) {
      memory = keep.kind === 'none' || !write(keep.kind, state) ? state : null;
    },

    clear() {
      memory = null;
      // Both, for `keep` may have been another one when the conversation was saved.
      for (const kind of ['local', 'session'] as const) {
        attempt(() => openStore(kind)?.removeItem(name));
        attempt(() => openStore(kind)?.removeItem(name + SET_ASIDE));
      }
    },
  };

  /** @returns whether the state is in the store. */
  function write(kind: 'local' | 'session', state: ConversationState): boolean {
    const store = attempt(() => openStore(kind));
    if (store === null) return false;
    const found = attempt(() => store.getItem(name));
    // Not looked into unless it can be another's: while a chat runs, what is there is what it wrote a second ago.
    const record = found === null || found === lastWritten ? null : parseSavedRecord(found);
    if (record?.kind === 'newer') return false;
    if (record?.kind === 'unreadable') attempt(() => store.setItem(name + SET_ASIDE, found!));
    return tryWrite(store, state) || tryWrite(store, halveConversation(state));
  }

  function tryWrite(store: Storage, state: ConversationState): boolean {
    const text = serializeConversation(state);
    const written = attempt(() => {
      store.setItem(name, text);
      return true;
    });
    if (written !== true) return false;
    lastWritten = text;
    return true;
  }

  function openStore(kind: 'local' | 'session'): Storage | null | undefined {
    return kind === 'local' ? window.localStorage : window.sessionStorage;
  }
}

/** Whatever a browser's store throws (refused, full, gone) means the same to us: it is not there. */
function attempt<Value>(use: () => Value | null | undefined): Value | null {
  try {
    return use() ?? null;
  } catch {
    return null;
  }
}
