import type { LitElement, ReactiveController } from 'lit';

/** Pixels that stay free above a pinned question and below the last word. */
const MARGIN_PX = 12;

/** Pixels by which a place may differ from the one that was asked for: engines round it. */
const NEAR_PX = 2;

/** Pixels of a line of text. */
const LINE_PX = 24;

/**
 * What becomes of the place when something grows: a `pinned` question stays at the top and its answer grows beneath it, a reader who
 * asked to `follow` is kept at the end, and whoever is `free` stays where they are. Only the reader and sending change it, never growth.
 */
type ScrollMode = 'pinned' | 'follow' | 'free';

/**
 * Keeps the reader's place.
 *
 * Our own scrolling is told from the reader's by where it leads to, not by when it happens. Layout is read when it was just made anyway,
 * by a ResizeObserver and with the scroll event: no token reads it. Nothing relies on the browser's own anchoring.
 */
export class AutoScrollController implements ReactiveController {
  /** Something is scrolled away above. */
  hiddenAbove = false;
  /** Something lies below what is seen. */
  hiddenBelow = false;
  /** A line of the last answer's text, or more, lies below what is seen: not only where it comes from and what can be done with it. */
  isEndHidden = false;

  readonly #host: LitElement;
  readonly #selector: string;
  readonly #list: HTMLElement;
  readonly #onNearTop: () => void;
  readonly #sizes = new ResizeObserver(() => this.#onResize());
  #watched: HTMLElement | null | undefined;
  /** From the beginning: the reader is at the last word. */
  #mode: ScrollMode = 'follow';
  /** Where the reader was last; `NaN` where that is not known. */
  #top = NaN;
  /** Where our own scrolling leads to, or has led. */
  #goal = NaN;
  #height = 0;
  #question: HTMLElement | undefined;

