import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { AssistersError } from '../../protocol/assisters-error.ts';
import { AnnouncerController } from '../controllers/announcer-controller.ts';
import { DialogController } from '../controllers/dialog-controller.ts';
import { MediaController } from '../controllers/media-controller.ts';
import { OnlineController } from '../controllers/online-controller.ts';
import type { ConversationSession, SessionEvent } from '../conversation/session.ts';
import { isActive, type Turn } from '../conversation/state.ts';
import { createTranscript } from '../conversation/transcript.ts';
import { en, type Strings } from '../locales/en.ts';
import { failureKey } from '../locales/failure-key.ts';
import { Phrases } from '../locales/phrases.ts';
import type { MarkdownPolicy } from '../markdown/markdown-view.ts';
import { reset } from '../themes/reset.styles.ts';
import { createAnswerPolicy } from './answer-policy.ts';
import { checkQuestion } from './check-question.ts';
import type { ComposerElement } from './composer-element.ts';
import { ConversationController } from './conversation-controller.ts';
import { firePanelEvent } from './events.ts';
import { renderIcon } from './icons.ts';
import type { MessageLogElement } from './message-log-element.ts';
import type { PanelConfig } from './panel-config.ts';
import { renderHeader } from './panel-header.ts';
import { panelStyles } from './panel.styles.ts';
import { COMPOSER_PARTS, MESSAGE_LOG_PARTS } from './parts.ts';
import { tellPage } from './tell-page.ts';
import {
  CloseRequestEvent,
  PanelChangeEvent,
  type AnnounceEvent,
  type ComposeEvent,
  type EditEvent,
  type NewConversationEvent,
  type RetryEvent,
  type StopEvent,
} from './requests.ts';

