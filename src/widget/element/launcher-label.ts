import type { Strings } from '../locales/en.ts';
import { formatText } from '../locales/format.ts';

/**
 * The launcher's accessible name: what it opens, and how many answers wait there.
 *
 * @param locale - BCP 47.
 * @param name - who is chatted with.
 * @param ownLabel - the owner's own words, or `null`.
 * @param shown - what is to be read on it: who steers by voice says that, so the name begins with it. Signs alone nobody says.
 */
export function formatLauncherLabel(
  strings: Strings,
  locale: string,
  name: string,
  ownLabel: string | null,
  unread: number,
  shown = '',
): string {
  const label =
    ownLabel === null
      ? // Spoken and matched by voice control, never drawn: marks of direction would only be in the way.
        formatText(unread === 0 ? strings.launcher : strings.launcherUnread, locale, { name, n: unread }).replace(/[\u2068\u2069]/g, '')
      : ownLabel + (unread === 0 ? '' : `, ${unread}`);
  const words = shown.replace(/\s+/g, ' ').trim();
  return label.toLowerCase().startsWith(words.toLowerCase()) || !/[\p{L}\p{N}]/u.test(words) ? label : `${words}, ${label}`;
}
