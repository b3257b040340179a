import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { ListenController } from '../controllers/listen-controller.ts';
import type { IconName } from '../themes/icon-paths.ts';
import { ANNOUNCE_MODES, type AnnounceMode } from './announce-mode.ts';
import { renderIcon } from './icons.ts';
import type { Scene } from './scene.ts';

/** Why a conversation is not gone everywhere: nothing is, or all but the server's copy. */
export type ForgetTrouble = 'errForget' | 'forgotHere';

/** What the visitor may do with the whole conversation. */
export interface MenuActs {
  newChat(): void;
  /** @returns `null`: it is gone. */
  forget(): Promise<ForgetTrouble | null>;
  download(format: 'markdown' | 'json'): void;
  print(): void;
  /** Turns the sound for new answers on or off. */
  toggleSounds(): void;
  /** Chooses what screen readers hear of answers. */
  announce(mode: AnnounceMode): void;
}

/** What the menu depends on beside the scene. */
export interface MenuState {
  /** Something was said. */
  readonly hasConversation: boolean;
  readonly hasSounds: boolean;
  /** Asked when the choice is shown. */
  readonly announceMode: () => AnnounceMode;
}

/** The words for each choice. */
const MODE_WORDS = { blocks: 'announceBlocks', complete: 'announceComplete', status: 'announceStatus', off: 'announceOff' } as const;

/** `newChat` and `forget` ask first, `announce` asks which. */
type View = 'closed' | 'list' | 'announce' | 'newChat' | 'forget';

/**
 * The menu of its host's header: what the visitor may do with the whole conversation. Escape, a choice, a press elsewhere and
 * the focus going elsewhere close it.
 */
export class HeaderMenu {
  readonly #host: LitElement;
  readonly #acts: MenuActs;
  #view: View = 'closed';
  /** What became of the conversation that was to be deleted. */
  #trouble: ForgetTrouble | null = null;

  constructor(host: LitElement, acts: MenuActs) {
    this.#host = host;
    this.#acts = acts;
    new ListenController(host, window, ['pointerdown'], this.#onPointerdown);
  }

  render({ phrases, config }: Scene, { hasConversation, hasSounds, announceMode }: MenuState) {
    const acts = this.#acts;
    const view = this.#view;
    const isOpen = view !== 'closed';
    const name = phrases.say('menu');
    const item = (icon: IconName, text: string, act: () => void): TemplateResult =>
      html`<button type="button" class="item" @click=${act}>${renderIcon(icon, 's18')}${text}</button>`;
    const entry = (icon: IconName, text: string, act: () => void): TemplateResult => item(icon, text, () => this.#choose(act));
    const list = (): unknown => html`
      ${hasConversation ? item('plus', phrases.say('newChat'), () => this.#ask('newChat')) : entry('plus', phrases.say('newChat'), acts.newChat)}
      ${
        hasConversation
          ? html`${entry('download', phrases.say('downloadMarkdown'), () => acts.download('markdown'))}
            ${entry('download', phrases.say('downloadJson'), () => acts.download('json'))}
            ${entry('print', phrases.say('print'), acts.print)} ${item('trash', phrases.say('forget'), () => this.#ask('forget'))}`
          : nothing
      }
      ${item('speech', phrases.say('announceLabel'), () => this.#ask('announce'))}
      ${config.sounds ? entry('sound', phrases.say(hasSounds ? 'soundOff' : 'soundOn'), acts.toggleSounds) : nothing}
      ${
        config.contact === null
          ? nothing
          : html`<hr />
              <a class="item" href=${config.contact} @click=${this.#close}>${renderIcon('person', 's18')}${phrases.say('contact')}</a>`
      }
    `;
    const choice = (mode: AnnounceMode, chosen: AnnounceMode): TemplateResult =>
      html`<button
        type="button"
        class="item"
        role="radio"
        aria-checked=${mode === chosen}
        @click=${() => this.#choose(() => acts.announce(mode))}
      >
        ${renderIcon('check', 's18')}${phrases.say(MODE_WORDS[mode])}
      </button>`;
    const choices = (): unknown =>
      html`<p class="question" id="question">${phrases.say('announceLabel')}</p>
        <div role="radiogroup" aria-labelledby="question">${ANNOUNCE_MODES.map((mode) => choice(mode, announceMode()))}</div>`;
    const confirm = (word: 'newChat' | 'forget'): unknown => html`
      <p class="question" id="question">${phrases.say(this.#trouble ?? `${word}Confirm`)}</p>
      <div class="choices">
        <button type="button" class="text-button" @click=${this.#close}>
          ${phrases.say(this.#trouble === 'forgotHere' ? 'teaserDismiss' : 'cancel')}
        </button>
        ${
          this.#trouble === 'forgotHere'
            ? nothing
            : html`<button type="button" class="text-button ${word}" id="confirm" aria-describedby="question" @click=${this.#onConfirm}>
                ${phrases.say(word)}
              </button>`
        }
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
        <div id="list" class="list" ?hidden=${!isOpen}>
          ${view === 'list' ? list() : view === 'announce' ? choices() : isOpen ? confirm(view) : nothing}
        </div>
      </div>
    `;
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector);
  }

  #show(view: View): void {
    this.#view = view;
    this.#trouble = null;
    this.#host.requestUpdate();
  }

  /** Focus goes back to the button before what held it is gone. */
  #close = (): void => {
    this.#find('.menu button')?.focus();
    this.#show('closed');
  };

  #choose(act: () => void): void {
    this.#close();
    act();
  }

  async #ask(view: View): Promise<void> {
    this.#close();
    this.#show(view);
    await this.#host.updateComplete;
    this.#find('#confirm, [aria-checked=true]')?.focus();
  }

  #onConfirm = async (): Promise<void> => {
    if (this.#view !== 'forget') return this.#choose(this.#acts.newChat);
    const trouble = await this.#acts.forget();
    if (trouble === null) return this.#show('closed');
    this.#trouble = trouble;
    // The button that was pressed may be about to go.
    if (trouble === 'forgotHere') this.#find('.choices button')!.focus();
    this.#host.requestUpdate();
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (this.#view === 'closed') return;
    if (event.key === 'Escape') {
      // The first Escape is the menu's, the next the panel's.
      event.preventDefault();
      return this.#close();
    }
    const items = [...this.#find('#list')!.querySelectorAll<HTMLElement>('button, a')];
    // None while the button above has the focus.
    const place = items.findIndex((element) => element.matches(':focus'));
    const next = { ArrowDown: place + 1, ArrowUp: Math.max(place, 0) - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items.at(next % items.length)!.focus();
  };

  /** Without a goal the focus went nowhere, or out of the window, and may come back. */
  #onFocusout = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget && !this.#find('.menu')!.contains(relatedTarget as Node)) this.#show('closed');
  };

  #onPointerdown = (event: Event): void => {
    if (this.#view !== 'closed' && !event.composedPath().includes(this.#find('.menu')!)) this.#show('closed');
  };
}
