import { html, LitElement, nothing, type CSSResult, type PropertyValues } from 'lit';
import { AssistersError } from '../../protocol/assisters-error.ts';
import { AnnouncerController } from '../controllers/announcer-controller.ts';
import { DialogController } from '../controllers/dialog-controller.ts';
import { ListenController } from '../controllers/listen-controller.ts';
import { ViewportController } from '../controllers/viewport-controller.ts';
import { parseQuestion } from '../conversation/parse-question.ts';
import type { ConversationSession, SessionEvent } from '../conversation/session.ts';
import { isActive, isRunning, type Turn } from '../conversation/state.ts';
import { createTranscript } from '../conversation/transcript.ts';
import { en, type Strings } from '../locales/en.ts';
import { Phrases } from '../locales/phrases.ts';
import type { MarkdownPolicy } from '../markdown/markdown-view.ts';
import { storageName } from '../storage/storage-name.ts';
import { CHOICES, readChoice, storeChoices, writeChoice, type ChoiceName } from '../storage/visitor-choices.ts';
import { reset } from '../themes/reset.styles.ts';
import { tokens } from '../themes/tokens.styles.ts';
import { ANNOUNCE_MODES, type AnnounceMode } from './announce-mode.ts';
import { AnswerAnnouncer } from './answer-announcer.ts';
import type { ComposerElement } from './composer-element.ts';
import { ConversationController } from './conversation-controller.ts';
import { download } from './download.ts';
import { firePanelEvent } from './events.ts';
import { HeaderMenu, type ForgetTrouble } from './header-menu.ts';
import { renderIcon } from './icons.ts';
import { isTouch } from './is-touch.ts';
import { MessageLogElement } from './message-log-element.ts';
import { nextTask } from './next-task.ts';
import type { PanelConfig } from './panel-config.ts';
import { renderHeader } from './panel-header.ts';
import { panelStyles } from './panel.styles.ts';
import { COMPOSER_PARTS, MESSAGE_LOG_PARTS } from './parts.ts';
import { printTranscript } from './print-transcript.ts';
import type { PanelRequest, RequestType } from './requests.ts';
import { createScene, type Scene } from './scene.ts';
import { tellPage } from './tell-page.ts';
import { playTick } from './tick.ts';

/** What is typed or chosen in the chat is nobody else's: the page's shortcuts and editors hear none of it. */
const KEPT_EVENTS = 'keydown keypress keyup beforeinput input paste copy cut compositionstart compositionupdate compositionend'.split(' ');

