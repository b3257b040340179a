import { css } from 'lit';

/** Levels the ground inside one shadow root, at zero specificity where it can, and holds what all of them show alike. */
export const reset = css`
  :where(*, *::before, *::after) {
    box-sizing: border-box;
  }

  :where(h2, h3, h4, h5, h6, p, ul, ol, pre, blockquote) {
    margin: 0;
  }

  :where(button:not(.launcher), a) {
    transition: background-color var(--assisters-duration-instant);
  }

  /* An edge in forced colours. */
  :where(button:not(.launcher)) {
    outline-offset: -1px;
    outline: 1px solid transparent;
  }

  :where(button) {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  :where(button, a, [tabindex]):focus-visible {
    outline: 2px solid transparent;
    box-shadow: var(--_focus);

    /* Shadows are not painted there. */
    @media (forced-colors: active) {
      outline-color: Highlight !important;
    }
  }

  /* Whatever the page says of times or parts. */
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }

  [hidden] {
    display: none !important;
  }

  .icon {
    flex: none;
    inline-size: var(--_icon, 20px);
    block-size: var(--_icon, 20px);
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75px;
    stroke-linecap: round;
    stroke-linejoin: round;

    path {
      vector-effect: non-scaling-stroke;
    }
  }

  .s16 {
    --_icon: 16px;
  }

  .s18 {
    --_icon: 18px;
  }

  .s28 {
    --_icon: 28px;
  }

  .dots {
    stroke-width: 2.6px;
  }

  .mirror:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Lines end between words, where one could end between any two letters. */
  :lang(ja) {
    word-break: auto-phrase;
  }

  :lang(ko) {
    word-break: keep-all;
  }

  /* Read by screen readers, seen by nobody; takes part in no layout and adds no scrolling. */
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .note {
    display: flex;
    align-items: center;
    gap: 5px;
    font-size: var(--_caption);
    line-height: 1.4;
    color: var(--assisters-color-text-muted);
    font-variant-numeric: tabular-nums;
  }

  .icon-button {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--_r-inner);
    color: var(--assisters-color-text-muted);
  }

  .text-button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: var(--_small);
    padding-inline: 8px;
    border-radius: var(--_r-inner);
    color: var(--assisters-color-accent-text);
    font-weight: 600;
    text-decoration: none;
  }

  @media (hover: hover) {
    :is(.icon-button, .text-button):hover {
      background: var(--assisters-color-bubble);
    }
  }
`;
