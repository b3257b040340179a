import { css } from 'lit';

/** The text box and its one button. */
export const composerStyles = css`
  .composer {
    padding: var(--_start, var(--assisters-space-4)) var(--_gutter) calc(var(--_composer-end, var(--_gutter)) - var(--_less, 0px));
  }

  .field {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: var(--_inset, 5px);
    border: 1px solid var(--_line, var(--assisters-color-border-strong));
    border-radius: var(--_r-control);
    background: var(--assisters-color-raised);

    &:has(.input:focus) {
      --_line: var(--assisters-color-accent-ui);
    }

    &:has([aria-invalid='true']) {
      --_line: var(--assisters-color-danger);
    }

    &:has(.input:focus, [aria-invalid='true']) {
      box-shadow: inset 0 0 0 1px var(--_line);
    }
  }

  .input {
    --_pad: calc((var(--_control) - 24px) / 2);
    flex: 1;
    min-inline-size: 0;
    /* One to six lines, then it scrolls. */
    min-block-size: var(--_control);
    max-block-size: var(--_highest, calc(6lh + 2 * var(--_pad)));
    field-sizing: content;
    resize: none;
    margin: 0;
    padding: var(--_pad) 10px;
    padding-inline-end: 4px;
    border: 0;
    outline: 0;
    background: none;
    font: inherit;
    font-size: var(--_body);
    color: inherit;
    caret-color: var(--assisters-color-accent-text);
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
    scrollbar-width: thin;

    &::placeholder {
      color: var(--assisters-color-text-muted);
      opacity: 1;
    }
  }

  .send {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    inline-size: var(--_control);
    block-size: var(--_control);
    border-radius: var(--_r-round);
    background: var(--_assisters-accent);
    color: var(--assisters-color-on-accent);

    /* 44 px to hit, whatever there is to see. */
    &::before {
      content: '';
      position: absolute;
      inset: calc((var(--_control) - 44px) / 2);
    }

    &[aria-disabled='true'] {
      opacity: max(0.6, var(--_solid, 0));
      cursor: default;
    }

    .icon {
      grid-area: 1 / 1;
      transition:
        opacity var(--assisters-duration-fast),
        scale var(--assisters-duration-fast);
    }

    .icon + .icon {
      fill: currentColor;
      stroke-width: 4.2px;
    }

    &[part='send'] .icon + .icon,
    &[part='stop'] .icon:first-child {
      opacity: 0;
      scale: 0.5;
    }
  }

  .count {
    margin-block-start: 6px;

    :has([aria-invalid='true']) + & {
      color: var(--assisters-color-danger);
    }
  }

  @media (pointer: coarse) {
    .input {
      /* Below that iOS zooms the page. */
      font-size: max(16px, var(--_body));
    }
  }

  @media (forced-colors: active) {
    .field:has(.input:focus) {
      outline: 2px solid Highlight;
    }
  }
`;
