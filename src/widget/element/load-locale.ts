import type { Strings } from '../locales/en.ts';

/** Each a file of its own, which nobody fetches but who needs it. */
const LOCALES: Readonly<Record<string, () => Promise<{ strings: Strings }>>> = {
  ar: () => import('../locales/ar.ts'),
  de: () => import('../locales/de.ts'),
  es: () => import('../locales/es.ts'),
  fa: () => import('../locales/fa.ts'),
  fr: () => import('../locales/fr.ts'),
  he: () => import('../locales/he.ts'),
  hi: () => import('../locales/hi.ts'),
  it: () => import('../locales/it.ts'),
  ja: () => import('../locales/ja.ts'),
  ko: () => import('../locales/ko.ts'),
  nl: () => import('../locales/nl.ts'),
  pl: () => import('../locales/pl.ts'),
  'pt-BR': () => import('../locales/pt-BR.ts'),
  ru: () => import('../locales/ru.ts'),
  sv: () => import('../locales/sv.ts'),
  tr: () => import('../locales/tr.ts'),
  uk: () => import('../locales/uk.ts'),
  vi: () => import('../locales/vi.ts'),
  'zh-Hans': () => import('../locales/zh-Hans.ts'),
  'zh-Hant': () => import('../locales/zh-Hant.ts'),
};

/** Fetches the texts of a language. For bundlers; the script takes `fetch-locale.ts` instead. @returns `null` where they cannot be had. */
export async function loadLocale(tag: string): Promise<Strings | null> {
  try {
    return (await LOCALES[tag]!()).strings;
  } catch (error) {
    console.warn(`<assisters-chat>: the texts in "${tag}" could not be fetched`, error);
    return null;
  }
}
