import { html, nothing } from 'lit';
import type { Source } from '../../protocol/chat-event.ts';
import { opensNewTab, resolveLink } from '../markdown/link-policy.ts';
import type { Scene } from './scene.ts';

/** A source that leads to the web. */
export interface SourceLink {
  /** Its place among all sources of the answer, by which the answer's text names it. */
  readonly n: number;
  readonly title: string;
  readonly href: string;
  /** The link's accessible name. */
  readonly label: string;
  /** That it opens in a new tab, or nothing. */
  readonly hint: string | false;
}

/** The sources of an answer that can be gone to. The others are left out, and their numbers with them. */
export function linkSources(sources: readonly Source[], { phrases, config }: Scene): SourceLink[] {
  return sources.flatMap(({ title: name, url }, index) => {
    const target = resolveLink(url);
    if (!target?.protocol.startsWith('http')) return [];
    const { href, host } = target;
    const n = index + 1;
    const title = name || host;
    const hint = opensNewTab(target, config.links) && phrases.say('opensNewTab');
    return [{ n, title, href, label: phrases.say('source', { n, title }) + (hint ? ` (${hint})` : ''), hint }];
  });
}

/** Where an answer comes from: a numbered link each. */
export function renderSources(sources: readonly Source[], scene: Scene) {
  const links = linkSources(sources, scene);
  if (links.length === 0) return nothing;
  return html`
    <div class="sources" part="sources">
      <span class="note">${scene.phrases.say('sources', { n: links.length })}</span>
      <ul role="list">
        ${links.map(
          ({ n, title, href, label, hint }) =>
            html`<li>
              <a
                class="source"
                href=${href}
                rel="noopener noreferrer"
                target=${hint ? '_blank' : nothing}
                title=${label}
                aria-label=${label}
                ><b>${n}</b><span dir="auto">${title}</span></a
              >
            </li>`,
        )}
      </ul>
    </div>
  `;
}