/** What is typed or chosen in the chat is nobody else's: the page's shortcuts and editors hear none of it. */
const KEPT_EVENTS = [
  ...['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'copy', 'cut'],
  ...['compositionstart', 'compositionupdate', 'compositionend'],
];

/**
 * The panel: one dialog with header, transcript and composer, and the conversation behind it.
 *
 * @tag assisters-panel
 * @slot header - Instead of avatar and heading.
 * @slot empty - Instead of greeting and suggestions.
 * @slot footer - Below the composer.
 * @fires {CloseRequestEvent} close-request - The visitor wants the panel gone.
 * @fires {PanelChangeEvent} panel-change - `assistantName`, `busy` or `failed` may have changed.
 * @csspart panel - The `<dialog>`.
 * @csspart header - The top row.
 * @csspart heading - The name of who answers.
 * @csspart close - The button that hides the panel.
 * @csspart status - The row that says that the network is gone.
 */
export class PanelElement extends LitElement {
  static override styles = [reset, panelStyles];

  static override properties = {
    config: { attribute: false },
    strings: { attribute: false },
    locale: { attribute: false },
    open: { attribute: false },
    modal: { attribute: false },
    siteName: { attribute: false },
  };

  /** `null`: there is nothing to speak to yet. */
  declare config: PanelConfig | null;

  declare strings: Strings;

  /** BCP 47; the language of `strings`. */
  declare locale: string;

  declare open: boolean;

  /** Everything behind the panel is out of reach while it is open. */
  declare modal: boolean;

  /** What the visitor knows the site as; also the assistant's name until a better one is known. */
  declare siteName: string;

  readonly #conversation = new ConversationController(this, (event) => this.#onSessionEvent(event));
  readonly #announcer = new AnnouncerController(this);
  readonly #online = new OnlineController(this);
  readonly #coarse = new MediaController(this, '(pointer: coarse)');
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #dialogs = new DialogController(
    () => this.#dialog.value,
    () => this.#requestClose(),
  );
  readonly #log = createRef<MessageLogElement>();
  readonly #composer = createRef<ComposerElement>();
  #phrases = new Phrases(en, 'en');
  #policy: MarkdownPolicy | undefined;

  constructor() {
    super();
    this.config = null;
    this.strings = en;
    this.locale = 'en';
    this.open = false;
    this.modal = false;
    this.siteName = location.host;
    for (const type of KEPT_EVENTS) this.addEventListener(type, (event) => event.stopPropagation());
    // The holder may forward slots that turn out to be empty, or are filled later.
    this.addEventListener('slotchange', this.#onSlotchange);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A modal dialog that is moved in the document is modal no more.
    this.requestUpdate('open');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const wordsChanged = changed.has('strings') || changed.has('locale');
    if (wordsChanged) this.#phrases = new Phrases(this.strings, this.locale);
    if (changed.has('config')) this.#conversation.use(this.config);
    if (changed.has('config') || wordsChanged || this.#policy === undefined) this.#policy = createAnswerPolicy(this.config, this.#phrases);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') || changed.has('modal') || changed.has('config')) this.#showOrHide();
    this.dispatchEvent(new PanelChangeEvent());
  }

  /** Who answers: the owner's word, the server's, or the site's name. */
  get assistantName(): string {
    return this.config?.heading ?? this.#conversation.assistant?.name ?? this.siteName;
  }

  /** An answer is on its way. */
  get busy(): boolean {
    return this.#turns.some(isActive);
  }

  /** The last question was not answered, or not to its end. */
  get failed(): boolean {
    const state = this.#turns.at(-1)?.state;
    return state === 'failed' || state === 'interrupted';
  }

  /** Takes the focus in: to the text box, or on touch screens, where that would bring up the keyboard, to the heading. */
  focusComposer(): void {
    if (this.#coarse.matches) this.renderRoot.querySelector<HTMLElement>('#heading')?.focus();
    else this.#composer.value?.focus();
  }

  /**
   * Asks.
   *
   * @returns the turn in its end state.
   * @throws {AssistersError} `invalid_request` when the text says nothing or is too long, `stopped` when the page cancelled it;
   *   then nothing was asked.
   */
  async ask(text: string): Promise<Turn> {
    return this.#ask(text);
  }

  /** Puts words into the text box. */
  prefill(text: string): void {
    this.#composer.value?.prefill(text);
  }

  stop(): void {
    this.#session?.stop();
  }

  /** Asks the last question again that was stopped or ended badly; does nothing when there is none. */
  retry(): void {
    void this.#session?.retry();
  }

  /** Begins anew; when this returns, the log is empty. */
  newConversation(): void {
    this.#session?.newConversation();
    this.#renderNow();
  }

  /** @throws {AssistersError} when the server could not be told; here everything is gone all the same. */
  async forget(): Promise<void> {
    const forgotten = this.#session?.forget();
    this.#renderNow();
    await forgotten;
  }

  transcript(format: 'markdown' | 'json'): string {
    const names = { user: this.#phrases.say('you'), assistant: this.assistantName };
    return createTranscript(this.#conversation.state, format, names);
  }

  override render() {
    const { config } = this;
    const phrases = this.#phrases;
    const turns = this.#turns;
    return html`
      <dialog
        ${ref(this.#dialog)}
        class="panel ${config?.mode ?? 'floating'}"
        part="panel"
        lang=${this.locale}
        aria-labelledby="heading"
        @slotchange=${this.#onSlotchange}
        @cancel=${this.#dialogs.onCancel}
        @close=${this.#dialogs.onClose}
        @keydown=${this.#dialogs.onKeydown}
        @click=${this.#onClick}
        @compose=${this.#onCompose}
        @stop-request=${this.#onStop}
        @retry-request=${this.#onRetry}
        @edit-request=${this.#onEdit}
        @new-conversation-request=${this.#onNewConversation}
        @announce-request=${this.#onAnnounce}
      >
        ${renderHeader({
          phrases,
          heading: this.assistantName,
          subheading: config?.subheading ?? this.#conversation.assistant?.description ?? '',
          avatar: config?.avatar ?? null,
          contact: config?.contact ?? null,
          hasConversation: turns.length > 0,
          isSlotted: this.#isFilled('header'),
          onClose: this.#isAlwaysShown ? null : this.#requestClose,
        })}
        ${
          this.#online.online
            ? nothing
            : html`<div class="status" part="status">${renderIcon('offline', 's18')}<span>${phrases.say('offline')}</span></div>`
        }
        <assisters-message-log
          ${ref(this.#log)}
          exportparts=${MESSAGE_LOG_PARTS}
          .phrases=${phrases}
          .policy=${this.#policy!}
          .greeting=${config?.greeting ?? null}
          .suggestions=${config?.suggestions ?? []}
          .disclosure=${config?.disclosure ?? null}
          .privacy=${config?.privacy ?? null}
          .contact=${config?.contact ?? null}
          .name=${this.assistantName}
          .siteName=${this.siteName}
          .bubbles=${config?.variant === 'bubbles'}
          .hasEmpty=${this.#isFilled('empty')}
          .turns=${turns}
          ><slot name="empty" slot="empty"></slot
        ></assisters-message-log>
        <assisters-composer
          ${ref(this.#composer)}
          exportparts=${COMPOSER_PARTS}
          .phrases=${phrases}
          .placeholder=${config?.placeholder ?? null}
          .maxLength=${config?.maxLength ?? Infinity}
          .busy=${this.busy}
        ></assisters-composer>
        <slot name="footer"></slot>
        ${this.#announcer.regions}
      </dialog>
    `;
  }

  get #turns(): readonly Turn[] {
    return this.#conversation.state.turns;
  }

  get #isAlwaysShown(): boolean {
    return this.config !== null && this.config.mode !== 'floating';
  }

  get #isShown(): boolean {
    return this.open || this.#isAlwaysShown;
  }

  /** The conversation, with every property that was set up to now. */
  get #session(): ConversationSession | null {
    if (this.isUpdatePending && this.isConnected) this.performUpdate();
    return this.#conversation.session;
  }

  /** Whether the page puts something into a slot; a forwarded slot may be empty itself. */
  #isFilled(name: string): boolean {
    const element = this.querySelector(`:scope > [slot='${name}']`);
    return element instanceof HTMLSlotElement ? element.assignedNodes({ flatten: true }).length > 0 : element !== null;
  }

  #showOrHide(): void {
    this.#dialogs.closesByKey = !this.#isAlwaysShown;
    const isShown = this.#isShown && this.config !== null;
    if (this.#dialogs.show(isShown, this.modal)) void this.#log.value?.updateComplete.then(() => this.#log.value?.restoreScroll());
    if (!isShown) return;
    const { heading, subheading } = this.config!;
    void this.#conversation.load(heading === null || subheading === null);
  }

  #ask(text: string): Promise<Turn> {
    const session = this.#session;
    if (session === null) throw new AssistersError('invalid_request', 'The chat has no endpoint to ask.');
    const { maxLength } = this.config!;
    const event = firePanelEvent(this, 'assisters-ask', { text: checkQuestion(text, maxLength) });
    if (event.defaultPrevented) throw new AssistersError('stopped', 'The page cancelled the question.');
    const answer = session.ask(checkQuestion(event.detail.text, maxLength));
    this.#announcer.announce(this.#phrases.say('answering', { name: this.assistantName }));
    return answer;
  }

  async #announceAnswer(turn: Turn): Promise<void> {
    if (!this.#isShown) return;
    await this.updateComplete;
    await this.#log.value?.updateComplete;
    this.#announcer.announce(this.#log.value?.answerText(turn.id) ?? '');
  }

  #announceFailure({ failure, state }: Turn): void {
    if (failure === null) return;
    const waitMs = failure.retryAtMs === null ? 0 : failure.retryAtMs - Date.now();
    const key = failureKey(failure.code, state === 'interrupted', waitMs > 0);
    this.#announcer.announce(this.#phrases.say(key, { time: this.#phrases.wait(waitMs) }));
  }

  /** Moves the focus away from a button that is about to go. */
  #keepFocus(): void {
    if (this.#coarse.matches) this.#log.value?.focus({ preventScroll: true });
    else this.#composer.value?.focus({ preventScroll: true });
  }

  #renderNow(): void {
    if (this.isUpdatePending) this.performUpdate();
    this.#log.value?.renderNow();
  }

  #onSlotchange = (): void => this.requestUpdate();

  #onSessionEvent = (event: SessionEvent): void => {
    tellPage(this, event);
    if (event.type === 'answered') void this.#announceAnswer(event.turn);
    else if (event.type === 'stopped') this.#announcer.announce(this.#phrases.say('stopped'));
    else if (event.type === 'failed') this.#announceFailure(event.turn);
  };

  #onCompose = (event: ComposeEvent): void => {
    event.stopPropagation();
    const fromSuggestion = event.composedPath()[0] !== this.#composer.value;
    if (fromSuggestion) this.#keepFocus();
    try {
      void this.#ask(event.text);
    } catch {
      // Refused by the page or by a limit: the words stay where they are.
      event.preventDefault();
    }
  };

  #onStop = (event: StopEvent): void => {
    event.stopPropagation();
    this.stop();
  };

  #onRetry = (event: RetryEvent): void => {
    event.stopPropagation();
    this.#keepFocus();
    if (this.#session?.retry(event.turnId)) {
      this.#announcer.announce(this.#phrases.say('answering', { name: this.assistantName }));
    }
  };

  #onEdit = (event: EditEvent): void => {
    event.stopPropagation();
    const turn = this.#turns.find(({ id }) => id === event.turnId);
    if (turn === undefined) return;
    this.#composer.value?.prefill(turn.question);
    this.#composer.value?.focus();
    this.#session?.discard(turn.id);
  };

  #onNewConversation = (event: NewConversationEvent): void => {
    event.stopPropagation();
    this.#keepFocus();
    this.newConversation();
  };

  #onAnnounce = (event: AnnounceEvent): void => {
    event.stopPropagation();
    this.#announcer.announce(event.text);
  };

  #onClick = (event: MouseEvent): void => {
    const link = event
      .composedPath()
      .find((target) => target instanceof HTMLAnchorElement && target.closest("[part='content'], [part='sources']"));
    if (!(link instanceof HTMLAnchorElement)) return;
    if (firePanelEvent(this, 'assisters-link', { href: link.href }).defaultPrevented) event.preventDefault();
  };

  #requestClose = (): void => void this.dispatchEvent(new CloseRequestEvent());
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-panel': PanelElement;
  }
}
