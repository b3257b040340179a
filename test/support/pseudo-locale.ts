import { en, type Plural, type Strings } from '../../src/widget/locales/en.ts';

/**
 * The two languages that nobody speaks: English with accents, longer than any translation, and English in Arabic letters, from right to
 * left. By BCP 47 each is a region's variety of the language that it is made up as, and so goes the same way through the chat.
 */
export type PseudoLocale = 'en-XA' | 'ar-XB';

const LATIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A stand-in for each of them, in order, each a single character that has no Latin letter of ASCII in it. */
const LETTERS: Readonly<Record<PseudoLocale, string>> = {
  'en-XA': 'åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ',
  'ar-XB': 'ابشدهفجحيژكلمنوپقرستثڤطخئزابشدهفجحيژكلمنوپقرستثڤطخئز',
};

/**
 * The whole interface in a made-up language, from the English texts.
 *
 * Every letter is another one, so that English that comes from elsewhere is seen. Brackets stand around each text, so that a cut one is,
 * and so is one that was put together from pieces. Placeholders stay, and there is a form for every number that the language has.
 */
export function pseudoStrings(locale: PseudoLocale): Strings {
  const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
  const entries = Object.entries(en).map(([key, text]: [string, string | Plural]) => {
    if (typeof text === 'string') return [key, disguise(text, locale)];
    return [key, Object.fromEntries(pluralCategories.map((category) => [category, disguise(text[category] ?? text.other, locale)]))];
  });
  return Object.fromEntries(entries) as Strings;
}

/** A text in a made-up language. */
export function disguise(text: string, locale: PseudoLocale): string {
  const words = text.replace(/\{\w+\}|[a-z]/gi, (found) => {
    if (found.length > 1) return found;
    const letter = LETTERS[locale][LATIN.indexOf(found)]!;
    // With vowels twice, words grow as those of long languages do, and all of it by 40 %.
    return locale === 'en-XA' && /[aeiouy]/i.test(found) ? letter + letter.toLowerCase() : letter;
  });
  return `[${words}]`;
}
