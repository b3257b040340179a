import { css } from 'lit';

/** What markdown becomes. Written for the log's root, where answers and the greeting stand. */
export const answerStyles = css`
  .answer {
    max-inline-size: 72ch;
    font-size: var(--_body);
    line-height: 1.6;
    overflow-wrap: anywhere;

    &:empty {
      display: none;
    }

    /* A group of blocks, and a long list. What grows in the last one leaves the others as they are laid out and painted. */
    > div > div,
    > div > div > :is(ul, ol) {
      contain: layout;
    }

    /* Each remembers its size, for the time when it is skipped. */
    > div {
      contain-intrinsic-block-size: auto 1000px;
    }

    /* Sections of a very long answer that are out of sight cost nothing; the last one is always laid out. */
    @media screen {
      > div:nth-last-child(n + 2) {
        content-visibility: auto;
        overflow-clip-margin: 16px;
      }
    }

    > div > div > * {
      margin-block-start: 0.8em;
    }

    /* Parts of one long list. */
    > div > div > :is(ul + ul, ol + ol) {
      margin-block-start: 0.35em;
    }

    /* Its numbers have three places by now, or four. */
    > div > div > ol + ol + ol {
      padding-inline-start: 2.8em;
    }

    :is(li, blockquote, details) > * + * {
      margin-block-start: 0.5em;
    }

    :is(li, blockquote, details) > p + p {
      margin-block-start: 0.8em;
    }

    :is(h4, h5, h6) {
      font-size: calc(1em / 0.9375);
      line-height: 1.35;
      font-weight: 600;
      letter-spacing: -0.006em;
    }

    > div > div > :is(h4, h5, h6) {
      margin-block-start: 1.4em;
    }

    > div > div > :is(h4, h5, h6) + * {
      margin-block-start: 0.4em;
    }

    > div > div > [part='table-scroller'],
    > div > div > [part='table-scroller'] + * {
      margin-block-start: 1.1em;
    }

    > div:first-child > div:first-child > :first-child {
      margin-block-start: 0;
    }

    ul {
      list-style: disc;
      padding-inline-start: 1.25em;

      ul {
        list-style: circle;
      }
    }

    ol {
      padding-inline-start: 1.6em;
    }

    li + li {
      margin-block-start: 0.35em;
    }

    li::marker {
      color: var(--assisters-color-text-muted);
    }

    li:has(> input) {
      list-style: none;
      margin-inline-start: -1.25em;
    }

    input {
      margin: 0;
      vertical-align: -0.1em;
    }

    strong {
      font-weight: 600;
    }

    /* Aslant, these letters are hard to read. */
    em:is(:lang(ja), :lang(zh)) {
      font-style: normal;
      text-emphasis: dot;
    }

    a {
      color: var(--assisters-color-accent-text);
      text-decoration-thickness: 1px;
      text-underline-offset: 0.18em;
    }

    /* As wide as the marker in whose place it comes, so that hardly a line breaks anew, and like that at the end of its sentence. */
    [part='citation'] {
      position: relative;
      margin-inline-start: 0.2em;
      padding: 0.15em 0.45em;
      border-radius: var(--_r-tail);
      background: var(--assisters-color-bubble);
      color: var(--assisters-color-text-muted);
      font-size: calc(11em / 15);
      font-weight: 600;
      text-decoration: none;
      vertical-align: 0.12em;

      /* What a finger may hit: 24 px, as high as a line. */
      &::after {
        content: '';
        position: absolute;
        inset: -4px -3px;
      }

      &:hover {
        color: inherit;
      }

      @media print {
        &::before {
          content: '[';
        }

        &::after {
          content: ']';
          position: static;
        }
      }
    }

    [part='link-host'] {
      display: inline-flex;
      align-items: baseline;
      gap: 2px;
      margin-inline-start: 0.35em;
      font-size: calc(0.8125em / 0.9375);
      color: var(--assisters-color-text-muted);

      /* An arrow that leads out, 14 px. */
      &::after {
        content: '';
        flex: none;
        align-self: center;
        /* Not its ground, which forced colours take away. */
        border: 7px solid;
        clip-path: path('M5 3.5h5.5V9H8.8V6.4L5 10.2 3.8 9l3.8-3.8H5z');
      }
    }

    /* It is always left to right itself, so its own start is no help. */
    :dir(rtl) > [part='link-host'] {
      flex-direction: row-reverse;
      margin-inline: 0 0.35em;

      &::after {
        scale: -1 1;
      }
    }

    blockquote {
      padding-inline-start: var(--assisters-space-4);
      border-inline-start: 2px solid var(--assisters-color-border-strong);
      color: var(--assisters-color-text-muted);
    }

    hr {
      border: 0;
      border-block-start: 1px solid var(--assisters-color-border);
    }

    img {
      display: block;
      max-inline-size: 100%;
      border-radius: var(--_r-code);
    }

    :is(code:where(:not(.language-math)), kbd) {
      padding: 0.1em 0.3em;
      border-radius: calc(var(--assisters-radius) / 3);
      background: var(--assisters-color-code);
      font-family: var(--assisters-font-mono);
      font-size: 0.875em;
    }

    mark {
      background: var(--assisters-color-accent-soft);
      color: inherit;
    }

    /* A table scrolls by itself, bleeds to the panel's edge and fades where more of it is hidden. */
    [part='table-scroller'] {
      overflow: auto hidden;
      margin-inline-end: calc(-1 * var(--_gutter));
      padding-inline-end: 12px;
      scrollbar-width: thin;
      mask-image: linear-gradient(to var(--_fade, right), #000 calc(100% - 40px), rgb(0 0 0 / var(--_solid, 0)));
    }

    [part='table-scroller'][dir='rtl'] {
      --_fade: left;
    }

    .bubbles & [part='table-scroller'] {
      margin-inline-end: 0;
    }

    table {
      /* Without a doctype tables inherit none. */
      color: inherit;
      inline-size: max-content;
      border-collapse: collapse;
      font-size: calc(0.8125em / 0.9375);
      line-height: 1.45;
      font-variant-numeric: tabular-nums;
    }

    :is(th, td) {
      min-inline-size: 5ch;
      max-inline-size: 36ch;
      padding: 7px 0;
      padding-inline-end: 28px;
      vertical-align: baseline;
      border-block-end: 1px solid var(--assisters-color-border);
      overflow-wrap: normal;
    }

    th {
      padding-block-start: 0;
      border-color: var(--assisters-color-border-strong);
      color: var(--assisters-color-text-muted);
      font-weight: 500;
      white-space: nowrap;
    }

    tbody tr:last-child > * {
      border: 0;
    }

    th:not([align]) {
      text-align: start;
    }

    [part='code-block'] {
      /* Seen in forced colours. */
      outline: 1px solid var(--_hair, transparent);
      border-radius: var(--_r-code);
      background: var(--assisters-color-code);
      font-size: calc(0.8125em / 0.9375);
      line-height: 1.5;
    }

    [part='code-header'] {
      position: sticky;
      inset-block-start: 0;
      display: flex;
      align-items: center;
      justify-content: space-between;
      min-block-size: 36px;
      padding-inline: var(--assisters-space-4) 2px;
      border-block-end: 1px solid var(--assisters-color-border);
      border-radius: var(--_r-code) var(--_r-code) 0 0;
      background: inherit;
      color: var(--assisters-color-text-muted);
    }

    [part='code-copy'] {
      display: flex;
      align-items: center;
      gap: 6px;
      min-block-size: var(--_small);
      padding-inline: 10px;

      /* The icon of copying, 16 px; no node of ours stands in here. */
      &::before {
        content: '';
        border: 8px solid;
        clip-path: path(
          evenodd,
          'M7.5 5h4Q14 5 14 7.5v4q0 2.5-2.5 2.5h-4Q5 14 5 11.5v-4Q5 5 7.5 5zm-.8 1.7v5.6h5.6V6.7zM11 4q0-2.5-2.5-2.5H4Q1.5 1.5 1.5 4v4.5Q1.5 11 4 11V9.3h-.8V3.2h6.1V4z'
        );
      }
    }

    pre {
      padding: var(--assisters-space-4);
      overflow: auto;
      direction: ltr;
      text-align: left;
      tab-size: 2;
      scrollbar-width: thin;

      code {
        padding: 0;
        background: none;
        font-size: 1em;
        overflow-wrap: normal;
      }

      /* Long code is several boxes, so that the last one grows alone. */
      :is(code, span:not([class])) {
        display: block;
      }

      span:not([class]) {
        contain: layout;
      }
    }

    [part='image-placeholder'] {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 8px;
      min-block-size: var(--_small);
      padding: 4px 12px;
      border: 1px dashed var(--assisters-color-border-strong);
      border-radius: var(--_r-code);
      font-size: calc(0.8125em / 0.9375);
      color: var(--assisters-color-text-muted);

      span + span {
        color: var(--assisters-color-accent-text);
        font-weight: 600;
      }
    }

    /* Caret and fade are drawn over the newest text, and add no node to it. */
    @media (prefers-reduced-motion: no-preference) {
      [data-state='streaming'] & > div:last-child > div:last-child > :is(p, h4, h5, h6):last-child::after,
      [data-state='streaming']
        &
        > div:last-child
        > div:last-child
        > :is(ul, ol):last-child
        > li:last-child:not(:has(ul, ol, p, div))::after {
        content: '';
        /* Text from right to left would be painted over it. No box of its own: each move of one would count as a shift of the page's layout. */
        position: relative;
        margin-inline-start: calc(2px - 4em);
        padding-inline-start: calc(4em - 2px);
        border-inline-end: 2px solid var(--assisters-color-accent-ui);
        background: linear-gradient(
          to var(--_on, right),
          transparent,
          rgb(from var(--assisters-color-surface) r g b / var(--_fades, 0.75))
        );
        pointer-events: none;
      }

      :dir(rtl)::after {
        --_on: left;
      }

      /* A fade would reach out of a bubble. */
      .bubbles & {
        --_fades: 0;
      }
    }
  }
`;