  /**
   * @param scroller - Selects what scrolls, which puts `onScroll` and `onIntent` on itself and is the `offsetParent` of all inside.
   * @param list - What was said, turn by turn; in each the answer is what stands last.
   * @param onNearTop - Called when the reader, going up, has come within one screen of the beginning.
   */
  constructor(host: LitElement, scroller: string, list: HTMLElement, onNearTop: () => void) {
    this.#host = host;
    this.#selector = scroller;
    this.#list = list;
    this.#onNearTop = onNearTop;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const last = this.#last;
    if (last === this.#watched) return;
    this.#watched = last;
    this.#sizes.disconnect();
    for (const element of [this.#scroller, this.#list, last]) if (element) this.#sizes.observe(element);
  }

  hostDisconnected(): void {
    this.#sizes.disconnect();
    this.#watched = undefined;
  }

  /** The reader has gone from the end on their own. */
  get isAway(): boolean {
    return this.#mode === 'free' && this.isEndHidden;
  }

  /** Brings a question to the top, where it stays. */
  pin(question: HTMLElement): void {
    this.#question = question;
    this.#mode = 'pinned';
    this.#go();
  }

  /** Goes to the last word and follows it from now on. */
  follow(): void {
    this.#mode = 'follow';
    this.#go();
  }

  /** Goes back to where the reader was; to be called when the scroller is shown again, which may have lost its place. */
  restore(): void {
    if (isNaN(this.#top)) return;
    if (this.#mode === 'free') this.#scroller.scrollTop = this.#top;
    else this.#go('instant');
  }

  /** Forgets the reader's place: another conversation begins. */
  reset(): void {
    this.#mode = 'follow';
    this.#top = this.#goal = NaN;
  }

  /**
   * Remembers what the reader sees. Reads layout, twice.
   *
   * @returns what brings it back to its place, once something above it has come or gone. Not every engine does that by itself.
   */
  hold(): () => void {
    const scroller = this.#scroller;
    const { scrollTop } = scroller;
    const seen = ([...this.#list.children] as HTMLElement[]).find(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > scrollTop);
    const before = seen?.offsetTop;
    return () => {
      const moved = seen?.isConnected ? seen.offsetTop - before! : 0;
      if (moved === 0) return;
      // An engine that holds it has done so to the fraction of a pixel.
      if (Math.abs(scroller.scrollTop - scrollTop - moved) > NEAR_PX) scroller.scrollTop = scrollTop + moved;
      this.#top += scroller.scrollTop - scrollTop;
      this.#goal += moved;
    };
  }

  /** For `scroll`, and for `scrollend` where there is one. */
  readonly onScroll = ({ type }: Event): void => {
    if (!this.#notice()) return;
    // The end has moved on since, or something has stopped our own scrolling on its way there.
    if (this.#mode === 'follow' && (type === 'scrollend' || this.#left <= NEAR_PX)) this.#go('instant');
    this.#look();
  };

  /** What the reader means by a wheel, a key or by selecting text: before anything has moved, and though growth would undo the first step. */
  readonly onIntent = {
    passive: true,
    handleEvent: (event: Event): void => {
      const { type, deltaY, key } = event as WheelEvent & KeyboardEvent;
      if (key === 'End') this.follow();
      else if (type === 'selectstart' || deltaY < 0 || /Up$|^Home/.test(key)) this.#mode = 'free';
    },
  };

  get #scroller(): HTMLElement {
    return this.#host.renderRoot.querySelector<HTMLElement>(this.#selector)!;
  }

  get #last(): HTMLElement | null {
    return (this.#list.lastElementChild?.lastElementChild?.lastElementChild ?? null) as HTMLElement | null;
  }

  /** Pixels that our own scrolling has yet to go. */
  get #left(): number {
    return Math.abs(this.#top - this.#goal);
  }

  /** Where our own scrolling has to lead to by now. */
  get #target(): number {
    const { scrollHeight, clientHeight } = this.#scroller;
    const end = scrollHeight - clientHeight;
    return this.#mode === 'pinned' ? Math.min(end, this.#question!.offsetTop - MARGIN_PX) : end;
  }

  /**
   * Finds out where the reader is, and whether it was they who went there.
   *
   * @returns whether there is anything to be seen.
   */
  #notice(): boolean {
    const { scrollTop, clientHeight } = this.#scroller;
    if (clientHeight === 0) return false;
    const before = this.#top;
    const wasLeft = this.#left;
    this.#top = scrollTop;
    // The browser may have brought it there: by its anchoring, or where something has become shorter.
    if (Math.abs(scrollTop - this.#target) <= NEAR_PX) this.#goal = scrollTop;
    // The end is below whatever has been an end before.
    const isOurs = this.#left <= Math.max(NEAR_PX, wasLeft) || (this.#mode === 'follow' && scrollTop > before);
    if (!isNaN(wasLeft) && !isOurs) this.#mode = 'free';
    if (scrollTop < before - 1 && scrollTop < clientHeight) this.#onNearTop();
    return true;
  }

  #go(behavior?: ScrollBehavior): void {
    const scroller = this.#scroller;
    // What is not shown yet is brought to its place when it is; a question that was taken back has none.
    if (scroller.clientHeight === 0 || (this.#mode === 'pinned' && !this.#question!.isConnected)) return;
    this.#goal = this.#target;
    behavior ??= matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
    this.#top = behavior === 'instant' ? this.#goal : scroller.scrollTop;
    scroller.scrollTo({ top: this.#goal, behavior });
  }

  #onResize(): void {
    if (!this.#notice()) return;
    const { clientHeight } = this.#scroller;
    // A keyboard has come up, or the text box has grown: who saw the last word still does.
    const keepsEnd = clientHeight < this.#height && !this.isEndHidden;
    this.#height = clientHeight;
    if (this.#mode === 'free' ? keepsEnd : !(this.#left > NEAR_PX) && this.#last !== null) this.#go('instant');
    this.#look();
  }

  #look(): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const last = this.#last;
    const text = last?.querySelector<HTMLElement>("[part='content']");
    const below = (element: HTMLElement | null): number =>
      element === null ? 0 : element.offsetTop + element.offsetHeight - scrollTop - clientHeight;
    const isHiddenAbove = scrollTop > MARGIN_PX;
    const isHiddenBelow = below(last) > 0;
    const isEndHidden = below(text?.offsetHeight ? text : last) >= LINE_PX;
    if (isHiddenAbove === this.hiddenAbove && isHiddenBelow === this.hiddenBelow && isEndHidden === this.isEndHidden) return;
    this.hiddenAbove = isHiddenAbove;
    this.hiddenBelow = isHiddenBelow;
    this.isEndHidden = isEndHidden;
    this.#host.requestUpdate();
  }
}
