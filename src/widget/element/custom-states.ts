/** What a page's style sheet can ask for with `assisters-chat:state(…)`. */
export class CustomStates {
  readonly #internals: ElementInternals | null;

  constructor(element: HTMLElement) {
    this.#internals = element.attachInternals?.() ?? null;
  }

  set(name: 'open' | 'streaming' | 'error', isOn: boolean): void {
    try {
      if (isOn) this.#internals?.states.add(name);
      else this.#internals?.states.delete(name);
    } catch {
      // Engines before 2024 want names with two dashes, which `:state()` does not match: nothing to style there.
    }
  }
}
