import { css } from 'lit';

/** What markdown becomes. Written for the log's root, where answers and the greeting stand. */
export const answerStyles = css`
  .answer {
    font-size: var(--_body);
    line-height: 1.6;
    max-inline-size: 72ch;
    overflow-wrap: anywhere;
    text-wrap: pretty;
    line-break: strict;
  }

  .answer:empty {
    display: none;
  }

  .answer > * + * {
    margin-block-start: 0.8em;
  }

  .answer :is(li, blockquote, details) > * + :is(p, ul, ol, blockquote, details, [part='code-block'], [part='table-scroller']) {
    margin-block-start: 0.5em;
  }

  .answer :is(h1, h2, h3, h4, h5, h6) {
    font-size: calc(1em / 0.9375);
    line-height: 1.35;
    font-weight: 600;
    letter-spacing: -0.006em;
  }

  .answer > * + :is(h1, h2, h3, h4, h5, h6) {
    margin-block-start: 1.4em;
  }

  .answer > :is(h1, h2, h3, h4, h5, h6) + * {
    margin-block-start: 0.4em;
  }

  .answer > [part='table-scroller'],
  .answer > [part='table-scroller'] + * {
    margin-block-start: 1.1em;
  }

  .answer :is(ul, ol) {
    padding-inline-start: 1.25em;
  }

  .answer ul {
    list-style: disc;
  }

  .answer ul ul {
    list-style: circle;
  }

  .answer ol {
    padding-inline-start: 1.6em;
    font-variant-numeric: tabular-nums;
  }

  .answer li + li {
    margin-block-start: 0.35em;
  }

  .answer li::marker {
    color: var(--assisters-color-text-muted);
  }

  .answer li:has(> input) {
    list-style: none;
    margin-inline-start: -1.25em;
  }

  .answer input {
    margin: 0;
    vertical-align: -0.1em;
    accent-color: var(--assisters-accent);
  }

  .answer strong {
    font-weight: 600;
  }

  .answer a {
    border-radius: 2px;
    color: var(--assisters-color-accent-text);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }

  .answer a:hover {
    text-decoration-thickness: 2px;
  }

  .answer [part='link-host'] {
    margin-inline: 0.35em 0;
    font-size: calc(0.8125em / 0.9375);
    color: var(--assisters-color-text-muted);
    overflow-wrap: anywhere;
  }

  /* It is always left to right itself, so its own start is no help. */
  .answer :dir(rtl) > [part='link-host'] {
    margin-inline: 0 0.35em;
  }

  /* dir="auto" sees no text in children that have a dir of their own: what holds blocks goes the way of its first one. */
  .answer:has(> :first-child:dir(rtl)),
  .answer :is(ul, ol, blockquote):has(> :first-child:dir(rtl)),
  .answer table:has(th:first-child:dir(rtl)) {
    direction: rtl;
  }

  .answer blockquote {
    padding-inline-start: var(--assisters-space-4);
    border-inline-start: 2px solid var(--assisters-color-border-strong);
    color: var(--assisters-color-text-muted);
  }

  .answer hr {
    border: 0;
    border-block-start: 1px solid var(--assisters-color-border);
    margin-block: 1.2em;
  }

  .answer img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    border-radius: var(--_r-code);
  }

  .answer :is(code, kbd) {
    padding: 0.1em 0.3em;
    border-radius: max(0px, var(--assisters-radius) - 11px);
    background: var(--assisters-color-code);
    font-family: var(--assisters-font-mono);
    font-size: 0.875em;
  }

  .answer mark {
    border-radius: 2px;
    background: var(--assisters-color-accent-soft);
    color: inherit;
  }

  .answer summary {
    cursor: pointer;
  }

  /* A table scrolls by itself, bleeds to the panel's edge and fades where more of it is hidden. */
  .answer [part='table-scroller'] {
    overflow: auto hidden;
    margin-inline-end: calc(-1 * var(--_gutter));
    padding-inline-end: 12px;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
    mask-image: linear-gradient(to right, #000 calc(100% - 40px), transparent);
  }

  .answer [part='table-scroller']:has(th:first-child:dir(rtl)) {
    direction: rtl;
    mask-image: linear-gradient(to left, #000 calc(100% - 40px), transparent);
  }

  .bubbles .answer [part='table-scroller'] {
    margin-inline-end: 0;
  }

  .answer table {
    inline-size: max-content;
    border-collapse: collapse;
    font-size: calc(0.8125em / 0.9375);
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
  }

  .answer :is(th, td) {
    min-inline-size: 5ch;
    max-inline-size: 36ch;
    padding-block: 7px;
    padding-inline: 0 28px;
    text-align: start;
    vertical-align: baseline;
    border-block-end: 1px solid var(--assisters-color-border);
    overflow-wrap: normal;
  }

  .answer [align='right'] {
    text-align: right;
  }

  .answer [align='center'] {
    text-align: center;
  }

  .answer thead th {
    padding-block-start: 0;
    border-block-end-color: var(--assisters-color-border-strong);
    color: var(--assisters-color-text-muted);
    font-weight: 500;
    white-space: nowrap;
  }

  .answer tbody tr:last-child > * {
    border-block-end: 0;
  }

  .answer [part='code-block'] {
    border: 1px solid transparent;
    border-radius: var(--_r-code);
    background: var(--assisters-color-code);
    font-size: calc(0.8125em / 0.9375);
    line-height: 1.5;
  }

  .answer [part='code-header'] {
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

  .answer [part='code-copy'] {
    min-block-size: 32px;
    padding-inline: 10px;
    border-radius: var(--_r-inner);
  }

  .answer [part='code-copy']:hover {
    color: var(--assisters-color-text);
  }

  .answer pre {
    padding: var(--assisters-space-4);
    overflow: auto;
    direction: ltr;
    text-align: left;
    tab-size: 2;
    overscroll-behavior-x: contain;
    scrollbar-width: thin;
    border-radius: 0 0 var(--_r-code) var(--_r-code);
  }

  .answer pre code {
    padding: 0;
    background: none;
    font-size: 1em;
    overflow-wrap: normal;
  }

  .answer [part='image-placeholder'] {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0 8px;
    min-block-size: 32px;
    align-items: center;
    padding-block: 4px;
    padding-inline: 12px;
    border: 1px dashed var(--assisters-color-border-strong);
    border-radius: var(--_r-code);
    font-size: calc(0.8125em / 0.9375);
    color: var(--assisters-color-text-muted);
  }

  button[part='image-placeholder'] span:last-child {
    color: var(--assisters-color-accent-text);
    font-weight: 600;
  }

  /* The caret is drawn after the newest text; it adds no node to it. */
  [data-state='streaming'] .answer > :is(p, h1, h2, h3, h4, h5, h6):last-child::after,
  [data-state='streaming'] .answer > :is(ul, ol):last-child > li:last-child:not(:has(> :is(p, ul, ol, div)))::after,
  [data-state='streaming'] .answer > :is(ul, ol):last-child > li:last-child > p:last-child::after {
    content: '';
    display: inline-block;
    inline-size: 2px;
    block-size: 1.15em;
    margin-inline-start: 2px;
    vertical-align: -0.2em;
    border-radius: 1px;
    background: var(--assisters-color-accent-ui);
  }

  @media (pointer: coarse) {
    .answer [part='code-copy'],
    .answer [part='image-placeholder'] {
      min-block-size: 44px;
    }
  }
`;
