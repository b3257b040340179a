import { css } from 'lit';

/** One message and what stands around its text. */
export const messageStyles = css`
  /* Around the text, not on it. */
  [part='message']:focus-visible {
    outline: 2px solid var(--assisters-color-accent-ui);
    outline-offset: 6px;
    border-radius: 4px;
    box-shadow: none;
  }

  [data-role='user'] {
    display: flex;
    flex-flow: row-reverse wrap;
    align-items: flex-end;
    gap: 6px;

    /* Beside the bubble, whatever room is there: it moves nothing. */
    > time {
      justify-content: flex-end;
      inline-size: 0;
      white-space: nowrap;
    }

    > .waits {
      flex-basis: 100%;
      justify-content: flex-end;
    }
  }

  .turn:not(:hover, :focus-within) [data-role='user'] > time {
    opacity: 0;
  }

  [data-role='user'] [part='content'],
  .bubbles [data-role='assistant'] [part='content'] {
    max-inline-size: min(85%, 72ch);
    padding: calc(var(--assisters-space-3) - 1px) 13px;
    border: 1px solid var(--_hair, transparent);
    border-radius: var(--_r-bubble);
  }

  [data-role='user'] [part='content'] {
    border-end-end-radius: var(--_r-tail);
    background: var(--assisters-color-bubble);
    font-size: var(--_body);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }

  [data-state='queued'] [part='content'] {
    background: none !important;
    border-color: var(--assisters-color-border-strong) !important;
  }

  /* Its words, not the button beside them, say how far below the question it stands. */
  [data-role='user'] .waits {
    margin-block: -8px;
    margin-inline-end: -8px;
  }

  .bubbles [data-role='assistant'] [part='content'] {
    inline-size: fit-content;
    border-end-start-radius: var(--_r-tail);
    background: var(--assisters-color-sunken);
  }

  .waiting {
    display: flex;
    align-items: center;
    gap: 10px;
    font-size: var(--_body);
    color: var(--assisters-color-text-muted);
    overflow-wrap: anywhere;
    /* A quick answer needs no waiting row. */
    animation: appear var(--assisters-duration-instant) 300ms backwards;
  }

  .dots {
    display: flex;
    gap: 4px;
    --_delay: 0s;

    i {
      inline-size: 6px;
      block-size: 6px;
      border: 3px solid var(--assisters-color-accent-ui);
      border-radius: 3px;

      @media (prefers-reduced-motion: no-preference) {
        animation: breathe 1.2s var(--_delay) infinite;
      }

      &:nth-child(2) {
        --_delay: 0.15s;
        opacity: max(0.6, var(--_solid, 0));
      }

      &:nth-child(3) {
        --_delay: 0.3s;
        opacity: max(0.3, var(--_solid, 0));
      }
    }
  }

  @keyframes breathe {
    50% {
      opacity: max(0.25, var(--_solid, 0));
    }
  }

  .problem,
  .words {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
  }

  .problem {
    justify-content: space-between;
    gap: 0 8px;
    margin-block-start: var(--assisters-space-4);
    padding-block-start: 6px;
    border-block-start: 1px dashed var(--assisters-color-border-strong);
    font-size: var(--_meta);
    line-height: 1.4;
    color: var(--assisters-color-warning);

    /* Nothing was answered: the reason stands close to the question and needs no line between. */
    [part='content']:empty ~ & {
      justify-content: flex-end;
      margin-block-start: calc(6px - var(--assisters-space-7));
      padding-block-start: 0;
      border: 0;
    }

    &.errSend {
      color: var(--assisters-color-danger);
    }

    &.stopped {
      color: var(--assisters-color-text-muted);
    }

    /* Not wrong, only not yet: a box of its own, in which the time may change without anything moving. */
    &.waits,
    [part='content']:empty ~ &.waits {
      flex-wrap: nowrap;
      justify-content: space-between;
      margin-block-start: calc(var(--assisters-space-4) - var(--assisters-space-7));
      padding: 4px 12px;
      border-radius: var(--_r-code);
      background: var(--assisters-color-sunken);
      color: var(--assisters-color-text);

      svg {
        color: var(--assisters-color-warning);
      }

      b {
        font-variant-numeric: tabular-nums;
      }
    }

    &.waits .words {
      flex-wrap: nowrap;
      gap: 8px;
    }
  }

  .words {
    gap: 6px;
    min-block-size: 32px;
  }

  .links {
    margin-inline-end: -8px;
  }

  .sources {
    margin-block-start: var(--assisters-space-5);

    ul {
      display: flex;
      flex-wrap: wrap;
      gap: calc(var(--_small) - 26px) 6px;
      margin-block-start: 8px;
    }

    li {
      max-inline-size: 100%;
    }
  }

  .source {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 28px;
    padding: 3px;
    padding-inline-end: 9px;
    border: 1px solid var(--assisters-color-border);
    border-radius: var(--_r-round);
    color: inherit;
    font-size: var(--_meta);
    line-height: 1.35;
    text-decoration: none;

    /* A finger may hit the room between two rows. */
    &::before {
      content: '';
      position: absolute;
      inset: calc((27px - var(--_small)) / 2) 0;
    }

    &:hover {
      background: var(--assisters-color-sunken);
    }

    span {
      overflow-wrap: anywhere;
    }

    b {
      flex: none;
      inline-size: calc(20em / 11);
      border-radius: var(--_r-round);
      background: var(--assisters-color-bubble);
      color: var(--assisters-color-text-muted);
      font-size: calc(11em / 13);
      font-weight: 600;
      line-height: calc(20em / 11);
      text-align: center;
    }
  }

  .actions {
    display: flex;
    min-block-size: var(--_small);
    margin-block-start: var(--assisters-space-3);
    /* The glyph of 18 px, not its box, stands on the text's edge. */
    margin-inline-start: calc((18px - var(--_small)) / 2);

    .icon-button {
      --_more: calc((var(--_small) - 32px) / 2);
      inline-size: var(--_small);
      block-size: var(--_small);
      /* What a finger may hit is larger than what is seen. */
      padding: var(--_more);
      border-radius: min(var(--_r-inner) + var(--_more), var(--assisters-radius) * 99);
      background-clip: content-box;
    }

    [aria-pressed='true'] {
      background-color: var(--assisters-color-accent-soft);
      color: var(--assisters-color-accent-text);

      .icon {
        fill: currentColor;
      }

      @media (forced-colors: active) {
        border: 2px solid Highlight;
      }
    }

    time {
      margin-inline-start: auto;
    }
  }

  .down {
    scale: 1 -1;
  }

  .done {
    color: var(--assisters-color-success);
  }

  @media (hover: hover) and (pointer: fine) {
    /* Of older answers the actions come forward when they are looked at; they lie in the gap between two turns. */
    .turn:not(.last) .actions {
      position: relative;
      margin-block: -4px -28px;

      .turn:not(:hover, :focus-within) & {
        opacity: 0;
      }
    }
  }

  /* A plain transcript: who, when and what. */
  @media print {
    .actions,
    .links,
    time,
    [part='code-copy'],
    [part='link-host'] {
      display: none;
    }

    [data-role='user'] {
      display: block;
    }

    [data-role] [part='content'] {
      max-inline-size: none !important;
      padding: 0 !important;
      border: 0 !important;
    }

    article .hidden {
      all: unset;
      display: block;
      break-after: avoid;
      font-size: var(--_meta);
      font-weight: 600;
    }

    :is(.source, .answer a[href]:not([part]))::after {
      content: ' ' attr(href);
      overflow-wrap: anywhere;
    }
  }
`;
