import { css } from 'lit';

/**
 * The place of the chat on the page. The host itself has no box unless it is inline, so that no rule of the page that fits it
 * (`* {…}`, `body > * {…}`, `div:empty`) can move or paint anything; what it would inherit is levelled in `.dock`.
 */
export const hostStyles = css`
  :host {
    display: contents;
  }

  :host([mode='inline']) {
    display: block;
    block-size: var(--assisters-panel-height);
  }

  :host([hidden]) {
    display: none;
  }

  .dock {
    all: initial;
    display: block;
    color-scheme: inherit;
    visibility: inherit;
    font-family: var(--assisters-font-family, inherit);
    font-size: var(--assisters-font-size);
    -webkit-text-size-adjust: 100%;
  }

  .floating,
  .fullscreen {
    position: fixed;
    inset: 0;
    z-index: var(--assisters-z-index);
  }

  .floating {
    --_edge: calc(var(--assisters-offset-inline) + max(env(safe-area-inset-left), env(safe-area-inset-right)));
    inset-block: auto calc(var(--assisters-offset-block) + env(safe-area-inset-bottom));
    inset-inline: auto var(--_edge);
    display: flex;
    flex-direction: column-reverse;
    align-items: flex-end;
    gap: 16px;
    /* The gap beside and above the button is the page's. */
    pointer-events: none;
  }

  .floating > * {
    pointer-events: auto;
  }

  .floating[class*='-start'] {
    inset-inline: var(--_edge) auto;
    align-items: flex-start;
  }

  .floating[class*='top-'] {
    inset-block: calc(var(--assisters-offset-block) + env(safe-area-inset-top)) auto;
    flex-direction: column;
  }

  .inline {
    block-size: 100%;
  }

  #panel {
    display: contents;
  }

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
      0 0 0 1px #fff3,
      var(--assisters-shadow-launcher);
  }

  .launcher:focus-visible {
    box-shadow: var(--_focus), var(--assisters-shadow-launcher);
  }

  .badge {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    min-inline-size: 20px;
    padding-inline: 5px;
    border-radius: 10px;
    background: var(--assisters-color-danger);
    color: var(--assisters-color-surface);
    box-shadow: 0 0 0 2px;
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }

  @media (forced-colors: active) {
    .launcher {
      border: 2px solid;
    }
  }

  @media print {
    :host([mode='inline']),
    .dock {
      position: static;
      inset-block: 0 auto;
      display: block;
      block-size: auto;
    }

    .launcher {
      display: none;
    }
  }
`;
