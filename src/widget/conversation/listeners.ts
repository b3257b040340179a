/** Those who want to be told of something. */
export class Listeners<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Calls back with every news, in the same task; returns what ends it. */
  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells everybody. A listener's error is reported as uncaught and harms nobody else. */
  protected tell(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
