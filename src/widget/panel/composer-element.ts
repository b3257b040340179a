import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { countCodePoints, hasVisibleText, normalizeMessage } from '../../protocol/limits.ts';
import { reset } from '../themes/reset.styles.ts';
import { composerStyles } from './composer.styles.ts';
import { renderIcon } from './icons.ts';
import { isTouch } from './is-touch.ts';
import { nextTask } from './next-task.ts';
import { PanelRequest } from './requests.ts';
import type { Scene } from './scene.ts';

/** From here on the visitor is told how many characters are left. */
const TELL_LEFT_BELOW = 100;

/** Where it is said aloud, too; beyond the last one the question is too long. */
const SAY_LEFT_AT = [TELL_LEFT_BELOW, 20, 0, -1];

/** So long a button that changed its meaning ignores who aimed at the former one. */
const MORPH_GUARD_MS = 400;

/**
 * The text box.
 *
 * @tag assisters-composer
 * @fires {PanelRequest} compose - A question was submitted: never empty, never too long.
 * @fires {PanelRequest} stop-request - The running answer shall end.
 * @fires {PanelRequest} announce-request - Few characters are left, or too many are there.
 * @csspart composer - The area around the field.
 * @csspart input - The `<textarea>`.
 * @csspart send - The button while nothing runs.
 * @csspart stop - The same button while an answer arrives.
 */
export class ComposerElement extends LitElement {
  static override styles = [reset, composerStyles];

  static override properties = {
    scene: { attribute: false },
    busy: { attribute: false },
    draft: { state: true },
  };

  declare scene: Scene;

  /** True while an answer arrives: the button stops it, Enter sends nothing, writing goes on. */
  declare busy: boolean;

  /** What stands in the field. */
  declare draft: string;

  #morphedAtMs = -Infinity;

  constructor() {
    super();
    this.draft = '';
  }

  /** The panel around it has its first rendering to itself. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await nextTask();
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('busy') !== undefined) this.#morphedAtMs = performance.now();
  }

  override updated(changed: PropertyValues<this>): void {
    // The height of the text, where the browser has no `field-sizing` (Safari before 26.2, WebKitGTK).
    if (!changed.has('draft') || CSS.supports('field-sizing', 'content')) return;
    const { style } = this.#input;
    style.blockSize = 'auto';
    style.blockSize = `${this.#input.scrollHeight}px`;
  }

  /** Puts the caret into the field. */
  override focus(options?: FocusOptions): void {
    if (this.isUpdatePending) this.performUpdate();
    this.#input.focus(options);
  }

  /** It has the focus, and nothing is written. */
  get isBlank(): boolean {
    return this.matches(':focus-within') && this.draft === '';
  }

  /** Puts words into the field, in place of what is there, the caret behind them. */
  prefill(text: string): void {
    this.draft = text;
    if (this.isUpdatePending) this.performUpdate();
    this.#input.setSelectionRange(text.length, text.length);
  }

  override render() {
    const { busy, draft } = this;
    const { phrases, config } = this.scene;
    const left = this.#left;
    const name = phrases.say(busy ? 'stop' : 'send');
    // Characters that nobody sees: it looks empty, or like something, and says nothing.
    const isEmpty = draft.trim() !== '' && !hasVisibleText(draft);
    const tellsLeft = isEmpty || left < 0 || (left <= TELL_LEFT_BELOW && draft !== '');
    return html`
      <div class="composer" part="composer">
        <label class="hidden" for="input">${phrases.say('composerLabel')}</label>
        <span hidden id="hint">${phrases.say(isTouch() ? 'composerHintTouch' : 'composerHint')}</span>
        <div class="field">
          <textarea
            id="input"
            class="input"
            part="input"
            rows="1"
            dir=${draft === '' ? nothing : 'auto'}
            placeholder=${config.placeholder ?? phrases.say('composerPlaceholder')}
            enterkeyhint=${isTouch() ? 'enter' : 'send'}
            autocomplete="off"
            aria-describedby=${tellsLeft ? 'count hint' : 'hint'}
            aria-invalid=${isEmpty || left < 0}
            .value=${draft}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
          ></textarea>
          <button
            type="button"
            class="send"
            part=${busy ? 'stop' : 'send'}
            aria-label=${name}
            title=${name}
            aria-disabled=${!busy && !this.#canSend}
            @click=${this.#onClick}
            @keydown=${this.#onButtonKeydown}
          >
            ${renderIcon('send')}${renderIcon('stop')}
          </button>
        </div>
        ${
          tellsLeft ? html`<span id="count" class="count note">${isEmpty ? phrases.say('errEmpty') : this.#wordsFor(left)}</span>` : nothing
        }
      </div>
    `;
  }

  get #input(): HTMLTextAreaElement {
    return this.renderRoot.querySelector('textarea')!;
  }

  /** Code points that may still be written. */
  get #left(): number {
    return this.scene.config.maxLength - countCodePoints(normalizeMessage(this.draft));
  }

  #wordsFor(left: number): string {
    const { phrases } = this.scene;
    return left < 0 ? phrases.say('tooLong', { n: -left }) : phrases.say('charsLeft', { n: left });
  }

  get #canSend(): boolean {
    return hasVisibleText(this.draft) && this.#left >= 0;
  }

  #submit(): void {
    if (!this.busy && this.#canSend && this.dispatchEvent(new PanelRequest('compose', this.draft))) this.draft = '';
  }

  #onInput = (): void => {
    const before = this.#left;
    this.draft = this.#input.value;
    const left = this.#left;
    // Once each, on the way down.
    if (SAY_LEFT_AT.some((step) => left <= step && before > step)) {
      this.dispatchEvent(new PanelRequest('announce-request', this.#wordsFor(left)));
    }
    // Whoever writes on after the button has changed knows what it is now.
    this.#morphedAtMs = -Infinity;
  };

  #onKeydown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word. Safari ends the composition before it tells of the key; its
    // code is 229 then. https://bugs.webkit.org/show_bug.cgi?id=165004
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    // On a touch keyboard there is no Shift+Enter: Enter writes a new line and the button sends.
    if (isTouch() && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#submit();
  };

  #onClick = (event: MouseEvent): void => {
    const justMorphed = performance.now() - this.#morphedAtMs < MORPH_GUARD_MS;
    if (this.busy) {
      // The second half of a double click on Send does not stop the answer.
      if (!justMorphed || event.detail < 2) this.dispatchEvent(new PanelRequest('stop-request'));
      return;
    }
    // Who meant Stop when the answer ended does not send the draft.
    if (justMorphed) return;
    this.#submit();
    if (event.detail > 0 && !isTouch()) this.focus();
  };

  /** A key that is held down activates once, not Send and then Stop. */
  #onButtonKeydown = (event: KeyboardEvent): void => {
    if (event.repeat) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-composer': ComposerElement;
  }
}
