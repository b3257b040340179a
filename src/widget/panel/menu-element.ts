import { css, html, LitElement, nothing } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import type { Phrases } from '../locales/phrases.ts';
import { reset } from '../themes/reset.styles.ts';
import { renderIcon } from './icons.ts';
import { NewConversationEvent } from './requests.ts';

const styles = css`
  :host {
    position: relative;
    display: block;
  }

  .list {
    position: absolute;
    z-index: 2;
    inset-block-start: 100%;
    inset-inline-end: 0;
    inline-size: 236px;
    padding: 6px;
    border: 1px solid transparent;
    border-radius: var(--_r-control);
    background: var(--assisters-color-raised);
    box-shadow: var(--assisters-shadow-raised);
    font-size: 0.875em;
    line-height: 1.35;
  }

  .item {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: 44px;
    padding-inline: 10px;
    border-radius: var(--_r-inner);
    color: inherit;
    text-decoration: none;
  }

  .item .icon {
    color: var(--assisters-color-text-muted);
  }

  .question {
    padding: 8px 10px;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
  }

  .choices .text-button {
    min-block-size: 44px;
  }

  @media (hover: hover) {
    .item:hover {
      background: var(--assisters-color-bubble);
    }
  }
`;

/**
 * What the visitor may do with the whole conversation.
 *
 * @tag assisters-menu
 * @fires {NewConversationEvent} new-conversation-request - Confirmed, or nothing was said yet.
 * @csspart menu - The `<button>`.
 */
export class MenuElement extends LitElement {
  static override styles = [reset, styles];

  static override properties = {
    phrases: { attribute: false },
    contact: { attribute: false },
    hasConversation: { attribute: false },
    view: { state: true },
  };

  declare phrases: Phrases;

  /** Absolute URL of a person to turn to, or `null`. */
  declare contact: string | null;

  /** Something was said that would be lost. */
  declare hasConversation: boolean;

  /** What is shown below the button. */
  declare view: 'none' | 'list' | 'confirm';

  readonly #button = createRef<HTMLButtonElement>();

  constructor() {
    super();
    this.contact = null;
    this.hasConversation = false;
    this.view = 'none';
    this.addEventListener('keydown', this.#onKeydown);
    this.addEventListener('focusout', this.#onFocusout);
  }

  override updated(): void {
    if (this.view === 'none') removeEventListener('pointerdown', this.#onPointerdown, true);
    else addEventListener('pointerdown', this.#onPointerdown, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pointerdown', this.#onPointerdown, true);
  }

  override render() {
    const name = this.phrases.say('menu');
    return html`
      <button
        ${ref(this.#button)}
        type="button"
        class="icon-button"
        part="menu"
        aria-label=${name}
        title=${name}
        aria-expanded=${this.view === 'none' ? 'false' : 'true'}
        aria-controls="list"
        @click=${() => (this.view = this.view === 'none' ? 'list' : 'none')}
      >
        ${renderIcon('more', 'dots')}
      </button>
      <div id="list" class="list" ?hidden=${this.view === 'none'}>
        ${this.view === 'confirm' ? this.#renderConfirm() : this.view === 'list' ? this.#renderList() : nothing}
      </div>
    `;
  }

  #renderList() {
    const { phrases, contact } = this;
    return html`
      <button type="button" class="item" @click=${this.#onNewChat}>${renderIcon('plus', 's18')}${phrases.say('newChat')}</button>
      ${contact === null ? nothing : html`<a class="item" href=${contact}>${renderIcon('person', 's18')}${phrases.say('contact')}</a>`}
    `;
  }

  #renderConfirm() {
    return html`
      <p class="question" id="question">${this.phrases.say('newChatConfirm')}</p>
      <div class="choices">
        <button type="button" class="text-button" @click=${() => this.#close()}>${this.phrases.say('cancel')}</button>
        <button type="button" class="text-button" id="confirm" aria-describedby="question" @click=${this.#onConfirm}>
          ${this.phrases.say('newChat')}
        </button>
      </div>
    `;
  }

  /** Focus goes back to the button before what held it is gone. */
  #close(): void {
    this.#button.value?.focus();
    this.view = 'none';
  }

  #onNewChat = async (): Promise<void> => {
    if (!this.hasConversation) return this.#onConfirm();
    this.#button.value?.focus();
    this.view = 'confirm';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#confirm')?.focus();
  };

  #onConfirm = (): void => {
    this.#close();
    this.dispatchEvent(new NewConversationEvent());
  };

  /** The first Escape is the menu's, the next the panel's. */
  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.view === 'none') return;
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  /** Focus went elsewhere. Without a goal it went nowhere, or out of the window, and may come back. */
  #onFocusout = (event: FocusEvent): void => {
    if (event.relatedTarget !== null) this.view = 'none';
  };

  #onPointerdown = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.view = 'none';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-menu': MenuElement;
  }
}
