import { html, nothing, type PropertyValues } from 'lit';
import { AssistersError } from '../../protocol/assisters-error.ts';
import { HostThemeController } from '../controllers/host-theme-controller.ts';
import { MediaController } from '../controllers/media-controller.ts';
import { definePanel } from '../panel/define-panel.ts';
import type { PanelConfig } from '../panel/panel-config.ts';
import type { PanelElement } from '../panel/panel-element.ts';
import { PANEL_PARTS } from '../panel/parts.ts';
import { reset } from '../themes/reset.styles.ts';
import { tokens } from '../themes/tokens.styles.ts';
import { toAnswer, type Answer } from './answer.ts';
import { ChatAttributesElement } from './chat-attributes-element.ts';
import { addChat, isCommandName, removeChat, type PageCommand } from './chat-registry.ts';
import { CustomStates } from './custom-states.ts';
import { createChatEvent } from './events.ts';
import { hostStyles } from './host.styles.ts';
import { interfaceLocale } from './language.ts';
import { renderLauncher } from './launcher.ts';
import { formatLauncherLabel } from './launcher-label.ts';
import { launcherStyles } from './launcher.styles.ts';
import { PanelFocus } from './panel-focus.ts';
import { Settings } from './settings.ts';
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
 * @cssstate open - The panel is shown.
 * @cssstate streaming - An answer arrives.
 * @cssstate error - The last question was not answered.
 */
export class AssistersChat extends ChatAttributesElement {
  static override styles = [tokens, reset, hostStyles, launcherStyles];

  readonly #smallScreen = new MediaController(this, SMALL_SCREEN);
  readonly #settings = new Settings(this);
  readonly #focus = new PanelFocus();
  readonly #states = new CustomStates(this);

  /** What the panel works by: while an answer arrives, the settings that it began with. */
  #panelConfig: PanelConfig | null = null;
  #isConfigStale = true;
  #isReady = false;
  #isBroken = false;
  #hasPanel = false;
  #assistantName: string | null = null;
  #unread = 0;
  /** What the last event told; `open` changes by attribute, too. */
  #toldOpen = false;

