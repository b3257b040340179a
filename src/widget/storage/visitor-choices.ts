import type { StorageOptions } from './create-storage.ts';

/** What a visitor may choose for one chat; stands behind the key of its conversation. */
export type ChoiceName = 'sounds' | 'announce';

/** What was chosen, for as long as the page: no store has to have it. */
const memory = new Map<string, string>();

type Place = Pick<StorageOptions, 'keep' | 'name'>;

/** What the visitor chose; `null`: nothing. Kept where the browser keeps conversations. */
export function readChoice({ keep, name }: Place, choice: ChoiceName): string | null {
  const key = `${name}:${choice}`;
  try {
    return memory.get(key) ?? (keep.kind === 'none' ? null : window[`${keep.kind}Storage`].getItem(key));
  } catch {
    // No store, so nothing in it.
    return null;
  }
}

/** Remembers what the visitor chose; of `null` nothing is left in the browser. */
export function writeChoice({ keep, name }: Place, choice: ChoiceName, value: string | null): void {
  const key = `${name}:${choice}`;
  if (value === null) memory.delete(key);
  else memory.set(key, value);
  try {
    if (keep.kind === 'none') return;
    const store = window[`${keep.kind}Storage`];
    if (value === null) store.removeItem(key);
    else store.setItem(key, value);
  } catch {
    // Refused or full: it lasts as long as the page.
  }
}
