import { LAUNCHER_TEXTS } from './launcher-texts.ts';

/** A language that the interface has. */
export interface Language {
  /** Names its texts: `en`, or one of `LAUNCHER_TEXTS`. */
  readonly tag: string;
  /** BCP 47, the asker's own variety where it is one of this language: for times, numbers and voices. */
  readonly locale: string;
}

const ENGLISH: Language = { tag: 'en', locale: 'en' };

/**
 * The first language of a list that the interface has; English when it has none.
 *
 * What is compared is language and script: `zh-TW` is `zh-Hant`, `de-AT` is `de`, and `iw` is `he`, as the browser knows.
 *
 * @param wanted - BCP 47, best first; what is none is passed over.
 */
export function negotiate(wanted: readonly string[]): Language {
  for (const asked of wanted) {
    const written = readLocale(asked);
    if (!written) continue;
    const tag = ['en', ...Object.keys(LAUNCHER_TEXTS)].find((known) => isSame(written, readLocale(known)!));
    if (tag === undefined) continue;
    // Texts of one region are not another's.
    return { tag, locale: /-[A-Z]{2}$/.test(tag) ? tag : written.baseName };
  }
  return ENGLISH;
}

function isSame(one: Intl.Locale, other: Intl.Locale): boolean {
  const [left, right] = [one.maximize(), other.maximize()];
  return left.language === right.language && left.script === right.script;
}

function readLocale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
