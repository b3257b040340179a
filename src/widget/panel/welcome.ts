import { html, nothing } from 'lit';
import { renderIcon } from './icons.ts';
import { renderNotice } from './notice.ts';
import { PanelRequest } from './requests.ts';
import type { Scene } from './scene.ts';

/**
 * What stands in the log before the first question.
 *
 * @param greeting - The owner's, rendered; `null`: ours.
 */
export function renderWelcome(scene: Scene, greeting: HTMLElement | null) {
  const { config, phrases, siteName } = scene;
  return html`
    ${
      greeting ??
      html`<div part="greeting">
        <h3><bdi>${phrases.say('greeting')}</bdi></h3>
        <p class="intro"><bdi>${phrases.say('intro', { site: siteName })}</bdi></p>
      </div>`
    }
    ${
      config.suggestions.length === 0
        ? nothing
        : html`<ul class="suggestions" role="list" aria-label=${phrases.say('startersLabel')}>
            ${config.suggestions.map(
              (text) =>
                html`<li>
                  <button
                    type="button"
                    class="suggestion"
                    part="suggestion"
                    @click=${({ currentTarget }: Event) => currentTarget!.dispatchEvent(new PanelRequest('compose', text))}
                  >
                    <span dir="auto">${text}</span>${renderIcon('next', 's16 mirror')}
                  </button>
                </li>`,
            )}
          </ul>`
    }
    ${renderNotice(scene)}
  `;
}
