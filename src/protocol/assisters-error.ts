/**
 * Every code that an error can carry. The first six are the reference's own; the next block is what our API and proxy
 * add to it; the last block never crosses the wire: the client or the widget found the trouble itself.
 */
const CODES = [
  // The reference's table.
  'invalid_api_key',
  'insufficient_funds',
  'rate_limit_exceeded',
  'assistant_not_found',
  'invalid_request',
  'server_error',
  // Added by our API and proxy.
  'session_not_found',
  'turn_not_found',
  'origin_not_allowed',
  'not_found',
  'method_not_allowed',
  'payload_too_large',
  'unsupported_media_type',
  'service_unavailable',
  'upstream_error',
  // Found on our own side of the wire.
  'bad_response',
  'offline',
  'interrupted',
  'timeout',
  'stopped',
] as const;

/** What went wrong, for programs. */
export type AssistersErrorCode = (typeof CODES)[number];

/** Whether a value is a code that we know: an unknown one is never shown nor passed on. */
export function isErrorCode(value: unknown): value is AssistersErrorCode {
  return CODES.includes(value as AssistersErrorCode);
}

/** The JSON body of every refusal, as the reference documents it. */
export interface ErrorEnvelope {
  error: {
    code: AssistersErrorCode;
    /** For developers; never shown to a visitor. */
    message: string;
    /** The HTTP status, repeated. */
    status: number;
  };
}

export interface AssistersErrorDetails {
  /** HTTP status of the refusal; 0 where there was no answer at all. */
  status?: number;
  /** How long the server asked us to wait, in milliseconds from when the answer came. */
  retryAfterMs?: number | undefined;
  /** `X-Request-Id` of the answer, to quote to whoever runs the server. */
  requestId?: string | undefined;
  /** Whether the refusal came in our error envelope, and so from something that speaks this protocol. */
  enveloped?: boolean;
  /** What lies beneath. Never leaves its own side of the wire. */
  cause?: unknown;
}

/** The one error type that crosses modules: `code` is for programs, `message` for developers, the wording for people lives in `locales`. */
export class AssistersError extends Error {
  override readonly name = 'AssistersError';
  declare readonly code: AssistersErrorCode;
  /** HTTP status; 0 where there was no answer at all. */
  declare readonly status: number;
  declare readonly retryAfterMs: number | undefined;
  declare readonly requestId: string | undefined;
  /** Whether the refusal came in our error envelope: a bare 404 may be any web server's, an enveloped one is an answer. */
  declare readonly enveloped: boolean;

  /** @param message - by default the code, which mostly says it all. */
  constructor(code: AssistersErrorCode, message: string = code, details: AssistersErrorDetails = {}) {
    super(message, details);
    const { status = 0, retryAfterMs, requestId, enveloped = false } = details;
    Object.assign(this, { code, status, retryAfterMs, requestId, enveloped });
  }
}

/** Builds the documented body for a refusal. */
export function createErrorEnvelope(code: AssistersErrorCode, message: string, status: number): ErrorEnvelope {
  return { error: { code, message, status } };
}

/**
 * Reads a refusal's body.
 *
 * @param value - parsed JSON of unknown shape.
 * @returns the envelope's code and message, or `null` when this is not our envelope. A code that we do not know is `undefined`: the
 *   reference may grow, and an unknown word must not reach a screen; the status says enough.
 */
export function parseErrorEnvelope(value: unknown): { code: AssistersErrorCode | undefined; message: string } | null {
  const { code, message } = Object((value as { error?: unknown } | null)?.error) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return null;
  return { code: isErrorCode(code) ? code : undefined, message: typeof message === 'string' ? message : '' };
}
