import type { StorageOptions } from './create-storage.ts';

/** What a visitor may choose for one chat; stands behind the key of its conversation. */
export const CHOICES = ['sounds', 'announce'] as const;

export type ChoiceName = (typeof CHOICES)[number];

/** What was chosen and is in no store, for as long as the page. */
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

/**
 * Remembers what the visitor chose; of `null` nothing is left in the browser.
 *
 * @param isStored - Not before the visitor has asked something: until then it lasts as long as the page.
 */
export function writeChoice({ keep, name }: Place, choice: ChoiceName, value: string | null, isStored: boolean): void {
  const key = `${name}:${choice}`;
  memory.delete(key);
  try {
    const store = keep.kind === 'none' ? null : window[`${keep.kind}Storage`];
    if (value === null) return store?.removeItem(key);
    if (store && isStored) return store.setItem(key, value);
  } catch {
    // Refused or full: it lasts as long as the page.
  }
  if (value !== null) memory.set(key, value);
}

/** Stores what was chosen before anything was asked. */
export function storeChoices(place: Place): void {
  for (const choice of CHOICES) writeChoice(place, choice, readChoice(place, choice), true);
}
