import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { isRunning, type Turn } from '../conversation/state.ts';
import { AutoScrollController } from '../controllers/auto-scroll-controller.ts';
import type { Phrases } from '../locales/phrases.ts';
import { MarkdownView, type MarkdownPolicy } from '../markdown/markdown-view.ts';
import { reset } from '../themes/reset.styles.ts';
import { answerStyles } from './answer.styles.ts';
import { renderIcon } from './icons.ts';
import { messageLogStyles } from './message-log.styles.ts';
import { messageStyles } from './message.styles.ts';
import type { MessageElement } from './message-element.ts';

/** UTF-16 units up to which a greeting is set as a headline. */
const SHORT_GREETING = 60;

/**
 * The transcript.
 *
 * @tag assisters-message-log
 * @slot empty - Stands in for the greeting and the suggestions before the first question, where `hasEmpty` is set.
 * @csspart messages - What scrolls.
 * @csspart message - Each message, with `data-role` and `data-state`.
 * @csspart greeting - What the assistant says first; never sent.
 * @csspart notice - That this is an AI.
 * @csspart jump - The button that leads to the end.
 */
export class MessageLogElement extends LitElement {
  static override styles = [reset, messageLogStyles, messageStyles, answerStyles];

  static override properties = {
    phrases: { attribute: false },
    turns: { attribute: false },
    policy: { attribute: false },
    greeting: { attribute: false },
    suggestions: { attribute: false },
    disclosure: { attribute: false },
    privacy: { attribute: false },
    contact: { attribute: false },
    name: { attribute: false },
    siteName: { attribute: false },
    bubbles: { attribute: false },
    hasEmpty: { attribute: false },
  };

  declare phrases: Phrases;

  declare turns: readonly Turn[];

  declare policy: MarkdownPolicy;

  /** Markdown; `null`: the translated words. */
  declare greeting: string | null;

  declare suggestions: readonly string[];

  /** `null`: the translated notice; `off`: none; else the owner's own words. */
  declare disclosure: string | null;

  /** Absolute URL beside the disclosure, or `null`. */
  declare privacy: string | null;

  /** Absolute URL of a person to turn to, or `null`. */
  declare contact: string | null;

  /** The assistant's. */
  declare name: string;

  declare siteName: string;

  /** Answers stand in bubbles too. */
  declare bubbles: boolean;

  /** The page fills the slot `empty`. */
  declare hasEmpty: boolean;

