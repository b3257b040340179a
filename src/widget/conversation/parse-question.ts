import { AssistersError } from '../../protocol/assisters-error.ts';
import { countCodePoints, hasVisibleText, MAX_MESSAGE_CODE_POINTS, normalizeMessage } from '../../protocol/limits.ts';

/**
 * A visitor's words in the form that is sent: NFC, trimmed.
 *
 * @throws {AssistersError} `invalid_request` when they say nothing, or have more code points than `maxLength`.
 */
export function parseQuestion(text: string, maxLength = MAX_MESSAGE_CODE_POINTS): string {
  // A page's own script may pass what is no text.
  const question = normalizeMessage(String(text ?? ''));
  if (!hasVisibleText(question)) throw new AssistersError('invalid_request', 'Your question is empty.');
  const length = countCodePoints(question);
  if (length > maxLength) throw new AssistersError('invalid_request', `${length} characters, ${maxLength} are allowed.`);
  return question;
}
