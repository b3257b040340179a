import type { AssistersError, AssistersErrorCode } from '../../protocol/assisters-error.ts';
import { MAX_TIME_MS, type TurnFailure } from './state.ts';

/** How long to wait where the server asked us to, but not how long. */
const DEFAULT_WAIT_MS = 5_000;

/** Codes that say: not for this site, whatever the visitor does. */
const REFUSALS: AssistersErrorCode[] = [
  'invalid_api_key',
  'insufficient_funds',
  'origin_not_allowed',
  'assistant_not_found',
  'service_unavailable',
];

/** Codes that the owner's event carries as they are, where the trouble may pass. */
export const PASSING: AssistersErrorCode[] = ['bad_response', 'offline', 'interrupted', 'timeout'];

/** A failure of our own making, which asking again may mend. */
export function createFailure(code: AssistersErrorCode): TurnFailure {
  return { code, status: 0, retryable: true, editable: false, retryAtMs: null, requestId: null };
}

/**
 * What an error means for a turn, by the contract's table: whether to edit, to wait, to ask again, or to give up.
 *
 * @param nowMs - The current time, in milliseconds since the epoch.
 * @param jitter - 0 to 1; spreads over a second those who were not told how long to wait, so that they do not come back as one.
 */
export function toTurnFailure(error: AssistersError, nowMs: number, jitter: number): TurnFailure {
  const { code, status, retryAfterMs, requestId = null } = error;
  const failure = { ...createFailure('server_error'), status, requestId };
  if (status === 413 || code === 'payload_too_large' || (code === 'invalid_request' && status <= 400)) {
    return { ...failure, code: 'invalid_request', retryable: false, editable: true };
  }
  if (status === 429 || code === 'rate_limit_exceeded' || (status === 503 && retryAfterMs !== undefined)) {
    const waitMs = retryAfterMs || DEFAULT_WAIT_MS + Math.round(jitter * 1_000);
    return { ...failure, code: 'rate_limit_exceeded', retryAtMs: Math.min(nowMs + waitMs, MAX_TIME_MS) };
  }
  if ((status >= 401 && status <= 404) || REFUSALS.includes(code)) return { ...failure, code, retryable: false };
  // Aborted, though not by the visitor.
  if (code === 'stopped') return { ...failure, code: 'interrupted' };
  return PASSING.includes(code) ? { ...failure, code } : failure;
}
