import { html, LitElement, nothing, render, type PropertyValues } from 'lit';
import { isRunning, type Turn } from '../conversation/state.ts';
import { AutoScrollController } from '../controllers/auto-scroll-controller.ts';
import { ListenController } from '../controllers/listen-controller.ts';
import { reset } from '../themes/reset.styles.ts';
import { answerStyles } from './answer.styles.ts';
import { firePanelEvent } from './events.ts';
import { renderIcon } from './icons.ts';
import { MarkdownTexts } from './markdown-texts.ts';
import { renderAnswer, renderQuestion, type Verdict } from './message.ts';
import { messageLogStyles } from './message-log.styles.ts';
import { messageStyles } from './message.styles.ts';
import { PanelRequest } from './requests.ts';
import type { Scene } from './scene.ts';

/** UTF-16 units up to which a greeting is set as a headline. */
const SHORT_GREETING = 60;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2_000;

/** Turns that are in the log when it opens, and that each look further back adds. */
const STEP = 20;

/** What visitors said of answers on this page, by the turn's id. Nobody saves it: the page is told. */
const verdicts = new Map<string, Verdict>();

/** A turn in the log. */
interface Item {
  readonly element: HTMLLIElement;
  turn?: Turn;
  /** All text that there is of it stands in the log. */
  isShown?: boolean;
  /** What it was rendered from. */
  from: readonly unknown[];
}

