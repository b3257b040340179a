/** What a screen reader was told, and how. */
export interface Heard {
  readonly text: string;
  /** With direction marks. */
  readonly raw: string;
  readonly priority: string | undefined;
  /** Of what it was told by, or of the next around it in its shadow. */
  readonly lang: string | undefined;
  readonly from: Element;
  readonly atMs: number;
}

/** Stands in the place of the screen reader that `ariaNotify()` tells things to, in engines that have none, too. */
export class FakeScreenReader {
  readonly heard: Heard[] = [];
  readonly #native = Element.prototype.ariaNotify;

  constructor() {
    const { heard } = this;
    Element.prototype.ariaNotify = function (this: Element, text, options) {
      const lang = this.closest('[lang]')?.getAttribute('lang') ?? undefined;
      heard.push({ text: withoutMarks(text), raw: text, priority: options?.priority, lang, from: this, atMs: performance.now() });
    };
  }

  /** The words, without direction marks. */
  get words(): string[] {
    return this.heard.map(({ text }) => text);
  }

  restore(): void {
    if (this.#native) Element.prototype.ariaNotify = this.#native;
    else delete Element.prototype.ariaNotify;
  }
}

function withoutMarks(text: string): string {
  return text.replaceAll(/[\u2068\u2069]/g, '');
}
