import { html, LitElement, noChange, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { isRunning, type Turn } from '../conversation/state.ts';
import { AutoScrollController } from '../controllers/auto-scroll-controller.ts';
import { reset } from '../themes/reset.styles.ts';
import { answerStyles } from './answer.styles.ts';
import { renderIcon } from './icons.ts';
import { MarkdownTexts } from './markdown-texts.ts';
import { renderAnswer, renderQuestion } from './message.ts';
import { messageLogStyles } from './message-log.styles.ts';
import { messageStyles } from './message.styles.ts';
import { PanelRequest } from './requests.ts';
import type { Scene } from './scene.ts';

/** UTF-16 units up to which a greeting is set as a headline. */
const SHORT_GREETING = 60;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2_000;

/**
 * The transcript. A turn's two messages, their text and their state come into the document in one and the same update.
 *
 * @tag assisters-message-log
 * @slot empty - Stands in for the greeting and the suggestions before the first question, where `hasEmpty` is set.
 * @fires {PanelRequest} compose - A suggestion was chosen.
 * @fires {PanelRequest} retry-request
 * @fires {PanelRequest} edit-request
 * @fires {PanelRequest} announce-request
 * @csspart messages - What scrolls.
 * @csspart message - Each message, with `data-role` and `data-state`.
 * @csspart content - The text of a message.
 * @csspart error - What went wrong, in the answer's message.
 * @csspart retry - The button that asks again.
 * @csspart actions - What can be done with an answer.
 * @csspart copy - The button that copies the answer as markdown.
 * @csspart sources - Where the answer comes from.
 * @csspart greeting - What the assistant says first; never sent.
 * @csspart suggestion - Each question to begin with.
 * @csspart notice - That this is an AI.
 * @csspart jump - The button that leads to the end.
 */
export class MessageLogElement extends LitElement {
  static override styles = [reset, messageLogStyles, messageStyles, answerStyles];

  static override properties = {
    scene: { attribute: false },
    turns: { attribute: false },
    hasEmpty: { attribute: false },
    copied: { state: true },
  };

  declare scene: Scene;

  declare turns: readonly Turn[];

  /** The page fills the slot `empty`. */
  declare hasEmpty: boolean;

  /** The turn whose answer was just copied. */
  declare copied: string | undefined;

  readonly #scroll = new AutoScrollController(this, '.messages', '.last > :last-child');
  readonly #texts = new MarkdownTexts();
  /** As they were rendered last, by place. */
  #rendered: readonly Turn[] = [];
  /** The turn whose question stays at the top. */
  #pinned: string | undefined;
  /** It was asked just now. */
  #pins = false;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    // What else changes may concern every turn.
    if ([...changed.keys()].some((name) => name !== 'turns')) this.#rendered = [];
    this.#pins = false;
    if (changed.has('turns')) {
      const last = this.turns.at(-1);
      if (last === undefined) {
        this.#pinned = undefined;
        this.#texts.clear();
        this.#scroll.reset();
      } else if (isRunning(last) && this.turns.length > (changed.get('turns')?.length ?? 0)) {
        this.#pinned = last.id;
        this.#pins = true;
      }
    }
    this.toggleAttribute('above', this.#scroll.hiddenAbove);
    this.toggleAttribute('below', this.#scroll.hiddenBelow);
  }

  override updated(): void {
    if (this.#pins) this.#scroll.pin(this.renderRoot.querySelector('.pinned > *')!);
  }

  /** Renders what is pending at once, for who promises that it is done. */
  renderNow(): void {
    if (this.isUpdatePending) this.performUpdate();
  }

  /** Shows what was last looked at; to be called when the panel has become visible. */
  restoreScroll(): void {
    this.#scroll.restore();
  }

  /** Moves the focus to the transcript, for those whose button is about to go. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.messages')!.focus(options);
  }

  /** An answer as plain text, as it stands. Reads layout: not for text that still grows. */
  answerText(turnId: string): string {
    return this.#texts.read(turnId);
  }

  override render() {
    const { phrases, config } = this.scene;
    const isTalking = this.turns.length > 0;
    return html`
      <div
        class="messages"
        part="messages"
        role="log"
        aria-live="off"
        aria-label=${phrases.say('conversation')}
        tabindex="0"
        @scroll=${this.#scroll.onScroll}
      >
        <div class="flow ${isTalking ? 'talking' : 'empty'} ${config.variant}">
          ${isTalking ? this.#renderConversation() : this.#renderEmpty()}
        </div>
      </div>
      ${
        this.#scroll.hiddenBelow
          ? html`<button type="button" class="jump" part="jump" @click=${this.#onJump}>
              ${renderIcon('arrowDown', 's16')}${phrases.say('jumpLatest')}
            </button>`
          : nothing
      }
    `;
  }

  #renderEmpty() {
    this.#rendered = [];
    if (this.hasEmpty) return html`<slot name="empty"></slot>${this.#renderNotice()}`;
    const { config, phrases, siteName } = this.scene;
    return html`
      ${
        config.greeting === null
          ? html`<div part="greeting">
              <h3><bdi>${phrases.say('greeting')}</bdi></h3>
              <p class="intro"><bdi>${phrases.say('intro', { site: siteName })}</bdi></p>
            </div>`
          : this.#renderGreeting(config.greeting)
      }
      ${
        config.suggestions.length === 0
          ? nothing
          : html`<ul class="suggestions" role="list" aria-label=${phrases.say('startersLabel')}>
              ${config.suggestions.map(
                (text) =>
                  html`<li>
                    <button
                      type="button"
                      class="suggestion"
                      part="suggestion"
                      @click=${() => this.dispatchEvent(new PanelRequest('compose', text))}
                    >
                      <span dir="auto">${text}</span>${renderIcon('next', 's16 mirror')}
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      ${this.#renderNotice()}
    `;
  }

  #renderConversation() {
    const { greeting } = this.scene.config;
    const { turns } = this;
    const before = this.#rendered;
    this.#rendered = turns;
    // The last one differs by being the last.
    const isRendered = (turn: Turn, index: number): boolean => turn === before[index] && index < Math.min(before.length, turns.length) - 1;
    return html`
      ${this.#renderNotice()} ${greeting === null ? nothing : this.#renderGreeting(greeting)}
      <ol class="turns" role="list">
        ${turns.map((turn, index) => (isRendered(turn, index) ? noChange : this.#renderTurn(turn, index)))}
      </ol>
    `;
  }

  #renderTurn(turn: Turn, index: number): TemplateResult {
    const { scene } = this;
    const dayOf = (some: Turn | undefined): string | undefined => some && new Date(some.askedAtMs).toDateString();
    const isNewDay = dayOf(this.turns[index - 1]) !== dayOf(turn);
    const isLast = index === this.turns.length - 1;
    return html`
      <li>
        ${isNewDay ? html`<p class="day note">${scene.phrases.day(turn.askedAtMs, Date.now())}</p>` : nothing}
        <div class="turn ${isLast ? 'last' : ''} ${isLast && turn.id === this.#pinned ? 'pinned' : ''}">
          ${renderQuestion(turn, scene)}
          ${renderAnswer(turn, scene, {
            content: this.#texts.show(turn.id, 'content', turn.answer, scene.policy, isRunning(turn)),
            isCopied: turn.id === this.copied,
            onCopied: () => this.#tellCopied(turn.id),
          })}
        </div>
      </li>
    `;
  }

  #renderGreeting(markdown: string): HTMLElement {
    const element = this.#texts.show('', 'greeting', markdown, this.scene.policy);
    element.classList.toggle('short', markdown.length <= SHORT_GREETING);
    return element;
  }

  #renderNotice() {
    const { phrases, config } = this.scene;
    const { disclosure, privacy } = config;
    if (disclosure === 'off' && privacy === null) return nothing;
    const words = disclosure === 'off' ? '' : (disclosure ?? phrases.say('disclosure'));
    return html`
      <p class="notice note" part="notice">
        ${renderIcon('info', 's16')}<span dir="auto">${words}</span>
        ${privacy === null ? nothing : html`<a href=${privacy} target="_blank" rel="noopener">${phrases.say('privacy')}</a>`}
      </p>
    `;
  }

  #tellCopied(turnId: string): void {
    this.copied = turnId;
    this.dispatchEvent(new PanelRequest('announce-request', this.scene.phrases.say('copied')));
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => (this.copied = undefined), COPIED_MS);
  }

  #onJump = (event: Event): void => {
    // The pill goes when the end is seen; its focus must not go with it.
    if ((event.currentTarget as Element).matches(':focus')) this.focus({ preventScroll: true });
    this.#scroll.follow();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-message-log': MessageLogElement;
  }
}
