import { css } from 'lit';

/** The text box and its one button. */
export const composerStyles = css`
  :host {
    display: block;
    flex: none;
  }

  .composer {
    padding-inline: var(--_gutter);
    padding-block: var(--assisters-space-4) var(--_composer-end, var(--_gutter));
  }

  .field {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    min-block-size: 48px;
    padding: 5px;
    border-radius: var(--_r-control);
    border: 1px solid var(--assisters-color-border-strong);
    background: var(--assisters-color-raised);
    transition: border-color var(--assisters-duration-instant);
  }

  .field:has(.input:focus) {
    border-color: var(--assisters-color-accent-ui);
    box-shadow: inset 0 0 0 1px var(--assisters-color-accent-ui);
  }

  .field:has([aria-invalid='true']) {
    border-color: var(--assisters-color-danger);
    box-shadow: inset 0 0 0 1px var(--assisters-color-danger);
  }

  .input {
    flex: 1;
    min-inline-size: 0;
    /* One to six lines, then it scrolls. */
    min-block-size: calc(1.6em + 12px);
    max-block-size: calc(9.6em + 12px);
    field-sizing: content;
    resize: none;
    margin: 0;
    padding-block: 6px;
    padding-inline: 10px 4px;
    border: 0;
    border-radius: 0;
    outline: 0;
    background: none;
    box-shadow: none;
    appearance: none;
    font: inherit;
    font-size: var(--_body);
    line-height: 1.6;
    color: var(--assisters-color-text);
    caret-color: var(--assisters-color-accent-text);
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }

  .input::placeholder {
    color: var(--assisters-color-text-muted);
    opacity: 1;
  }

  .send {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_r-round);
    background: var(--assisters-accent);
    color: var(--assisters-color-on-accent);
    transition:
      opacity var(--assisters-duration-fast) var(--assisters-ease-out),
      scale var(--assisters-duration-instant);
  }

  /* 44 px to hit, 36 px to see. */
  .send::before {
    content: '';
    position: absolute;
    inset: -4px;
  }

  .send[aria-disabled='true'] {
    opacity: 0.6;
    cursor: default;
  }

  .send:not([aria-disabled='true']):active {
    scale: calc(1 - 0.06 * var(--assisters-motion));
  }

  .send .icon {
    grid-area: 1 / 1;
    transition:
      opacity var(--assisters-duration-fast) var(--assisters-ease-out),
      scale var(--assisters-duration-fast) var(--assisters-ease-out);
  }

  .send .icon:nth-child(2) {
    fill: currentColor;
    stroke: none;
  }

  .send:not(.stop) .icon:nth-child(2),
  .send.stop .icon:nth-child(1) {
    opacity: 0;
    scale: 0.5;
  }

  .count {
    display: block;
    margin-block-start: 6px;
    font-size: var(--_caption);
    line-height: 1.35;
    color: var(--assisters-color-text-muted);
    font-variant-numeric: tabular-nums;
  }

  .count.over {
    color: var(--assisters-color-danger);
  }

  @media (pointer: coarse) {
    .field {
      min-block-size: 56px;
    }

    .input {
      /* Below 16 px iOS zooms the page. */
      font-size: max(16px, 1em);
      padding-block: 9px;
      min-block-size: calc(1.6em + 18px);
      max-block-size: calc(9.6em + 18px);
    }

    .send {
      inline-size: 44px;
      block-size: 44px;
    }

    .send::before {
      inset: 0;
    }
  }

  @media (forced-colors: active) {
    .send {
      border: 1px solid ButtonText;
    }

    .field:has(.input:focus) {
      outline: 2px solid Highlight;
    }
  }
`;
