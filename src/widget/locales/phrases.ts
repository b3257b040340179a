import { formatText, type Values } from './format.ts';
import type { Strings } from './en.ts';
import { guessLanguage } from './guess-language.ts';

/** The interface's words, times and days in one language; handed down to whatever shows text. */
export class Phrases {
  readonly #strings: Strings;
  readonly #locale: string;
  // To make one takes longer than to render a message.
  #timeFormat: Intl.DateTimeFormat | undefined;
  #dayFormat: Intl.DateTimeFormat | undefined;

  /** @param locale - BCP 47. */
  constructor(strings: Strings, locale: string) {
    this.#strings = strings;
    this.#locale = locale;
  }

  /** A text of the interface with its placeholders filled in. */
  say(key: keyof Strings, values?: Values): string {
    return formatText(this.#strings[key], this.#locale, values);
  }

  /** The language of somebody's words where it is seen to be another than ours: BCP 47, else empty. */
  languageOf(words: string): string {
    return guessLanguage(words, this.#locale);
  }

  /** The words that rendered answers need. */
  markdownLabels() {
    return { ...this.#strings, showImage: (host: string) => this.say('showImage', { host }) };
  }

  /** Hour and minute, for milliseconds since the epoch. */
  time(ms: number): string {
    this.#timeFormat ??= new Intl.DateTimeFormat(this.#locale, { hour: 'numeric', minute: '2-digit' });
    return this.#timeFormat.format(ms);
  }

  /** "Today", "Yesterday" or the date; both arguments in milliseconds since the epoch. */
  day(ms: number, nowMs: number): string {
    const date = new Date(ms);
    const now = new Date(nowMs);
    const day = date.toDateString();
    if (day === now.toDateString()) return this.say('today');
    now.setDate(now.getDate() - 1);
    if (day === now.toDateString()) return this.say('yesterday');
    this.#dayFormat ??= new Intl.DateTimeFormat(this.#locale, { weekday: 'long', day: 'numeric', month: 'long' });
    return this.#dayFormat.format(date);
  }

  /** A waiting time as a clock shows it, `1:05`; never less than it is. */
  clock(ms: number): string {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    const digits = (value: number, minimumIntegerDigits: number): string =>
      value.toLocaleString(this.#locale, { minimumIntegerDigits, useGrouping: false });
    return `${digits(Math.floor(seconds / 60), 1)}:${digits(seconds % 60, 2)}`;
  }

  /** A waiting time in whole seconds, from two minutes on in whole minutes; never less than it is. */
  wait(ms: number): string {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    const [value, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
    return value.toLocaleString(this.#locale, { style: 'unit', unit, unitDisplay: 'long' });
  }
}
