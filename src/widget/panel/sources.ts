import { html, nothing, type TemplateResult } from 'lit';
import type { Source } from '../../protocol/chat-event.ts';
import type { Phrases } from '../locales/phrases.ts';
import { opensNewTab, resolveLink } from '../markdown/link-policy.ts';
import type { MarkdownPolicy } from '../markdown/markdown-view.ts';

/** Where an answer comes from: a numbered link each; what does not lead to the web is left out. */
export function renderSources(sources: readonly Source[], phrases: Phrases, policy: MarkdownPolicy): TemplateResult | typeof nothing {
  const links = sources.flatMap(({ title, url }) => {
    const target = resolveLink(url);
    return target?.protocol.startsWith('http') ? [{ title: title || target.host, target }] : [];
  });
  if (links.length === 0) return nothing;
  return html`
    <div class="sources" part="sources">
      <span class="label">${phrases.say('sources', { n: links.length })}</span>
      <ul role="list">
        ${links.map(({ title, target }, index) => renderSource(title, target, index + 1, phrases, policy))}
      </ul>
    </div>
  `;
}

function renderSource(title: string, target: URL, number: number, phrases: Phrases, policy: MarkdownPolicy): TemplateResult {
  const hint = opensNewTab(target, policy.links) ? phrases.say('opensNewTab') : '';
  const name = phrases.say('source', { n: number, title });
  return html`
    <li>
      <a
        class="source"
        href=${target.href}
        rel="noopener noreferrer"
        target=${hint === '' ? nothing : '_blank'}
        title=${hint || nothing}
        aria-label=${hint === '' ? name : `${name} (${hint})`}
        ><b>${number}</b><span dir="auto">${title}</span></a
      >
    </li>
  `;
}
