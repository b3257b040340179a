import type { ReactiveControllerHost } from 'lit';
import { ListenController } from './listen-controller.ts';

/** Re-renders its host when a media query starts or stops to match. */
export class MediaController {
  readonly #query: MediaQueryList;

  constructor(host: ReactiveControllerHost, query: string) {
    this.#query = matchMedia(query);
    new ListenController(host, this.#query, ['change']);
  }

  get matches(): boolean {
    return this.#query.matches;
  }
}
