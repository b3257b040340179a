/**
 * The card beside the chat. Its tokens are the chat's own, from the host around; a plain string, so that no Lit is loaded for it.
 *
 * Always at the window's corner, in inline chats too: in the chat's own box it would change the layout that the owner is looking at.
 */
export const CARD_STYLES = `
  :host {
    all: initial;
    color-scheme: inherit;
    visibility: inherit;
    position: fixed;
    z-index: calc(var(--assisters-z-index) + 1);
    inset-block-end: var(--assisters-offset-block);
    inset-inline-start: var(--assisters-offset-inline);
    inline-size: min(400px, 100% - 2 * var(--assisters-offset-inline));
    font-family: system-ui, sans-serif;
    font-size: 14px;
    line-height: 1.45;
  }

  /* Across from the launcher, and from the panel above it. */
  :host([data-side='end']) {
    inset-inline: auto var(--assisters-offset-inline);
  }

  * {
    box-sizing: border-box;
    margin: 0;
  }

  [hidden] {
    display: none !important;
  }

  .card {
    position: relative;
    border-radius: var(--assisters-radius);
    background: var(--assisters-color-surface);
    color: var(--assisters-color-text);
    box-shadow: var(--assisters-shadow-panel);
  }

  /* The card itself does not scroll: its close button stays. */
  details {
    max-block-size: min(640px, 100vh - 2 * var(--assisters-offset-block));
    overflow: auto;
    overscroll-behavior: contain;
    border-radius: inherit;
  }

  summary {
    position: sticky;
    inset-block-start: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    min-block-size: 48px;
    padding: 13px 56px 13px 16px;
    border-radius: var(--assisters-radius);
    background: var(--assisters-color-surface);
    list-style: none;
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  details[open] > summary {
    border-end-start-radius: 0;
    border-end-end-radius: 0;
    box-shadow: 0 1px var(--assisters-color-border);
  }

  .heading {
    font-weight: 600;
  }

  .sum,
  .note {
    color: var(--assisters-color-text-muted);
  }

  .note {
    font-size: 12px;
  }

  details > .note {
    padding: 0 16px 14px;
  }

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .close {
    position: absolute;
    inset: 2px 4px auto auto;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    min-block-size: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--assisters-color-text-muted);
  }

  .rows {
    padding: 0;
    list-style: none;
  }

  .row {
    display: flex;
    gap: 10px;
    padding: 10px 16px;
    border-block-end: 1px solid var(--assisters-color-border);
  }

  .body {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .name {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }

  strong {
    font-weight: 600;
  }

  .state {
    flex: none;
    color: var(--_state, var(--assisters-color-text-muted));
    font-size: 12px;
    font-weight: 600;
    line-height: 20px;
  }

  svg {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: var(--_state, var(--assisters-color-text-muted));
    stroke-width: 2px;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .close svg {
    stroke: currentColor;
  }

  [data-state='ok'] {
    --_state: var(--assisters-color-success);
  }

  [data-state='warn'] {
    --_state: var(--assisters-color-warning);
  }

  [data-state='bad'] {
    --_state: var(--assisters-color-danger);
  }

  .fix {
    margin-block-start: 6px;
    padding-inline-start: 0;
  }

  ul.fix {
    padding-inline-start: 18px;
  }

  .paste {
    display: flex;
    align-items: flex-start;
    gap: 6px;
    margin-block-start: 6px;
  }

  .paste > button {
    flex: none;
    font-size: 12px;
  }

  code {
    flex: 1;
    min-inline-size: 0;
    padding: 8px 10px;
    border-radius: var(--_r-code, 8px);
    background: var(--assisters-color-code);
    font: 12px/1.5 var(--assisters-font-mono);
    white-space: pre-wrap;
    user-select: all;
  }

  button {
    min-block-size: var(--_control, 36px);
    padding-inline: 12px;
    border: 1px solid var(--assisters-color-border-strong);
    border-radius: var(--_r-inner, 8px);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }

  .body > button {
    margin-block: 8px 4px;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 12px 16px;
  }

  textarea {
    display: block;
    inline-size: calc(100% - 32px);
    margin: 0 16px 12px;
    padding: 8px 10px;
    border: 1px solid var(--assisters-color-border-strong);
    border-radius: var(--_r-code, 8px);
    background: var(--assisters-color-code);
    color: inherit;
    font: 12px/1.5 var(--assisters-font-mono);
  }

  :is(button, summary, textarea):focus-visible {
    outline: 2px solid var(--assisters-color-accent-ui);
    outline-offset: -2px;
  }

  @media (hover: hover) {
    button:hover {
      background: var(--assisters-color-bubble);
    }
  }

  @media (forced-colors: active) {
    .card {
      border: 1px solid;
    }
  }

  /* Above the launcher, which stays in reach. */
  @media (max-width: 600px) {
    :host,
    :host([data-side]) {
      inset: 8px 8px auto;
      inline-size: auto;
    }

    details {
      max-block-size: calc(100vh - 2 * var(--assisters-offset-block) - var(--assisters-launcher-size));
    }
  }

  @media print {
    :host {
      display: none;
    }
  }
`;
