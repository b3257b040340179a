import { css } from 'lit';

/** The round button and its count. */
export const launcherStyles = css`
  .launcher {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    min-inline-size: var(--assisters-launcher-size);
    block-size: var(--assisters-launcher-size);
    border-radius: var(--_r-round);
    background: var(--assisters-accent);
    color: var(--assisters-color-on-accent);
    box-shadow:
      0 0 0 1px rgb(255 255 255 / 0.16),
      var(--assisters-shadow-launcher);
    user-select: none;
  }

  .launcher:focus-visible {
    box-shadow: var(--_focus), var(--assisters-shadow-launcher);
  }

  .launcher .icon {
    grid-area: 1 / 1;
    transition:
      opacity var(--assisters-duration-fast),
      transform var(--assisters-duration-fast);
  }

  .launcher[aria-expanded='false'] .chevron,
  .launcher[aria-expanded='true'] .chat {
    opacity: 0;
    transform: scale(0.7);
  }

  .badge {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    min-inline-size: 20px;
    block-size: 20px;
    padding-inline: 5px;
    border-radius: 999px;
    background: light-dark(#b3261e, #ff8f86);
    color: light-dark(#fff, #000);
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
    font-variant-numeric: tabular-nums;
    box-shadow: 0 0 0 2px var(--assisters-color-surface);
  }

  @media (forced-colors: active) {
    .launcher {
      border: 2px solid ButtonText;
    }
  }
`;
