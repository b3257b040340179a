import { LAUNCHER_TEXTS } from './launcher-texts.ts';

/** A language that the interface has. */
export interface Language {
  /** Names its texts: `en`, or one of `LAUNCHER_TEXTS`. */
  readonly tag: string;
  /** BCP 47, the asker's own variety where it is one of this language: for times, numbers and voices. */
  readonly locale: string;
}

const ENGLISH: Language = { tag: 'en', locale: 'en' };

/** The tags by language and script; made when it is first asked for. */
let tags: ReadonlyMap<string, string> | undefined;

/**
 * The first language of a list that the interface has; English when it has none.
 *
 * What is compared is language and script: `zh-TW` is `zh-Hant`, `de-AT` is `de`, and `iw` is `he`, as the browser knows.
 *
 * @param wanted - BCP 47, best first; what is none, or names none, is passed over.
 */
export function negotiate(wanted: readonly string[]): Language {
  tags ??= new Map(['en', ...Object.keys(LAUNCHER_TEXTS)].map((tag) => [nameOf(new Intl.Locale(tag)), tag]));
  for (const asked of wanted) {
    const written = readLocale(asked);
    const tag = written && tags.get(nameOf(written));
    // Texts of one region are not another's.
    if (tag) return { tag, locale: /-[A-Z]{2}$/.test(tag) ? tag : written.baseName };
  }
  return ENGLISH;
}

function nameOf(locale: Intl.Locale): string {
  const { language, script } = locale.maximize();
  return `${language}-${script}`;
}

function readLocale(tag: string): Intl.Locale | undefined {
  try {
    // "Undetermined", which the browser would take for English.
    return /^und\b/i.test(tag) ? undefined : new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
