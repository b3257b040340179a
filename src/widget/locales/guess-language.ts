/** Code units that are looked at: what a text begins in it is taken to be in, also while it grows. */
const LOOKED_AT = 400;

/** The language that each script says most often, by Unicode's names. Latin says none; kana before Han, which Japanese has, too. */
const SCRIPTS = [
  ['ja', /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ['zh', /\p{sc=Han}/gu],
  ['ko', /\p{sc=Hangul}/gu],
  ['ar', /\p{sc=Arabic}/gu],
  ['he', /\p{sc=Hebrew}/gu],
  ['hi', /\p{sc=Devanagari}/gu],
  ['th', /\p{sc=Thai}/gu],
  ['el', /\p{sc=Greek}/gu],
  ['ru', /\p{sc=Cyrillic}/gu],
] as const;

/**
 * The language in which to read a text whose script is another than the interface's: for voices, and for the shapes of Han letters.
 *
 * @param locale - BCP 47, of the interface.
 * @returns BCP 47; empty where nothing is known, as of Latin letters, or nothing is to be said, as of the interface's own script.
 */
export function guessLanguage(text: string, locale: string): string {
  const start = text.slice(0, LOOKED_AT);
  const count = (letters: RegExp): number => start.match(letters)?.length ?? 0;
  // Names, addresses and code are Latin in every language.
  const enough = count(/\p{L}/gu) / 4;
  const [guess] = SCRIPTS.find(([language, letters]) => count(letters) > (language === 'ja' ? enough / 2 : enough)) ?? [''];
  const own = new Intl.Locale(locale).maximize();
  const isOwn = guess === '' || guess === own.language || new Intl.Locale(guess).maximize().script === own.script;
  // Japanese without kana is no Chinese.
  return isOwn || (guess === 'zh' && own.language === 'ja') ? '' : guess;
}
