import { html, nothing, render } from 'lit';
import { isRunning, type Turn } from '../conversation/state.ts';
import { citeSources } from './citations.ts';
import { firePanelEvent } from './events.ts';
import type { MarkdownTexts } from './markdown-texts.ts';
import { renderAnswer, renderQuestion, type Verdict } from './message.ts';
import { PanelRequest } from './requests.ts';
import type { Scene } from './scene.ts';
import { linkSources } from './sources.ts';

/** How long a copy button says that it has copied. */
const COPIED_MS = 2_000;

/** What visitors said of answers on this page, by the turn's id. Nobody saves it: the page is told. */
const verdicts = new Map<string, Verdict>();

/** A turn in the list. */
interface Item {
  readonly element: HTMLLIElement;
  turn?: Turn;
  /** All text that there is of it stands in the list. */
  isShown?: boolean;
  /** What it was rendered from. */
  from: readonly unknown[];
}

function createItem(): Item {
  return { element: document.createElement('li'), from: [] };
}

/** What a list shows. */
export interface TurnListContent {
  readonly scene: Scene;
  /** All turns of the conversation. */
  readonly turns: readonly Turn[];
  /** Where those begin that are to be in the list. */
  readonly start: number;
  /** The turn whose question stays at the top, while it is the last. */
  readonly pinned: string | undefined;
}

/** The turns in the log, each in an element of its own, which is touched only when the turn says something else than before. */
export class TurnList {
  readonly element = Object.assign(document.createElement('ol'), { className: 'turns', role: 'list' });
  /** How soon a waiting time in the list changes; `Infinity`: nothing waits. */
  untilSecondMs = Infinity;
  readonly #texts: MarkdownTexts;
  readonly #onMark: () => void;
  /** By the turn's id, in order. */
  #items = new Map<string, Item>();
  /** Rendered in advance, and not in the list yet. */
  readonly #ready = new Map<string, Item>();
  /** The turn whose answer was just copied. */
  #copied: string | undefined;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param texts - Where the answers are rendered.
   * @param onMark - The visitor has done something to an answer that is to be seen: `update` is to be called.
   */
  constructor(texts: MarkdownTexts, onMark: () => void) {
    this.#texts = texts;
    this.#onMark = onMark;
  }

  has(turnId: string): boolean {
    return this.#items.has(turnId);
  }

  /** Whether all of a turn that has ended stands in the list, or nothing of it: it is gone, was asked again, or is too far up. */
  shows({ id, key }: Turn): boolean {
    const item = this.#items.get(id);
    return item?.turn?.key !== key || (item.isShown! && !isRunning(item.turn));
  }

  /** The nodes of as much of a turn's answer as stands in the list and will not change any more; `null`: the turn does not stand there. */
  finishedNodes({ id, key }: Turn): readonly Node[] | null {
    return this.#items.get(id)?.turn?.key === key ? this.#texts.finishedNodes(id) : null;
  }

