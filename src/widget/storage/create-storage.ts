import type { ConversationStorage } from '../conversation/ports.ts';
import type { ConversationState } from '../conversation/state.ts';
import { parseSavedRecord, serializeConversation } from './saved-conversation.ts';

export { storageName } from './storage-name.ts';

/** Behind the key of a record that could not be read, and so was moved out of the way. */
const SET_ASIDE = ':set-aside';

/** What of a window is used. */
export interface StorageWindow extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly localStorage: Storage | null | undefined;
  readonly sessionStorage: Storage | null | undefined;
}

export interface StorageOptions {
  /** How long a conversation lasts: in localStorage with an expiry, in sessionStorage, or in memory alone. */
  keep: { kind: 'local'; ms: number } | { kind: 'session' } | { kind: 'none' };
  /** The whole key, see `storageName`. */
  name: string;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
  /** Whose stores are used; the page's own by default. */
  window?: StorageWindow;
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
  let written: string | null = null;
  let isNoted = false;

  return {
    load() {
      if (memory !== null || keep.kind === 'none') return memory;
      const store = openStore(keep.kind);
      const text = attempt(() => store?.getItem(name));
      if (!text) return null;
      const record = parseSavedRecord(text);
      if (typeof record === 'string') {
        console.warn(`<assisters-chat>: ${name} is ${record}: ${record === 'newer' ? 'update this script' : `see ${name}${SET_ASIDE}`}`);
        return null;
      }
      // A clock that was set back ends nothing.
      if (keep.kind === 'session' || nowMs() - record.changedAtMs < keep.ms) return record;
      attempt(() => store?.removeItem(name));
      return null;
    },

    save(state) {
      memory = keep.kind !== 'none' && write(keep.kind, state) ? null : state;
      if (memory === null || keep.kind === 'none' || isNoted) return;
      isNoted = true;
      console.info(`<assisters-chat>: this browser refuses ${name}, or is full: the conversation lasts as long as the page.`);
    },

    clear() {
      memory = null;
      // Both, for `keep` may have been another one when the conversation was saved.
      for (const store of [openStore('local'), openStore('session')]) {
        // Of what is not there other tabs would not be told that it is gone: the page may have emptied all of its storage.
        attempt(() => store?.setItem(name, ''));
        for (const key of [name, name + SET_ASIDE]) attempt(() => store?.removeItem(key));
      }
    },

    watch(listener) {
      if (keep.kind !== 'local') return () => undefined;
      // Told of what other tabs do, never of what this one does; a page that empties all of its storage (no key) means not us.
      const onStorage = (event: Event): void => {
        const { key, newValue } = event as StorageEvent;
        if (key !== name) return;
        const store = openStore(keep.kind);
        const found = attempt(() => store?.getItem(name));
        if (newValue === null) {
          memory = null;
          // What was saved here before this was heard goes too; what another tab has saved since stays.
          if (written !== null && found === written) attempt(() => store?.removeItem(name));
        }
        const record = newValue === null ? null : parseSavedRecord(newValue);
        if (typeof record !== 'string') listener(record, found === newValue);
      };
      window.addEventListener('storage', onStorage);
      return () => window.removeEventListener('storage', onStorage);
    },
  };

  /** @returns whether the state is in the store. */
  function write(kind: 'local' | 'session', state: ConversationState): boolean {
    const store = openStore(kind);
    const found = attempt(() => store?.getItem(name)) ?? null;
    // Not looked into unless it can be another's: while a chat runs, what is there is what it wrote a second ago.
    const record = found !== null && found !== written && parseSavedRecord(found);
    if (record === 'newer') return false;
    if (record === 'unreadable') attempt(() => store?.setItem(name + SET_ASIDE, `${store.getItem(name + SET_ASIDE) ?? ''}${found}\n`));
    // In a store that is full, the newer half of the turns, or the half of that.
    let count = state.turns.length;
    do {
      const text = serializeConversation(state, count);
      if (attempt(() => (store!.setItem(name, text), true)) === true) {
        written = text;
        return true;
      }
      count >>= 1;
    } while (count > 0);
    return false;
  }

  function openStore(kind: 'local' | 'session'): Storage | null | undefined {
    return attempt(() => window[`${kind}Storage`]);
  }
}

/** Whatever a browser's store throws (refused, full, gone) means the same to us: it is not there. */
function attempt<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
