import type { LitElement, ReactiveController } from 'lit';
import { ListenController } from './listen-controller.ts';

/** What stays free between the chat and what it steps aside for. */
const GAP_PX = 12;

/** A page that keeps changing is looked at no more often. */
const LOOK_AFTER_MS = 400;

/** A bar that slides in is in its place at the end of that. */
const EVENTS = 'load resize transitionend animationend focusin focusout'.split(' ');

/**
 * Keeps a floating button and its panel clear of the page. Where the page fixes something of its own in their corner (a cookie
 * bar, another bubble), they move along the edge until the button is free; and they move off a page element that has the focus and
 * lies wholly beneath them. They go back when the reason goes.
 *
 * Looks, too, at what the boxes around them do: an ancestor to which they would be fixed in the window's place (`transform`, `filter`,
 * `contain` …), a box that the page gives to the host, and `zoom`.
 *
 * Sets on the button's parent, in pixels, `--_shift`, what it moves by, and `--_raise`, the height that the page has taken; and the
 * `zoom` that makes its pixels the window's. Layout is read some time after the page has changed, and when the focus moves; never
 * while it scrolls.
 */
export class ClearanceController implements ReactiveController {
  /** Whether boxes of the page were seen to hold what should be fixed to the window. It is for the top layer then, and stays there. */
  isHeld = false;

  readonly #host: LitElement;
  readonly #button: string;
  readonly #panel: string;
  readonly #page = new MutationObserver(() => this.hostUpdated());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #focused: EventTarget | null | undefined;

  /**
   * @param button - Selects the button.
   * @param panel - Selects the element whose shadow root holds the panel's dialog.
   */
  constructor(host: LitElement, button: string, panel: string) {
    this.#host = host;
    this.#button = button;
    this.#panel = panel;
    new ListenController(host, window, EVENTS, this.#onEvent);
    host.addController(this);
  }

  hostConnected(): void {
    this.#page.observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ['class', 'style', 'hidden', 'open'] });
  }

  hostUpdated(): void {
    this.#timer ??= setTimeout(this.#place, LOOK_AFTER_MS);
  }

  hostDisconnected(): void {
    this.#page.disconnect();
  }

  #onEvent = (event: Event): void => {
    if (!event.type.startsWith('focus')) return this.hostUpdated();
    const path = event.composedPath();
    this.#focused = event.type === 'focusin' && !path.includes(this.#host) ? path[0] : null;
    // After the browser has scrolled to it.
    setTimeout(this.#place);
  };

  #place = (): void => {
    this.#timer = undefined;
    this.#free();
    const button = this.#host.renderRoot.querySelector<HTMLElement>(this.#button);
    if (!button?.offsetWidth) return;
    const dock = button.parentElement!;
    const isTop = dock.className.includes('top-');
    // Where it is now, in the middle of a transition, too.
    const moved = parseFloat(getComputedStyle(dock).translate.split(' ')[1] ?? '0');
    const own = button.getBoundingClientRect();
    own.y -= moved;
    const { y } = own;
    for (let obstacle; (obstacle = this.#obstacleIn(own));) {
      own.y = isTop ? obstacle.bottom + GAP_PX : obstacle.top - GAP_PX - own.height;
      if (Math.abs(own.y - y) < innerHeight / 2) continue;
      // A page that takes so much of its edge means to be seen.
      own.y = y;
      break;
    }
    let shift = own.y - y;
    dock.style.setProperty('--_raise', `${Math.abs(shift)}px`);

    const dialog = this.#host.renderRoot.querySelector(this.#panel)?.shadowRoot!.querySelector('[open]');
    const cover = dialog?.getBoundingClientRect() ?? own;
    if (dialog) cover.y += shift - moved;
    if (this.#focused instanceof Element) {
      const { left, right, top, bottom } = this.#focused.getBoundingClientRect();
      const isCovered = left >= cover.left && right <= cover.right && top >= cover.top && bottom <= cover.bottom;
      // An open panel goes down, so that its header stays.
      if (isCovered) shift += dialog || isTop ? bottom + GAP_PX - cover.top : top - GAP_PX - cover.bottom;
    }
    dock.style.setProperty('--_shift', `${shift}px`);
  };

  #free(): void {
    const dock = this.#host.renderRoot.querySelector<HTMLElement>('.dock');
    if (!dock?.offsetWidth) return;
    const { style, currentCSSZoom = 1 } = dock as HTMLElement & { currentCSSZoom?: number };
    const isInline = dock.matches('.inline');
    // An inline one is as large as what stands around it.
    style.zoom = isInline ? '' : `${+(style.zoom || 1) / currentCSSZoom}`;
    if (isInline || this.isHeld || !(dock.offsetParent || getComputedStyle(this.#host).display !== 'contents')) return;
    this.isHeld = true;
    this.#host.requestUpdate();
  }

  /** What the page fixes within a box, as far as nine points of it tell. */
  #obstacleIn({ left, top, width, height }: DOMRect): DOMRect | undefined {
    for (let point = 0; point < 9; point++) {
      // Just inside of its edges, and in the middle.
      const x = left + (width * (1 + 10 * (point % 3))) / 22;
      const y = top + (height * (1 + 10 * Math.floor(point / 3))) / 22;
      for (const hit of this.#elementsAt(document, x, y)) {
        let base = hit;
        while (base.offsetParent) base = base.offsetParent as HTMLElement;
        const { position, pointerEvents } = getComputedStyle(base);
        if (position !== 'fixed') continue;
        // What lets the pointer through only holds the bars.
        const box = (pointerEvents === 'none' ? hit : base).getBoundingClientRect();
        // What is higher is the page itself, or meant to lie over all.
        const isBar = box.height < innerHeight / 2 && box.top <= y && box.bottom >= y;
        if (isBar && hit.checkVisibility({ opacityProperty: true })) return box;
      }
    }
    return undefined;
  }

  /** What lies at a point, in open shadow roots too; but no chat: two of them would step aside for each other. */
  #elementsAt(root: Document | ShadowRoot, x: number, y: number): HTMLElement[] {
    return (root.elementsFromPoint(x, y) as HTMLElement[]).flatMap((element) => {
      if (element.localName === this.#host.localName || element.getRootNode() !== root) return [];
      return element.shadowRoot ? [element, ...this.#elementsAt(element.shadowRoot, x, y)] : element;
    });
  }
}
