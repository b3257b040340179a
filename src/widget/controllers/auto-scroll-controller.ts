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
  readonly #selector: string;
  readonly #list: HTMLElement;
  readonly #onNearTop: () => void;
  readonly #sizes = new ResizeObserver(() => this.#onResize());
  #watched: HTMLElement | null | undefined;
  /** From the beginning: the reader is at the last word. */
  #isFollowing = true;
  #top: number | undefined;

  /**
   * @param scroller - Selects what scrolls, which puts `onScroll` on itself and is the `offsetParent` of all inside.
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

  /** Brings a question to the top, where it stays. */
  pin(question: HTMLElement): void {
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
    this.#isFollowing = true;
    this.#top = undefined;
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
      if (moved !== 0) scroller.scrollTop = scrollTop + moved;
    };
  }

  readonly onScroll = (): void => {
    const { scrollTop, clientHeight } = this.#scroller;
    if (clientHeight === 0) return;
    // Only a smaller offset is the reader's own doing: text that grew since our own scrolling is not.
    const isUp = scrollTop < (this.#top ?? 0) - 1;
    if (isUp) this.#isFollowing = false;
    this.#top = scrollTop;
    this.#look();
    if (isUp && scrollTop < clientHeight) this.#onNearTop();
  };

  get #scroller(): HTMLElement {
    return this.#host.renderRoot.querySelector<HTMLElement>(this.#selector)!;
  }

  get #last(): HTMLElement | null {
    return (this.#list.lastElementChild?.lastElementChild?.lastElementChild ?? null) as HTMLElement | null;
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
    if (scroller.clientHeight === 0) return;
    if (this.#isFollowing && this.#last !== null) scroller.scrollTop = this.#endTop;
    this.#look();
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
