import { ICON_PATHS, type IconName } from '../widget/themes/icon-paths.ts';
import { CARD_STYLES } from './checklist-card.styles.ts';
import type { Finding, FindingState } from './finding.ts';
import { redact } from './redact.ts';
import { CHECKS, NOT_ASKED, type CheckName } from './run-checks.ts';
import { STATE_WORDS, sumUp } from './write-report.ts';

/** What the card's buttons ask for. */
export interface CardRequests {
  /** Run the free checks again. */
  check(): void;
  /** Ask the test question, which is billed. */
  ask(): void;
  /** The report as it is now. */
  report(): string;
  close(): void;
}

const ICONS: Readonly<Record<FindingState, IconName>> = { ok: 'check', warn: 'alert', bad: 'close', unknown: 'info' };

/** Where a line stands once all is known. */
const RANKS: Readonly<Record<FindingState, number>> = { bad: 0, warn: 1, ok: 2, unknown: 2 };

const HEADING = 'Checklist for the owner';

/**
 * Shows the findings. Made of plain nodes and one constructable style sheet: no template, no parser, nothing that a strict policy could
 * refuse. Its words are English, written from left to right, whatever the page's language.
 */
export class ChecklistCard {
  /** To be put into the chat's shadow root. */
  readonly element = make('div');

  readonly #requests: CardRequests;
  readonly #rows = new Map<CheckName, HTMLElement>();
  readonly #sum = make('span', { class: 'sum' });
  /** The same for screen readers, which hear nothing of what changes in a summary. */
  readonly #spoken = make('p', { class: 'spoken', role: 'status' });
  readonly #list = make('ul', { class: 'rows' });
  readonly #ask: HTMLButtonElement;
  readonly #copied = make('span', { class: 'note', 'aria-hidden': 'true' });
  readonly #text = make('textarea', { readonly: '', rows: '8', 'aria-label': 'Report', hidden: '' }) as HTMLTextAreaElement;

