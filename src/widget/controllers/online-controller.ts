import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Re-renders its host when the browser gains or loses its network. */
export class OnlineController implements ReactiveController {
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What the browser believes: `false` is sure, `true` is a guess. */
  get online(): boolean {
    return navigator.onLine;
  }

  hostConnected(): void {
    for (const type of ['online', 'offline']) addEventListener(type, this.#onChange);
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onChange);
  }

  #onChange = (): void => this.#host.requestUpdate();
}
