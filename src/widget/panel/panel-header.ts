import { html, nothing, type TemplateResult } from 'lit';
import type { Phrases } from '../locales/phrases.ts';
import { renderIcon } from './icons.ts';

/** What the top row shows. */
export interface HeaderState {
  readonly phrases: Phrases;
  readonly heading: string;
  /** Empty: none. */
  readonly subheading: string;
  /** Absolute URL, or `null` for the icon. */
  readonly avatar: string | null;
  /** Absolute URL of a person to turn to, or `null`. */
  readonly contact: string | null;
  readonly hasConversation: boolean;
  /** The page fills the slot `header`. */
  readonly isSlotted: boolean;
  /** `null` where the panel cannot be closed. */
  readonly onClose: (() => void) | null;
}

/** The panel's top row. No `<header>`: in a dialog that would be a banner of the whole page. */
export function renderHeader(state: HeaderState): TemplateResult {
  const { phrases, heading, isSlotted, onClose } = state;
  const close = phrases.say('close');
  return html`
    <div class="header" part="header">
      ${
        isSlotted
          ? html`<h2 id="heading" class="hidden" tabindex="-1">${heading}</h2>
              <slot name="header"></slot>`
          : renderTitles(state)
      }
      <div class="buttons">
        <assisters-menu
          exportparts="menu"
          .phrases=${phrases}
          .contact=${state.contact}
          .hasConversation=${state.hasConversation}
        ></assisters-menu>
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

function renderTitles({ avatar, heading, subheading }: HeaderState): TemplateResult {
  return html`
    ${
      avatar === null
        ? html`<span class="avatar">${renderIcon('chat')}</span>`
        : html`<img class="avatar" src=${avatar} alt="" width="36" height="36" />`
    }
    <div class="titles">
      <h2 id="heading" class="heading" part="heading" tabindex="-1"><bdi>${heading}</bdi></h2>
      ${subheading === '' ? nothing : html`<p class="subheading" title=${subheading}><bdi>${subheading}</bdi></p>`}
    </div>
  `;
}
