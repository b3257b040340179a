import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Attributes by which sites say that they are dark. */
const SWITCHES = ['data-theme', 'data-bs-theme', 'data-color-scheme', 'data-color-mode', 'data-mode'];

/**
 * Gives its host the colour scheme of the page around it, and follows it live.
 *
 * `auto`: the page's own switch, else the lightness of its background, so that a light page never gets a dark chat. `system`: the
 * visitor's system. `light`, `dark`: as said.
 */
export class HostThemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #theme: () => 'auto' | 'system' | 'light' | 'dark';
  #observer: MutationObserver | null = null;
  #query: MediaQueryList | null = null;

  /** @param theme - asked at every update of the host. */
  constructor(host: ReactiveControllerHost & HTMLElement, theme: () => 'auto' | 'system' | 'light' | 'dark') {
    this.#host = host;
    this.#theme = theme;
    host.addController(this);
  }

  hostConnected(): void {
    const watched = { attributes: true, attributeFilter: [...SWITCHES, 'class', 'style'] };
    this.#observer = new MutationObserver(this.#apply);
    this.#observer.observe(document.documentElement, watched);
    if (document.body) this.#observer.observe(document.body, watched);
    this.#query = matchMedia('(prefers-color-scheme: dark)');
    this.#query.addEventListener('change', this.#apply);
    // A background that fades has its final colour only at the end.
    document.addEventListener('transitionend', this.#onTransitionEnd);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#query?.removeEventListener('change', this.#apply);
    document.removeEventListener('transitionend', this.#onTransitionEnd);
  }

  hostUpdated(): void {
    this.#apply();
  }

  #apply = (): void => {
    const theme = this.#theme();
    const scheme = theme === 'auto' ? pageScheme() : theme === 'system' ? 'light dark' : theme;
    const { style } = this.#host;
    if (style.getPropertyValue('color-scheme') !== scheme) style.setProperty('color-scheme', scheme);
  };

  #onTransitionEnd = ({ target }: Event): void => {
    if (target === document.documentElement || target === document.body) this.#apply();
  };
}

/** Whether the page around is light or dark. */
export function pageScheme(): 'light' | 'dark' {
  const roots = document.body ? [document.documentElement, document.body] : [document.documentElement];
  for (const root of roots) {
    for (const name of SWITCHES) {
      const value = root.getAttribute(name)?.toLowerCase();
      if (value === 'dark' || value === 'light') return value;
    }
    if (root.classList.contains('dark')) return 'dark';
  }

  const styles = roots.map((root) => getComputedStyle(root));
  const schemes = styles.map((style) => style.colorScheme.replace('only', '').trim());
  const only = schemes.find((scheme) => scheme === 'dark' || scheme === 'light');
  if (only !== undefined) return only as 'light' | 'dark';

  // The body covers the root.
  for (const style of styles.reverse()) {
    const isLight = isLightColor(style.backgroundColor);
    if (isLight !== null) return isLight ? 'light' : 'dark';
  }
  // Nothing painted: the browser's own canvas, dark only where the page allows it.
  return /\bdark\b/.test(schemes[0] ?? '') && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/**
 * Whether a computed colour is nearer to white than to black.
 *
 * @param color - as `getComputedStyle` serializes it.
 * @returns `null` for one that is more than half transparent, or unknown.
 */
export function isLightColor(color: string): boolean | null {
  const [, name, list] = /^(\w+)\((.*)\)$/.exec(color) ?? [];
  const parts = (list ?? '').split(/[\s,/]+/).filter((part) => /^([-+.\d]|none$)/.test(part));
  const numbers = parts.map((part) => (part === 'none' ? 0 : parseFloat(part) / (part.endsWith('%') ? 100 : 1)));
  const [first, second, third, alpha = 1] = numbers;
  if (name === undefined || first === undefined || second === undefined || third === undefined || alpha < 0.5) return null;
  if (name === 'oklch' || name === 'oklab') return first > 0.6;
  if (name === 'lch' || name === 'lab') return first > 50;
  const scale = name === 'color' ? 1 : 255;
  // Weights of Rec. 709 on the coded values: near enough to lightness to tell a light page from a dark one.
  return (0.2126 * first + 0.7152 * second + 0.0722 * third) / scale > 0.5;
}
