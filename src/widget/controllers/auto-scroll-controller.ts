import type { LitElement, ReactiveController } from 'lit';

/** Pixels that stay free above a pinned question and below the last word. */
const MARGIN_PX = 12;

/**
 * Keeps the reader's place. A question that was just sent is pinned to the top and its answer grows beneath it; text that
 * arrives moves nothing, unless the reader asked to follow the end, which lasts until they scroll up.
 *
 * Layout is read when it was just made anyway, by a ResizeObserver and with the scroll event: no token reads it.
 */
export class AutoScrollController implements ReactiveController {
  /** Something is scrolled away above. */
  hiddenAbove = false;
  /** Something that was said lies below what is seen. */
  hiddenBelow = false;

  readonly #host: LitElement;
  readonly #selectors: readonly [string, string];
  readonly #sizes = new ResizeObserver(() => this.#onResize());
  #watched: HTMLElement | null | undefined;
  #isShown = false;
  #isFollowing = false;
  #top: number | undefined;

  /**
   * @param scroller - Selects what scrolls, which puts `onScroll` on itself and is the `offsetParent` of all inside.
   * @param last - Selects what was said last, where anything was.
   */
  constructor(host: LitElement, scroller: string, last: string) {
    this.#host = host;
    this.#selectors = [scroller, last];
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
    this.#sizes.observe(this.#scroller);
    if (last !== null) this.#sizes.observe(last);
  }

  hostDisconnected(): void {
    this.#sizes.disconnect();
    this.#watched = undefined;
  }

  /** Brings a question to the top, where it stays. */
  pin(question: HTMLElement): void {
    this.#isShown = this.#scroller.clientHeight > 0;
    this.#isFollowing = false;
    this.#scrollTo(question.offsetTop - MARGIN_PX);
  }

  /** Goes to the last word and follows it from now on. */
  follow(): void {
    this.#isFollowing = true;
    this.#scrollTo(this.#endTop);
  }

  /** Goes back to where the reader was; to be called when the scroller is shown again, which may have lost its place. */
  restore(): void {
    if (this.#top !== undefined) this.#scroller.scrollTop = this.#top;
  }

  /** Forgets the reader's place: another conversation begins. */
  reset(): void {
    this.#isFollowing = false;
    this.#top = undefined;
  }

  readonly onScroll = (): void => {
    const { scrollTop, clientHeight } = this.#scroller;
    if (clientHeight === 0) return;
    // Only a smaller offset is the reader's own doing: text that grew since our own scrolling is not.
    if (scrollTop < (this.#top ?? 0) - 1) this.#isFollowing = false;
    this.#top = scrollTop;
    this.#look();
  };

  get #scroller(): HTMLElement {
    return this.#host.renderRoot.querySelector<HTMLElement>(this.#selectors[0])!;
  }

  get #last(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(this.#selectors[1]);
  }

  /** Where the last word ends. */
  get #end(): number {
    const last = this.#last;
    return last === null ? 0 : last.offsetTop + last.offsetHeight;
  }

  get #endTop(): number {
    return this.#end + MARGIN_PX - this.#scroller.clientHeight;
  }

  #scrollTo(top: number): void {
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#scroller.scrollTo({ top, behavior: isStill ? 'instant' : 'smooth' });
  }

  #onResize(): void {
    const scroller = this.#scroller;
    const isShown = scroller.clientHeight > 0;
    // The first time it is at the last word.
    if (isShown && (this.#isFollowing || (!this.#isShown && this.#top === undefined))) scroller.scrollTop = this.#endTop;
    this.#isShown = isShown;
    if (isShown) this.#look();
  }

  #look(): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const above = scrollTop > MARGIN_PX;
    const below = this.#end > scrollTop + clientHeight;
    if (above === this.hiddenAbove && below === this.hiddenBelow) return;
    this.hiddenAbove = above;
    this.hiddenBelow = below;
    this.#host.requestUpdate();
  }
}
