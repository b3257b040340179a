import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { isRunning, type Turn } from '../conversation/state.ts';
import { AutoScrollController } from '../controllers/auto-scroll-controller.ts';
import { ListenController } from '../controllers/listen-controller.ts';
import { reset } from '../themes/reset.styles.ts';
import { answerStyles } from './answer.styles.ts';
import { renderIcon } from './icons.ts';
import { MarkdownTexts } from './markdown-texts.ts';
import { messageLogStyles } from './message-log.styles.ts';
import { messageStyles } from './message.styles.ts';
import { nextTask } from './next-task.ts';
import { renderNotice } from './notice.ts';
import { PanelRequest, type RequestType } from './requests.ts';
import type { Scene } from './scene.ts';
import { TurnList, type TurnListContent } from './turn-list.ts';
import { renderWelcome } from './welcome.ts';

/** UTF-16 units up to which a greeting is set as a headline. */
const SHORT_GREETING = 60;

/** Turns that are in the log when it opens, and that each look further back adds. */
const STEP = 10;

/** Pixels above and below a message that has the focus: its ring is seen whole. */
const FOCUS_MARGIN_PX = 12;

/** How long earlier turns are prepared before each frame that brings them into the log: on a slow phone the others come in the next ones. */
const FILL_MS = 6;

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
 * @fires {PanelRequest} leave-request - What has the focus is about to go, or has gone.
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
  };

  declare scene: Scene;

  declare turns: readonly Turn[];

  /** The page fills the slot `empty`. */
  declare hasEmpty: boolean;

  readonly #texts = new MarkdownTexts();
  readonly #list = new TurnList(this.#texts, () => this.requestUpdate());
  readonly #scroll = new AutoScrollController(this, '.messages', this.#list.element, () => {
    // Who has come to the button by the keyboard decides for themselves.
    if (!this.#isOnButton) this.#showEarlier();
  });
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
      await nextTask();
      this.scene.phrases.time(0);
      if (this.turns.length > 0) await MarkdownTexts.warmUp(this.scene.policy);
    }
    if (this.#goal < (this.hasUpdated ? this.#start : this.turns.length)) {
      await nextTask();
      this.#texts.begin(undefined, false);
      this.#list.prepare(this.#inList, performance.now() + FILL_MS);
    }
    // The first frame has enough to do with the layout.
    if (!this.hasUpdated && !document.hidden) await nextTask();
    else {
      do await new Promise(requestAnimationFrame);
      while (document.hidden);
    }
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const last = this.turns.at(-1);
    if (last === undefined && changed.has('turns')) this.#scroll.reset();
    this.#pins = last !== undefined && isRunning(last) && !this.#list.has(last.id);
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
    const start = this.#goal;
    const isOther = start !== this.#start || turns.length !== (changed.get('turns') ?? turns).length;
    const putBack = this.hasUpdated && (isOther || this.#texts.isBehind) && this.#scroll.hold();
    if (start === 0 && this.#isOnButton) this.focus({ preventScroll: true });
    if (!this.#scroll.isEndHidden) this.#leaveJump();
    const focused = this.shadowRoot!.activeElement;
    this.#texts.begin(this.#isPrinting ? Infinity : undefined, this.#isPrinting || this.#isHasty);
    this.#isHasty = false;
    this.#start = this.#list.update(this.#inList, this.#isPrinting);
    super.update(changed);
    // A question was sent by itself, the page or another tab has emptied the conversation: what had the focus went, or was moved.
    if (this.shadowRoot!.activeElement !== focused) this.#request('leave-request');
    if (putBack) putBack();
  }

  override firstUpdated(): void {
    // For the first answer; those that stand here were warmed up for.
    if (this.turns.length === 0) void MarkdownTexts.warmUp(this.scene.policy);
  }

  override updated(): void {
    if (this.#pins) this.#scroll.pin(this.renderRoot.querySelector('.pinned > *')!);
    if (this.#start > this.#goal || this.#texts.isBehind || this.#texts.isRevealing) this.requestUpdate();
    clearTimeout(this.#secondTimer);
    const { untilSecondMs } = this.#list;
    if (untilSecondMs < Infinity) this.#secondTimer = setTimeout(() => this.requestUpdate(), untilSecondMs);
    this.dispatchEvent(new Event('shown'));
  }

  /** Whether all of a turn that has ended stands in the log, or nothing of it: it is gone, was asked again, or is too far up. */
  shows(turn: Turn): boolean {
    return this.#list.shows(turn);
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
    if (!this.hasUpdated) this.renderNow();
    this.#scroller.focus(options);
  }

  /**
   * Moves the focus to the next message, upwards or downwards as the key says; from outside to the last one.
   *
   * @returns whether it stays here: below the last message there is none.
   */
  focusNext(event: KeyboardEvent): boolean {
    const messages = [...this.renderRoot.querySelectorAll<HTMLElement>("[part='message']")];
    const focused = messages.findIndex((message) => message.matches(':focus-within'));
    const from = focused < 0 ? messages.length : focused;
    if (event.key === 'ArrowUp' && from === 0) this.#showEarlier();
    const message = event.key === 'ArrowUp' ? messages[Math.max(0, from - 1)] : messages[from + 1];
    if (!message) return false;
    this.#scroll.onIntent.handleEvent(event);
    message.focus({ preventScroll: true });
    // Not scrollIntoView(), which scrolls the page, too. Of one that is longer than the log its beginning is to be read first.
    const scroller = this.#scroller;
    const { offsetTop, offsetHeight } = message;
    const lowest = offsetTop + offsetHeight + FOCUS_MARGIN_PX - scroller.clientHeight;
    scroller.scrollTop = Math.min(offsetTop - FOCUS_MARGIN_PX, Math.max(scroller.scrollTop, lowest));
    return true;
  }

  /** Scrolls by what is seen, but a line or two. */
  turnPage(event: KeyboardEvent): void {
    if (!this.hasUpdated) this.renderNow();
    this.#scroll.onIntent.handleEvent(event);
    this.#scroller.scrollBy(0, this.#scroller.clientHeight * (event.key === 'PageUp' ? -0.9 : 0.9));
  }

  /** The nodes of as much of a turn's answer as stands in the log and will not change any more; `null`: the turn does not stand there. */
  finishedNodes(turn: Turn): readonly Node[] | null {
    return this.#list.finishedNodes(turn);
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
        role="group"
        aria-label=${phrases.say('conversation')}
        tabindex="0"
        @scroll=${this.#scroll.onScroll}
        @scrollend=${this.#scroll.onScroll}
        @wheel=${this.#scroll.onIntent}
        @keydown=${this.#scroll.onIntent}
        @selectstart=${this.#scroll.onIntent}
        @code-copied=${() => this.#request('announce-request', this.scene.phrases.say('copied'))}
      >
        <div class="flow ${isTalking ? 'talking' : 'empty'} ${config.variant}">
          ${isTalking ? this.#renderConversation() : this.#renderWelcome()}
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

  #renderWelcome() {
    const { scene } = this;
    if (this.hasEmpty) return html`<slot name="empty"></slot>${renderNotice(scene)}`;
    return renderWelcome(scene, this.#showGreeting());
  }

  #renderConversation() {
    const { scene } = this;
    return html`
      ${renderNotice(scene)} ${this.#showGreeting()}
      ${
        this.#start > 0 && this.#goal > 0
          ? html`<button type="button" class="earlier text-button" @click=${this.#showEarlier}>${scene.phrases.say('earlier')}</button>`
          : nothing
      }
      ${this.#list.element}
    `;
  }

  /** The owner's greeting. */
  #showGreeting(): HTMLElement | null {
    const { config, policy } = this.scene;
    if (config.greeting === null) return null;
    const { element } = this.#texts.show('', 'greeting', config.greeting, policy);
    element.classList.toggle('short', config.greeting.length <= SHORT_GREETING);
    return element;
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>('.messages')!;
  }

  /** Where the turns begin that are to be in the list. */
  get #goal(): number {
    return this.#isPrinting ? 0 : Math.max(0, this.turns.length - this.#count);
  }

  get #inList(): TurnListContent {
    return { scene: this.scene, turns: this.turns, start: this.#goal, pinned: this.#pinned };
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
    if (this.shadowRoot!.activeElement?.matches('.jump')) this.#request('leave-request');
  }

  #request(type: RequestType, value?: string): void {
    this.dispatchEvent(new PanelRequest(type, value));
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