  readonly #scroller = createRef<HTMLElement>();
  readonly #list = createRef<HTMLElement>();
  readonly #start = createRef<HTMLElement>();
  readonly #end = createRef<HTMLElement>();
  readonly #scroll = new AutoScrollController(this, () => ({
    scroller: this.#scroller.value ?? null,
    list: this.#list.value ?? null,
    start: this.#start.value ?? null,
    end: this.#end.value ?? null,
  }));
  #pinnedId: string | undefined;
  #greeting: { markdown: string; policy: MarkdownPolicy; element: HTMLElement } | undefined;

  constructor() {
    super();
    this.turns = [];
    this.greeting = null;
    this.suggestions = [];
    this.disclosure = null;
    this.privacy = null;
    this.contact = null;
    this.name = '';
    this.siteName = '';
    this.bubbles = false;
    this.hasEmpty = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const last = this.turns.at(-1);
    if (last === undefined) {
      this.#pinnedId = undefined;
      if (changed.has('turns')) this.#scroll.reset();
    } else if (changed.has('turns') && isRunning(last) && !changed.get('turns')?.some(({ id }) => id === last.id)) {
      this.#pinnedId = last.id;
    }
    this.toggleAttribute('above', this.#scroll.hiddenAbove);
    this.toggleAttribute('below', this.#hidesEnd);
  }

  override updated(changed: PropertyValues<this>): void {
    const last = this.turns.at(-1);
    if (!changed.has('turns') || last === undefined || last.id !== this.#pinnedId) return;
    if (changed.get('turns')?.some(({ id }) => id === last.id)) return;
    const question = this.#message(last.id, 'user');
    if (question !== null) this.#scroll.pin(question);
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
    this.#scroller.value?.focus(options);
  }

  /** An answer as plain text, as it stands. Reads layout: not for text that still grows. */
  answerText(turnId: string): string {
    return this.#message(turnId, 'assistant')?.content.innerText ?? '';
  }

  override render() {
    const talking = this.turns.length > 0;
    return html`
      <div
        ${ref(this.#scroller)}
        class="messages"
        part="messages"
        role="log"
        aria-live="off"
        aria-label=${this.phrases.say('conversation')}
        tabindex="0"
      >
        <div ${ref(this.#list)} class="flow ${talking ? 'talking' : ''} ${this.bubbles ? 'bubbles' : ''}">
          <div ${ref(this.#start)} class="mark"></div>
          ${talking ? this.#renderConversation() : this.#renderEmpty()}
        </div>
      </div>
      ${
        this.#hidesEnd
          ? html`<button type="button" class="jump" part="jump" @click=${this.#onJump}>
              ${renderIcon('arrowDown', 's16')}${this.phrases.say('jumpLatest')}
            </button>`
          : nothing
      }
    `;
  }

  get #hidesEnd(): boolean {
    return this.turns.length > 0 && this.#scroll.hiddenBelow;
  }

  #renderEmpty() {
    if (this.hasEmpty) return html`<div class="empty"><slot name="empty"></slot>${this.#renderNotice()}</div>`;
    return html`
      <div class="empty">
        ${this.#renderGreeting()}
        ${
          this.suggestions.length === 0
            ? nothing
            : html`<assisters-suggestions
                exportparts="suggestion"
                .label=${this.phrases.say('startersLabel')}
                .suggestions=${this.suggestions}
              ></assisters-suggestions>`
        }
        ${this.#renderNotice()}
      </div>
    `;
  }

  #renderConversation() {
    return html`
      ${this.#renderNotice()} ${this.greeting === null ? nothing : this.#renderGreeting()}
      <ol class="turns" role="list">
        ${repeat(
          this.turns,
          ({ id }) => id,
          (turn, index) => this.#renderTurn(turn, index),
        )}
      </ol>
    `;
  }

  #renderTurn(turn: Turn, index: number): TemplateResult {
    const last = index === this.turns.length - 1;
    const before = this.turns[index - 1];
    const sameDay = before !== undefined && new Date(before.askedAtMs).toDateString() === new Date(turn.askedAtMs).toDateString();
    return html`
      <li>
        ${sameDay ? nothing : html`<p class="day">${this.phrases.day(turn.askedAtMs, Date.now())}</p>`}
        <div data-turn=${turn.id} class="turn ${last ? 'last' : ''} ${last && turn.id === this.#pinnedId ? 'pinned' : ''}">
          ${this.#renderMessage(turn, 'user', this.phrases.say('you'))} ${this.#renderMessage(turn, 'assistant', this.name)}
          ${last ? html`<div ${ref(this.#end)} class="mark"></div>` : nothing}
        </div>
      </li>
    `;
  }

  #renderMessage(turn: Turn, author: 'user' | 'assistant', name: string): TemplateResult {
    return html`<assisters-message
      part="message"
      data-role=${author}
      .phrases=${this.phrases}
      .policy=${this.policy}
      .author=${author}
      .name=${name}
      .siteName=${this.siteName}
      .contact=${this.contact}
      .turn=${turn}
    ></assisters-message>`;
  }

  #renderGreeting() {
    if (this.greeting !== null) return this.#greetingElement(this.greeting);
    return html`
      <div class="greeting" part="greeting">
        <h3><bdi>${this.phrases.say('greeting')}</bdi></h3>
        <p class="intro"><bdi>${this.phrases.say('intro', { site: this.siteName })}</bdi></p>
      </div>
    `;
  }

  /** The owner's greeting, rendered once for as long as it stays the same. */
  #greetingElement(markdown: string): HTMLElement {
    if (this.#greeting?.markdown === markdown && this.#greeting.policy === this.policy) return this.#greeting.element;
    const element = document.createElement('div');
    element.className = `greeting answer ${markdown.length <= SHORT_GREETING ? 'short' : ''}`;
    element.setAttribute('part', 'greeting');
    element.dir = 'auto';
    new MarkdownView(element, this.policy).finish(markdown);
    this.#greeting = { markdown, policy: this.policy, element };
    return element;
  }

  #renderNotice() {
    if (this.disclosure === 'off' && this.privacy === null) return nothing;
    const words = this.disclosure === 'off' ? '' : (this.disclosure ?? this.phrases.say('disclosure'));
    return html`
      <p class="notice" part="notice">
        ${renderIcon('info', 's16')}<span dir="auto">${words}</span>
        ${this.privacy === null ? nothing : html`<a href=${this.privacy} target="_blank" rel="noopener">${this.phrases.say('privacy')}</a>`}
      </p>
    `;
  }

  #message(turnId: string, author: 'user' | 'assistant'): MessageElement | null {
    return this.renderRoot.querySelector(`[data-turn='${CSS.escape(turnId)}'] > [data-role='${author}']`);
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
