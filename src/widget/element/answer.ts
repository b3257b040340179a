import { AssistersError } from '../../protocol/assisters-error.ts';
import type { Turn, TurnState } from '../conversation/state.ts';

/** What `ask()` resolves with. */
export interface Answer {
  /** The server's name for the answer; `null` when it ended before it got one. */
  readonly id: string | null;
  /** How it ended: `done`, `stopped` or `interrupted`. */
  readonly state: TurnState;
  /** All text received. */
  readonly markdown: string;
}

/**
 * A turn's end as the page sees it.
 *
 * @throws {AssistersError} when no answer came.
 */
export function toAnswer({ answerId, state, answer, failure }: Turn): Answer {
  if (state !== 'failed' || failure === null) return { id: answerId, state, markdown: answer };
  const { code, status, requestId, retryAtMs } = failure;
  throw new AssistersError(code, 'The question was not answered.', {
    status,
    requestId: requestId ?? undefined,
    retryAfterMs: retryAtMs === null ? undefined : Math.max(0, retryAtMs - Date.now()),
  });
}
