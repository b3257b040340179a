import { AssistersError } from '../../protocol/assisters-error.ts';
import { countCodePoints, hasVisibleText, MAX_MESSAGE_CODE_POINTS, normalizeMessage } from '../../protocol/limits.ts';

/**
 * A visitor's words in the form that is sent: NFC, trimmed.
 *
 * @throws {AssistersError} `invalid_request` when they say nothing, or are longer than `MAX_MESSAGE_CODE_POINTS`.
 */
export function parseQuestion(text: string): string {
  const question = normalizeMessage(text);
  if (!hasVisibleText(question)) throw new AssistersError('invalid_request', 'A question needs at least one visible character.');
  const length = countCodePoints(question);
  if (length > MAX_MESSAGE_CODE_POINTS) {
    throw new AssistersError('invalid_request', `A question may have ${MAX_MESSAGE_CODE_POINTS} characters; this one has ${length}.`);
  }
  return question;
}