  constructor() {
    super();
    this.open = false;
    new HostThemeController(this, () => this.#settings.host?.theme ?? 'auto');
    this.addEventListener('command', this.#onCommand);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#settings.panel !== null) addChat(this, this.#receive);
    // A popover does not stay one when its element is moved.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeChat(this);
    // Moved within one task, as frameworks do, it goes on; else nobody is there to read the answer.
    setTimeout(() => {
      while (!this.isConnected && this.#panel?.busy) this.#panel.stop();
    });
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    if (name === 'open' || before === after) return;
    this.#isConfigStale = true;
    this.requestUpdate();
  }

  /** Where even rendering is forbidden, the owner's own content takes the chat's place. */
  protected override performUpdate(): void {
    if (this.#isBroken) return;
    try {
      super.performUpdate();
    } catch (error) {
      this.#isBroken = true;
      this.#settings.panel = null;
      removeChat(this);
      this.shadowRoot?.replaceChildren(document.createElement('slot'));
      console.error("<assisters-chat> could not be shown. With Trusted Types the page's policy needs: trusted-types assisters-chat", error);
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.#isConfigStale || Array.from(changed.keys()).some((name) => name !== 'open')) this.#settings.read();
    this.#isConfigStale = false;
    const config = this.#settings.panel;
    if (config === null || !this.#panel?.busy) this.#panelConfig = config;
    if (this.#isShown) this.#unread = 0;
    this.#hasPanel = config !== null && (this.#hasPanel || this.#isShown);
    if (this.#hasPanel) definePanel();
    if (changed.has('open') && !this.open && this.#panel?.matches(':focus-within')) this.#focus.leaveSoon();
  }

  override updated(): void {
    const isRunning = this.#settings.panel !== null;
    this.#states.set('open', isRunning && this.#isShown);
    if (isRunning && this.isConnected) {
      if (this.#settings.host?.layer === 'top') this.#raise();
      if (!this.#isReady) {
        this.#isReady = true;
        this.dispatchEvent(createChatEvent('assisters-ready'));
      }
      this.#tellOpen();
      addChat(this, this.#receive);
      void this.#focus.move(this.#panel, this.renderRoot);
    } else removeChat(this);
  }

  /** Shows the panel. Moves the focus into it only when called straight from something that the visitor did. */
  show(): void {
    const takesFocus = isUserGesture();
    this.#show(takesFocus, takesFocus ? (document.activeElement as HTMLElement | null) : null);
  }

  /** Hides the panel, unless a listener of `assisters-hide` keeps it. What runs in it goes on. */
  hide(): void {
    if (!this.open || this.#isAlwaysShown) return;
    if (this.#toldOpen && !this.dispatchEvent(createChatEvent('assisters-hide'))) return;
    this.#toldOpen = false;
    this.open = false;
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
    const config = this.#settings.panel;
    const host = this.#settings.host;
    if (config === null || host === null) return html`<slot></slot>`;
    const isModal = host.mode === 'floating' && this.#smallScreen.matches;
    return html`
      <div
        class="dock ${host.mode} ${host.position}"
        popover=${host.layer === 'top' ? 'manual' : nothing}
        @assisters-answer=${this.#onAnswer}
      >
        ${this.#isAlwaysShown ? nothing : this.#renderLauncher(config, isModal && this.open)}
        <div id="panel">${this.#hasPanel ? this.#renderPanel(isModal) : nothing}</div>
      </div>
    `;
  }

  #renderLauncher({ heading }: PanelConfig, isHidden: boolean) {
    return renderLauncher({
      label: formatLauncherLabel({
        strings: this.#settings.strings,
        locale: interfaceLocale(this),
        name: heading ?? this.#assistantName ?? siteName(),
        ownLabel: this.#settings.host?.launcherLabel ?? null,
        unread: this.#unread,
      }),
      isOpen: this.open,
      isHidden,
      unread: this.#unread,
      onClick: this.#onLauncherClick,
    });
  }

  #renderPanel(isModal: boolean) {
    return html`
      <assisters-panel
        exportparts=${PANEL_PARTS}
        .config=${this.#panelConfig}
        .strings=${this.#settings.strings}
        .locale=${interfaceLocale(this)}
        .siteName=${siteName()}
        .open=${this.#isShown}
        .modal=${isModal}
        @close-request=${this.#onCloseRequest}
        @panel-change=${this.#onPanelChange}
      >
        <slot name="header" slot="header"></slot>
        <slot name="empty" slot="empty"></slot>
        <slot name="footer" slot="footer"></slot>
      </assisters-panel>
    `;
  }

  get #panel(): PanelElement | null {
    return this.renderRoot?.querySelector<PanelElement>('assisters-panel') ?? null;
  }

  get #isAlwaysShown(): boolean {
    return this.#settings.host !== null && this.#settings.host.mode !== 'floating';
  }

  get #isShown(): boolean {
    return this.open || this.#isAlwaysShown;
  }

  /** The panel, made now if need be, with every attribute that was set up to now. */
  #usePanel(): PanelElement {
    if (this.isConnected && this.isUpdatePending) this.performUpdate();
    if (this.isConnected && this.#settings.panel !== null && !this.#hasPanel) {
      this.#hasPanel = true;
      this.requestUpdate();
      this.performUpdate();
    }
    const panel = this.#settings.panel === null ? null : this.#panel;
    if (panel === null) throw new AssistersError('invalid_request', 'The chat has not started. The console says what is missing.');
    // Protected, but there is no other way to have what it was given count now.
    if (panel.isUpdatePending) panel['performUpdate']();
    return panel;
  }

  #show(takesFocus: boolean, opener: HTMLElement | null): void {
    if (takesFocus) this.#focus.enterSoon();
    if (!this.#isShown) this.#focus.opener = opener;
    if (!this.#isAlwaysShown) this.open = true;
    this.requestUpdate();
  }

  /** `open` was set without `show()` or `hide()`, or `show()` has now happened. */
  #tellOpen(): void {
    if (this.#isAlwaysShown || this.open === this.#toldOpen) return;
    this.#toldOpen = this.open;
    if (this.dispatchEvent(createChatEvent(this.open ? 'assisters-show' : 'assisters-hide'))) return;
    this.#toldOpen = this.open = true;
  }

  #raise(): void {
    const dock = this.renderRoot.querySelector<HTMLElement>('.dock');
    if (dock?.popover === 'manual' && !dock.matches(':popover-open')) dock.showPopover();
  }

  #receive = ({ name, text, source }: PageCommand): void => {
    const takesFocus = isUserGesture();
    if (name === 'hide' || (name === 'toggle' && this.open)) this.hide();
    else if (name === 'show' || name === 'toggle') this.#show(takesFocus, source);
    else if (name === 'ask' || name === 'prefill') {
      this.#show(takesFocus, source);
      if (name === 'prefill') this.prefill(text);
      // The visitor sees the trouble in the panel, the page by `assisters-error`.
      else if (text.trim() !== '') this.ask(text).catch(() => {});
    } else if (name === 'forget') this.forget().catch(() => {});
    else this[name]();
  };

  #onCommand = (event: Event): void => {
    const { command, source } = event as Event & { command?: string; source?: HTMLElement | null };
    const name = command?.replace(/^--/, '');
    if (this.#settings.panel === null || !isCommandName(name)) return;
    this.#receive({ name, text: source?.getAttribute('value') ?? '', source: source ?? null });
  };

  #onLauncherClick = (): void => {
    if (this.open) this.hide();
    else this.#show(true, null);
  };

  #onCloseRequest = (): void => this.hide();

  #onAnswer = (): void => {
    if (this.#isShown) return;
    this.#unread++;
    this.requestUpdate();
  };

  #onPanelChange = (event: Event): void => {
    const { assistantName, busy, failed } = event.target as PanelElement;
    this.#states.set('streaming', busy);
    this.#states.set('error', failed);
    const isNewsForUs = assistantName !== this.#assistantName || (!busy && this.#panelConfig !== this.#settings.panel);
    this.#assistantName = assistantName;
    if (isNewsForUs) this.requestUpdate();
  };
}

/** The name of a chat that has no other yet. */
function siteName(): string {
  return location.host || document.title || 'this site';
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-chat': AssistersChat;
  }
}
