import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { isBlank, isRunning, type Turn, type TurnFailure } from '../conversation/state.ts';
import { failureKey } from '../locales/failure-key.ts';
import type { Phrases } from '../locales/phrases.ts';
import { MarkdownView, type MarkdownPolicy } from '../markdown/markdown-view.ts';
import { copyText } from './copy-text.ts';
import { renderIcon } from './icons.ts';
import { AnnounceEvent, EditEvent, RetryEvent } from './requests.ts';
import { renderSources } from './sources.ts';

/** From here on the waiting row says that it takes longer. */
const SLOW_AFTER_MS = 8_000;

/** How long a copy button says that it has copied. */
const COPIED_MS = 2_000;

/** Code points of a question that name its buttons. */
const NAME_LENGTH = 60;

/**
 * One side of a turn. It renders into itself, without a shadow root: all messages share the log's styles, ids and selection.
 *
 * The text is written while `turn` is set, not a task later, and `data-state` follows when everything that belongs to the
 * state is in the document: a message that says it is done is done.
 *
 * @tag assisters-message
 * @fires {RetryEvent} retry-request
 * @fires {EditEvent} edit-request
 * @fires {AnnounceEvent} announce-request
 * @csspart content - The text.
 * @csspart error - What went wrong, in the answer's message.
 * @csspart retry - The button that asks again.
 * @csspart actions - What can be done with an answer.
 * @csspart copy - The button that copies the answer as markdown.
 * @csspart sources - Where the answer comes from.
 */
export class MessageElement extends LitElement {
  static override properties = {
    phrases: { attribute: false },
    author: { attribute: false },
    name: { attribute: false },
    siteName: { attribute: false },
    contact: { attribute: false },
    policy: { attribute: false },
    turn: { attribute: false, noAccessor: true },
    slow: { state: true },
    copied: { state: true },
  };

  declare phrases: Phrases;

  declare author: 'user' | 'assistant';

  /** Of who speaks. */
  declare name: string;

  declare siteName: string;

  /** Absolute URL of a person to turn to, or `null`. */
  declare contact: string | null;

  declare policy: MarkdownPolicy;

  /** Nothing has come for so long that it must be said. */
  declare slow: boolean;

  /** The answer was just copied. */
  declare copied: boolean;