  constructor(requests: CardRequests) {
    this.#requests = requests;
    this.#ask = button('Ask a test question', () => {
      if (this.#ask.ariaDisabled !== 'true') requests.ask();
    });
    const root = this.element.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CARD_STYLES);
    root.adoptedStyleSheets = [sheet];

    for (const name of Object.keys(CHECKS) as CheckName[]) {
      const row = make('li', { class: 'row', id: name });
      this.#rows.set(name, row);
      this.#list.append(row);
    }
    const close = button('', () => {
      this.remove();
      requests.close();
    });
    close.className = 'close';
    close.setAttribute('aria-label', 'Close the checklist');
    close.append(icon('close'));

    const fold = make('details', { open: '' });
    const summary = make('summary');
    summary.append(make('span', { class: 'heading', id: 'heading' }, HEADING), this.#sum);
    const buttons = make('div', { class: 'buttons' });
    buttons.append(
      button('Check again', () => requests.check()),
      button('Copy report', () => void this.#copyReport()),
      this.#copied,
    );
    const note = make('p', { class: 'note' }, 'Every visitor sees this while the tag says debug. Take debug away when all is well.');
    fold.append(summary, this.#list, buttons, this.#text, note);
    const card = make('section', { class: 'card', 'aria-labelledby': 'heading', lang: 'en', dir: 'ltr' });
    card.append(fold, close, this.#spoken);
    root.append(card);
  }

  /** All checks run. */
  reset(): void {
    this.#text.hidden = true;
    this.#copied.textContent = '';
    for (const name of this.#rows.keys()) this.set(name, null);
    this.#sum.textContent = sumUp(new Map());
    this.#spoken.textContent = '';
  }

  /** The test question is on its way. Its button stays, so that a keyboard does not lose its place. */
  startAsking(): void {
    const hadFocus = this.#hasAskFocus;
    this.set('stream', null);
    this.#ask.ariaDisabled = 'true';
    this.#appendAsk();
    if (hadFocus) this.#ask.focus();
  }

  /**
   * Shows what one check found.
   *
   * @param finding - `null`: it runs.
   * @param all - what is known up to now.
   */
  set(name: CheckName, finding: Finding | null, all: ReadonlyMap<CheckName, Finding> | null = null): void {
    const row = this.#rows.get(name)!;
    const { state, title, fix = [], paste } = finding ?? { state: 'running' as const, title: '' };
    row.dataset['state'] = state;
    const word = state === 'running' ? 'Checking …' : STATE_WORDS[state];
    const head = make('p', { class: 'name' });
    head.append(make('strong', {}, CHECKS[name]), make('span', { class: 'state' }, word));
    const body = make('div', { class: 'body' });
    body.append(head);
    if (title) body.append(make('p', {}, redact(title)));
    if (fix.length > 0) {
      const steps = make(fix.length > 1 ? 'ul' : 'div', { class: 'fix' });
      steps.append(...fix.map((step) => make(fix.length > 1 ? 'li' : 'p', {}, redact(step))));
      body.append(steps);
    }
    if (paste !== undefined) body.append(this.#renderLine(redact(paste)));
    const hadFocus = this.#hasAskFocus;
    row.replaceChildren(icon(state === 'running' ? 'clock' : ICONS[state]), body);
    if (name === 'stream' && finding !== null && finding !== NOT_ASKED) {
      this.#ask.ariaDisabled = 'false';
      this.#appendAsk();
    }
    if (hadFocus) this.#ask.focus();
    if (all === null) return;
    this.#sum.textContent = sumUp(all);
    if (all.size < this.#rows.size) return;
    // Only the end: ten lines in a second would be heard as noise.
    this.#spoken.textContent = name === 'stream' ? `${CHECKS.stream}: ${word}. ${redact(title)}` : `${HEADING}: ${sumUp(all)}`;
    if (name !== 'stream') this.#sort(all);
  }

  /** The side of the page, along its lines, on which the card stands. */
  set side(side: 'start' | 'end') {
    this.element.dataset['side'] = side;
  }

  remove(): void {
    this.element.remove();
  }

  /** What has to be mended first, then what is to be looked at; the rest in its order. */
  #sort(all: ReadonlyMap<CheckName, Finding>): void {
    const rank = (name: CheckName): number => RANKS[all.get(name)!.state];
    const names = [...this.#rows.keys()].sort((one, other) => rank(one) - rank(other));
    this.#list.append(...names.map((name) => this.#rows.get(name)!));
  }

  get #hasAskFocus(): boolean {
    return this.element.shadowRoot!.activeElement === this.#ask;
  }

  #appendAsk(): void {
    this.#rows.get('stream')!.lastElementChild!.append(this.#ask, make('p', { class: 'note' }, 'This is billed as one question.'));
  }

  #renderLine(text: string): HTMLElement {
    const code = make('code', {}, text);
    const copy = button('Copy', () => {
      void this.#copy(text, () => getSelection()?.selectAllChildren(code));
    });
    copy.setAttribute('aria-label', `Copy ${text}`);
    const line = make('div', { class: 'paste' });
    line.append(code, copy);
    return line;
  }

  #copyReport(): Promise<void> {
    const report = this.#requests.report();
    return this.#copy(report, () => {
      this.#text.hidden = false;
      this.#text.value = report;
      this.#text.focus();
      this.#text.select();
    });
  }

  /** @param select - shows the text marked, for where a page may not write the clipboard: without https, or by its policy. */
  async #copy(text: string, select: () => void): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#spoken.textContent = this.#copied.textContent = 'Copied';
    } catch {
      select();
      this.#spoken.textContent = this.#copied.textContent = 'Press Ctrl+C to copy';
    }
  }
}

function make(tag: string, attributes: Readonly<Record<string, string>> = {}, text = ''): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

function button(text: string, onClick: () => void): HTMLButtonElement {
  const node = make('button', { type: 'button' }, text) as HTMLButtonElement;
  node.addEventListener('click', onClick);
  return node;
}

function icon(name: IconName): SVGElement {
  const create = (tag: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement;
  const svg = create('svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = create('path');
  path.setAttribute('d', ICON_PATHS[name]);
  svg.append(path);
  return svg;
}
