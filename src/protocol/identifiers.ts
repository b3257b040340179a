/** Bits of randomness behind a session id or a turn key: knowing one is the right to use it. */
export const IDENTIFIER_BYTES = 16;

/** `sess_` + at least 128 random bits in base64url. */
const SESSION_ID = /^sess_[A-Za-z0-9_-]{22,64}$/;

/** `turn_` + at least 128 random bits in base64url. */
const TURN_KEY = /^turn_[A-Za-z0-9_-]{22,64}$/;

/** An assistant's slug, or its id (`asst_…`). */
const ASSISTANT = /^[A-Za-z0-9_-]{1,128}$/;

/** Whether a string may be a browser's session id: long enough that nobody guesses it, and harmless in a path. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && SESSION_ID.test(value);
}

/** Whether a string may be an `Idempotency-Key` of ours. */
export function isTurnKey(value: unknown): value is string {
  return typeof value === 'string' && TURN_KEY.test(value);
}

/** Whether a string may name an assistant. */
export function isAssistantName(value: unknown): value is string {
  return typeof value === 'string' && ASSISTANT.test(value);
}

/** Makes a session id out of random bytes, which the caller supplies. */
export function createSessionId(bytes: Uint8Array): string {
  return `sess_${encodeBase64Url(bytes)}`;
}

/** Makes a turn key (`Idempotency-Key`) out of random bytes, which the caller supplies. */
export function createTurnKey(bytes: Uint8Array): string {
  return `turn_${encodeBase64Url(bytes)}`;
}

/**
 * Base64 for URLs, without padding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4648#section-5
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
