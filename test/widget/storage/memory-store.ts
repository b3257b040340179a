/** A browser's store, as far as we use it, with the ways in which real ones fail. */
export class MemoryStore implements Storage {
  readonly entries = new Map<string, string>();
  /** UTF-16 units that fit; what does not throws, as browsers do. */
  capacity = Infinity;
  writes = 0;

  get length(): number {
    return this.entries.size;
  }

  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    const others = [...this.entries].filter(([other]) => other !== key).reduce((sum, [name, text]) => sum + name.length + text.length, 0);
    if (others + key.length + value.length > this.capacity) throw new DOMException('Full.', 'QuotaExceededError');
    this.entries.set(key, value);
    this.writes++;
  }

  removeItem(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}
