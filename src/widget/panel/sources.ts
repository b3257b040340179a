import { html, nothing } from 'lit';
import type { Source } from '../../protocol/chat-event.ts';
import { opensNewTab, resolveLink } from '../markdown/link-policy.ts';
import type { Scene } from './scene.ts';

/** Where an answer comes from: a numbered link each; what does not lead to the web is left out. */
export function renderSources(sources: readonly Source[], { phrases, config }: Scene) {
  const links = sources.flatMap(({ title, url }) => {
    const target = resolveLink(url);
    return target?.protocol.startsWith('http') ? [{ title: title || target.host, target }] : [];
  });
  if (links.length === 0) return nothing;
  return html`
    <div class="sources" part="sources">
      <span class="note">${phrases.say('sources', { n: links.length })}</span>
      <ul role="list">
        ${links.map(({ title, target }, index) => {
          const n = index + 1;
          const hint = opensNewTab(target, config.links) && phrases.say('opensNewTab');
          return html`<li>
            <a
              class="source"
              href=${target.href}
              rel="noopener noreferrer"
              target=${hint ? '_blank' : nothing}
              title=${hint || nothing}
              aria-label=${phrases.say('source', { n, title }) + (hint ? ` (${hint})` : '')}
              ><b>${n}</b><span dir="auto">${title}</span></a
            >
          </li>`;
        })}
      </ul>
    </div>
  `;
}
