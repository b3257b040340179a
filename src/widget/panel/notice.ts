import { html, nothing } from 'lit';
import { renderIcon } from './icons.ts';
import type { Scene } from './scene.ts';

/** That this is an AI, in the owner's words or ours, and the way to the site's privacy page. */
export function renderNotice({ phrases, config: { disclosure, privacy } }: Scene) {
  if (disclosure === 'off' && privacy === null) return nothing;
  const link = `${phrases.say('privacy')} (${phrases.say('opensNewTab')})`;
  const words = disclosure === 'off' ? '' : (disclosure ?? phrases.say('disclosure'));
  return html`
    <p class="notice note" part="notice">
      ${renderIcon('info', 's16')}<span dir="auto">${words}</span>
      ${
        privacy === null
          ? nothing
          : html`<a href=${privacy} target="_blank" rel="noopener" title=${link} aria-label=${link}>${phrases.say('privacy')}</a>`
      }
    </p>
  `;
}
