import { KEY_ATTRIBUTES } from '../../widget/element/key-guard.ts';
import type { CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** Keys that can spend money. Stripe's `pk_…` are made to be public, so only in the chat's own tag they are refused. */
const SECRET = /\b((?:ast|sk|rk)_(?:live|test)_)[\w-]{6,}/;

/** Whether a secret stands in the page, where every visitor can read it. Names the place and the kind, never the secret. */
export function checkKeys({ tag, texts, scripts }: CheckContext): Finding {
  const places: string[] = [];
  const [reason = ''] = tag.problems;
  if (tag.config === null && !reason.startsWith('endpoint ')) places.push(`the chat’s tag, ${reason.split(':')[0]}`);
  for (const { attributes } of scripts) {
    for (const name of attributes.keys()) {
      const bare = name.replace(/^data-/, '');
      if (KEY_ATTRIBUTES.includes(bare)) places.push(`the chat’s script tag, ${name}`);
    }
  }
  for (const { where, text } of texts) {
    const [, kind] = SECRET.exec(text) ?? [];
    if (kind !== undefined) places.push(`${where} (${kind}…)`);
  }
  if (places.length === 0) return { state: 'ok', title: 'No key is in the page.' };
  return {
    state: 'bad',
    title: `A secret key is in the page, and every visitor can read it: ${[...new Set(places)].slice(0, 5).join('; ')}.`,
    fix: [
      'Take it out of the page. The chat needs no key: the proxy on your server alone has it.',
      'Replace the key in your account: whoever has seen the page may have it. Then give the new one to the proxy, on the server:',
    ],
    paste: 'ASSISTERS_API_KEY=…',
  };
}
