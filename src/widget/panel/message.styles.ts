import { css } from 'lit';

/** One message and what stands around its text. Goes into the log's root: messages have none of their own. */
export const messageStyles = css`
  assisters-message {
    display: block;
  }

  .bubble-row {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 6px;
  }

  [data-role='user'] [part='content'] {
    max-inline-size: 85%;
    padding-block: var(--assisters-space-3);
    padding-inline: 14px;
    border: 1px solid transparent;
    background: var(--assisters-color-bubble);
    background-clip: border-box;
    border-radius: var(--_r-bubble);
    border-end-end-radius: var(--_r-tail);
    font-size: var(--_body);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }

  [data-role='user'] [part='content']:empty {
    display: none;
  }

  [data-role='user'][data-state='queued'] [part='content'] {
    background: none;
    border-color: var(--assisters-color-border-strong);
  }

  .bubbles [data-role='assistant'] [part='content']:not(:empty) {
    inline-size: fit-content;
    max-inline-size: 92%;
    padding-block: var(--assisters-space-3);
    padding-inline: 14px;
    border-radius: var(--_r-bubble);
    border-end-start-radius: var(--_r-tail);
    background: var(--assisters-color-sunken);
  }

  .meta {
    display: flex;
    align-items: center;
    gap: 5px;
    font-size: var(--_caption);
    line-height: 1.35;
    color: var(--assisters-color-text-muted);
    font-variant-numeric: tabular-nums;
  }

  .waiting {
    display: flex;
    align-items: center;
    gap: 10px;
    font-size: var(--_body);
    line-height: 1.6;
    color: var(--assisters-color-text-muted);
    overflow-wrap: anywhere;
    /* A quick answer needs no waiting row. */
    animation: appear var(--assisters-duration-instant) 300ms backwards;
  }

  .dots {
    display: inline-flex;
    flex: none;
    gap: 4px;
  }

  .dots i {
    inline-size: 6px;
    block-size: 6px;
    border-radius: 999px;
    background: var(--assisters-color-accent-ui);
  }

  .dots i:nth-child(2) {
    opacity: 0.6;
  }

  .dots i:nth-child(3) {
    opacity: 0.3;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    .dots i {
      animation: breathe 1.2s ease-in-out infinite;
    }

    .dots i:nth-child(2) {
      animation-delay: 0.15s;
    }

    .dots i:nth-child(3) {
      animation-delay: 0.3s;
    }
  }

  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 8px;
    padding-block-start: 6px;
    border-block-start: 1px dashed var(--assisters-color-border-strong);
    font-size: var(--_meta);
    line-height: 1.4;
    color: var(--assisters-color-warning);
  }

  [part='content']:not(:empty) ~ .problem {
    margin-block-start: var(--assisters-space-4);
  }

  /* Nothing was answered: the reason stands close to the question and needs no line between. */
  [part='content']:empty ~ .problem {
    justify-content: flex-end;
    margin-block-start: calc(6px - var(--assisters-space-7));
    padding-block-start: 0;
    border: 0;
  }

  .problem.unsent {
    color: var(--assisters-color-danger);
  }

  .problem.calm {
    color: var(--assisters-color-text-muted);
  }

  .words {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 32px;
  }

  .links {
    display: inline-flex;
    flex-wrap: wrap;
    margin-inline-end: -8px;
  }

  .sources {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-start: var(--assisters-space-5);
    font-size: var(--_meta);
    line-height: 1.35;
  }

  .sources ul {
    display: contents;
    list-style: none;
  }

  .sources .label {
    flex-basis: 100%;
    margin-block-end: 2px;
    font-size: calc(0.75em / 0.8125);
    color: var(--assisters-color-text-muted);
  }

  .sources li {
    min-inline-size: 0;
    max-inline-size: 100%;
  }

  .source {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-inline-size: 100%;
    min-block-size: 28px;
    padding-inline: 4px 10px;
    border: 1px solid var(--assisters-color-border);
    border-radius: var(--_r-round);
    color: var(--assisters-color-text);
    text-decoration: none;
  }

  .source span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .source b {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 20px;
    block-size: 20px;
    border-radius: 999px;
    background: var(--assisters-color-bubble);
    color: var(--assisters-color-text-muted);
    font-size: 11px;
    font-weight: 600;
    line-height: 1;
    font-variant-numeric: tabular-nums;
  }

  .actions {
    display: flex;
    align-items: center;
    margin-block-start: var(--assisters-space-3);
    /* A 32 px box around an 18 px glyph: the glyph stands on the text's edge. */
    margin-inline-start: -7px;
    min-block-size: 32px;
  }

  .actions .icon-button {
    inline-size: 32px;
    block-size: 32px;
    border-radius: var(--_r-inner);
  }

  .actions .meta {
    margin-inline-start: auto;
  }

  .done {
    color: var(--assisters-color-success);
  }

  @media (hover: hover) {
    .source:hover {
      background: var(--assisters-color-sunken);
    }

    /* Of older answers the actions come forward when they are looked at. */
    .turn:not(.last) .actions {
      /* They lie in the gap between two turns and take no room of their own. */
      position: relative;
      margin-block: -4px -28px;
      opacity: 0;
      transition: opacity var(--assisters-duration-instant);
    }

    .turn:is(:hover, :focus-within) .actions {
      opacity: 1;
    }
  }

  @media (pointer: coarse) {
    .source {
      min-block-size: 44px;
      padding-inline: 12px 14px;
    }

    .actions {
      min-block-size: 44px;
      margin-inline-start: -13px;
    }

    .actions .icon-button {
      inline-size: 44px;
      block-size: 44px;
    }
  }

  @media (forced-colors: active) {
    .dots i {
      background: CanvasText;
    }
  }
`;
