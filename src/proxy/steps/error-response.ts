import { AssistersError, type AssistersErrorCode } from '../../protocol/assisters-error.ts';
import { Refusal } from '../refusal.ts';
import { unavailable } from '../upstream-guard.ts';

/** The wait told to visitors when the upstream is too busy and does not say for how long. */
const DEFAULT_RETRY_AFTER_MS = 5_000;

/**
 * What a visitor hears of a failure. Refusals of our own stand as they are; the upstream's are replaced: its words, wallet and key are
 * not the visitor's business.
 */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof AssistersError)) return new Refusal('server_error', 500, 'Something went wrong in the proxy.');
  switch (error.code) {
    case 'invalid_api_key':
    case 'insufficient_funds':
    case 'assistant_not_found':
    case 'origin_not_allowed':
      return unavailable();
    case 'session_not_found':
      return new Refusal('session_not_found', 404, 'There is no such conversation.');
    case 'rate_limit_exceeded':
      return new Refusal('rate_limit_exceeded', 429, 'Too many questions; please wait.', {
        retryAfterMs: error.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS,
      });
    case 'invalid_request':
    case 'payload_too_large':
      return new Refusal('invalid_request', 400, 'The upstream does not take this request.');
    case 'timeout':
      return new Refusal('upstream_error', 504, 'The assistant did not answer in time.');
    case 'stopped':
      // Nobody is there to read it; the status is for the log alone.
      return new Refusal('stopped', 499, 'The visitor left.');
    default:
      return new Refusal('upstream_error', 502, 'The assistant could not be reached, or its answer made no sense.');
  }
}

/** A field of a question, where an upstream's words about a malformed one begin with it, as ours do. */
const FIELD = /^\W?(message|assistant|session_id|user)\b/i;

const TOO_LONG = /\b(?:too (?:long|large)|length|at most|more than|exceed\w*|maximum)\b/i;

/**
 * Says which field of a question the upstream found fault with, where its words tell; the words themselves stay here.
 *
 * @returns every other error as it is.
 */
export function nameField(error: unknown): unknown {
  if (!(error instanceof AssistersError) || error instanceof Refusal) return error;
  if (error.code !== 'invalid_request' && error.code !== 'payload_too_large') return error;
  const tooLong = error.code === 'payload_too_large' || TOO_LONG.test(error.message);
  const field = FIELD.exec(error.message)?.[1]?.toLowerCase() ?? (tooLong ? 'message' : undefined);
  let message = 'The assistant does not take this question.';
  if (field !== undefined) message = `${field}: is refused by the assistant.`;
  if (field === 'message' && tooLong) message = 'message: is too long for the assistant.';
  return new Refusal('invalid_request', 400, message);
}

/** The event that ends a stream which cannot be finished: by then the status is out, and silence would pass for an answer. */
export function streamError(error: unknown): { code: AssistersErrorCode; message: string; status: number } {
  const interrupted = error instanceof AssistersError && (error.code === 'interrupted' || error.code === 'bad_response');
  const refusal = toRefusal(error);
  if (interrupted) return { code: 'upstream_error', message: 'The answer was cut off.', status: 502 };
  return { code: refusal.code, message: refusal.message, status: refusal.status };
}

/** The answer for a refusal: the documented body, `Retry-After` in whole seconds, rounded up, `Allow` where it belongs. */
export function errorResponse(refusal: Refusal): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (refusal.retryAfterMs !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000)));
  if (refusal.allow !== undefined) headers['allow'] = refusal.allow.join(', ');
  return new Response(JSON.stringify(refusal.toEnvelope()), { status: refusal.status, headers });
}
