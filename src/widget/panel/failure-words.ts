import type { Turn } from '../conversation/state.ts';
import type { Strings } from '../locales/en.ts';
import type { Phrases } from '../locales/phrases.ts';

/**
 * The words for a turn that waits to be sent by itself.
 *
 * @param nowMs - Milliseconds since the epoch.
 */
export function describeWait({ failure }: Turn, phrases: Phrases, nowMs: number): string {
  const retryAtMs = failure?.retryAtMs ?? null;
  if (retryAtMs === null) return phrases.say('offlineQueued');
  return `${phrases.say('errRate')} ${phrases.say('retryIn', { time: phrases.wait(retryAtMs - nowMs) })}`;
}

/**
 * The words for a turn that ended badly: what a visitor can do about it, never what broke behind it.
 *
 * @param nowMs - Milliseconds since the epoch.
 * @returns `null` where nothing went wrong; `key` names the text.
 */
export function describeFailure({ state, failure }: Turn, phrases: Phrases, nowMs: number): { key: keyof Strings; text: string } | null {
  if (failure === null) return null;
  const { code, retryable, editable, retryAtMs } = failure;
  const waitMs = (retryAtMs ?? 0) - nowMs;
  let key: keyof Strings = 'errAnswer';
  if (state === 'interrupted') key = 'errInterrupted';
  else if (editable || code === 'offline') key = 'errSend';
  else if (retryAtMs !== null) key = waitMs > 0 ? 'errRateWait' : 'errRate';
  else if (!retryable) key = 'errUnavailable';
  return { key, text: phrases.say(key, { time: phrases.wait(waitMs) }) };
}
