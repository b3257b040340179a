import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Listens, before anybody else there, to something outside of its host for as long as the host is in the page. */
export class ListenController implements ReactiveController {
  readonly #target: EventTarget;
  readonly #types: readonly string[];
  readonly #listener: (event: Event) => void;

  /** @param listener - by default the host is rendered anew. */
  constructor(
    host: ReactiveControllerHost,
    target: EventTarget,
    types: readonly string[],
    listener: (event: Event) => void = () => host.requestUpdate(),
  ) {
    this.#target = target;
    this.#types = types;
    this.#listener = listener;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of this.#types) this.#target.addEventListener(type, this.#listener, true);
  }

  hostDisconnected(): void {
    for (const type of this.#types) this.#target.removeEventListener(type, this.#listener, true);
  }
}
