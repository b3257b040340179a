import { css } from 'lit';

/** The panel's frame, its header and the menu there. What a page could make it inherit is levelled around it. */
export const panelStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }

  .panel {
    container-type: inline-size;
    position: relative;
    flex-direction: column;
    inline-size: 100%;
    max-inline-size: none;
    block-size: 100%;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: clip;
    border: 0;
    outline: 0;
    background: var(--assisters-color-surface);
    color: var(--assisters-color-text);
    line-height: 1.6;
    -webkit-font-smoothing: antialiased;

    &[open] {
      display: flex;
    }

    &::backdrop {
      background: var(--assisters-color-surface);
      opacity: inherit;
    }
  }

  .floating {
    inline-size: clamp(min(320px, 100vw - 32px), var(--assisters-panel-width), 100vw - 32px);
    block-size: min(var(--assisters-panel-height), 100dvh - 104px - var(--_raise, 0px));
    border-radius: var(--assisters-radius);
    box-shadow: var(--assisters-shadow-panel);
    /* Out of the button, and back into it; meanwhile it can be used, or is there for the eye alone. */
    transform-origin: var(--_origin-x) var(--_origin-y);
    transition: all var(--assisters-duration-close) var(--assisters-ease-in) allow-discrete;
    transition-property: opacity, scale, display, overlay;

    &:not([open]) {
      opacity: 0;
      scale: calc(1 - 0.08 * var(--assisters-motion));
    }

    &[open] {
      transition:
        opacity var(--assisters-duration-fast),
        scale var(--assisters-duration-open) var(--assisters-ease-snappy);

      @starting-style {
        opacity: 0;
        scale: calc(1 - 0.08 * var(--assisters-motion));
      }
    }
  }

  @container (width < 340px) {
    .panel > * {
      --_gutter: var(--assisters-space-4);
    }
  }

  .inline {
    border-radius: var(--assisters-radius);
    box-shadow: 0 0 0 1px var(--assisters-color-border);
  }

  .fullscreen,
  .modal {
    /* A keyboard covers the safe area below. */
    --_composer-end: calc(var(--assisters-space-4) + max(0px, env(safe-area-inset-bottom) - 100dvh + var(--_vvh)));
    position: fixed;
    inset: var(--_vvt) 0 auto;
    container-type: size;
    inline-size: 100%;
    block-size: var(--_vvh);
    padding-inline: max(env(safe-area-inset-left), env(safe-area-inset-right));
    border-radius: 0;
    box-shadow: none;
    /* Unlike what is clipped, this keeps the page behind from scrolling. */
    overflow: hidden;
    overscroll-behavior: contain;

    .header {
      min-block-size: 59px;
      padding-block: calc(6px + env(safe-area-inset-top)) 6px;
    }

    .header,
    assisters-composer {
      touch-action: pinch-zoom;
    }

    > .hidden {
      inset-block-start: 0;
    }

    /* A large zoom, or what a keyboard leaves of a phone that lies on its side: the room is for what was said. */
    @container (height < 360px) {
      .header {
        min-block-size: 44px;
        padding-block: env(safe-area-inset-top) 0;
      }

      .avatar,
      .subheading {
        display: none;
      }

      /* A query in its own sheet would ask the page's containers where ours has no height. */
      assisters-composer {
        --_start: 3px;
        --_less: 7px;
        --_inset: 2px;
        --_highest: 3lh;
      }

      /* It covers the name, and no button. */
      .header:has(.titles) + .status {
        min-block-size: 44px;
        margin-block-start: -44px;
        margin-inline-end: 82px;
        padding-block: 0;
        border: 0;
        background: inherit;
      }
    }
  }

  /* It would leave the top layer at once, for a place inside of the dock. */
  @supports not (overlay: auto) {
    .modal {
      transition: none;
    }
  }

  .header,
  .status {
    flex: none;
    display: flex;
    align-items: center;
    padding: var(--assisters-space-3) var(--_gutter);
  }

  .header {
    gap: var(--assisters-space-4);
    /* With the hairline of the transcript below it, 64. */
    min-block-size: 63px;
  }

  .avatar {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_r-round);
    background: var(--_assisters-accent);
    color: var(--assisters-color-on-accent);
    object-fit: cover;
  }

  img.avatar {
    background: none;
  }

  .titles {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .heading {
    font-size: 1em;
    line-height: 1.3;
    font-weight: 600;
    letter-spacing: -0.006em;

    /* It takes the focus of a touch screen, where nothing can be done with it. */
    &:focus {
      outline: none;
      box-shadow: none;
    }
  }

  .subheading {
    display: -webkit-box;
    overflow: hidden;
    /* Room for low Arabic dots inside the clip. */
    padding-block-end: 4px;
    margin-block-end: -4px;
    font-size: var(--_meta);
    line-height: 1.4;
    color: var(--assisters-color-text-muted);
    /* One line becomes three where letters are twice as large. */
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  .buttons {
    flex: none;
    display: flex;
    margin-inline: auto -12px;

    > [part] {
      margin-inline-start: -6px;
    }
  }

  .status {
    gap: 8px;
    min-block-size: 40px;
    border-block: 1px solid var(--assisters-color-border);
    /* One hairline below it, not two. */
    margin-block-end: -1px;
    background: var(--assisters-color-sunken);
    font-size: var(--_meta);
    line-height: 1.4;

    .icon {
      color: var(--assisters-color-warning);
    }
  }

  /* Below its button, and never beyond the panel. */
  .list {
    position: absolute;
    z-index: 2;
    inset-inline-end: var(--_gutter);
    /* As wide as its longest entry, which in some languages is long. */
    min-inline-size: 236px;
    max-inline-size: calc(100% - 2 * var(--_gutter));
    max-block-size: calc(100% - 72px);
    padding: 5px;
    overflow: auto;
    border: 1px solid transparent;
    border-radius: var(--_r-control);
    background: var(--assisters-color-raised);
    box-shadow: var(--assisters-shadow-raised);
    font-size: 0.875em;
    line-height: 1.35;

    .text-button {
      min-block-size: 44px;
    }

    hr {
      margin: 6px 10px;
      border: 0;
      border-block-start: 1px solid var(--assisters-color-border);
    }

    .forget {
      color: var(--assisters-color-danger);
    }
  }

  .item {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: calc(var(--_control) + 4px);
    padding-inline: 10px;
    border-radius: var(--_r-inner);
    color: inherit;
    text-decoration: none;

    &:hover {
      background: var(--assisters-color-bubble);
    }

    .icon {
      color: var(--assisters-color-text-muted);
    }
  }

  [aria-checked='false'] .icon {
    visibility: hidden;
  }

  .question {
    /* It asks for no room of its own. */
    inline-size: 0;
    min-inline-size: 100%;
    padding: 8px 10px;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
  }

  @media print {
    :host,
    .panel,
    .modal {
      position: static;
      inset-block: 0 auto;
      inline-size: auto;
      block-size: auto;
      overflow: visible;
    }

    .panel {
      container-type: normal;
      border-radius: 0;
      box-shadow: none;
      /* Paper is light. */
      color-scheme: light;
    }

    .header {
      padding-inline: 0;
    }

    .panel[open] {
      display: block;
    }

    .avatar,
    .buttons,
    assisters-composer {
      display: none;
    }
  }

  @media (forced-colors: active), (prefers-contrast: more) {
    .panel,
    .avatar {
      border: 1px solid var(--assisters-color-border-strong);
    }
  }
`;
