// Bidi overrides and isolates, zero-width and other invisible characters, C0 and C1 controls, lone surrogates.
const HIDDEN =
  /\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}|[\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069\u200B\u00AD\u2060-\u2064\u206A-\u206F\uFEFF\u0000-\u0008\u000B-\u001F\u007F-\u009F\p{Cs}]|(?<![^\u0000-\u007F\u200C\u200D])[\u200C\u200D]+|[\u200C\u200D]+(?![^\u0000-\u007F\u200C\u200D])/gu;

/**
 * Text as it may be shown: without the characters that hide words or reorder them.
 *
 * Kept are the tag sequences of the three subdivision flags' shape, and joiners between two characters beyond ASCII (emoji families, Persian, Indic).
 */
export function displayText(text: string): string {
  return text.replace(HIDDEN, (match) => (match.startsWith('\u{1F3F4}') ? match : ''));
}
