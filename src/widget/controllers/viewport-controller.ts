import type { LitElement, ReactiveController } from 'lit';
import { ListenController } from './listen-controller.ts';

/**
 * Tells its host's styles what a keyboard on the screen leaves to be seen, which no unit of CSS knows everywhere: `--_vvh`, the
 * height, and `--_vvt`, how far down of the window it begins, both in pixels.
 *
 * A visitor who zooms in by hand sees less of the page, but no less is there.
 */
export class ViewportController implements ReactiveController {
  readonly #host: LitElement;

  constructor(host: LitElement) {
    this.#host = host;
    new ListenController(host, visualViewport!, ['resize', 'scroll'], this.hostConnected);
    host.addController(this);
  }

  readonly hostConnected = (): void => {
    const { height, offsetTop, scale } = visualViewport!;
    const { style } = this.#host;
    style.setProperty('--_vvh', `${height * scale}px`);
    style.setProperty('--_vvt', `${scale > 1.01 ? 0 : offsetTop}px`);
  };
}
