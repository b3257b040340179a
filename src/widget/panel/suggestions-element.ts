import { css, html, LitElement } from 'lit';
import { reset } from '../themes/reset.styles.ts';
import { renderIcon } from './icons.ts';
import { ComposeEvent } from './requests.ts';

const styles = css`
  ul {
    display: grid;
    gap: var(--assisters-space-3);
    list-style: none;
    padding: 0;
  }

  .suggestion {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding-inline: 14px 12px;
    padding-block: 8px;
    border-radius: var(--_r-control);
    border: 1px solid var(--assisters-color-border);
    font-size: var(--_body);
    line-height: 1.4;
    overflow-wrap: anywhere;
    transition: background-color var(--assisters-duration-instant);
  }

  .suggestion .icon {
    color: var(--assisters-color-text-muted);
  }

  @media (hover: hover) {
    .suggestion:hover {
      background: var(--assisters-color-sunken);
    }
  }
`;

/**
 * Questions to begin with.
 *
 * @tag assisters-suggestions
 * @fires {ComposeEvent} compose - One was chosen.
 * @csspart suggestion - Each `<button>`.
 */
export class SuggestionsElement extends LitElement {
  static override styles = [reset, styles];

  static override properties = {
    label: { attribute: false },
    suggestions: { attribute: false },
  };

  /** The list's name. */
  declare label: string;

  declare suggestions: readonly string[];

  constructor() {
    super();
    this.label = '';
    this.suggestions = [];
  }

  override render() {
    return html`
      <ul role="list" aria-label=${this.label}>
        ${this.suggestions.map(
          (text) => html`
            <li>
              <button type="button" class="suggestion" part="suggestion" @click=${() => this.dispatchEvent(new ComposeEvent(text))}>
                <span dir="auto">${text}</span>${renderIcon('next', 's16 mirror')}
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assisters-suggestions': SuggestionsElement;
  }
}
