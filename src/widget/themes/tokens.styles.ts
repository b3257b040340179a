import { css } from 'lit';

/**
 * Every `--assisters-*` property with its default, for the outermost host only: set on an inner element as well, the
 * defaults would win over what the page's author wrote on `<assisters-chat>`.
 *
 * Every colour follows from the one accent; the inks reach 4.5:1 on every sRGB colour, links and focus rings 3:1 and more.
 * Nothing shines through it, whatever alpha the page gave it: no ink could be told that is legible then.
 * `--_*` are derived and private.
 */
export const tokens = css`
  :host {
    --assisters-accent: #3b5bdb;
    --assisters-radius: 16px;
    --assisters-density: 1;
    --assisters-motion: 1;
    --assisters-font-family: inherit;
    --assisters-font-size: medium;
    --assisters-font-mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;

    --assisters-panel-width: 400px;
    --assisters-panel-height: 704px;
    --assisters-launcher-size: 56px;
    --assisters-offset-inline: 20px;
    --assisters-offset-block: 20px;
    --assisters-z-index: 2147483000;

    --assisters-space-1: calc(2px * var(--assisters-density));
    --assisters-space-2: calc(4px * var(--assisters-density));
    --assisters-space-3: calc(8px * var(--assisters-density));
    --assisters-space-4: calc(12px * var(--assisters-density));
    --assisters-space-5: calc(16px * var(--assisters-density));
    --assisters-space-6: calc(20px * var(--assisters-density));
    --assisters-space-7: calc(24px * var(--assisters-density));
    --assisters-space-8: calc(32px * var(--assisters-density));

    --assisters-color-surface: light-dark(#fff, #17181a);
    --assisters-color-raised: light-dark(#fff, #202225);
    --assisters-color-sunken: light-dark(#f5f6f7, #111213);
    --assisters-color-code: light-dark(#f2f3f5, #202225);
    --assisters-color-bubble: light-dark(#eef0f3, #2a2c30);
    --assisters-color-text: light-dark(#1b1c1f, #ededef);
    --assisters-color-text-muted: light-dark(#5b6069, #a6abb4);
    --assisters-color-danger: light-dark(#b3261e, #ff8f86);
    --assisters-color-success: light-dark(#17713a, #66d18f);
    --assisters-color-warning: light-dark(#8a5300, #f0b45b);
    --assisters-color-border: light-dark(#e2e4e8, #33363c);
    --assisters-color-border-strong: light-dark(#7f858f, #7b818c);

    --_assisters-accent: rgb(from var(--assisters-accent) r g b / 1);

    /* Black or white by WCAG luminance, as contrast-color() says; not every engine has that. */
    --assisters-color-on-accent: color(
      from var(--_assisters-accent) xyz-d65 clamp(0, (0.179 - y) * 1e5, 0.95) clamp(0, (0.179 - y) * 1e5, 1)
        clamp(0, (0.179 - y) * 1e5, 1.09)
    );
    --assisters-color-accent-text: light-dark(
      oklch(from var(--_assisters-accent) min(l, 0.48) min(c, 0.16) h),
      oklch(from var(--_assisters-accent) max(l, 0.78) min(c, 0.16) h)
    );
    --assisters-color-accent-ui: light-dark(
      oklch(from var(--_assisters-accent) min(l, 0.58) c h),
      oklch(from var(--_assisters-accent) max(l, 0.62) min(c, 0.2) h)
    );
    --assisters-color-accent-soft: light-dark(
      color-mix(in oklch, var(--_assisters-accent) 10%, var(--assisters-color-surface)),
      color-mix(in oklch, var(--_assisters-accent) 18%, var(--assisters-color-surface))
    );

    --assisters-shadow-launcher: 0 1px 2px #0000001a, 0 4px 14px #0000002e;
    --assisters-shadow-panel:
      0 0 0 1px light-dark(#0000000f, #ffffff14), 0 2px 6px light-dark(#0000000f, #0000001a),
      0 18px 50px -10px light-dark(#00000047, #00000073);
    --assisters-shadow-raised: 0 0 0 1px light-dark(#00000014, #ffffff1a), 0 1px 2px #00000014, 0 6px 20px light-dark(#0000001f, #00000073);

    /* Springs without bounce, with a little and with more of it. */
    --assisters-ease-smooth: linear(
      0,
      0.02 2.5%,
      0.08 5.5%,
      0.163 8.5%,
      0.458 18.3%,
      0.63 25.3%,
      0.753 32%,
      0.847 39.5%,
      0.919 49%,
      0.964 60.8%,
      0.988 75.5%,
      1
    );
    --assisters-ease-snappy: linear(
      0,
      0.022 2.8%,
      0.096 6.3%,
      0.191 9.5%,
      0.511 19.5%,
      0.689 26.3%,
      0.814 32.8%,
      0.903 39.8%,
      0.965 48.3%,
      0.997 58.8%,
      1.006 72.3%,
      1
    );
    --assisters-ease-bouncy: linear(
      0,
      0.024 3%,
      0.104 6.8%,
      0.209 10.3%,
      0.557 20.8%,
      0.734 27.3%,
      0.86 33.5%,
      0.949 40.3%,
      1.003 48%,
      1.027 57.3%,
      1
    );
    --assisters-ease-out: cubic-bezier(0.2, 0, 0, 1);
    --assisters-ease-in: cubic-bezier(0.4, 0, 1, 1);
    --assisters-duration-instant: calc(80ms * var(--assisters-motion));
    --assisters-duration-fast: calc(140ms * var(--assisters-motion));
    --assisters-duration-base: calc(220ms * var(--assisters-motion));
    --assisters-duration-open: calc(450ms * var(--assisters-motion));
    --assisters-duration-close: calc(180ms * var(--assisters-motion));

    /* Every corner from one radius; 0 squares all of them. */
    --_r-bubble: min(var(--assisters-radius) + 2px, var(--assisters-radius) * 99);
    --_r-tail: max(0px, var(--assisters-radius) - 10px);
    --_r-control: max(0px, var(--assisters-radius) - 2px);
    --_r-code: max(0px, var(--assisters-radius) - 6px);
    --_r-inner: max(0px, var(--assisters-radius) - 8px);
    --_r-round: calc(var(--assisters-radius) * 99);

    /* The least height of small and of lone controls. */
    --_small: 32px;
    --_control: 36px;

    --_caption: 0.75em;
    --_meta: 0.8125em;
    --_body: 0.9375em;
    --_gutter: var(--assisters-space-5);
    --_focus: 0 0 0 2px var(--assisters-color-surface), 0 0 0 4px var(--assisters-color-accent-ui);
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --assisters-motion: 0 !important;
    }
  }

  @media (prefers-contrast: more), (prefers-reduced-transparency: reduce) {
    :host {
      --_fades: 0;
      --_solid: 1;
      --assisters-shadow-panel: 0 0 0 1px var(--assisters-color-border-strong);
      --assisters-shadow-raised: var(--assisters-shadow-panel);
    }
  }

  @media (prefers-contrast: more) {
    :host {
      --_hair: var(--assisters-color-border-strong);
      --assisters-color-border: var(--assisters-color-border-strong);
      --assisters-color-text-muted: var(--assisters-color-text);
    }
  }

  @media (pointer: coarse) {
    :host {
      --_small: 44px;
      --_control: 44px;
      --_body: 1em;
      --_meta: 0.875em;
      --_caption: 0.8125em;
    }
  }
`;

/**
 * Has what is no colour in a page's own `--assisters-accent` count as the default: as a typed property, the private one cannot hold it.
 *
 * Sheets of a shadow root cannot do that, and a document knows one type a name, for good: another script of ours may have been first.
 */
export function registerAccent(): void {
  try {
    CSS.registerProperty({ name: '--_assisters-accent', syntax: '<color>', inherits: true, initialValue: '#3b5bdb' });
  } catch {
    // It is typed already.
  }
}
