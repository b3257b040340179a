import type { Strings } from '../locales/en.ts';
import { formatText } from '../locales/format.ts';

/**
 * The launcher's accessible name: what it opens, and how many answers wait there.
 *
 * @param locale - BCP 47.
 * @param name - who is chatted with.
 * @param ownLabel - the owner's own words, or `null`.
 */
export function formatLauncherLabel(strings: Strings, locale: string, name: string, ownLabel: string | null, unread: number): string {
  if (ownLabel !== null) return unread === 0 ? ownLabel : `${ownLabel}, ${unread}`;
  const label = formatText(unread === 0 ? strings.launcher : strings.launcherUnread, locale, { name, n: unread });
  // Spoken and matched by voice control, never drawn: marks of direction would only be in the way.
  return label.replace(/[\u2068\u2069]/g, '');
}
