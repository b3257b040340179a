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

/** Builds one of the tag's own events. */
export function createChatEvent(type: 'assisters-ready' | 'assisters-show' | 'assisters-hide'): CustomEvent<null> {
  return new CustomEvent(type, { bubbles: true, composed: true, cancelable: type === 'assisters-hide', detail: null });
}
