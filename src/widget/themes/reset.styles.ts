import { css } from 'lit';

/** Levels the ground inside one shadow root, at zero specificity where it can, so that one class is always enough. */
export const reset = css`
  :where(*, *::before, *::after) {
    box-sizing: border-box;
  }

  :where(h2, h3, h4, h5, h6, p, ul, ol, dl, dd, pre, figure, blockquote) {
    margin: 0;
  }

  :where(button) {
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }

  :where(button, a, [tabindex]):focus-visible {
    outline: 2px solid transparent;
    box-shadow: var(--_focus);
  }

  [hidden] {
    display: none !important;
  }

  .icon {
    display: block;
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75px;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .icon path {
    vector-effect: non-scaling-stroke;
  }

  .icon.s14 {
    inline-size: 14px;
    block-size: 14px;
  }

  .icon.s16 {
    inline-size: 16px;
    block-size: 16px;
  }

  .icon.s18 {
    inline-size: 18px;
    block-size: 18px;
  }

  .icon.s28 {
    inline-size: 28px;
    block-size: 28px;
  }

  .icon.dots {
    stroke-width: 2.6px;
  }

  .mirror:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Read by screen readers, seen by nobody; takes part in no layout and adds no scrolling. */
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
    padding: 0;
  }

  .icon-button {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--_r-code);
    color: var(--assisters-color-text-muted);
    transition:
      background-color var(--assisters-duration-instant),
      color var(--assisters-duration-instant);
  }

  .text-button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 32px;
    padding-inline: 8px;
    border-radius: var(--_r-inner);
    color: var(--assisters-color-accent-text);
    font-size: 1em;
    font-weight: 600;
    text-decoration: none;
    transition: background-color var(--assisters-duration-instant);
  }

  @media (hover: hover) {
    :is(.icon-button, .text-button):hover {
      background: var(--assisters-color-bubble);
      color: var(--assisters-color-text);
    }

    .text-button:hover {
      color: var(--assisters-color-accent-text);
    }
  }

  @media (pointer: coarse) {
    .text-button {
      min-block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    :where(button, a, [tabindex]):focus-visible {
      outline-color: Highlight;
    }
  }
`;
