import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ListenController } from './listen-controller.ts';

type Theme = 'auto' | 'system' | 'light' | 'dark';

/** Attributes by which sites say that they are dark; a site with another shows it by its background. */
const SWITCHES = ['data-theme', 'data-bs-theme'];

const roots = (): HTMLElement[] => [document.documentElement, document.body];

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
  readonly #observer: MutationObserver;
  #applied: Theme | undefined;

  /** @param theme - asked at every update of the host. */
  constructor(host: ReactiveControllerHost & HTMLElement, theme: () => Theme) {
    this.#host = host;
    this.#theme = theme;
    this.#observer = new MutationObserver(this.#apply);
    new ListenController(host, systemIsDark(), ['change'], this.#apply);
    // A background that fades has its final colour only at the end.
    new ListenController(host, document, ['transitionend'], this.#apply);
    // A sheet that is fetched counts from then on.
    new ListenController(host, document.head, ['load'], this.#apply);
    host.addController(this);
  }

  hostConnected(): void {
    for (const root of roots()) this.#observer.observe(root, { attributes: true });
    this.#observer.observe(document.head, { attributes: true, childList: true, characterData: true, subtree: true });
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** A page may change in ways that nothing tells of: whenever the host does anything, it is looked at again, once its styles are computed anyway. */
  hostUpdate(): void {
    const theme = this.#theme();
    if (theme !== this.#applied) this.#apply();
    else requestAnimationFrame(this.#apply);
  }

  readonly #apply = (): void => {
    const theme = (this.#applied = this.#theme());
    const scheme = theme === 'auto' ? pageScheme() : theme === 'system' ? 'light dark' : theme;
    // Important, as `* { all: unset !important }` of a page is.
    this.#host.style.setProperty('color-scheme', scheme, 'important');
  };
}

/** Whether the page around is light or dark. */
export function pageScheme(): 'light' | 'dark' {
  const styles = roots().map((root) => getComputedStyle(root));
  const said = roots().flatMap((root) => [...SWITCHES.map((name) => root.getAttribute(name)), root.classList.contains('dark') && 'dark']);
  // Of the meta element computed styles say nothing.
  const meta = document.querySelector<HTMLMetaElement>('meta[name=color-scheme]')?.content ?? '';
  const [own, inner] = styles.map(({ colorScheme }) => colorScheme.replace('normal', meta));
  for (const word of [...said, own, inner]) {
    const [, scheme] = /^(?:only )?(light|dark)(?: only)?$/.exec(word || '') ?? [];
    if (scheme) return scheme as 'light' | 'dark';
  }
  // The body covers the root. Nothing painted: the browser's own canvas, dark only where the page allows it.
  const [root, body] = styles.map((style) => isLightColor(style.backgroundColor));
  return (body ?? root ?? !(/dark/.test(own!) && systemIsDark().matches)) ? 'light' : 'dark';
}

/**
 * Whether a computed colour is nearer to white than to black.
 *
 * @param color - as `getComputedStyle` serializes it.
 * @returns `null` for one that is more than half transparent, or unknown.
 */
export function isLightColor(color: string): boolean | null {
  const [first, second, third, alpha = 1] = Array.from(color.matchAll(/[\s(](none|[-+.\de]+)/g), ([, part]) => parseFloat(part!) || 0);
  if (third === undefined || alpha < 0.5) return null;
  // Middle grey is 0.6 in OKLab. Else about the weights of Rec. 709 on the coded values: near enough to lightness.
  if (/^(ok)?l/.test(color)) return first! > (color.startsWith('o') ? 0.6 : 50);
  return 0.2 * first! + 0.7 * second! + 0.1 * third > (color.startsWith('rgb') ? 127.5 : 0.5);
}
