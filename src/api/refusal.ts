import { AssistersError, type AssistersErrorCode } from '../protocol/assisters-error.ts';

const STATUS = {
  invalid_request: 400,
  invalid_api_key: 401,
  insufficient_funds: 402,
  assistant_not_found: 404,
  session_not_found: 404,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limit_exceeded: 429,
  server_error: 500,
  service_unavailable: 503,
} as const satisfies Partial<Record<AssistersErrorCode, number>>;

/** Builds the error that a step throws to refuse a request: its code decides the status, its message is sent as it is. */
export function createRefusal(code: keyof typeof STATUS, message: string, details: { retryAfterMs?: number } = {}): AssistersError {
  return new AssistersError(code, message, { status: STATUS[code], ...details });
}
