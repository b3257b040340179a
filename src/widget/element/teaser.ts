import { html, nothing, type LitElement } from 'lit';
import { AnnouncerController } from '../controllers/announcer-controller.ts';
import { MediaController } from '../controllers/media-controller.ts';
import type { Strings } from '../locales/en.ts';
import { renderIcon } from '../panel/icons.ts';

/** Lower screens have no room for it. */
const ROOM = '(min-height: 400px)';

/** Invitations that were answered on this page: an element that takes another's place does not repeat them. Never stored. */
const answered = new Set<string>();

/**
 * The invitation beside the launcher: it comes once, after a while, is said once to screen readers, and stays until the visitor
 * dismisses it or opens the chat. It takes no focus; who opens by key does so at the launcher.
 */
export class Teaser {
  readonly #host: LitElement;
  readonly #isWelcome: () => boolean;
  readonly #onOpen: () => void;
  readonly #announcer: AnnouncerController;
  readonly #room: MediaController;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #text: string | null = null;
  #delay = 0;
  #isDue = false;
  #isAnnounced = false;

  /**
   * @param isWelcome - Asked when it is time.
   * @param onOpen - It was clicked.
   */
  constructor(host: LitElement, isWelcome: () => boolean, onOpen: () => void) {
    this.#host = host;
    this.#isWelcome = isWelcome;
    this.#onOpen = onOpen;
    this.#announcer = new AnnouncerController(host);
    this.#room = new MediaController(host, ROOM);
  }

  /** @param text - `null`: there is nobody to invite now. Counts the seconds from when it first was a text. */
  plan(text: string | null, delay: number): void {
    if (text === this.#text && delay === this.#delay) return;
    clearTimeout(this.#timer);
    this.#text = text;
    this.#delay = delay;
    this.#isDue = this.#isAnnounced = false;
    if (text !== null) this.#timer = setTimeout(this.#onDue, delay * 1000);
  }

  /** Never again on this page. */
  end(): void {
    if (this.#text !== null) answered.add(this.#text);
  }

  render({ teaserDismiss }: Strings) {
    const text = this.#text;
    if (text === null || answered.has(text)) return nothing;
    const isShown = this.#isDue && this.#room.matches && !document.hidden;
    if (isShown && !this.#isAnnounced) {
      this.#isAnnounced = true;
      this.#announcer.say(text);
    }
    return html`${this.#announcer.regions}${
      isShown
        ? html`<div class="teaser" part="teaser" @click=${this.#onOpen}>
            <div dir="auto">${text}</div>
            <button type="button" class="icon-button dismiss" aria-label=${teaserDismiss} title=${teaserDismiss} @click=${this.#dismiss}>
              ${renderIcon('close', 's16')}
            </button>
          </div>`
        : nothing
    }`;
  }

  #onDue = (): void => {
    this.#isDue = this.#isWelcome();
    this.#host.requestUpdate();
  };

  #dismiss = (event: Event): void => {
    event.stopPropagation();
    this.end();
    // The button goes, and with it the focus.
    this.#host.renderRoot.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true });
    this.#host.requestUpdate();
  };
}
