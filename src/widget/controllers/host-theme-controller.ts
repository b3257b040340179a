import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Theme = 'auto' | 'system' | 'light' | 'dark';

/** Attributes by which sites say that they are dark. */
const SWITCHES = ['data-theme', 'data-bs-theme', 'data-color-scheme', 'data-color-mode', 'data-mode'];

const systemIsDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

/**
 * Gives its host the colour scheme of the page around it, and follows it live.
 *
 * `auto`: the page's own switch, else the lightness of its background, so that a light page never gets a dark chat. `system`: the
 * visitor's system. `light`, `dark`: as said.
 */
export class HostThemeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #theme: () => Theme;
  #end = new AbortController();

  /** @param theme - asked at every update of the host. */
  constructor(host: ReactiveControllerHost & HTMLElement, theme: () => Theme) {
    this.#host = host;
    this.#theme = theme;
    host.addController(this);
  }

  hostConnected(): void {
    const { signal } = (this.#end = new AbortController());
    const apply = (): void => this.hostUpdated();
    const observer = new MutationObserver(apply);
    for (const root of roots()) observer.observe(root, { attributes: true });
    signal.addEventListener('abort', () => observer.disconnect());
    systemIsDark().addEventListener('change', apply, { signal });
    // A background that fades has its final colour only at the end.
    document.addEventListener('transitionend', apply, { signal });
  }

  hostDisconnected(): void {
    this.#end.abort();
  }

  hostUpdated(): void {
    const theme = this.#theme();
    this.#host.style.colorScheme = theme === 'auto' ? pageScheme() : theme === 'system' ? 'light dark' : theme;
  }
}

/** Outermost first; a script in the head runs before there is a body. */
function roots(): HTMLElement[] {
  return [document.documentElement, document.body as HTMLElement | null].filter((root) => root !== null);
}

/** Whether the page around is light or dark. */
export function pageScheme(): 'light' | 'dark' {
  const styles = roots().map((root) => getComputedStyle(root));
  const said = roots().flatMap((root) => [...SWITCHES.map((name) => root.getAttribute(name)), root.classList.contains('dark') && 'dark']);
  for (const word of [...said, ...styles.map((style) => style.colorScheme)]) {
    const [, scheme] = /^(?:only )?(light|dark)(?: only)?$/i.exec(word || '') ?? [];
    if (scheme) return scheme.toLowerCase() as 'light' | 'dark';
  }
  // The body covers the root. Nothing painted: the browser's own canvas, dark only where the page allows it.
  const [isLight = !(/dark/.test(styles[0]!.colorScheme) && systemIsDark().matches)] = styles
    .map((style) => isLightColor(style.backgroundColor))
    .reverse()
    .filter((answer) => answer !== null);
  return isLight ? 'light' : 'dark';
}

/**
 * Whether a computed colour is nearer to white than to black.
 *
 * @param color - as `getComputedStyle` serializes it.
 * @returns `null` for one that is more than half transparent, or unknown.
 */
export function isLightColor(color: string): boolean | null {
  const [first, second, third, alpha = 1] = Array.from(color.matchAll(/[\s(](none|[-+.\de]+)/g), ([, part]) => parseFloat(part!) || 0);
  if (first === undefined || second === undefined || third === undefined || alpha < 0.5) return null;
  // Middle grey is 0.6 in OKLab. Else weights of Rec. 709 on the coded values: near enough to lightness.
  if (/^(ok)?l/.test(color)) return first > (color.startsWith('o') ? 0.6 : 50);
  return 0.2126 * first + 0.7152 * second + 0.0722 * third > (color.startsWith('rgb') ? 127.5 : 0.5);
}
