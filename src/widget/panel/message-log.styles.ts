import { css } from 'lit';

/** The transcript: what scrolls, what it says before the first question, and the way back to its end. */
export const messageLogStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
    /* Hairlines, seen only while something lies beneath them. */
    border-block: 1px solid transparent;
  }

  :host([above]) {
    border-block-start-color: var(--assisters-color-border);
  }

  :host([below]) {
    border-block-end-color: var(--assisters-color-border);
  }

  .messages {
    /* The room that a pinned question keeps free below it is measured by this box, without a script. */
    container-type: size;
    position: relative;
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--assisters-color-border-strong) transparent;
  }

  .messages:focus-visible {
    outline: 2px solid transparent;
    box-shadow: inset 0 0 0 2px var(--assisters-color-accent-ui);
  }

  .flow {
    display: flex;
    flex-direction: column;
    gap: var(--assisters-space-7);
    min-block-size: 100%;
    padding-inline: var(--_gutter);
    padding-block: var(--assisters-space-4);
  }

  .mark {
    inline-size: 1px;
    block-size: 0;
  }

  .flow > .mark {
    position: absolute;
    inset-block-start: var(--assisters-space-4);
  }

  .turns {
    display: flex;
    flex-direction: column;
    gap: var(--assisters-space-7);
    list-style: none;
    padding: 0;
  }

  .turn {
    display: flex;
    flex-direction: column;
    gap: var(--assisters-space-7);
  }

  .turn .mark {
    margin-block-start: calc(-1 * var(--assisters-space-7));
  }

  .turn.pinned {
    min-block-size: calc(100cqb - var(--assisters-space-4) - 12px);
  }

  .day {
    display: flex;
    align-items: center;
    gap: var(--assisters-space-4);
    margin-block-end: var(--assisters-space-7);
    font-size: var(--_caption);
    line-height: 1.35;
    color: var(--assisters-color-text-muted);
  }

  .day::before,
  .day::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: var(--assisters-color-border);
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    align-items: center;
    gap: 2px 5px;
    font-size: var(--_caption);
    line-height: 1.4;
    text-align: center;
    color: var(--assisters-color-text-muted);
  }

  .talking .notice {
    margin-block-end: calc(-1 * var(--assisters-space-3));
  }

  .notice a {
    display: inline-block;
    padding-block: 4px;
    border-radius: 2px;
    color: inherit;
    text-underline-offset: 2px;
    text-decoration-color: var(--assisters-color-border-strong);
  }

  .empty {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: var(--assisters-space-5);
    padding-block-start: var(--assisters-space-5);
  }

  .empty .notice {
    justify-content: flex-start;
    text-align: start;
  }

  .greeting h3,
  .empty .greeting.short > p:first-child {
    font-size: calc(1.5em * var(--_heading-scale, 1));
    line-height: 1.25;
    font-weight: 600;
    letter-spacing: -0.018em;
    text-wrap: balance;
  }

  .empty .greeting.short > p:first-child {
    --_heading-scale: 1.0667;
  }

  .intro {
    margin-block-start: var(--assisters-space-3);
    font-size: var(--_body);
    color: var(--assisters-color-text-muted);
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  assisters-suggestions {
    display: block;
    margin-block-start: auto;
  }

  .jump {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    max-inline-size: calc(100% - 32px);
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 36px;
    padding-inline: 12px 14px;
    border: 1px solid transparent;
    border-radius: var(--_r-round);
    background: var(--assisters-color-raised);
    box-shadow: var(--assisters-shadow-raised);
    font-size: var(--_meta);
    font-weight: 500;
    line-height: 1.2;
    animation: rise var(--assisters-duration-base) var(--assisters-ease-out);
  }

  .jump:focus-visible {
    box-shadow: var(--assisters-shadow-raised), var(--_focus);
  }

  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 calc(8px * var(--assisters-motion));
    }
  }

  @media (pointer: coarse) {
    .jump {
      min-block-size: 44px;
    }

    .notice a {
      padding-block: 12px;
    }
  }
`;
