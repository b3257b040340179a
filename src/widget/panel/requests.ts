/** What the panel's inner elements may ask for. */
export type RequestType = 'compose' | 'stop-request' | 'retry-request' | 'edit-request' | 'announce-request' | 'leave-request';

/**
 * What an inner element asks of the panel, which acts and lets none of it out. Cancelled when a question was not taken, so that its
 * words are kept.
 */
export class PanelRequest extends Event {
  /** The question of `compose`, as typed; the turn's id of `retry-request`, `edit-request` and, where it is not the running
   * one, `stop-request`; the words of `announce-request`. */
  readonly value: string;

  constructor(type: RequestType, value = '') {
    super(type, { bubbles: true, composed: true, cancelable: true });
    this.value = value;
  }
}

declare global {
  interface HTMLElementEventMap extends Record<RequestType, PanelRequest> {
    /** The visitor wants the panel gone. For who holds the panel; it does not bubble. */
    'close-request': Event;
    /** What `PanelElement` says of itself may have changed. For who holds the panel; it does not bubble. */
    'panel-change': Event;
  }
}
