import { strings as ar } from './ar.ts';
import { strings as de } from './de.ts';
import type { Strings } from './en.ts';
import { strings as es } from './es.ts';
import { strings as fa } from './fa.ts';
import { strings as fr } from './fr.ts';
import { strings as he } from './he.ts';
import { strings as hi } from './hi.ts';
import { strings as it } from './it.ts';
import { strings as ja } from './ja.ts';
import { strings as ko } from './ko.ts';
import { strings as nl } from './nl.ts';
import { strings as pl } from './pl.ts';
import { strings as ptBR } from './pt-BR.ts';
import { strings as ru } from './ru.ts';
import { strings as sv } from './sv.ts';
import { strings as tr } from './tr.ts';
import { strings as uk } from './uk.ts';
import { strings as vi } from './vi.ts';
import { strings as zhHans } from './zh-Hans.ts';
import { strings as zhHant } from './zh-Hant.ts';

/** What is to be read or heard of a chat that nobody has opened. */
export type LauncherTexts = Pick<Strings, 'launcher' | 'teaserDismiss'>;

const pick = ({ launcher, teaserDismiss }: Strings): LauncherTexts => ({ launcher, teaserDismiss });

/**
 * Every language but English, by its tag, with the texts that are built in: all others are fetched when the visitor shows an interest.
 * The build runs this file and puts the values in its place (scripts/bundle/launcher-texts.ts).
 */
export const LAUNCHER_TEXTS: Readonly<Record<string, LauncherTexts>> = {
  ar: pick(ar),
  de: pick(de),
  es: pick(es),
  fa: pick(fa),
  fr: pick(fr),
  he: pick(he),
  hi: pick(hi),
  it: pick(it),
  ja: pick(ja),
  ko: pick(ko),
  nl: pick(nl),
  pl: pick(pl),
  'pt-BR': pick(ptBR),
  ru: pick(ru),
  sv: pick(sv),
  tr: pick(tr),
  uk: pick(uk),
  vi: pick(vi),
  'zh-Hans': pick(zhHans),
  'zh-Hant': pick(zhHant),
};
