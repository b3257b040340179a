import type { StorageOptions } from './create-storage.ts';

/** Stands behind the key of the chat's conversation. */
const SOUNDS = ':sounds';

/** Keys that are on and that no store has: for as long as the page. */
const memory = new Set<string>();

type Place = Pick<StorageOptions, 'keep' | 'name'>;

/** Whether the visitor wants to hear of new answers: off until they say so. Kept where the browser keeps conversations. */
export function wantsSounds({ keep, name }: Place): boolean {
  try {
    return memory.has(name) || (keep.kind !== 'none' && window[`${keep.kind}Storage`].getItem(name + SOUNDS) !== null);
  } catch {
    // No store, so nothing in it.
    return false;
  }
}

/** Remembers what the visitor chose; of `false` nothing is left in the browser. */
export function chooseSounds({ keep, name }: Place, isOn: boolean): void {
  memory[isOn ? 'add' : 'delete'](name);
  try {
    if (keep.kind === 'none') return;
    const store = window[`${keep.kind}Storage`];
    if (isOn) store.setItem(name + SOUNDS, 'on');
    else store.removeItem(name + SOUNDS);
  } catch {
    // Refused or full: it lasts as long as the page.
  }
}