  /**
   * Renders turns that are not in the list yet, out of sight: the update that puts them there has so much less to do. One at least.
   *
   * @param untilMs - When no further one may begin, as `performance.now()` tells the time.
   */
  prepare(shown: TurnListContent, untilMs: number): void {
    const { turns, start } = shown;
    let index = turns.length;
    do {
      while (index > start && this.#items.has(turns[index - 1]!.id)) index--;
      if (index <= start) return;
      const item = createItem();
      this.#ready.set(turns[--index]!.id, item);
      this.#renderTurn(item, shown, index);
    } while (performance.now() < untilMs);
  }

  /**
   * Brings the list up to date with what was said since, and with what is prepared of what was said before.
   *
   * @param isWhole - All of it is to be there when this returns.
   * @returns where those begin that are in the list: at `start`, or behind it, and then there is more to prepare.
   */
  update(shown: TurnListContent, isWhole: boolean): number {
    const { turns, start } = shown;
    const before = this.#items;
    const ready = this.#ready;
    const known = turns.findIndex(({ id }) => before.has(id));
    const must = known < 0 ? turns.length - 1 : known;
    const items: [string, Item][] = [];
    this.untilSecondMs = Infinity;
    let next: Element | null = null;
    let index = turns.length;
    // What was said last is looked at first.
    while (index > start && (isWhole || index > must || ready.has(turns[index - 1]!.id))) {
      const { id } = turns[--index]!;
      const item = before.get(id) ?? ready.get(id) ?? createItem();
      before.delete(id);
      ready.delete(id);
      items.unshift([id, item]);
      this.#renderTurn(item, shown, index);
      if (item.element.parentNode === null) this.element.insertBefore(item.element, next);
      next = item.element;
    }
    for (const [id, { element }] of [...before, ...ready]) {
      element.remove();
      this.#texts.forget(id);
    }
    ready.clear();
    this.#items = new Map(items);
    return index;
  }

  #renderTurn(item: Item, { scene, turns, pinned }: TurnListContent, index: number): void {
    const turn = turns[index]!;
    const askedBeforeMs = turns[index - 1]?.askedAtMs;
    const isLast = index === turns.length - 1;
    const isPinned = isLast && turn.id === pinned;
    const isCopied = turn.id === this.#copied;
    const verdict = verdicts.get(turn.id) ?? null;
    // Trouble is told at once.
    const isPaced = turn.state === 'streaming' || turn.state === 'done';
    const { element: content, isShown } = this.#texts.show(turn.id, 'content', turn.answer, scene.policy, isRunning(turn), isPaced);
    // What it waits for is told to the second.
    const waitMs = Math.max(0, (turn.failure?.retryAtMs ?? 0) - Date.now());
    if (waitMs > 0) this.untilSecondMs = Math.min(this.untilSecondMs, waitMs % 1000 || 1000);
    const from = [turn, scene, content, isShown, isLast, isPinned, isCopied, verdict, askedBeforeMs, Math.ceil(waitMs / 1000)];
    if (from.every((value, place) => value === item.from[place])) return;
    Object.assign(item, { turn, isShown, from });
    const language = scene.phrases.languageOf(turn.answer);
    if (language === '') content.removeAttribute('lang');
    else if (content.lang !== language) content.lang = language;
    // Its end is not shown before all of its text is.
    let seen: Turn = isShown || isRunning(turn) ? turn : { ...turn, state: 'streaming', sources: [] };
    // It waits for nothing that takes time.
    const isLeaving = turn.state === 'queued' && turn.failure === null && !turns.slice(0, index).some(isRunning);
    if (isLeaving) seen = { ...turn, state: 'sending' };
    const dayOf = (timeMs: number): string => new Date(timeMs).toDateString();
    const isNewDay = askedBeforeMs === undefined || dayOf(askedBeforeMs) !== dayOf(turn.askedAtMs);
    const template = html`
      ${isNewDay ? html`<p class="day note">${scene.phrases.day(turn.askedAtMs, Date.now())}</p>` : nothing}
      <div class="turn ${isLast ? 'last' : ''} ${isPinned ? 'pinned' : ''}">
        ${renderQuestion(seen, scene)}
        ${renderAnswer(seen, scene, {
          content,
          isCopied,
          verdict,
          onCopied: () => this.#tellCopied(turn.id, scene),
          onVerdict: (value) => this.#tellVerdict(turn, value, scene),
        })}
      </div>
    `;
    render(template, item.element);
    // What is written no more may be changed.
    if (isShown && !isRunning(turn)) citeSources(content, linkSources(turn.sources, scene));
  }

  #tellCopied(turnId: string, { phrases }: Scene): void {
    this.#copied = turnId;
    this.#onMark();
    this.#announce(phrases.say('copied'));
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => {
      this.#copied = undefined;
      this.#onMark();
    }, COPIED_MS);
  }

  #tellVerdict({ id, answerId }: Turn, value: Verdict, { phrases }: Scene): void {
    verdicts.set(id, value);
    this.#onMark();
    firePanelEvent(this.element, 'assisters-feedback', { id: answerId, value });
    if (value !== null) this.#announce(phrases.say('thanks'));
  }

  #announce(words: string): void {
    this.element.dispatchEvent(new PanelRequest('announce-request', words));
  }
}
