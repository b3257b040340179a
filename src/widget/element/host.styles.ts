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
    /* Not by its insets: what moves so shifts no layout. */
    translate: 0 var(--_shift, 0);
    transition: translate var(--assisters-duration-base) var(--assisters-ease-smooth);
    /* The middle of the button, as the panel sees it. */
    --_half: calc(var(--assisters-launcher-size) / 2);
    --_origin-x: calc(100% - var(--_half));
    --_origin-y: calc(100% + 16px + var(--_half));
  }

  .floating:is([class*='-start']:dir(ltr), [class*='-end']:dir(rtl)) {
    --_origin-x: var(--_half);
  }

  .floating[class*='-start'] {
    inset-inline: var(--_edge) auto;
  }

  .floating[class*='top-'] {
    inset-block: calc(var(--assisters-offset-block) + env(safe-area-inset-top)) auto;
    --_origin-y: calc(-16px - var(--_half));
  }

  .inline {
    /* Underlines of the page go into what is in its flow. */
    float: inline-start;
    inline-size: 100%;
    block-size: 100%;
  }

  #panel {
    display: contents;
    margin-block: 16px;
  }

  /* Out of the dock, which would move by growing: a shift of layout. */
  #panel,
  .teaser {
    position: absolute;
    inset-block-end: 100%;
    inset-inline-end: 0;
  }

  .floating > #panel {
    display: block;
  }

  .launcher {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    min-inline-size: var(--assisters-launcher-size);
    block-size: var(--assisters-launcher-size);
    border-radius: var(--_r-round);
    background: var(--_assisters-accent);
    color: var(--assisters-color-on-accent);
    /* Of the icon's colour, which its own never is: an edge on any page. */
    box-shadow:
      0 0 0 1px,
      var(--assisters-shadow-launcher);

    .icon {
      grid-area: 1 / 1;
      transition:
        opacity var(--assisters-duration-fast),
        rotate var(--assisters-duration-fast);
    }

    &[aria-expanded='true'] .icon:first-child,
    &[aria-expanded='false'] .icon + .icon {
      opacity: 0;
      rotate: 60deg;
    }
  }

  /* Nothing is seen through there. */
  @media (prefers-contrast: more), (prefers-reduced-transparency: reduce) {
    .launcher[aria-expanded] {
      box-shadow: 0 0 0 1px;
    }
  }

  .launcher:focus-visible {
    /* Light and dark, on whatever the page has behind it. */
    box-shadow:
      0 0 0 3px var(--assisters-color-surface),
      0 0 0 5px var(--assisters-color-text),
      var(--assisters-shadow-launcher);
  }

  .badge {
    position: absolute;
    /* It grows with its letters, outwards. */
    inset-block-start: calc(12px - 1.25em);
    inset-inline-end: calc(12px - 1.25em);
    min-inline-size: 1.67em;
    padding-inline: 5px;
    border-radius: var(--_r-round);
    background: var(--assisters-color-danger);
    color: var(--assisters-color-surface);
    box-shadow: 0 0 0 2px;
    font-size: 0.75em;
    font-weight: 700;
    line-height: 1.67em;
    text-align: center;
    transition: scale calc(550ms * var(--assisters-motion)) var(--assisters-ease-bouncy);

    @starting-style {
      scale: 0;
    }
  }

  .teaser {
    margin-block: 12px;
    inline-size: max-content;
    max-inline-size: min(304px, 100vw - 40px);
    padding-block: var(--assisters-space-4);
    padding-inline: var(--assisters-space-5) 40px;
    border-radius: var(--_r-bubble);
    background: var(--assisters-color-raised);
    box-shadow: var(--assisters-shadow-raised);
    color: var(--assisters-color-text);
    font-size: var(--_body);
    line-height: 1.45;
    text-wrap: balance;
    overflow-wrap: anywhere;
    cursor: pointer;
    transition:
      opacity var(--assisters-duration-base),
      translate var(--assisters-duration-base) var(--assisters-ease-smooth);

    @starting-style {
      opacity: 0;
      translate: 0 8px;
    }
  }

  [class*='-start'] > :is(.teaser, #panel) {
    inset-inline: 0 auto;
  }

  [class*='top-'] > :is(.teaser, #panel) {
    inset-block: 100% auto;
  }

  /* It points at its button. */
  .bottom-end > .teaser {
    border-end-end-radius: var(--_r-tail);
  }

  .bottom-start > .teaser {
    border-end-start-radius: var(--_r-tail);
  }

  .top-end > .teaser {
    border-start-end-radius: var(--_r-tail);
  }

  .top-start > .teaser {
    border-start-start-radius: var(--_r-tail);
  }

  .dismiss {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    inline-size: 28px;
    block-size: 28px;
    border-radius: var(--_r-round);
  }

  @media (forced-colors: active) {
    .launcher {
      border: 2px solid;
    }

    .badge,
    .teaser {
      outline: 1px solid;
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

    .inline {
      float: none;
    }

    #panel {
      position: static;
    }

    .launcher,
    .teaser {
      display: none;
    }
  }
`;
