import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A screen reader has taken an announcement by then; later it would only be in the way of who reads line by line. */
const SPOKEN_AFTER_MS = 1200;

/**
 * Says short things to screen readers, politely and once.
 *
 * The host renders `regions` inside its dialog: a region outside is silent while the dialog is modal. Two regions take
 * turns, because a region that is emptied and filled at once may stay silent.
 */
export class AnnouncerController implements ReactiveController {
  /** Empty live regions, to be rendered from the start: one that arrives with its text is not announced. */
  readonly regions: readonly [HTMLElement, HTMLElement] = [createRegion(), createRegion()];
  #count = 0;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Announces a text after what is being said; an empty one is ignored. */
  announce(text: string): void {
    if (text.trim() === '') return;
    const line = document.createElement('p');
    line.textContent = text;
    this.regions[this.#count++ % 2]!.append(line);
    setTimeout(() => line.remove(), SPOKEN_AFTER_MS);
  }

  hostDisconnected(): void {
    for (const region of this.regions) region.replaceChildren();
  }
}

function createRegion(): HTMLElement {
  const region = document.createElement('div');
  region.className = 'hidden';
  region.ariaLive = 'polite';
  return region;
}