/**
 * The panel: one dialog with header, transcript and composer, and the conversation behind it.
 *
 * @tag assisters-panel
 * @slot header - Instead of avatar and heading.
 * @slot empty - Instead of greeting and suggestions.
 * @slot footer - Below the composer.
 * @fires close-request - The visitor wants the panel gone.
 * @fires panel-change - `assistantName`, `busy` or `failed` may have changed.
 * @csspart panel - The `<dialog>`.
 * @csspart header - The top row.
 * @csspart heading - The name of who answers.
 * @csspart menu - The button that opens the menu.
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
    enhance: { attribute: false },
  };

  /** To be set before the panel is put into the page. */
  declare config: PanelConfig;

  declare strings: Strings;

  /** BCP 47; the language of `strings`. */
  declare locale: string;

  declare open: boolean;

  /** Everything behind the panel is out of reach while it is open. */
  declare modal: boolean;

  /** What the visitor knows the site as; also the assistant's name until a better one is known. */
  declare siteName: string;

  /** Gets each finished block of an answer. */
  declare enhance: MarkdownPolicy['enhance'];

  readonly #conversation = new ConversationController(this, (event) => this.#onSessionEvent(event));
  readonly #menu = new HeaderMenu(this, {
    newChat: () => {
      this.#keepFocus();
      this.newConversation();
    },
    forget: () => this.#erase(),
    download: (format) => {
      const [ending, type] = format === 'json' ? [format, 'application/json'] : ['md', 'text/markdown'];
      // Sweden writes a date as ISO 8601 does, here of the visitor's own day.
      download(`chat-${new Date().toLocaleDateString('sv')}.${ending}`, type, this.transcript(format));
    },
    print: () =>
      printTranscript(this.renderRoot, this.#log.copy(), {
        title: this.assistantName,
        lang: this.locale,
        like: this.#log,
        styles: [tokens, ...MessageLogElement.styles],
      }),
    toggleSounds: () => {
      const isOn = !this.#hasSounds;
      this.#choose('sounds', isOn ? 'on' : null);
      // This is what it sounds like.
      if (isOn) playTick();
    },
    announce: (mode) => {
      this.#choose('announce', mode === this.config.announce ? null : mode);
      this.requestUpdate();
    },
  });
  readonly #dialog = new DialogController(
    () => this.renderRoot.querySelector('dialog')!,
    () => this.#requestClose(),
  );
  readonly #announcer = new AnnouncerController(this, () => this.#isShown);
  readonly #answers = new AnswerAnnouncer(this, this.#announcer, () => ({
    scene: this.#scene,
    turns: this.#turns,
    isShown: this.#isShown,
    mode: this.#announceMode,
    log: this.#log,
  }));
  #phrases = new Phrases(en, 'en');
  #scene!: Scene;
  /** What is to be told of turns, once the log shows their end; in order. */
  readonly #news: { of: Turn | null; tell: () => void }[] = [];

  constructor() {
    super();
    this.strings = en;
    this.locale = 'en';
    this.open = false;
    this.modal = false;
    this.siteName = location.host;
    new ViewportController(this);
    new ListenController(this, window, ['online', 'offline']);
    new ListenController(this, document, ['visibilitychange'], () => this.#tellNews());
    // In the top layer a dialog would be printed over the page's own text. Not every engine asks for the size of the paper before.
    new ListenController(this, window, ['beforeprint', 'afterprint'], ({ type }) => {
      if (!this.hasUpdated) return;
      const focused = this.shadowRoot!.activeElement as HTMLElement | null;
      this.#dialog.show(this.#isShown, this.modal && type === 'afterprint');
      focused?.focus();
    });
    for (const type of KEPT_EVENTS) this.addEventListener(type, (event) => event.stopPropagation());
    for (const [type, act] of Object.entries(this.#acts) as [RequestType, (event: PanelRequest) => void][]) {
      this.addEventListener(type, (event) => {
        event.stopPropagation();
        act(event);
      });
    }
    // The slots that the holder forwards may turn out to be empty, or be filled later.
    this.addEventListener('slotchange', () => this.requestUpdate());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A modal dialog that is moved in the document is modal no more.
    this.requestUpdate('open');
  }

  /** Taking up the conversation and the first rendering get tasks of their own. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) {
      await nextTask();
      this.#conversation.use(this.config);
      await nextTask();
      // The largest of the sheets are read now.
      for (const sheet of MessageLogElement.elementStyles) void (sheet as CSSResult).styleSheet;
      await nextTask();
    }
    super.scheduleUpdate();
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    await this.#composer.updateComplete;
    return isDone;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('strings') || changed.has('locale')) this.#phrases = new Phrases(this.strings, this.locale);
    if (changed.has('config')) this.#conversation.use(this.config);
    this.#scene = createScene(this.#scene, this.config, this.#phrases, this.assistantName, this.siteName, this.enhance);
  }

  protected override update(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot!.activeElement;
    super.update(changed);
    // The menu has no entries for what is no longer there.
    if (this.shadowRoot!.activeElement !== focused) this.#keepFocus();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') || changed.has('modal') || changed.has('config')) {
      this.#dialog.closesByKey = !this.#isAlwaysShown;
      this.#dialog.show(this.#isShown, this.modal);
      this.#log.restoreScroll();
      const { heading, subheading } = this.config;
      if (this.#isShown) void this.#conversation.load(heading === null || subheading === null);
    }
    this.dispatchEvent(new Event('panel-change'));
  }

  /** Who answers: the owner's word, the server's, or the site's name. */
  get assistantName(): string {
    return this.config.heading ?? this.#conversation.assistant?.name ?? this.siteName;
  }

  /** An answer is on its way. */
  get busy(): boolean {
    // It is one of the last.
    return this.#turns.findLast(isActive) !== undefined;
  }

  /** The last question was not answered, or not to its end. */
  get failed(): boolean {
    const state = this.#turns.at(-1)?.state;
    return state === 'failed' || state === 'interrupted';
  }

  /** Takes the focus in: to the text box, or on touch screens, where that would bring up the keyboard, to the heading. */
  focusComposer(): void {
    if (isTouch()) this.renderRoot.querySelector<HTMLElement>('#heading')!.focus();
    else this.#composer.focus();
  }

  /**
   * Asks.
   *
   * @returns the turn in its end state, once the log shows it.
   * @throws {AssistersError} `invalid_request` when the text says nothing or is too long, `stopped` when the page cancelled it;
   *   then nothing was asked.
   */
  async ask(text: string): Promise<Turn> {
    return this.#ask(text);
  }

  /** Puts words into the text box. */
  prefill(text: string): void {
    this.#composer.prefill(text);
  }

  stop(): void {
    this.#session.stop();
  }

  /** Asks the last question again that was stopped or ended badly; does nothing when there is none. */
  retry(): void {
    if (this.#session.retry()) this.#answers.begin();
  }

  /** Begins anew; when this returns, the log is empty. */
  newConversation(): void {
    this.#session.newConversation();
    this.#renderNow();
  }

  /** @throws {AssistersError} when the server could not be told; here everything is gone all the same. */
  async forget(): Promise<void> {
    this.#forgetChoices();
    const forgotten = this.#session.forget();
    this.#renderNow();
    await forgotten;
  }

  transcript(format: 'markdown' | 'json'): string {
    const names = { user: this.#phrases.say('you'), assistant: this.assistantName };
    return createTranscript(this.#conversation.state, format, names);
  }

  override render() {
    const { config } = this;
    const scene = this.#scene;
    const turns = this.#turns;
    // Firefox and WebKit stop at the dialog itself by Tab, where nothing can be done or seen, unless it has a `tabindex`.
    return html`
      <dialog
        class="panel ${config.mode} ${this.modal ? 'modal' : ''}"
        part="panel"
        lang=${this.locale}
        tabindex="-1"
        aria-labelledby="heading"
        @cancel=${this.#dialog.onCancel}
        @close=${this.#dialog.onClose}
        @keydown=${this.#onKeydown}
        @click=${this.#onClick}
      >
        ${renderHeader(scene, {
          subheading: config.subheading ?? this.#conversation.assistant?.description ?? '',
          isSlotted: this.#isFilled('header'),
          menu: this.#menu.render(scene, {
            hasConversation: turns.length > 0,
            hasSounds: config.sounds && this.#hasSounds,
            announceMode: this.#announceMode,
          }),
          onClose: this.#isAlwaysShown ? null : this.#requestClose,
        })}
        ${
          navigator.onLine
            ? nothing
            : html`<div class="status" part="status">
                ${renderIcon('offline', 's18')}<span
                  >${scene.phrases.say(turns.some(({ failure, state }) => state === 'queued' && failure) ? 'offlineQueued' : 'offline')}</span
                >
              </div>`
        }
        <assisters-message-log
          exportparts=${MESSAGE_LOG_PARTS}
          .scene=${scene}
          .turns=${turns}
          .hasEmpty=${this.#isFilled('empty')}
          @shown=${this.#onShown}
          ><slot name="empty" slot="empty"></slot
        ></assisters-message-log>
        <assisters-composer exportparts=${COMPOSER_PARTS} .scene=${scene} .busy=${this.busy}></assisters-composer>
        <slot name="footer"></slot>
        ${this.#announcer.regions}
      </dialog>
      <div lang=${this.locale}>${this.#announcer.outerRegions}</div>
    `;
  }

  get #turns(): readonly Turn[] {
    return this.#conversation.state.turns;
  }

  get #log(): MessageLogElement {
    return this.renderRoot.querySelector('assisters-message-log')!;
  }

  get #composer(): ComposerElement {
    return this.renderRoot.querySelector('assisters-composer')!;
  }

  get #isAlwaysShown(): boolean {
    return this.config.mode !== 'floating';
  }

  get #isShown(): boolean {
    return this.open || this.#isAlwaysShown;
  }

  /** The conversation, with every property that was set up to now. */
  get #session(): ConversationSession {
    if (this.isUpdatePending && this.isConnected) this.performUpdate();
    return this.#conversation.session!;
  }

  /** Where the browser keeps what is this chat's. */
  get #storage() {
    return { keep: this.config.keep, name: storageName(this.config) };
  }

  /** The visitor has turned on the sound for new answers. */
  get #hasSounds(): boolean {
    return readChoice(this.#storage, 'sounds') !== null;
  }

  /** What screen readers hear of answers: what the visitor wants, else what the owner does. */
  readonly #announceMode = (): AnnounceMode => {
    const chosen = readChoice(this.#storage, 'announce');
    return ANNOUNCE_MODES.find((mode) => mode === chosen) ?? this.config.announce;
  };

  #choose(choice: ChoiceName, value: string | null): void {
    writeChoice(this.#storage, choice, value, this.#conversation.state.sessionId !== null);
  }

  #forgetChoices(): void {
    for (const choice of CHOICES) this.#choose(choice, null);
  }

  /** Whether the page puts something into a slot that the holder forwards. */
  #isFilled(name: string): boolean {
    return (this.querySelector<HTMLSlotElement>(`slot[name='${name}']`)?.assignedNodes({ flatten: true }).length ?? 0) > 0;
  }

  #ask(text: string): Promise<Turn> {
    const session = this.#session;
    const { maxLength } = this.config;
    const event = firePanelEvent(this, 'assisters-ask', { text: parseQuestion(text, maxLength) });
    if (event.defaultPrevented) throw new AssistersError('stopped');
    const answer = session.ask(parseQuestion(event.detail.text, maxLength));
    this.#answers.begin();
    // Before its answer can end: a question that is seen on its way is brought to the top.
    this.#showNow();
    storeChoices(this.#storage);
    return answer.then((turn) => new Promise((resolve) => this.#tellWhenShown(turn, () => resolve(turn))));
  }

  /** As `forget`, but where the server cannot be told, all stays, so that the visitor may try again. */
  async #erase(): Promise<ForgetTrouble | null> {
    let trouble: ForgetTrouble | null = 'errForget';
    try {
      trouble = (await this.#session.erase()) ? null : 'forgotHere';
      this.#forgetChoices();
      if (trouble === null) this.#keepFocus();
      this.#renderNow();
    } catch {
      // The menu says so.
    }
    if (trouble) this.#announcer.say(this.#phrases.say(trouble));
    return trouble;
  }

  /** Moves the focus away from a button that is about to go. */
  #keepFocus(): void {
    (isTouch() ? this.#log : this.#composer).focus({ preventScroll: true });
  }

  #renderNow(): void {
    if (this.isUpdatePending) this.performUpdate();
    this.#log.renderNow();
  }

  /** Tells something about a turn that has ended, or about none, after all that was to be told before. */
  #tellWhenShown(of: Turn | null, tell: () => void): void {
    this.#news.push({ of, tell });
    if (of !== null) this.#showNow();
    this.#tellNews();
  }

  /** In a hidden page, or out of it, nothing is shown, and whoever waits for the answer must not wait for the visitor. */
  #tellNews = (): void => {
    for (let next; (next = this.#news[0]) && (next.of === null || document.hidden || !this.isConnected || this.#log.shows(next.of));) {
      this.#news.shift();
      next.tell();
    }
  };

  #onShown = (): void => {
    this.#tellNews();
    this.#answers.update();
  };

  #showNow(): void {
    if (!document.hidden) this.#renderNow();
  }

  #onSessionEvent = (event: SessionEvent): void => {
    const turn = event.type === 'session' ? null : event.turn;
    this.#tellWhenShown(turn && !isRunning(turn) ? turn : null, () => {
      tellPage(this, event);
      const isSeen = this.#isShown && document.hasFocus();
      if (event.type === 'answered' && !isSeen && this.config.sounds && this.#hasSounds) playTick();
      // In a closed panel, who has asked in another tab hears of it there.
      const isHeard = event.type !== 'first-token' && (event.type !== 'followed' || this.#isShown);
      if (turn && isHeard) this.#answers.tell(turn);
    });
  };

  /** What the inner elements ask for. */
  readonly #acts: Record<RequestType, (event: PanelRequest) => void> = {
    compose: (event) => {
      if (event.target !== this.#composer) this.#keepFocus();
      try {
        void this.#ask(event.value);
      } catch {
        // Refused by the page or by a limit: the words stay where they are.
        event.preventDefault();
      }
    },
    'stop-request': ({ value }) => {
      if (value !== '') this.#keepFocus();
      this.#session.stop(value || undefined);
    },
    'retry-request': ({ value }) => {
      this.#keepFocus();
      if (this.#session.retry(value)) this.#answers.begin();
    },
    'edit-request': ({ value }) => {
      this.prefill(this.#turns.find(({ id }) => id === value)!.question);
      this.#composer.focus();
      this.#session.discard(value);
    },
    'announce-request': ({ value }) => this.#announcer.say(value),
    'leave-request': () => this.#keepFocus(),
  };

  #onKeydown = (event: KeyboardEvent): void => {
    // A browser that fills in a field sends keys without a name.
    const [, kind, direction] = /^(Arrow|Page)(Up|Down)$/.exec(event.key) ?? [];
    // What the page has put into a slot has keys of its own.
    const isOther =
      !this.shadowRoot!.contains(event.target as Node) ||
      event.defaultPrevented ||
      event.isComposing ||
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey;
    const turnsPage = kind === 'Page' && this.#composer.isBlank;
    if (!direction || isOther || event.altKey !== (kind === 'Arrow') || !(event.altKey || turnsPage)) return this.#dialog.onKeydown(event);
    event.preventDefault();
    if (turnsPage) this.#log.turnPage(event);
    else if (!this.#log.focusNext(event)) this.#composer.focus();
  };

  #onClick = (event: MouseEvent): void => {
    for (const target of event.composedPath()) {
      if (!(target instanceof HTMLAnchorElement) || !target.closest("[part='content'], [part='sources']")) continue;
      if (firePanelEvent(this, 'assisters-link', { href: target.href }).defaultPrevented) event.preventDefault();
    }
  };

  #requestClose = (): void => void this.dispatchEvent(new Event('close-request'));
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-panel': PanelElement;
  }
}
