import type { Plural } from './en.ts';

/** What a placeholder may be filled with: a number is written the locale's way, a string stands apart from its sentence. */
export type Values = Readonly<Record<string, string | number>>;

/** First strong isolate and its end: a name in another script keeps its own direction and disturbs nothing around it. */
const FSI = '\u2068';
const PDI = '\u2069';

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

/**
 * Fills in a text of the interface.
 *
 * @param text - plain, or with one form a plural category, which `values.n` chooses.
 * @param locale - BCP 47.
 * @param values - by placeholder; a placeholder without a value stays as it is, so that the mistake is seen.
 * @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
 */
export function formatText(text: string | Plural, locale: string, values: Values = {}): string {
  return chooseForm(text, locale, values['n']).replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? formatNumber(value, locale) : `${FSI}${value}${PDI}`;
  });
}

/** A number as the locale writes it. */
export function formatNumber(value: number, locale: string): string {
  return cached(numbers, locale, () => new Intl.NumberFormat(locale)).format(value);
}

function chooseForm(text: string | Plural, locale: string, n: string | number | undefined): string {
  if (typeof text === 'string') return text;
  const rules = cached(plurals, locale, () => new Intl.PluralRules(locale));
  return text[rules.select(Number(n ?? 0))] ?? text.other;
}

function cached<T>(made: Map<string, T>, locale: string, make: () => T): T {
  let value = made.get(locale);
  if (value === undefined) made.set(locale, (value = make()));
  return value;
}
