import { formatText, type Values } from './format.ts';
import type { Strings } from './en.ts';

/** The interface's words, times and days in one language; handed down to whatever shows text. */
export class Phrases {
  /** BCP 47. */
  readonly locale: string;
  readonly #strings: Strings;
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #seconds: Intl.NumberFormat;
  readonly #minutes: Intl.NumberFormat;

  /** @param locale - BCP 47; throws a RangeError when it is none. */
  constructor(strings: Strings, locale: string) {
    this.locale = locale;
    this.#strings = strings;
    this.#time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
    const unit = { style: 'unit', unitDisplay: 'long' } as const;
    this.#seconds = new Intl.NumberFormat(locale, { ...unit, unit: 'second' });
    this.#minutes = new Intl.NumberFormat(locale, { ...unit, unit: 'minute' });
  }

  /** A text of the interface with its placeholders filled in. */
  say(key: keyof Strings, values?: Values): string {
    return formatText(this.#strings[key], this.locale, values);
  }

  /** Hour and minute, for milliseconds since the epoch. */
  time(ms: number): string {
    return this.#time.format(ms);
  }

  /** "Today", "Yesterday" or the date; both arguments in milliseconds since the epoch. */
  day(ms: number, nowMs: number): string {
    const yesterday = new Date(nowMs);
    yesterday.setDate(yesterday.getDate() - 1);
    const day = new Date(ms).toDateString();
    if (day === new Date(nowMs).toDateString()) return this.say('today');
    return day === yesterday.toDateString() ? this.say('yesterday') : this.#day.format(ms);
  }

  /** A waiting time in whole seconds, from two minutes on in whole minutes; never less than it is. */
  wait(ms: number): string {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    return seconds < 120 ? this.#seconds.format(seconds) : this.#minutes.format(Math.ceil(seconds / 60));
  }
}
