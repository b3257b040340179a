import { html, nothing, type PropertyValues } from 'lit';
import { AssistersError } from '../../protocol/assisters-error.ts';
import { ClearanceController } from '../controllers/clearance-controller.ts';
import { HostThemeController } from '../controllers/host-theme-controller.ts';
import { ListenController } from '../controllers/listen-controller.ts';
import { MediaController } from '../controllers/media-controller.ts';
import { hasConversation, isPending } from '../panel/create-panel.ts';
import { definePanel } from '../panel/define-panel.ts';
import { renderIcon } from '../panel/icons.ts';
import { nextTask } from '../panel/next-task.ts';
import type { PanelConfig } from '../panel/panel-config.ts';
import type { PanelElement } from '../panel/panel-element.ts';
import { PANEL_PARTS } from '../panel/parts.ts';
import { reset } from '../themes/reset.styles.ts';
import { registerAccent, tokens } from '../themes/tokens.styles.ts';
import { toAnswer, type Answer } from './answer.ts';
import { ChatAttributesElement } from './chat-attributes-element.ts';
import { addChat, removeChat, type Receive } from './chat-registry.ts';
import type { HostConfig } from './config.ts';
import { hostStyles } from './host.styles.ts';
import { LanguageController } from './language-controller.ts';
import { formatLauncherLabel } from './launcher-label.ts';
import { loadChecklist } from './load-checklist.ts';
import { Teaser } from './teaser.ts';
import { isUserGesture } from './user-gesture.ts';

export type { Answer };

/** Where the panel fills the screen and everything behind it rests. */
const SMALL_SCREEN = '(max-width: 480px), (max-height: 420px)';

/**
 * A chat with an assistant: a round button and a panel.
 *
 * @tag assisters-chat
 * @slot - Shown while the chat cannot run: without scripts, or without a usable `endpoint`.
 * @slot launcher - Instead of the button's icon.
 * @slot header - Instead of the panel's heading.
 * @slot empty - Instead of the greeting, while nothing was said.
 * @slot footer - Below the composer.
 * @fires {CustomEvent} assisters-ready - The chat has started; its methods work.
 * @fires {CustomEvent} assisters-show - The panel was shown.
 * @fires {CustomEvent} assisters-hide - The panel is about to be hidden. Cancelable.
 * @csspart launcher - The round button.
 * @csspart badge - Its count of unread answers.
 * @csspart teaser - The invitation beside it.
 * @cssstate open - The panel is shown.
 * @cssstate streaming - An answer arrives.
 * @cssstate offline - The network is gone; known once the panel was shown.
 * @cssstate error - The last question was not answered.
 */
export class AssistersChat extends ChatAttributesElement {
  static override styles = [tokens, reset, hostStyles];

  static override properties = { enhance: { attribute: false } };

  /**
   * Gets each finished block of an answer, once, or again where a later definition changed it; may change what is inside. For a
   * highlighter of code, or a typesetter of formulas: with it, those between `\\(` and `\\)` or `\\[` and `\\]` come as
   * `<code class="language-math">`.
   */
  declare enhance: ((block: HTMLElement) => void) | undefined;