/**
 * The transcript. A turn's two messages, their text and their state come into the document in one and the same update, of which
 * there is at most one a frame, and none while the page is hidden. Of a long conversation the newest turns are here, and earlier ones
 * when they are looked for.
 *
 * @tag assisters-message-log
 * @slot empty - Stands in for the greeting and the suggestions before the first question, where `hasEmpty` is set.
 * @fires {PanelRequest} compose - A suggestion was chosen.
 * @fires {PanelRequest} retry-request
 * @fires {PanelRequest} edit-request
 * @fires {PanelRequest} announce-request
 * @fires assisters-feedback - An answer was found helpful or not.
 * @fires {PanelRequest} leave-request - The button that has the focus is about to go.
 * @fires shown - What the log shows may have changed.
 * @csspart messages - What scrolls.
 * @csspart message - Each message, with `data-role` and `data-state`.
 * @csspart content - The text of a message.
 * @csspart error - What went wrong, in the answer's message.
 * @csspart status - How long a question that was refused for now waits.
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

  readonly #list = Object.assign(document.createElement('ol'), { className: 'turns', role: 'list' });
  readonly #scroll = new AutoScrollController(this, '.messages', this.#list, () => {
    // Who has come to the button by the keyboard decides for themselves.
    if (!this.#isOnButton) this.#showEarlier();
  });
  readonly #texts = new MarkdownTexts();
  /** What is in the list, by the turn's id, in order. */
  #items = new Map<string, Item>();
  /** How many of the newest turns are in the list, unless it is printed. */
  #count = STEP;
  /** Where the turns in the list begin. */
  #start = 0;
  #isPrinting = false;
  /** The visitor comes back to the page, and is shown at once what came meanwhile. */
  #isHasty = false;
  /** How many answers there were when the reader was last at the end, or with their own question. */
  #answersSeen = 0;
  #answersNew = 0;
  /** The turn whose question stays at the top. */
  #pinned: string | undefined;
  /** It was asked just now. */
  #pins = false;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  /** How soon a waiting time that is shown changes. */
  #untilSecondMs = Infinity;
  #secondTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new ListenController(this, window, ['beforeprint', 'afterprint'], ({ type }) => this.#print(type === 'beforeprint'));
    new ListenController(this, document, ['visibilitychange'], () => {
      this.#isHasty = true;
      this.requestUpdate();
    });
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) {
      // A browser that writes a time for the first time loads its calendars: in a task of their own.
      await new Promise((resolve) => setTimeout(resolve));
      this.scene.phrases.time(0);
    }
    do await new Promise(requestAnimationFrame);
    while (document.hidden);
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const last = this.turns.at(-1);
    if (last === undefined && changed.has('turns')) this.#scroll.reset();
    this.#pins = last !== undefined && isRunning(last) && !this.#items.has(last.id);
    if (this.#pins) {
      this.#pinned = last!.id;
      this.#count = STEP;
    }
    const answers = this.turns.filter(({ answer }) => answer !== '').length;
    if (!this.#scroll.isAway) this.#answersSeen = answers;
    this.#answersNew = answers - this.#answersSeen;
    this.toggleAttribute('above', this.#scroll.hiddenAbove);
    this.toggleAttribute('below', this.#scroll.hiddenBelow);
  }

  protected override update(changed: PropertyValues<this>): void {
    const { turns } = this;
    const start = this.#isPrinting ? 0 : Math.max(0, turns.length - this.#count);
    const isOther = start !== this.#start || turns.length !== (changed.get('turns') ?? turns).length;
    this.#start = start;
    const putBack = this.hasUpdated && (isOther || this.#texts.isBehind) && this.#scroll.hold();
    if (start === 0 && this.#isOnButton) this.focus({ preventScroll: true });
    if (!this.#scroll.isEndHidden) this.#leaveJump();
    this.#texts.begin(this.#isPrinting ? Infinity : undefined, this.#isPrinting || this.#isHasty);
    this.#isHasty = false;
    this.#untilSecondMs = Infinity;
    super.update(changed);
    if (putBack) putBack();
  }

  override updated(): void {
    if (this.#pins) this.#scroll.pin(this.renderRoot.querySelector('.pinned > *')!);
    if (this.#texts.isBehind || this.#texts.isRevealing) this.requestUpdate();
    clearTimeout(this.#secondTimer);
    if (this.#untilSecondMs < Infinity) this.#secondTimer = setTimeout(() => this.requestUpdate(), this.#untilSecondMs);
    this.dispatchEvent(new Event('shown'));
  }

  /** Whether all of a turn that has ended stands in the log, or nothing of it: it is gone, was asked again, or is too far up. */
  shows({ id, key }: Turn): boolean {
    const item = this.#items.get(id);
    return item?.turn?.key !== key || (item.isShown! && !isRunning(item.turn));
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

  /** All that was said, as on paper. */
  copy(): Node {
    this.#print(true);
    const copy = this.renderRoot.querySelector('.flow')!.cloneNode(true);
    this.#print(false);
    return copy;
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
        @scrollend=${this.#scroll.onScroll}
        @wheel=${this.#scroll.onIntent}
        @keydown=${this.#scroll.onIntent}
        @selectstart=${this.#scroll.onIntent}
      >
        <div class="flow ${isTalking ? 'talking' : 'empty'} ${config.variant}">
          ${isTalking ? this.#renderConversation() : this.#renderEmpty()}
        </div>
      </div>
      ${
        this.#scroll.isEndHidden
          ? html`<button type="button" class="jump" part="jump" @click=${this.#onJump}>
              ${renderIcon('arrowDown', 's16')}${this.#answersNew > 0 ? phrases.say('jumpNew', { n: this.#answersNew }) : phrases.say('jumpLatest')}
            </button>`
          : nothing
      }
    `;
  }

  #renderEmpty() {
    this.#renderTurns();
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
    const { config, phrases } = this.scene;
    const turns = this.#renderTurns();
    return html`
      ${this.#renderNotice()} ${config.greeting === null ? nothing : this.#renderGreeting(config.greeting)}
      ${
        this.#start > 0
          ? html`<button type="button" class="earlier text-button" @click=${this.#showEarlier}>${phrases.say('earlier')}</button>`
          : nothing
      }
      ${turns}
    `;
  }

  /** Brings the list up to date, and touches no turn in it that says what it said before. */
  #renderTurns(): HTMLElement {
    const { turns } = this;
    const before = this.#items;
    const createItem = (): Item => ({ element: document.createElement('li'), from: [] });
    this.#items = new Map(turns.slice(this.#start).map(({ id }) => [id, before.get(id) ?? createItem()]));
    for (const [id, { element }] of before) {
      if (this.#items.has(id)) continue;
      element.remove();
      this.#texts.forget(id);
    }
    let next: Element | null = null;
    // What was said last is looked at first.
    for (let index = turns.length - 1; index >= this.#start; index--) {
      const item = this.#items.get(turns[index]!.id)!;
      this.#renderTurn(item, index);
      if (item.element.parentNode === null) this.#list.insertBefore(item.element, next);
      next = item.element;
    }
    return this.#list;
  }

  #renderTurn(item: Item, index: number): void {
    const { scene, turns } = this;
    const turn = turns[index]!;
    const askedBeforeMs = turns[index - 1]?.askedAtMs;
    const isLast = index === turns.length - 1;
    const isPinned = isLast && turn.id === this.#pinned;
    const isCopied = turn.id === this.copied;
    const verdict = verdicts.get(turn.id) ?? null;
    // Trouble is told at once.
    const isPaced = turn.state === 'streaming' || turn.state === 'done';
    const { element: content, isShown } = this.#texts.show(turn.id, 'content', turn.answer, scene.policy, isRunning(turn), isPaced);
    // What it waits for is told to the second.
    const waitMs = Math.max(0, (turn.failure?.retryAtMs ?? 0) - Date.now());
    if (waitMs > 0) this.#untilSecondMs = Math.min(this.#untilSecondMs, waitMs % 1000 || 1000);
    const from = [turn, scene, content, isShown, isLast, isPinned, isCopied, verdict, askedBeforeMs, Math.ceil(waitMs / 1000)];
    if (from.every((value, place) => value === item.from[place])) return;
    Object.assign(item, { turn, isShown, from });
    // Its end is not shown before all of its text is.
    let seen: Turn = isShown || isRunning(turn) ? turn : { ...turn, state: 'streaming', sources: [] };
    // It waits for nothing that takes time.
    const isLeaving = turn.state === 'queued' && turn.failure === null && !turns.slice(0, index).some(isRunning);
    if (isLeaving) seen = { ...turn, state: 'sending' };
    const dayOf = (timeMs: number): string => new Date(timeMs).toDateString();
    const isNewDay = askedBeforeMs === undefined || dayOf(askedBeforeMs) !== dayOf(turn.askedAtMs);
    const template = html`
      ${isNewDay ? html`<p class="day note">${scene.phrases.day(turn.askedAtMs, Date.now())}</p>` : nothing}
      <div class="turn ${isLast ? 'last' : ''} ${isPinned ? 'pinned' : ''}">
        ${renderQuestion(seen, scene)}
        ${renderAnswer(seen, scene, {
          content,
          isCopied,
          verdict,
          onCopied: () => this.#tellCopied(turn.id),
          onVerdict: (value) => this.#tellVerdict(turn, value),
        })}
      </div>
    `;
    render(template, item.element);
  }

  #renderGreeting(markdown: string): HTMLElement {
    const { element } = this.#texts.show('', 'greeting', markdown, this.scene.policy);
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

  #tellVerdict({ id, answerId }: Turn, value: Verdict): void {
    verdicts.set(id, value);
    this.requestUpdate();
    firePanelEvent(this, 'assisters-feedback', { id: answerId, value });
    if (value !== null) this.dispatchEvent(new PanelRequest('announce-request', this.scene.phrases.say('thanks')));
  }

  /** The button for earlier messages has the focus. */
  get #isOnButton(): boolean {
    return this.shadowRoot!.activeElement?.matches('.earlier') ?? false;
  }

  #showEarlier = (): void => {
    if (this.#start === 0) return;
    this.#count += STEP;
    this.requestUpdate();
  };

  /** On paper stands all that was said, where the log is to be seen at all. */
  #print(isPrinting: boolean): void {
    this.#isPrinting = isPrinting && this.clientHeight > 0;
    do {
      this.requestUpdate();
      this.performUpdate();
    } while (this.#isPrinting && this.#texts.isBehind);
  }

  /** The pill goes when the end is seen; the focus must not go with it. */
  #leaveJump(): void {
    if (this.shadowRoot!.activeElement?.matches('.jump')) this.dispatchEvent(new PanelRequest('leave-request'));
  }

  #onJump = (): void => {
    this.#leaveJump();
    this.#scroll.follow();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-message-log': MessageLogElement;
  }
}
