import { css } from 'lit';

/** The transcript: what scrolls, what it says before the first question, and the way back to its end. */
export const messageLogStyles = css`
  :host {
    position: relative;
    display: flex;
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
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--assisters-color-border-strong) transparent;

    &:focus-visible {
      outline-offset: -2px;
      box-shadow: inset 0 0 0 2px var(--assisters-color-accent-ui);
    }
  }

  .flow,
  .turns,
  .turn {
    display: flex;
    flex-direction: column;
    gap: var(--assisters-space-7);
  }

  .flow {
    min-block-size: 100%;
    padding: var(--assisters-space-4) var(--_gutter);
  }

  [role='list'] {
    list-style: none;
    padding: 0;
  }

  .pinned {
    min-block-size: calc(100cqb - var(--assisters-space-4) - 12px);
  }

  .day {
    display: flex;
    align-items: center;
    gap: var(--assisters-space-4);
    margin-block-end: var(--assisters-space-7);

    &::before,
    &::after {
      content: '';
      flex: 1;
      block-size: 1px;
      background: var(--assisters-color-border);
    }
  }

  .notice {
    flex-wrap: wrap;
    justify-content: center;

    a {
      --_hit: calc((var(--_small) - 24px) / 2);
      padding-block: var(--_hit);
      margin-block: calc(-1 * var(--_hit));
      color: inherit;
    }
  }

  .talking .notice {
    .icon {
      display: none;
    }

    margin-block-end: calc(-1 * var(--assisters-space-3));
  }

  .empty {
    gap: var(--assisters-space-5);
    padding-block: var(--assisters-space-8) var(--assisters-space-2);

    .notice {
      justify-content: flex-start;
    }
  }

  [part='greeting'] h3,
  .empty .short > div > div > p:first-child {
    font-size: calc(1.5em * var(--_scale, 1));
    line-height: 1.25;
    font-weight: 600;
    letter-spacing: -0.018em;
    text-wrap: balance;
  }

  .short {
    --_scale: 1.0667;
  }

  .intro {
    max-inline-size: 72ch;
    margin-block-start: var(--assisters-space-3);
    font-size: var(--_body);
    color: var(--assisters-color-text-muted);
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  .suggestions {
    display: grid;
    gap: var(--assisters-space-3);
    margin-block-start: auto;
  }

  .suggestion {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 13px;
    padding-inline-end: 11px;
    border: 1px solid var(--assisters-color-border);
    border-radius: var(--_r-control);
    font-size: var(--_body);
    line-height: 1.4;
    overflow-wrap: anywhere;

    &:hover {
      background: var(--assisters-color-sunken);
    }

    .icon {
      color: var(--assisters-color-text-muted);
    }
  }

  .jump {
    position: absolute;
    inset-block-end: 12px;
    inset-inline: 0;
    inline-size: max-content;
    max-inline-size: calc(100% - 32px);
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: var(--_control);
    margin-inline: auto;
    padding-inline: 11px 13px;
    border: 1px solid transparent;
    border-radius: var(--_r-round);
    background: var(--assisters-color-raised);
    box-shadow: var(--assisters-shadow-raised);
    font-size: var(--_meta);
    font-weight: 500;
    line-height: 1.2;
    animation: appear var(--assisters-duration-base) var(--assisters-ease-out);
  }

  .earlier {
    align-self: center;
  }

  /* On paper nothing scrolls: the whole conversation stands there. */
  @media print {
    :host {
      display: block;
    }

    .earlier {
      display: none;
    }

    .messages {
      container-type: normal;
      overflow: visible;
    }

    .flow {
      padding-inline: 0;
    }

    .pinned {
      min-block-size: 0;
    }

    .jump {
      display: none;
    }
  }

  @keyframes appear {
    from {
      opacity: 0;
      translate: 0 calc(8px * var(--assisters-motion));
    }
  }
`;
