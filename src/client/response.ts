import { AssistersError, parseErrorEnvelope, type AssistersErrorCode } from '../protocol/assisters-error.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Bytes of a JSON answer that are read: a long conversation fits, an endless body does not. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Reads a whole body as text, without its byte-order mark.
 *
 * @param onActivity - called for every piece that arrives.
 * @throws {AssistersError} `bad_response` beyond 32 MB.
 */
export async function readText(response: Response, onActivity?: () => void): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    onActivity?.();
    size += value.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new AssistersError('bad_response', 'The answer is larger than 32 MB.');
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Reads a JSON answer, or throws what its refusal says. */
export async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw await refusalOf(response);
  const text = await readText(response);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AssistersError('bad_response', `Expected JSON, got ${response.status} with something else. Is the base URL right?`, {
      status: response.status,
      cause,
    });
  }
}

/** What a refusal says: its envelope's code, else a code by its status. The body's text never becomes a code. */
export async function refusalOf(response: Response): Promise<AssistersError> {
  const details = {
    status: response.status,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), Date.now()),
    requestId: response.headers.get('x-request-id') ?? undefined,
  };
  let envelope: ReturnType<typeof parseErrorEnvelope> = null;
  try {
    envelope = parseErrorEnvelope(JSON.parse(await readText(response)));
  } catch {
    // Not JSON, or cut: the status alone speaks.
  }
  if (envelope !== null) {
    return new AssistersError(envelope.code, envelope.message || `Refused with ${response.status}.`, { ...details, enveloped: true });
  }
  return new AssistersError(codeByStatus(response.status), `Refused with ${response.status}, without our error envelope.`, details);
}

/** A code for a refusal that has no envelope. `bad_response` is what no API of ours would have said. */
function codeByStatus(status: number): AssistersErrorCode {
  switch (status) {
    case 401:
      return 'invalid_api_key';
    case 402:
      return 'insufficient_funds';
    case 403:
      return 'origin_not_allowed';
    case 404:
      return 'not_found';
    case 405:
      return 'method_not_allowed';
    case 413:
      return 'payload_too_large';
    case 415:
      return 'unsupported_media_type';
    case 429:
      return 'rate_limit_exceeded';
    case 503:
      return 'service_unavailable';
    default:
      // Redirects are not followed (0 in browsers): a key or a visitor's words must not travel on to somewhere else.
      return status >= 400 ? 'server_error' : 'bad_response';
  }
}

/**
 * Turns whatever was thrown on the way into an `AssistersError`.
 *
 * @param signal - an aborted one decides: its reason when that is an `AssistersError` (a time-out says so), else `stopped`.
 * @param lost - what a broken connection means here: `offline` before the head, `interrupted` after it.
 */
export function toAssistersError(
  error: unknown,
  signal: AbortSignal | undefined,
  lost: 'offline' | 'interrupted' = 'offline',
): AssistersError {
  if (signal?.aborted === true) {
    const reason: unknown = signal.reason;
    return reason instanceof AssistersError ? reason : new AssistersError('stopped', 'The request was aborted.', { cause: error });
  }
  if (error instanceof AssistersError) return error;
  if (error instanceof SyntaxError) return new AssistersError('bad_response', 'The answer is not JSON.', { cause: error });
  return new AssistersError(lost, lost === 'offline' ? 'No answer: the server cannot be reached.' : 'The connection broke.', {
    cause: error,
  });
}
