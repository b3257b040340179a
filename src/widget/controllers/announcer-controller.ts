import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ListenController } from './listen-controller.ts';

/** While a screen reader speaks of what has just got the focus, some drop all else that is said. */
const AFTER_FOCUS_MS = 250;

/** Of announcements that come together some screen readers drop all but the last. */
const BETWEEN_MS = 400;

/** How often it is looked where the focus is while something waits: no event tells of it from inside of every shadow. */
const LOOK_MS = 50;

/** UTF-16 units beyond which a text is said sentence by sentence: some screen readers cut a long one off. */
const LONG_TEXT = 300;

/** A screen reader has taken an announcement by then; later it would only be in the way of who reads line by line. */
const SPOKEN_AFTER_MS = 1200;

/** How something is said. */
export interface Saying {
  /** BCP 47, where the words are in another language than what is around them. */
  readonly lang?: string;
  /** Before all else that waits. */
  readonly isUrgent?: boolean;
  /** By what it may be taken back while it waits. */
  readonly topic?: string;
}

interface Utterance extends Saying {
  readonly text: string;
}

/** Two that take turns, because one that is emptied and filled at once may stay silent, and one for what is urgent. */
type Regions = readonly [HTMLElement, HTMLElement, HTMLElement];

/**
 * Says things to screen readers: each once, one after the other, none while the focus moves, and none while nobody looks at the page.
 *
 * By `ariaNotify()`, else by live regions. Both are silent in what a modal dialog makes inert, and in what is not shown: so the host
 * renders one set of regions inside of its dialog and one beside it.
 */
export class AnnouncerController implements ReactiveController {
  /** Empty live regions, to be rendered from the start: one that arrives with its text is not announced. */
  readonly regions: Regions = createRegions();
  /** To be rendered outside of the host's dialog, where it has one. */
  readonly outerRegions: Regions = createRegions();
  readonly #isInside: () => boolean;
  #waiting: Utterance[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #focused: Element | null = null;
  #movedAtMs = 0;
  #saidAtMs = -Infinity;
  #count = 0;

  /** @param isInside - Whether it is said inside of the host's dialog. */
  constructor(host: ReactiveControllerHost, isInside: () => boolean = () => true) {
    this.#isInside = isInside;
    host.addController(this);
    new ListenController(host, document, ['visibilitychange'], () => this.#plan());
  }

  /** Says a text after all that waits to be said; an empty one is ignored. */
  say(text: string, saying: Saying = {}): void {
    const utterances = splitText(text.trim(), saying.lang).map((text) => ({ ...saying, text }));
    this.#waiting = saying.isUrgent ? [...utterances, ...this.#waiting] : [...this.#waiting, ...utterances];
    this.#plan();
  }

  /** Takes back what of a topic was not said yet. */
  withdraw(topic: string): void {
    this.#waiting = this.#waiting.filter((utterance) => utterance.topic !== topic);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    for (const region of [...this.regions, ...this.outerRegions]) region.replaceChildren();
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0 || document.hidden) return;
    // Before it was not looked at: it may have moved just now.
    this.#movedAtMs = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const focused = findFocus();
      if (focused !== this.#focused) this.#movedAtMs = now;
      this.#focused = focused;
      const isDue = now >= this.#movedAtMs + AFTER_FOCUS_MS && now >= this.#saidAtMs + BETWEEN_MS;
      if (isDue && !document.hidden) this.#say(this.#waiting.shift());
      if (this.#waiting.length > 0 && !document.hidden) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, LOOK_MS);
  }

  #say(utterance: Utterance | undefined): void {
    if (utterance === undefined) return;
    const { text, lang, isUrgent } = utterance;
    this.#saidAtMs = performance.now();
    const region = (this.#isInside() ? this.regions : this.outerRegions)[isUrgent ? 2 : this.#count++ % 2]!;
    if (region.ariaNotify && isNotifyAllowed()) {
      speakIn(region, lang);
      region.ariaNotify(text, { priority: isUrgent ? 'high' : 'normal' });
      return;
    }
    const line = document.createElement('p');
    speakIn(line, lang);
    line.textContent = text;
    region.append(line);
    setTimeout(() => line.remove(), SPOKEN_AFTER_MS);
  }
}

function createRegions(): Regions {
  return [createRegion('polite'), createRegion('polite'), createRegion('assertive')];
}

function createRegion(politeness: 'polite' | 'assertive'): HTMLElement {
  const region = document.createElement('div');
  region.className = 'hidden';
  region.ariaLive = politeness;
  return region;
}

/** An empty `lang` would say that nobody knows the language. */
function speakIn(element: HTMLElement, lang: string | undefined): void {
  if (lang) element.lang = lang;
  else element.removeAttribute('lang');
}

/** Where the page's policy forbids it, `ariaNotify()` says nothing, and does not tell. */
function isNotifyAllowed(): boolean {
  return document.featurePolicy?.allowsFeature('aria-notify') ?? true;
}

/** What has the focus, in whatever shadow. */
function findFocus(): Element | null {
  let focused = document.activeElement;
  for (let inner; (inner = focused?.shadowRoot?.activeElement);) focused = inner;
  return focused;
}

/** A long text in pieces, each of as many sentences as are not long together. */
function splitText(text: string, lang: string | undefined): string[] {
  if (text === '') return [];
  if (text.length <= LONG_TEXT || !('Segmenter' in Intl)) return [text];
  const pieces: string[] = [];
  for (const { segment } of new Intl.Segmenter(lang || undefined, { granularity: 'sentence' }).segment(text)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + segment.length <= LONG_TEXT) pieces[pieces.length - 1] += segment;
    else pieces.push(segment);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

declare global {
  interface Element {
    /** WAI-ARIA 1.3; in Chromium from 141, Firefox from 150 and Safari from 27 on. */
    ariaNotify?(announcement: string, options?: { priority?: 'high' | 'normal' }): void;
  }
  interface Document {
    /** Chromium's only. */
    readonly featurePolicy?: { allowsFeature(feature: string): boolean };
  }
}
