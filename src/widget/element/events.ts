/** The chat has started: its methods work from now on. Once an element. */
export type ReadyEvent = CustomEvent<null>;

/** The panel was shown. */
export type ShowEvent = CustomEvent<null>;

/** The panel is about to be hidden; `preventDefault()` keeps it. */
export type HideEvent = CustomEvent<null>;

declare global {
  interface HTMLElementEventMap {
    'assisters-ready': ReadyEvent;
    'assisters-show': ShowEvent;
    'assisters-hide': HideEvent;
  }
}
