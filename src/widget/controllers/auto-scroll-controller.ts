import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The elements that the controller watches; `null` while they are not rendered. */
export interface ScrollParts {
  /** Scrolls; its own `offsetParent` for everything inside. */
  scroller: HTMLElement | null;
  /** Grows with the text. */
  list: HTMLElement | null;
  /** Zero-height mark before all that is said. */
  start: HTMLElement | null;
  /** Zero-height mark after the last word, before the room that is kept free below it. */
  end: HTMLElement | null;
}

/** Pixels that stay free above a pinned question and below the last word. */
const MARGIN_PX = 12;

/**
 * Keeps the reader's place. A question that was just sent is pinned to the top and its answer grows beneath it; text that
 * arrives moves nothing, unless the reader asked to follow the end, which lasts until they scroll up.
 *
 * What is hidden above and below is told by an IntersectionObserver and the end is followed by a ResizeObserver, at most
 * once a frame: no token reads layout.
 */
export class AutoScrollController implements ReactiveController {
  /** Something is scrolled away above. */
  hiddenAbove = false;
  /** Something that was said lies below what is seen. */
  hiddenBelow = false;

  readonly #host: ReactiveControllerHost;
  readonly #parts: () => ScrollParts;
  readonly #watched = new Set<HTMLElement>();
  #edges: IntersectionObserver | undefined;
  #growth: ResizeObserver | undefined;
  #scroller: HTMLElement | null = null;
  #following = false;
  #top: number | undefined;

  constructor(host: ReactiveControllerHost, parts: () => ScrollParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostUpdated(): void {
    const { scroller, list, start, end } = this.#parts();
    if (scroller === null) return;
    if (this.#scroller !== scroller) this.#attach(scroller, list);
    const marks = new Set([start, end].filter((mark) => mark !== null));
    for (const mark of this.#watched) if (!marks.has(mark)) this.#unwatch(mark);
    for (const mark of marks) if (!this.#watched.has(mark)) this.#watch(mark);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#edges?.disconnect();
    this.#growth?.disconnect();
    this.#watched.clear();
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller = null;
  }

  /** Brings a question to the top, where it stays. */
  pin(question: HTMLElement): void {
    this.#following = false;
    this.#scrollTo(question.offsetTop - MARGIN_PX);
  }

  /** Goes to the last word and follows it from now on. */
  follow(): void {
    this.#following = true;
    this.#scrollTo(this.#endTop());
  }

  /** Goes back to where the reader was before the panel was hidden, or to the last word the first time. */
  restore(): void {
    this.#scroller?.scrollTo({ top: this.#top ?? this.#endTop(), behavior: 'instant' });
  }

  /** Forgets the reader's place: another conversation begins. */
  reset(): void {
    this.#following = false;
    this.#top = undefined;
  }

  #attach(scroller: HTMLElement, list: HTMLElement | null): void {
    this.hostDisconnected();
    this.#scroller = scroller;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#edges = new IntersectionObserver(this.#onEdges, { root: scroller });
    this.#growth = new ResizeObserver(() => {
      if (this.#following) scroller.scrollTo({ top: this.#endTop(), behavior: 'instant' });
    });
    if (list !== null) this.#growth.observe(list);
  }

  #watch(mark: HTMLElement): void {
    this.#watched.add(mark);
    this.#edges?.observe(mark);
  }

  #unwatch(mark: HTMLElement): void {
    this.#watched.delete(mark);
    this.#edges?.unobserve(mark);
  }

  #endTop(): number {
    const { scroller, end } = this.#parts();
    if (scroller === null || end === null) return 0;
    return end.offsetTop + MARGIN_PX - scroller.clientHeight;
  }

  #scrollTo(top: number): void {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#scroller?.scrollTo({ top, behavior: still ? 'instant' : 'smooth' });
  }

  #onEdges = (entries: IntersectionObserverEntry[]): void => {
    const { start } = this.#parts();
    for (const { target, isIntersecting, boundingClientRect, rootBounds } of entries) {
      // A panel that is not shown has no edges; what was true before stays.
      if (rootBounds === null || rootBounds.height === 0) continue;
      if (target === start) this.hiddenAbove = !isIntersecting && boundingClientRect.top < rootBounds.top;
      else this.hiddenBelow = !isIntersecting && boundingClientRect.top > rootBounds.top;
    }
    this.#host.requestUpdate();
  };

  #onScroll = (): void => {
    const scroller = this.#scroller;
    if (scroller === null || scroller.clientHeight === 0) return;
    // Only a smaller offset is the reader's own doing: text that grew since our own scrolling is not.
    if (this.#top !== undefined && scroller.scrollTop < this.#top - 1) this.#following = false;
    this.#top = scroller.scrollTop;
  };
}
