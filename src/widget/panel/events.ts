import type { AssistersErrorCode } from '../../protocol/assisters-error.ts';

/** What the chat tells the page, by event name. None carries message text but `assisters-ask`. */
export interface PanelEventDetails {
  /** A question is about to be asked. Cancelable; `text` may be changed. */
  'assisters-ask': { text: string };
  /** The answer begins. `ms` since the request left, here and below. */
  'assisters-first-token': { ms: number };
  /** An answer is complete. `id` is the server's name for it, `null` when it gave none. */
  'assisters-answer': { id: string | null; ms: number; tokens: number | null };
  /** The visitor or the page stopped an answer. */
  'assisters-stop': null;
  /** A question was refused, if only for now, or its answer broke off. */
  'assisters-error': { code: AssistersErrorCode; status: number; retryable: boolean; requestId: string | null };
  /** A link in an answer was activated. Cancelable: then the browser does not follow it. */
  'assisters-link': { href: string };
  /** The visitor says whether an answer helped, or takes that back: `null`. `id` as in `assisters-answer`. */
  'assisters-feedback': { id: string | null; value: 'up' | 'down' | null };
  /** The conversation as a whole changed. */
  'assisters-session': { state: 'new' | 'restored' | 'forgotten' };
}

type PanelEvents = { [Name in keyof PanelEventDetails]: CustomEvent<PanelEventDetails[Name]> };

declare global {
  interface HTMLElementEventMap extends PanelEvents {}
}

/**
 * Tells the page.
 *
 * @returns the event, with what its listeners made of `detail`.
 */
export function firePanelEvent<Name extends keyof PanelEventDetails>(
  target: EventTarget,
  name: Name,
  detail: PanelEventDetails[Name],
): CustomEvent<PanelEventDetails[Name]> {
  const cancelable = name === 'assisters-ask' || name === 'assisters-link';
  const event = new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable });
  target.dispatchEvent(event);
  return event;
}
