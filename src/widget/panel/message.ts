import { html, nothing, type TemplateResult } from 'lit';
import { copyText } from '../markdown/copy-text.ts';
import { isActive, isBlank, isRunning, type Turn } from '../conversation/state.ts';
import type { Strings } from '../locales/en.ts';
import type { Phrases } from '../locales/phrases.ts';
import type { IconName } from '../themes/icon-paths.ts';
import type { PanelEventDetails } from './events.ts';
import { describeFailure } from './failure-words.ts';
import { renderIcon } from './icons.ts';
import { PanelRequest } from './requests.ts';
import { endOfCharacter } from './reveal.ts';
import type { Scene } from './scene.ts';
import { renderSources } from './sources.ts';

/** Code units of a question that name its buttons, up to the end of a character. */
const NAME_LENGTH = 60;

/** Whether an answer is being waited for that has not begun. */
function isWaiting(turn: Turn): boolean {
  return isActive(turn) && isBlank(turn.answer);
}

/** What the visitor said in a turn. */
export function renderQuestion(turn: Turn, scene: Scene): TemplateResult {
  const { phrases } = scene;
  return renderMessage(
    'user',
    turn,
    phrases.say('messageLabel', { author: phrases.say('you'), time: phrases.time(turn.askedAtMs) }),
    html`<div part="content" dir="auto" lang=${phrases.languageOf(turn.question) || nothing} .textContent=${turn.question}></div>
      ${renderTime(new Date(turn.askedAtMs), phrases)}
      ${
        turn.state === 'queued' && (turn.failure?.retryAtMs ?? null) === null
          ? html`<span class="note waits">${renderIcon('clock', 's16')}${phrases.say('waiting')} ${renderCancel(turn, scene)}</span>`
          : nothing
      }`,
  );
}

/** What the visitor says of an answer; `null`: nothing, or nothing any more. */
export type Verdict = PanelEventDetails['assisters-feedback']['value'];

/** What an answer shows beside what the conversation knows of it. */
export interface AnswerState {
  /** The node that holds its text. */
  readonly content: HTMLElement;
  /** It was just copied. */
  readonly isCopied: boolean;
  readonly verdict: Verdict;
  readonly onCopied: () => void;
  readonly onVerdict: (value: Verdict) => void;
}

/** What the assistant said in a turn, or why it did not. */
export function renderAnswer(turn: Turn, scene: Scene, { content, isCopied, verdict, onCopied, onVerdict }: AnswerState): TemplateResult {
  const { phrases, name, siteName, config } = scene;
  const ended = new Date(turn.endedAtMs ?? turn.askedAtMs);
  const time = phrases.time(+ended);
  // It keeps its name: that of a button which has the focus is read out when it changes, and that it has copied is said anyway.
  const copy = phrases.say('copy');
  const onCopy = async (): Promise<void> => {
    if (await copyText(turn.answer, content)) onCopied();
  };
  const thumb = (value: 'up' | 'down', word: 'helpful' | 'notHelpful') => {
    const isPressed = verdict === value;
    return html`<button
      type="button"
      class="icon-button ${value}"
      aria-label=${phrases.say(word)}
      title=${phrases.say(word)}
      aria-pressed=${isPressed}
      @click=${() => onVerdict(isPressed ? null : value)}
    >
      ${renderIcon('thumb', 's18')}
    </button>`;
  };
  return renderMessage(
    'assistant',
    turn,
    phrases.say('messageLabel', { author: name, time }),
    html`
      ${
        isWaiting(turn)
          ? html`<p class="waiting">
              <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${phrases.say('searching', { site: siteName })}</span>
            </p>`
          : nothing
      }
      ${content}
      ${
        isRunning(turn)
          ? renderCountdown(turn, scene)
          : // Sources beneath text that grows would move with every line.
            html`${renderProblem(turn, scene)} ${renderSources(turn.sources, scene)}`
      }
      ${
        isBlank(turn.answer)
          ? nothing
          : isRunning(turn)
            ? // Its room: nothing moves when the answer ends.
              html`<div class="actions"></div>`
            : html`<div class="actions" part="actions">
                <button type="button" class="icon-button" part="copy" aria-label=${copy} title=${copy} @click=${onCopy}>
                  ${isCopied ? renderIcon('check', 's18 done') : renderIcon('copy', 's18')}
                </button>
                ${config.feedback && turn.state === 'done' ? html`${thumb('up', 'helpful')}${thumb('down', 'notHelpful')}` : nothing}
                ${renderTime(ended, phrases)}
              </div>`
      }
    `,
  );
}