  #turn: Turn | undefined;
  #content = createContent();
  #view: MarkdownView | undefined;
  #viewPolicy: MarkdownPolicy | undefined;
  #shown: string | undefined;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.author = 'user';
    this.name = '';
    this.siteName = '';
    this.contact = null;
    this.slow = false;
    this.copied = false;
  }

  get turn(): Turn | undefined {
    return this.#turn;
  }

  /** Set last, when everything else is. */
  set turn(turn: Turn | undefined) {
    const old = this.#turn;
    if (turn === undefined || turn === old) return;
    this.#turn = turn;
    this.#showContent();
    if (!this.hasUpdated) this.#showState();
    this.requestUpdate('turn', old);
  }

  /** The text as it stands. */
  get content(): HTMLElement {
    return this.#content;
  }

  override createRenderRoot(): this {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('policy') && this.hasUpdated) this.#showContent();
    if (changed.has('turn')) this.#watchSlowness();
  }

  override updated(): void {
    this.#showState();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#slowTimer);
    clearTimeout(this.#copiedTimer);
  }

  override render() {
    const turn = this.#turn;
    if (turn === undefined) return nothing;
    const id = `${this.author}-${turn.id}`;
    const time = this.phrases.time(this.author === 'user' ? turn.askedAtMs : (turn.endedAtMs ?? turn.askedAtMs));
    return html`
      <article aria-labelledby=${id}>
        <h3 class="hidden" id=${id}>${this.phrases.say('messageLabel', { author: this.name, time })}</h3>
        ${this.author === 'user' ? this.#renderQuestion(turn) : this.#renderAnswer(turn, time)}
      </article>
    `;
  }

  #renderQuestion(turn: Turn) {
    return html`
      <div class="bubble-row">
        ${this.#content}
        ${turn.state === 'queued' ? html`<span class="meta">${renderIcon('clock', 's16')}${this.phrases.say('waiting')}</span>` : nothing}
      </div>
    `;
  }

  #renderAnswer(turn: Turn, time: string) {
    const running = isRunning(turn);
    const waiting = running && turn.state !== 'queued' && isBlank(turn.answer);
    return html`
      ${waiting ? this.#renderWaiting() : nothing} ${this.#content}
      ${turn.failure !== null && !running ? this.#renderFailure(turn, turn.failure) : nothing}
      ${turn.state === 'stopped' ? this.#renderStopped(turn) : nothing} ${renderSources(turn.sources, this.phrases, this.policy)}
      ${!running && !isBlank(turn.answer) ? this.#renderActions(time, new Date(turn.endedAtMs ?? turn.askedAtMs)) : nothing}
    `;
  }

  #renderWaiting() {
    const words = this.slow ? this.phrases.say('stillWorking') : this.phrases.say('searching', { site: this.siteName });
    return html`<p class="waiting">
      <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${words}</span>
    </p>`;
  }

  #renderFailure(turn: Turn, failure: TurnFailure) {
    const { phrases } = this;
    const waitMs = failure.retryAtMs === null ? 0 : failure.retryAtMs - Date.now();
    const key = failureKey(failure.code, turn.state === 'interrupted', waitMs > 0);
    const name = shorten(turn.question);
    return html`
      <div class="problem ${key === 'errSend' ? 'unsent' : ''}" part="error">
        <span class="words">${renderIcon('alert', 's18')}<span>${phrases.say(key, { time: phrases.wait(waitMs) })}</span></span>
        <span class="links">
          ${failure.retryable ? this.#renderRetry(turn) : nothing}
          ${
            failure.editable
              ? html`<button
                  type="button"
                  class="text-button"
                  aria-label=${phrases.say('editNamed', { text: name })}
                  @click=${this.#onEdit}
                >
                  ${phrases.say('edit')}
                </button>`
              : nothing
          }
          ${
            key === 'errUnavailable' && this.contact !== null
              ? html`<a class="text-button" href=${this.contact}>${renderIcon('person', 's16')}${phrases.say('contact')}</a>`
              : nothing
          }
        </span>
      </div>
    `;
  }

  #renderStopped(turn: Turn) {
    return html`
      <div class="problem calm">
        <span class="words">${this.phrases.say('stopped')}</span>
        <span class="links">${this.#renderRetry(turn)}</span>
      </div>
    `;
  }

  #renderRetry(turn: Turn) {
    const name = this.phrases.say('retryNamed', { text: shorten(turn.question) });
    return html`
      <button type="button" class="text-button" part="retry" aria-label=${name} @click=${this.#onRetry}>
        ${renderIcon('retry', 's16')}${this.phrases.say('retry')}
      </button>
    `;
  }

  #renderActions(time: string, endedAt: Date) {
    const name = this.phrases.say(this.copied ? 'copied' : 'copy');
    return html`
      <div class="actions" part="actions">
        <button type="button" class="icon-button" part="copy" aria-label=${name} title=${name} @click=${this.#onCopy}>
          ${this.copied ? renderIcon('check', 's18 done') : renderIcon('copy', 's18')}
        </button>
        <time class="meta" datetime=${endedAt.toISOString()}>${time}</time>
      </div>
    `;
  }

  #showContent(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    if (this.author === 'user') {
      if (this.#shown !== turn.question) this.#content.textContent = turn.question;
      this.#shown = turn.question;
      return;
    }
    if (this.#viewPolicy !== this.policy) {
      // Another policy or language concerns what is rendered already, so the container begins anew too.
      if (this.#view !== undefined) this.#content = createContent();
      this.#content.classList.add('answer');
      this.#view = new MarkdownView(this.#content, this.policy);
      this.#viewPolicy = this.policy;
    }
    if (isRunning(turn)) this.#view!.update(turn.answer);
    else this.#view!.finish(turn.answer);
  }

  #showState(): void {
    if (this.#turn !== undefined) this.dataset['state'] = this.#turn.state;
  }

  /** Counts while nothing has come, and only then. */
  #watchSlowness(): void {
    const waits = this.author === 'assistant' && this.#turn !== undefined && isBlank(this.#turn.answer) && isRunning(this.#turn);
    if (waits && this.#slowTimer === undefined) {
      this.#slowTimer = setTimeout(() => {
        this.slow = true;
        this.dispatchEvent(new AnnounceEvent(this.phrases.say('stillWorking')));
      }, SLOW_AFTER_MS);
    } else if (!waits) {
      clearTimeout(this.#slowTimer);
      this.#slowTimer = undefined;
      this.slow = false;
    }
  }

  #onRetry = (): void => void this.dispatchEvent(new RetryEvent(this.#turn!.id));

  #onEdit = (): void => void this.dispatchEvent(new EditEvent(this.#turn!.id));

  #onCopy = async (): Promise<void> => {
    if (!(await copyText(this.#turn!.answer, this))) return;
    this.copied = true;
    this.dispatchEvent(new AnnounceEvent(this.phrases.say('copied')));
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => (this.copied = false), COPIED_MS);
  };
}

/** The one node that Lit puts into place but never writes to. */
function createContent(): HTMLElement {
  const content = document.createElement('div');
  content.setAttribute('part', 'content');
  content.dir = 'auto';
  return content;
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length > NAME_LENGTH ? `${characters.slice(0, NAME_LENGTH).join('')}…` : text;
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-message': MessageElement;
  }
}
