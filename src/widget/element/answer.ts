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
  if (state !== 'failed') return { id: answerId, state, markdown: answer };
  const retryAtMs = failure?.retryAtMs ?? null;
  throw new AssistersError(failure?.code ?? 'server_error', 'The question was not answered.', {
    status: failure?.status ?? 0,
    requestId: failure?.requestId ?? undefined,
    retryAfterMs: retryAtMs === null ? undefined : Math.max(0, retryAtMs - Date.now()),
  });
}
