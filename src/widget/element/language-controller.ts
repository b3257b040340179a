import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ListenController } from '../controllers/listen-controller.ts';
import { en, type Strings } from '../locales/en.ts';
import { LAUNCHER_TEXTS } from '../locales/launcher-texts.ts';
import { negotiate } from '../locales/negotiate.ts';
import { loadLocale } from './load-locale.ts';

const RIGHT_TO_LEFT = /^(ar|fa|he)$/;

/** What was asked for on this page, by tag; all its chats share it. */
const asked = new Map<string, Promise<Strings | null>>();

/** What of it is here. */
const known = new Map<string, Strings>([['en', en]]);

/**
 * In which language the interface speaks: that of the element, else of the page around it, else the visitor's, else English. Follows
 * it live. Until the texts of a language are here, and where they cannot be had, the launcher speaks it and all else is English.
 */
export class LanguageController implements ReactiveController {
  /** The texts, the owner's own among them; the same object for as long as they stay the same. */
  strings: Strings = en;
  /** BCP 47: what `strings` are in. */
  locale = 'en';
  /** BCP 47: what the launcher's texts are in. */
  launcherLocale = 'en';
  /** `null`: the page has a direction of its own. */
  dir: 'rtl' | null = null;

  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #page: MutationObserver;
  #from = '';
  /** What this chat has asked for last: not again and again while it cannot be had. */
  #fetched = '';

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    this.#page = new MutationObserver(() => host.requestUpdate());
    new ListenController(host, window, ['languagechange']);
    host.addController(this);
  }

  hostConnected(): void {
    this.#page.observe(document, { subtree: true, attributes: true, attributeFilter: ['lang', 'dir'] });
  }

  hostDisconnected(): void {
    this.#page.disconnect();
  }

  /**
   * To be called before the host renders.
   *
   * @param own - the owner's texts.
   * @param wantsAll - not only the launcher's texts are needed.
   */
  follow(own: Partial<Strings>, wantsAll: boolean): void {
    const { tag, locale } = negotiate([...this.#around('lang'), ...navigator.languages]);
    if (wantsAll) this.#fetch(tag);
    const strings = known.get(tag);
    // English stands beneath, for texts that an older file has not got.
    const from = JSON.stringify([tag, strings !== undefined, own]);
    if (from !== this.#from) this.strings = { ...en, ...(strings ?? LAUNCHER_TEXTS[tag]), ...own };
    this.#from = from;
    this.locale = strings ? locale : 'en';
    this.launcherLocale = locale;
    this.dir = RIGHT_TO_LEFT.test(tag) && this.#around('dir').length === 0 ? 'rtl' : null;
  }

  #fetch(tag: string): void {
    if (tag === this.#fetched || known.has(tag)) return;
    this.#fetched = tag;
    if (!asked.has(tag)) asked.set(tag, loadLocale(tag));
    void asked.get(tag)!.then((strings) => {
      if (strings) known.set(tag, strings);
      else asked.delete(tag);
      this.#host.requestUpdate();
    });
  }

  /** What the host and all that is around it have in an attribute, shadow roots included, the nearest first. */
  #around(name: string): string[] {
    const values: string[] = [];
    for (let at: Element | undefined = this.#host; at; at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host) {
      if (at.hasAttribute(name)) values.push(at.getAttribute(name)!);
    }
    return values;
  }
}
