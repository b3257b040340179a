import type { TabLead } from '../conversation/ports.ts';

/**
 * Lets one tab at a time speak for all that share a conversation.
 *
 * By a Web Lock, which a browser takes back from a tab that is closed or crashes. Where there are none (pages without https), every tab
 * speaks for itself: the proxy knows a turn by its key, whoever asks for it.
 *
 * @param name - the conversation's, see `storageName`; `null` where no other tab can have it.
 * @see https://w3c.github.io/web-locks/
 */
export function createTabLead(name: string | null): TabLead {
  return {
    request(callback) {
      // Not there on pages without https, whatever its type says.
      const locks = navigator.locks as LockManager | undefined;
      if (name === null || !locks) {
        callback();
        return () => undefined;
      }
      const abort = new AbortController();
      let giveUp: () => void = () => abort.abort();
      locks
        .request(name, { signal: abort.signal }, () => {
          const isHeld = new Promise<void>((resolve) => (giveUp = resolve));
          callback();
          return isHeld;
        })
        .catch(() => {
          // Given up before it was had; or refused, as in a sandboxed frame, which shares nothing with anybody.
          if (!abort.signal.aborted) callback();
        });
      return () => giveUp();
    },
  };
}
