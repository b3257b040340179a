import type { Plural } from './en.ts';

/** What a placeholder may be filled with: a number is written the locale's way, a string stands apart from its sentence. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * Fills in a text of the interface.
 *
 * @param text - plain, or with one form a plural category, which `values.n` chooses.
 * @param locale - BCP 47.
 * @param values - by placeholder; a placeholder without a value stays as it is, so that the mistake is seen.
 */
export function formatText(text: string | Plural, locale: string, values: Values = {}): string {
  const form = typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(Number(values['n']))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name] ?? placeholder;
    // In marks of isolation a name in another script keeps its own direction and disturbs nothing around it.
    // https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
    return value === placeholder || typeof value === 'number' ? value.toLocaleString(locale) : `\u2068${value}\u2069`;
  });
}
