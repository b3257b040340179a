import { AssistersError, parseErrorEnvelope, type AssistersErrorCode } from '../protocol/assisters-error.ts';
import { parseRetryAfter } from './retry-after.ts';

/** UTF-16 units of a JSON answer that are read: a long conversation fits, an endless body does not. */
const MAX_JSON_LENGTH = 32 * 1024 * 1024;

/**
 * The text of a body, piece by piece as it arrives. Leaving the loop early ends the request.
 *
 * @param onActivity - called for every piece of bytes.
 * @param ignoreBOM - whether a byte-order mark is left in its place.
 */
export async function* readPieces(response: Response, onActivity?: () => void, ignoreBOM = false): AsyncGenerator<string> {
  if (response.body === null) return;
  // Not `for await`: WebKit has no async iteration of streams.
  const reader = response.body.getReader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (!done) onActivity?.();
      yield decoder.decode(value, { stream: !done });
      if (done) return;
    }
  } finally {
    // A stream that is already closed or broken refuses, which is all right.
    reader.cancel().catch(() => undefined);
  }
}

/** UTF-16 units of a JSON answer from which reading it takes a browser's frame or more. */
const LONG_JSON_LENGTH = 1024 * 1024;

/** Reads a JSON answer; rejects with `bad_response` where it is something else. */
export async function readJson(response: Response, onActivity?: () => void): Promise<unknown> {
  let text = '';
  for await (const piece of readPieces(response, onActivity)) {
    text += piece;
    // What was cut is no JSON.
    if (text.length > MAX_JSON_LENGTH) break;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AssistersError('bad_response', 'Expected JSON. Is the base URL right?', {
      status: response.status,
      cause,
    });
  }
  // Who goes on with it has a task of their own, so that a page in between can answer a key.
  if (text.length > LONG_JSON_LENGTH) await new Promise((resolve) => setTimeout(resolve));
  return value;
}

/** What a refusal says: its envelope's code, else a code by its status. The body's text never becomes a code. */
export async function refusalOf(response: Response): Promise<AssistersError> {
  const { status, headers } = response;
  // Not JSON, or cut: the status alone speaks.
  const envelope = parseErrorEnvelope(await readJson(response).catch(() => null));
  // Redirects are not followed (0 in browsers): a key or a visitor's words must not travel on to somewhere else.
  const code = envelope?.code ?? CODES[status] ?? (status >= 400 ? 'server_error' : 'bad_response');
  return new AssistersError(code, envelope?.message || `Refused with ${status}.`, {
    status,
    retryAfterMs: parseRetryAfter(headers.get('retry-after'), Date.now()),
    requestId: headers.get('x-request-id') ?? undefined,
    enveloped: envelope !== null,
  });
}

/** Codes for refusals that have no envelope. */
const CODES: Partial<Record<number, AssistersErrorCode>> = {
  401: 'invalid_api_key',
  402: 'insufficient_funds',
  403: 'origin_not_allowed',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limit_exceeded',
  503: 'service_unavailable',
};

/**
 * Turns whatever was thrown on the way into an `AssistersError`.
 *
 * @param signal - an aborted one decides: its reason when that is an `AssistersError` (a time-out says so), else `stopped`.
 * @param lost - what a broken connection means here: `offline` before the head, `interrupted` after it.
 */
export function toAssistersError(
  cause: unknown,
  signal: AbortSignal | undefined,
  lost: 'offline' | 'interrupted' = 'offline',
): AssistersError {
  const error: unknown = signal?.aborted ? signal.reason : cause;
  if (error instanceof AssistersError) return error;
  return new AssistersError(signal?.aborted ? 'stopped' : lost, undefined, { cause });
}