  readonly #smallScreen = new MediaController(this, SMALL_SCREEN);
  readonly #language = new LanguageController(this);
  readonly #clearance = new ClearanceController(this, '.launcher', 'assisters-panel');
  readonly #internals = this.attachInternals();
  readonly #teaser = new Teaser(
    this,
    () => this.#config !== null && !hasConversation(this.#config),
    () => this.#show(null, true),
  );

  #host: HostConfig | null = null;
  /** What the panel works by: while an answer arrives, the settings that it began with. `null`: the chat must not run. */
  #config: PanelConfig | null = null;
  /** What is wrong with the attributes, all of it told: each thing is told once. */
  #problems: readonly string[] = [];
  /** The loader's, last of all until the first update. */
  #paintedSheets: CSSStyleSheet[] = [];
  #isReady = false;
  /** The page is shown to somebody. */
  #hasStarted = false;
  #hasPanel = false;
  /** What the panel last said about itself. */
  #news = '';
  #unread = 0;
  /** What the last event told; `open` changes by attribute, too. */
  #toldOpen = false;
  /** Where the focus goes with the next update: into the panel, or out of it. */
  #takesFocus: boolean | null = null;
  /** What the visitor opened the panel with; `null`: the launcher. */
  #opener: HTMLElement | null = null;

  constructor() {
    super();
    registerAccent();
    this.open = false;
    new ListenController(this, document, ['prerenderingchange', 'visibilitychange']);
    new HostThemeController(this, () => this.#host?.theme ?? 'auto');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A popover does not stay one when its element is moved.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeChat(this);
  }

  /** What the loader has painted stays, and stays where it is, until the first update puts its equal there. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.#paintedSheets = [...(this.shadowRoot?.adoptedStyleSheets ?? [])];
    const root = super.createRenderRoot() as ShadowRoot;
    root.adoptedStyleSheets.push(...this.#paintedSheets);
    this.renderOptions.renderBefore = null;
    return root;
  }

  /** A press that has begun on the loader's button would be lost with it. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const pressed = this.hasUpdated ? null : this.renderRoot.querySelector<HTMLElement>(':active');
    if (!pressed) return super.scheduleUpdate();
    pressed.onclick = () => (this.open = true);
    return new Promise(requestAnimationFrame).then(() => this.scheduleUpdate());
  }

  /** Where even rendering is forbidden, the owner's own content takes the chat's place. */
  protected override performUpdate(): void {
    try {
      super.performUpdate();
    } catch (error) {
      this.performUpdate = () => {};
      this.shadowRoot?.replaceChildren(document.createElement('slot'));
      console.error('<assisters-chat>: needs CSP trusted-types assisters-chat', error);
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Before anything is drawn, which a policy may forbid.
    if (changed.has('debug') && this.debug) void loadChecklist(this, () => this.readConfig());
    if (!this.hasUpdated) {
      // The focus goes on to where it would have gone.
      if (this.shadowRoot!.activeElement) this.#takesFocus = this.open;
      this.renderRoot.replaceChildren();
      const { adoptedStyleSheets } = this.shadowRoot!;
      adoptedStyleSheets.length -= this.#paintedSheets.length;
    }
    const { config, host, problems } = this.readConfig();
    const panel = this.#panel;
    const isNew = JSON.stringify(config) !== JSON.stringify(this.#config);
    if (!config || (isNew && !panel?.busy)) this.#config = config;
    // What the page itself set stays, while there is no accent of ours to take back.
    if (host.accent !== (this.#host?.accent ?? null)) this.style.setProperty('--assisters-accent', host.accent);
    this.#host = host;

    for (const problem of problems) {
      if (!this.#problems.includes(problem)) console[config ? 'warn' : 'error'](`<assisters-chat>: ${problem}`);
    }
    this.#problems = problems;

    if (this.#isShown) this.#unread = 0;
    else if (panel?.shadowRoot?.activeElement) this.#takesFocus = false;
    // A page that is shown to nobody yet asks for nothing.
    const mayStart = config !== null && !(document as { prerendering?: boolean }).prerendering;
    this.#hasPanel = mayStart && (this.#hasPanel || this.#isShown || ((isNew || !this.#hasStarted) && isPending(config)));
    this.#hasStarted = mayStart;
    if (this.#hasPanel) definePanel();
    this.#language.follow(host.strings, this.#hasPanel);
    if (this.#isShown) this.#teaser.end();
    this.#teaser.plan(mayStart ? host.teaser : null, host.teaserDelay);
  }

  override updated(): void {
    const panel = this.#panel;
    const isRunning = this.#config && this.isConnected;
    this.#setStates({
      open: isRunning && this.#isShown,
      streaming: panel?.busy,
      error: panel?.failed,
      offline: panel && !navigator.onLine,
    });
    if (!isRunning) return removeChat(this);

    const dock = this.renderRoot.querySelector<HTMLElement>('[popover]');
    if (dock?.matches(':popover-open') === false) dock.showPopover();
    if (!this.#isReady) {
      this.#isReady = true;
      this.#tell('ready');
    }
    // `open` was set without `show()` or `hide()`, or `show()` has now happened.
    if (!this.#isAlwaysShown && this.open !== this.#toldOpen) {
      this.#toldOpen = this.open;
      if (!this.#tell(this.open ? 'show' : 'hide')) this.#toldOpen = this.open = true;
    }
    addChat(this, this.#receive);
    void this.#moveFocus();
  }

  /** Shows the panel. Moves the focus into it only when called straight from something that the visitor did. */
  show(): void {
    this.#show(isUserGesture() ? (document.activeElement as HTMLElement | null) : null);
  }

  /** Hides the panel, unless a listener of `assisters-hide` keeps it. What runs in it goes on. */
  hide(): void {
    if (!this.open || this.#isAlwaysShown) return;
    if (!this.#toldOpen || this.#tell('hide')) this.#toldOpen = this.open = false;
  }

  /** Shows or hides the panel. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /**
   * Asks in the visitor's name and shows the panel, where the question and its answer appear.
   *
   * @returns the answer, once it has ended: complete, stopped or cut off.
   * @throws {AssistersError} when no answer came, or the chat has not started.
   */
  async ask(text: string): Promise<Answer> {
    const panel = this.#usePanel();
    this.show();
    return toAnswer(await panel.ask(text));
  }

  /** Puts a text into the composer, for the visitor to send. */
  prefill(text: string): void {
    this.#usePanel().prefill(text);
  }

  /** Stops the running answer; its text stays. */
  stop(): void {
    this.#panel?.stop();
  }

  /** Asks the last question again, when it was not answered in full. */
  retry(): void {
    this.#usePanel().retry();
  }

  /** Empties the conversation at once and begins another; the server keeps the old one. */
  newConversation(): void {
    this.#usePanel().newConversation();
  }

  /**
   * Deletes the conversation, in this browser and on the server.
   *
   * @throws {AssistersError} when the server could not be told.
   */
  async forget(): Promise<void> {
    await this.#usePanel().forget();
  }

  /** The conversation as a text to keep. */
  transcript(format: 'markdown' | 'json' = 'markdown'): string {
    return this.#usePanel().transcript(format);
  }

  override render() {
    const host = this.#host;
    const config = this.#config;
    if (!host || !config) return html`<slot></slot>`;
    const { mode, position, layer, launcherLabel } = host;
    const { strings, locale, launcherLocale, dir } = this.#language;
    const { open } = this;
    const isModal = mode === 'floating' && this.#smallScreen.matches;
    const site = location.host || document.title;
    const unread = this.#unread;
    const name = config.heading ?? this.#panel?.assistantName ?? site;
    const shown = Array.from(this.querySelectorAll<HTMLElement>(':scope>[slot=launcher]'), ({ innerText }) => innerText).join(' ');

    const launcher = html`<button
      type="button"
      class="launcher"
      part="launcher"
      aria-label=${formatLauncherLabel(strings, locale, name, launcherLabel, unread, shown)}
      aria-expanded=${open}
      aria-haspopup="dialog"
      aria-controls="panel"
      ?hidden=${isModal && open}
      @pointerover=${this.#prepare}
      @focus=${this.#prepare}
      @click=${this.#onPress}
    >
      <slot name="launcher" @slotchange=${() => this.requestUpdate()}>${renderIcon('chat', 's28')}${renderIcon('chevronDown', 's28')}</slot>
      ${unread === 0 ? nothing : html`<span class="badge" part="badge" aria-hidden="true">${unread > 9 ? '9+' : unread}</span>`}
    </button>`;

    // Where it speaks English in the place of another language, it is set like English, unless the page has a direction of its own.
    const panel = html`<assisters-panel
      dir=${dir && locale === 'en' ? 'ltr' : nothing}
      exportparts=${PANEL_PARTS}
      .config=${config}
      .strings=${strings}
      .locale=${locale}
      .siteName=${site}
      .enhance=${this.enhance}
      .open=${this.#isShown}
      .modal=${isModal}
      @close-request=${this.hide}
      @panel-change=${this.#onPanelChange}
    >
      <slot name="header" slot="header"></slot>
      <slot name="empty" slot="empty"></slot>
      <slot name="footer" slot="footer"></slot>
    </assisters-panel>`;

    const isOnTop = mode !== 'inline' && (layer === 'top' || this.#clearance.isHeld);
    return html`<div
      class="dock ${mode} ${position}"
      lang=${launcherLocale}
      dir=${dir ?? nothing}
      popover=${isOnTop ? 'manual' : nothing}
      @assisters-answer=${this.#onAnswer}
    >
      ${this.#isAlwaysShown ? nothing : launcher}${this.#teaser.render(strings)}
      <div id="panel">${this.#hasPanel ? panel : nothing}</div>
    </div>`;
  }

  get #panel(): PanelElement | null | undefined {
    return this.renderRoot?.querySelector<PanelElement>('assisters-panel');
  }

  get #isAlwaysShown(): boolean {
    return (this.#host?.mode ?? 'floating') !== 'floating';
  }

  get #isShown(): boolean {
    return this.open || this.#isAlwaysShown;
  }

  /** The panel, made now if need be, with every attribute that was set up to now. */
  #usePanel(): PanelElement {
    if (this.isConnected) {
      this.#hasPanel = true;
      this.requestUpdate();
      this.performUpdate();
    }
    const panel = this.#panel;
    if (!panel) throw new AssistersError('invalid_request', 'Not started: see the console.');
    // Protected, but there is no other way to have what it was given count now.
    if (panel.isUpdatePending) panel['performUpdate']();
    return panel;
  }

  #show(opener: HTMLElement | null, takesFocus = isUserGesture()): void {
    if (takesFocus) this.#takesFocus = true;
    if (!this.#isShown) this.#opener = opener;
    if (!this.#isAlwaysShown) this.open = true;
    this.requestUpdate();
  }

  /** Moves the focus as announced, unless the panel was shown or hidden again meanwhile. */
  async #moveFocus(): Promise<void> {
    const panel = this.#panel;
    const enters = this.#takesFocus;
    if (enters === null || (enters && !panel)) return;
    this.#takesFocus = null;
    const { activeElement } = document;
    // An open modal panel lets nothing outside of it be focused, a closed one nothing inside.
    await panel?.updateComplete;
    // The focus wants to know where everything is.
    if (enters) await nextTask();
    if (panel && panel.open !== enters) return;
    // Meanwhile the visitor has gone to something of the page.
    if (enters && ![activeElement, this, document.body].includes(document.activeElement)) return;
    if (enters) return panel!.focusComposer();
    // Where the opener cannot be focused any more, the launcher stays so.
    this.renderRoot.querySelector<HTMLElement>('.launcher')?.focus();
    this.#opener?.focus();
  }

  /** @returns `false` when a listener cancelled it. */
  #tell(what: 'ready' | 'show' | 'hide'): boolean {
    return this.dispatchEvent(new CustomEvent(`assisters-${what}`, { bubbles: true, composed: true, cancelable: what === 'hide' }));
  }

  #setStates(states: Readonly<Record<string, unknown>>): void {
    try {
      for (const name in states) this.#internals.states[states[name] ? 'add' : 'delete'](name);
    } catch {
      // Engines before 2024 want names with two dashes, which `:state()` does not match: nothing to style there.
    }
  }

  #receive: Receive = (command, text, source) => {
    const name = command !== 'toggle' ? command : this.open ? 'hide' : 'show';
    if (name === 'show' || name === 'ask' || name === 'prefill') this.#show(source);
    if (name === 'show') return;
    // The visitor sees the trouble in the panel, the page by `assisters-error`.
    void (async () => this[name](text))().catch(() => {});
  };

  /** Who comes near may press: what can be made before, in tasks of its own, is made. */
  #prepare = (): void => {
    if (this.#hasPanel) return;
    this.#hasPanel = true;
    this.requestUpdate();
  };

  #onPress = async (): Promise<void> => {
    if (this.open) return this.hide();
    // It was not near for long: the panel is still being made, in this very task.
    if (!this.#panel?.hasUpdated) await nextTask();
    if (this.isConnected) this.#show(null, true);
  };

  #onAnswer = (): void => {
    this.#unread++;
    // Nothing is unread in a panel that is shown.
    this.requestUpdate();
  };

  #onPanelChange = ({ target }: Event): void => {
    const { assistantName, busy, failed } = target as PanelElement;
    const before = this.#news;
    this.#news = [assistantName, busy, failed, navigator.onLine].join();
    if (this.#news !== before) this.requestUpdate();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-chat': AssistersChat;
  }
}
