import { html, nothing, type LitElement } from 'lit';
import { ListenController } from '../controllers/listen-controller.ts';
import { renderIcon } from './icons.ts';
import type { Scene } from './scene.ts';

/**
 * The menu of its host's header: what the visitor may do with the whole conversation. Escape, a choice, a press elsewhere and
 * the focus going elsewhere close it.
 */
export class HeaderMenu {
  readonly #host: LitElement;
  readonly #onNewChat: () => void;
  #view: 'closed' | 'list' | 'confirm' = 'closed';

  /** @param onNewChat - Confirmed, or nothing was said yet. */
  constructor(host: LitElement, onNewChat: () => void) {
    this.#host = host;
    this.#onNewChat = onNewChat;
    new ListenController(host, window, ['pointerdown'], this.#onPointerdown);
  }

  /** @param hasConversation - Something was said that would be lost. */
  render({ phrases, config }: Scene, hasConversation: boolean) {
    const name = phrases.say('menu');
    const newChat = phrases.say('newChat');
    const isOpen = this.#view !== 'closed';
    const list = (): unknown => html`
      <button type="button" class="item" @click=${hasConversation ? this.#askFirst : this.#onConfirm}>
        ${renderIcon('plus', 's18')}${newChat}
      </button>
      ${
        config.contact === null
          ? nothing
          : html`<a class="item" href=${config.contact}>${renderIcon('person', 's18')}${phrases.say('contact')}</a>`
      }
    `;
    const confirm = (): unknown => html`
      <p class="question" id="question">${phrases.say('newChatConfirm')}</p>
      <div class="choices">
        <button type="button" class="text-button" @click=${this.#close}>${phrases.say('cancel')}</button>
        <button type="button" class="text-button" id="confirm" aria-describedby="question" @click=${this.#onConfirm}>${newChat}</button>
      </div>
    `;
    return html`
      <div class="menu" @keydown=${this.#onKeydown} @focusout=${this.#onFocusout}>
        <button
          type="button"
          class="icon-button"
          part="menu"
          aria-label=${name}
          title=${name}
          aria-expanded=${isOpen}
          aria-controls="list"
          @click=${() => this.#show(isOpen ? 'closed' : 'list')}
        >
          ${renderIcon('more', 'dots')}
        </button>
        <div id="list" class="list" ?hidden=${!isOpen}>${this.#view === 'list' ? list() : isOpen ? confirm() : nothing}</div>
      </div>
    `;
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector);
  }

  #show(view: 'closed' | 'list' | 'confirm'): void {
    this.#view = view;
    this.#host.requestUpdate();
  }

  /** Focus goes back to the button before what held it is gone. */
  #close = (): void => {
    this.#find('.menu button')?.focus();
    this.#show('closed');
  };

  #askFirst = async (): Promise<void> => {
    this.#close();
    this.#show('confirm');
    await this.#host.updateComplete;
    this.#find('#confirm')?.focus();
  };

  #onConfirm = (): void => {
    this.#close();
    this.#onNewChat();
  };

  /** The first Escape is the menu's, the next the panel's. */
  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.#view === 'closed') return;
    event.preventDefault();
    this.#close();
  };

  /** Without a goal the focus went nowhere, or out of the window, and may come back. */
  #onFocusout = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget && !this.#find('.menu')!.contains(relatedTarget as Node)) this.#show('closed');
  };

  #onPointerdown = (event: Event): void => {
    if (this.#view !== 'closed' && !event.composedPath().includes(this.#find('.menu')!)) this.#show('closed');
  };
}
