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
    color-scheme: inherit;
    visibility: inherit;
    box-sizing: border-box;
    font-family: var(--assisters-font-family, inherit);
    font-size: var(--assisters-font-size);
    color: var(--assisters-color-text);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  .dock.floating {
    position: fixed;
    inset-block-end: calc(var(--assisters-offset-block) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: calc(var(--assisters-offset-inline) + max(env(safe-area-inset-left, 0px), env(safe-area-inset-right, 0px)));
    z-index: var(--assisters-z-index);
    display: flex;
    flex-direction: column-reverse;
    align-items: flex-end;
    gap: 16px;
    /* The gap beside and above the button is the page's. */
    pointer-events: none;
  }

  .dock.floating > * {
    pointer-events: auto;
  }

  .dock.bottom-start,
  .dock.top-start {
    inset-inline: calc(var(--assisters-offset-inline) + max(env(safe-area-inset-left, 0px), env(safe-area-inset-right, 0px))) auto;
    align-items: flex-start;
  }

  /* The panel grows out of its button. */
  .dock.bottom-start:dir(ltr),
  .dock.bottom-end:dir(rtl) {
    --assisters-origin: left bottom;
  }

  .dock.bottom-start:dir(rtl) {
    --assisters-origin: right bottom;
  }

  .dock.top-end:dir(ltr),
  .dock.top-start:dir(rtl) {
    --assisters-origin: right top;
  }

  .dock.top-start:dir(ltr),
  .dock.top-end:dir(rtl) {
    --assisters-origin: left top;
  }

  .dock.top-start,
  .dock.top-end {
    inset-block: calc(var(--assisters-offset-block) + env(safe-area-inset-top, 0px)) auto;
    flex-direction: column;
  }

  .dock.inline {
    display: block;
    block-size: 100%;
  }

  .dock.fullscreen {
    position: fixed;
    inset: 0;
    z-index: var(--assisters-z-index);
    display: block;
  }

  #panel {
    display: contents;
  }

  @media print {
    .launcher {
      display: none;
    }
  }
`;
