import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { countCodePoints, hasVisibleText, MAX_MESSAGE_CODE_POINTS, normalizeMessage } from '../../protocol/limits.ts';
import { MediaController } from '../controllers/media-controller.ts';
import type { Phrases } from '../locales/phrases.ts';
import { reset } from '../themes/reset.styles.ts';
import { composerStyles } from './composer.styles.ts';
import { renderIcon } from './icons.ts';
import { ComposeEvent, StopEvent } from './requests.ts';

/** From here on the visitor is told how many characters are left. */
const TELL_LEFT_BELOW = 100;

/** So long a button that changed its meaning ignores who aimed at the former one. */
const MORPH_GUARD_MS = 400;

/**
 * The text box.
 *
 * @tag assisters-composer
 * @fires {ComposeEvent} compose - A question was submitted: never empty, never too long.
 * @fires {StopEvent} stop-request - The running answer shall end.
 * @csspart composer - The area around the field.
 * @csspart input - The `<textarea>`.
 * @csspart send - The button while nothing runs.
 * @csspart stop - The same button while an answer arrives.
 */
export class ComposerElement extends LitElement {
  static override styles = [reset, composerStyles];

  static override properties = {
    phrases: { attribute: false },
    placeholder: { attribute: false },
    maxLength: { attribute: false },
    busy: { attribute: false },
    draft: { state: true },
  };

  declare phrases: Phrases;

  /** `null`: the translated one. */
  declare placeholder: string | null;

  /** Code points after NFC and trimming. */
  declare maxLength: number;

  /** True while an answer arrives: the button stops it, Enter sends nothing, writing goes on. */
  declare busy: boolean;

  /** What stands in the field. */
  declare draft: string;

  readonly #coarse = new MediaController(this, '(pointer: coarse)');
  readonly #input = createRef<HTMLTextAreaElement>();
  #morphedAtMs = -Infinity;

  constructor() {
    super();
    this.placeholder = null;
    this.maxLength = MAX_MESSAGE_CODE_POINTS;
    this.busy = false;
    this.draft = '';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('busy') && changed.get('busy') !== undefined) this.#morphedAtMs = performance.now();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('draft')) this.#fit();
  }

  /** Puts the caret into the field. */
  override focus(options?: FocusOptions): void {
    this.#input.value?.focus(options);
  }

  /** Puts words into the field, in place of what is there, the caret behind them. */
  prefill(text: string): void {
    this.draft = text;
    const input = this.#input.value;
    if (input === undefined) return;
    input.value = text;
    input.setSelectionRange(text.length, text.length);
  }

  override render() {
    const { phrases, busy, draft } = this;
    const left = this.maxLength - countCodePoints(normalizeMessage(draft));
    const name = phrases.say(busy ? 'stop' : 'send');
    const hint = phrases.say(this.#coarse.matches ? 'composerHintTouch' : 'composerHint');
    const tellsLeft = left < 0 || (left <= TELL_LEFT_BELOW && draft !== '');
    return html`
      <div class="composer" part="composer">
        <label class="hidden" for="input">${phrases.say('composerLabel')}</label>
        <span class="hidden" id="hint">${hint}</span>
        <div class="field">
          <textarea
            ${ref(this.#input)}
            id="input"
            class="input"
            part="input"
            rows="1"
            dir=${draft === '' ? nothing : 'auto'}
            placeholder=${this.placeholder ?? phrases.say('composerPlaceholder')}
            enterkeyhint=${this.#coarse.matches ? 'enter' : 'send'}
            autocomplete="off"
            aria-describedby=${tellsLeft ? 'count hint' : 'hint'}
            aria-invalid=${left < 0 ? 'true' : 'false'}
            .value=${draft}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
          ></textarea>
          <button
            type="button"
            class="send ${busy ? 'stop' : ''}"
            part=${busy ? 'stop' : 'send'}
            aria-label=${name}
            title=${name}
            aria-disabled=${busy || this.#canSend() ? 'false' : 'true'}
            @click=${this.#onClick}
            @keydown=${this.#onButtonKeydown}
          >
            ${renderIcon('send')}${renderIcon('stop')}
          </button>
        </div>
        ${tellsLeft ? this.#renderCount(left) : nothing}
      </div>
    `;
  }

  #renderCount(left: number) {
    const text = left < 0 ? this.phrases.say('tooLong', { n: -left }) : this.phrases.say('charsLeft', { n: left });
    return html`<span id="count" class="count ${left < 0 ? 'over' : ''}">${text}</span>`;
  }

  #canSend(): boolean {
    const text = normalizeMessage(this.draft);
    return hasVisibleText(text) && countCodePoints(text) <= this.maxLength;
  }

  #submit(): void {
    if (this.busy || !this.#canSend()) return;
    const taken = this.dispatchEvent(new ComposeEvent(this.draft));
    if (taken) this.draft = '';
  }

  /** The height of the text, where the browser has no `field-sizing` (Safari before 26.2, WebKitGTK). */
  #fit(): void {
    const input = this.#input.value;
    if (input === undefined || CSS.supports('field-sizing', 'content')) return;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${input.scrollHeight}px`;
  }

  #onInput = (): void => {
    this.draft = this.#input.value!.value;
    // Whoever writes on after the button has changed knows what it is now.
    this.#morphedAtMs = -Infinity;
  };

  #onKeydown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word. Safari ends the composition before it tells of the key; its
    // code is 229 then. https://bugs.webkit.org/show_bug.cgi?id=165004
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    // On a touch keyboard there is no Shift+Enter: Enter writes a new line and the button sends.
    if (this.#coarse.matches && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#submit();
  };

  #onClick = (event: MouseEvent): void => {
    const justMorphed = performance.now() - this.#morphedAtMs < MORPH_GUARD_MS;
    if (this.busy) {
      // The second half of a double click on Send does not stop the answer.
      if (!justMorphed || event.detail < 2) this.dispatchEvent(new StopEvent());
      return;
    }
    // Who meant Stop when the answer ended does not send the draft.
    if (justMorphed) return;
    this.#submit();
    if (event.detail > 0 && !this.#coarse.matches) this.focus();
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