/** For the eyes: the hidden heading tells the time, too. */
function renderTime(at: Date, phrases: Phrases): TemplateResult {
  return html`<time class="note" aria-hidden="true" datetime=${at.toISOString()}>${phrases.time(+at)}</time>`;
}

function renderMessage(author: 'user' | 'assistant', { id, state }: Turn, label: string, body: TemplateResult): TemplateResult {
  return html`<article part="message" tabindex="-1" data-role=${author} data-state=${state} aria-labelledby="${author}-${id}">
    <h3 class="hidden" id="${author}-${id}">${label}</h3>
    ${body}
  </article>`;
}

/** How long until a question that was refused for now is sent again by itself. */
function renderCountdown(turn: Turn, scene: Scene) {
  const { phrases } = scene;
  const retryAtMs = turn.failure?.retryAtMs ?? null;
  if (turn.state !== 'queued' || retryAtMs === null) return nothing;
  // The sentence around the time, whatever a language puts where.
  const [before, after] = phrases.say('retryIn', { time: '\n' }).split('\n');
  return html`<div class="problem waits" part="status">
    <span class="words"
      >${renderIcon('clock', 's18')}<span
        >${phrases.say('errRate')}<br />${before}<b>${phrases.clock(retryAtMs - Date.now())}</b>${after}</span
      ></span
    >
    <span class="links">${renderCancel(turn, scene)}</span>
  </div>`;
}

/** The way out of waiting. */
function renderCancel({ id }: Turn, { phrases }: Scene): TemplateResult {
  return html`<button
    type="button"
    class="text-button"
    @click=${(event: Event) => event.currentTarget!.dispatchEvent(new PanelRequest('stop-request', id))}
  >
    ${phrases.say('cancel')}
  </button>`;
}

/** Why a turn has no answer, or not all of it, and what can be done. */
function renderProblem(turn: Turn, { phrases, config }: Scene) {
  const isStopped = turn.state === 'stopped';
  const problem = isStopped ? { key: 'stopped', text: phrases.say('stopped') } : describeFailure(turn, phrases, Date.now());
  if (problem === null) return nothing;
  const { key, text } = problem;
  const { question } = turn;
  const end = endOfCharacter(question, 0, NAME_LENGTH);
  const name = end < question.length ? `${question.slice(0, end)}…` : question;
  const button = (word: 'retry' | 'edit', icon?: IconName) => html`
    <button
      type="button"
      class="text-button"
      part=${word === 'retry' ? word : nothing}
      aria-label=${phrases.say(`${word}Named` satisfies keyof Strings, { text: name })}
      @click=${(event: Event) => event.currentTarget!.dispatchEvent(new PanelRequest(`${word}-request`, turn.id))}
    >
      ${icon ? renderIcon(icon, 's16') : nothing}${phrases.say(word)}
    </button>
  `;
  return html`
    <div class="problem ${key}" part=${isStopped ? nothing : 'error'}>
      <span class="words">${isStopped ? nothing : renderIcon('alert', 's18')}<span>${text}</span></span>
      <span class="links">
        ${isStopped || turn.failure?.retryable ? button('retry', 'retry') : nothing} ${turn.failure?.editable ? button('edit') : nothing}
        ${
          key === 'errUnavailable' && config.contact !== null
            ? html`<a class="text-button" href=${config.contact}>${renderIcon('person', 's16')}${phrases.say('contact')}</a>`
            : nothing
        }
      </span>
    </div>
  `;
}
