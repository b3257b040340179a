import { chargeEstimate } from '../accounts/charge.ts';
import type { ApiKey } from '../accounts/api-keys.ts';
import { readBalance } from '../accounts/account-store.ts';
import type { ApiContext } from '../api-context.ts';
import { inTransaction } from '../db/transaction.ts';
import { createId } from '../identifiers.ts';
import { createRefusal } from '../refusal.ts';
import type { ChatUser } from '../../protocol/chat-request.ts';
import { findAssistant, type StoredAssistant } from './assistant-store.ts';
import { countTokens } from './count-tokens.ts';
import { storeQuestion, type Question } from './session-store.ts';

/** A question that passed every check and is stored: from here on it is answered. */
export interface AcceptedQuestion extends Question {
  key: ApiKey;
  assistant: StoredAssistant;
  sessionId: string;
  message: string;
}

/** What a chat request says, checked. */
export interface ChatInput {
  assistant: string;
  message: string;
  /** Absent: a session is made. Unknown: it is made under this id. */
  sessionId: string | undefined;
  user: ChatUser | undefined;
}

/**
 * Decides whether a question is answered, and stores it when it is.
 *
 * @throws {AssistersError} `assistant_not_found` or `insufficient_funds`; then nothing was stored.
 */
export async function acceptQuestion(context: ApiContext, key: ApiKey, input: ChatInput): Promise<AcceptedQuestion> {
  const assistant = findAssistant(context.db, key.accountId, input.assistant);
  if (assistant === undefined)
    throw createRefusal('assistant_not_found', 'There is no assistant with this slug or id that the key may use.');
  const estimate = chargeEstimate(await countTokens(input.message), assistant.pricePicoPerToken);
  const sessionId = input.sessionId ?? createId('sess');
  const { message, user } = input;
  const question = inTransaction(context.db, () => {
    if (readBalance(context.db, key.accountId) < estimate) {
      throw createRefusal('insufficient_funds', 'The wallet balance is too low for this request.');
    }
    return storeQuestion(
      context.db,
      { accountId: key.accountId, sessionId, assistant, messageId: createId('msg'), message, user },
      context.now(),
    );
  });
  return { ...question, key, assistant, sessionId, message };
}
