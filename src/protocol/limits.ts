/** Code points that one message may have, counted after NFC and trimming. */
export const MAX_MESSAGE_CODE_POINTS = 4000;

/** Bytes that a request's body may have. */
export const MAX_BODY_BYTES = 64 * 1024;

/** UTF-16 units of one line of an event stream; a longer one is an attack or a broken server. */
export const MAX_STREAM_LINE = 1024 * 1024;

/** UTF-16 units of one answer that are kept and shown; beyond it the turn ends as interrupted, with its text. */
export const MAX_ANSWER_LENGTH = 1024 * 1024;

/**
 * A visitor's words in the one form that is sent, stored and compared: NFC, trimmed.
 *
 * @see https://unicode.org/reports/tr15/
 */
export function normalizeMessage(text: string): string {
  return text.normalize('NFC').trim();
}

/** Length of a text in code points, the unit of every message limit. */
export function countCodePoints(text: string): number {
  // Only these take two units; a lone half counts as one.
  return text.replace(/[\u{10000}-\u{10ffff}]/gu, '.').length;
}

/** Whether a message says anything: at least one character that is neither space, control nor format (zero-width). */
export function hasVisibleText(text: string): boolean {
  return /[^\s\p{C}]/u.test(text);
}
