import { css } from 'lit';

/** The panel's frame and its header. */
export const panelStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }

  .panel {
    position: relative;
    box-sizing: border-box;
    flex-direction: column;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    overflow: clip;
    border: 0;
    background: var(--assisters-color-surface);
    color: var(--assisters-color-text);
    font-family: var(--assisters-font-family);
    font-size: var(--assisters-font-size);
    font-style: normal;
    font-weight: 400;
    line-height: 1.6;
    letter-spacing: normal;
    text-align: start;
    text-transform: none;
    white-space: normal;
    -webkit-font-smoothing: antialiased;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  .panel[open] {
    display: flex;
  }

  .panel:focus-visible {
    outline: none;
  }

  .floating {
    inline-size: clamp(min(320px, 100vw - 32px), var(--assisters-panel-width), 100vw - 32px);
    block-size: min(var(--assisters-panel-height), 100dvh - 104px);
    border-radius: var(--assisters-radius);
    box-shadow: var(--assisters-shadow-panel);
    transform-origin: var(--assisters-origin, right bottom);
    transition:
      opacity var(--assisters-duration-fast) var(--assisters-ease-out),
      scale var(--assisters-duration-open) var(--assisters-ease-snappy);
  }

  .floating:dir(rtl) {
    transform-origin: var(--assisters-origin, left bottom);
  }

  @starting-style {
    .floating[open] {
      opacity: 0;
      scale: calc(1 - 0.08 * var(--assisters-motion));
    }
  }

  .inline,
  .fullscreen {
    inline-size: 100%;
    block-size: 100%;
  }

  .inline {
    border-radius: var(--assisters-radius);
    box-shadow: 0 0 0 1px var(--assisters-color-border);
  }

  .fullscreen {
    position: fixed;
    inset: 0;
  }

  .panel:modal {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100dvh;
    border-radius: 0;
    box-shadow: none;
    --_composer-end: calc(var(--assisters-space-4) + env(safe-area-inset-bottom, 0px));
  }

  .panel::backdrop {
    background: var(--assisters-color-surface);
  }

  .header {
    position: relative;
    z-index: 1;
    flex: none;
    display: flex;
    align-items: center;
    gap: var(--assisters-space-4);
    min-block-size: 64px;
    padding-inline: var(--_gutter);
    padding-block: var(--assisters-space-3);
  }

  .panel:modal .header {
    min-block-size: 60px;
    padding-block: calc(6px + env(safe-area-inset-top, 0px)) 6px;
  }

  .avatar {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: var(--_r-round);
    background: var(--assisters-accent);
    color: var(--assisters-color-on-accent);
    object-fit: cover;
  }

  img.avatar {
    background: var(--assisters-color-bubble);
  }

  .titles {
    flex: 1;
    min-inline-size: 0;
  }

  .heading {
    border-radius: 4px;
    font-size: 1em;
    line-height: 1.3;
    font-weight: 600;
    letter-spacing: -0.006em;
    overflow-wrap: anywhere;
  }

  /* It takes the focus of a touch screen, where nothing can be done with it. */
  .heading:focus {
    outline: none;
    box-shadow: none;
  }

  .subheading {
    overflow: hidden;
    /* Room for low Arabic dots inside the clip. */
    padding-block-end: 5px;
    margin-block-end: -5px;
    font-size: var(--_meta);
    line-height: 1.4;
    color: var(--assisters-color-text-muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .buttons {
    flex: none;
    display: flex;
    margin-inline: auto -12px;
  }

  .buttons > * + * {
    margin-inline-start: -6px;
  }

  .status {
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 40px;
    padding-inline: var(--_gutter);
    padding-block: 8px;
    border-block: 1px solid var(--assisters-color-border);
    background: var(--assisters-color-sunken);
    font-size: var(--_meta);
    line-height: 1.4;
  }

  .status .icon {
    color: var(--assisters-color-warning);
  }

  @media (forced-colors: active) {
    .panel {
      border: 1px solid CanvasText;
    }

    .avatar {
      border: 1px solid CanvasText;
    }
  }

  @media (prefers-contrast: more) {
    .panel {
      border: 1px solid var(--assisters-color-border-strong);
    }
  }
`;
