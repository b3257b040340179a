import type { Strings } from '../locales/en.ts';
import { formatNumber, formatText } from '../locales/format.ts';

/** What the launcher's name is made of. */
export interface LauncherNaming {
  readonly strings: Strings;
  /** BCP 47. */
  readonly locale: string;
  /** Who is chatted with. */
  readonly name: string;
  /** The owner's own words, or `null`. */
  readonly ownLabel: string | null;
  readonly unread: number;
}

/** The launcher's accessible name: what it opens, and how many answers wait there. */
export function formatLauncherLabel({ strings, locale, name, ownLabel, unread }: LauncherNaming): string {
  if (ownLabel !== null) return unread === 0 ? ownLabel : `${ownLabel}, ${formatNumber(unread, locale)}`;
  const label = formatText(unread === 0 ? strings.launcher : strings.launcherUnread, locale, { name, n: unread });
  // Spoken and matched by voice control, never drawn: marks of direction would only be in the way.
  return label.replace(/[\u2068\u2069]/g, '');
}
