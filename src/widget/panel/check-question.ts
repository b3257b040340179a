import { AssistersError } from '../../protocol/assisters-error.ts';
import { countCodePoints, hasVisibleText, normalizeMessage } from '../../protocol/limits.ts';

/**
 * A question as it may be asked.
 *
 * @param maxLength - code points.
 * @throws {AssistersError} `invalid_request` when it says nothing or is too long: nothing is ever cut off in silence.
 */
export function checkQuestion(text: string, maxLength: number): string {
  const question = normalizeMessage(text);
  if (!hasVisibleText(question)) throw new AssistersError('invalid_request', 'A question needs at least one visible character.');
  const length = countCodePoints(question);
  if (length > maxLength)
    throw new AssistersError('invalid_request', `A question may have ${maxLength} characters; this one has ${length}.`);
  return question;
}
