import { html, nothing, type TemplateResult } from 'lit';
import { renderIcon } from './icons.ts';
import type { Scene } from './scene.ts';

/** What the top row shows beside the scene. */
export interface HeaderState {
  /** Empty: none. */
  readonly subheading: string;
  /** The page fills the slot `header`. */
  readonly isSlotted: boolean;
  readonly menu: TemplateResult;
  /** `null` where the panel cannot be closed. */
  readonly onClose: (() => void) | null;
}

/** The panel's top row. No `<header>`: in a dialog that would be a banner of the whole page. */
export function renderHeader({ phrases, name, config }: Scene, { subheading, isSlotted, menu, onClose }: HeaderState): TemplateResult {
  const close = phrases.say('close');
  return html`
    <div class="header" part="header">
      ${
        isSlotted
          ? html`<h2 id="heading" class="hidden" tabindex="-1">${name}</h2>
              <slot name="header"></slot>`
          : html`
              ${
                config.avatar === null
                  ? html`<span class="avatar">${renderIcon('chat')}</span>`
                  : html`<img class="avatar" src=${config.avatar} alt="" />`
              }
              <div class="titles">
                <h2 id="heading" class="heading" part="heading" tabindex="-1"><bdi>${name}</bdi></h2>
                ${subheading && html`<p class="subheading" title=${subheading}><bdi>${subheading}</bdi></p>`}
              </div>
            `
      }
      <div class="buttons">
        ${menu}
        ${
          onClose === null
            ? nothing
            : html`<button type="button" class="icon-button" part="close" aria-label=${close} title=${close} @click=${onClose}>
                ${renderIcon('close')}
              </button>`
        }
      </div>
    </div>
  `;
}
