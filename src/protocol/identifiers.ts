/** Bits of randomness behind a session id or a turn key: knowing one is the right to use it. */
export const IDENTIFIER_BYTES = 16;

/** Whether a value may be one part of a URL's path as it is: an assistant's slug or id (`asst_…`), a session id of any server. */
export const isPathSegment = matches(/^[A-Za-z0-9_-]{1,128}$/);

/** Whether a value may be a browser's session id: `sess_` + at least 128 bits in base64url, so that nobody guesses it. */
export const isSessionId = /* @__PURE__ */ matches(/^sess_[A-Za-z0-9_-]{22,64}$/);

/** Whether a value may be an `Idempotency-Key` of ours: `turn_` + at least 128 bits in base64url. */
export const isTurnKey = matches(/^turn_[A-Za-z0-9_-]{22,64}$/);

/** Makes a session id out of random bytes, which the caller supplies. */
export function createSessionId(bytes: Uint8Array): string {
  return `sess_${encodeBase64Url(bytes)}`;
}

/** Makes a turn key (`Idempotency-Key`) out of random bytes, which the caller supplies. */
export function createTurnKey(bytes: Uint8Array): string {
  return `turn_${encodeBase64Url(bytes)}`;
}

/**
 * Base64 for URLs, without padding; for the few bytes of an identifier or a hash.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-5
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/=/g, '')
    .replace(/\+/g, '-')
    .replace(/\//g, '_');
}

function matches(pattern: RegExp) {
  return (value: unknown): value is string => typeof value === 'string' && pattern.test(value);
}
