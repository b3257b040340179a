import { html, nothing, type TemplateResult } from 'lit';
import { renderIcon } from '../panel/icons.ts';

/** What the round button shows. */
export interface LauncherState {
  /** Accessible name, with the unread count in words. */
  readonly label: string;
  readonly isOpen: boolean;
  readonly isHidden: boolean;
  readonly unread: number;
  readonly onClick: () => void;
}

/** The button that opens and closes the panel `#panel` of the same shadow root. */
export function renderLauncher({ label, isOpen, isHidden, unread, onClick }: LauncherState): TemplateResult {
  return html`
    <button
      type="button"
      class="launcher"
      part="launcher"
      aria-label=${label}
      aria-expanded=${isOpen}
      aria-haspopup="dialog"
      aria-controls="panel"
      ?hidden=${isHidden}
      @click=${onClick}
    >
      <slot name="launcher">${renderIcon('chat', 's28 chat')}${renderIcon('chevronDown', 's28 chevron')}</slot>
      ${unread === 0 ? nothing : html`<span class="badge" part="badge" aria-hidden="true">${unread > 9 ? '9+' : unread}</span>`}
    </button>
  `;
}
