// A flag of a region (kept); controls, lone surrogates, tags, bidi overrides and isolates, other invisible characters; stray joiners.
const HIDDEN =
  /(\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F})|(?![\t\n])[\p{Cc}\p{Cs}\u{E0000}-\u{E007F}\u202A-\u202E\u2060-\u206F\u200B\u00AD\uFEFF]|(?<![^\0-\x7F\u200C\u200D])[\u200C\u200D]+|[\u200C\u200D]+(?![^\0-\x7F\u200C\u200D])/gu;

/**
 * Text as it may be shown: without the characters that hide words or reorder them.
 *
 * Kept are the tag sequences of the three subdivision flags' shape, and joiners between two characters beyond ASCII (emoji families, Persian, Indic).
 */
export function displayText(text: string): string {
  return text.replace(HIDDEN, '$1');
}
