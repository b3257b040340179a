import type { SessionMessage } from '../../protocol/chat-request.ts';
import { MAX_ANSWER_LENGTH, normalizeMessage } from '../../protocol/limits.ts';
import { isBlank, UNANSWERED, type Turn } from './state.ts';
import { createFailure } from './turn-failure.ts';

/** A question and its answer as the server has them; either may be empty. */
interface Exchange {
  question: string;
  answer: string;
  /** Whether the answer was cut. */
  partial: boolean;
  createdAt: string;
  /** The turn here that it belongs to. */
  turn?: Turn;
}

/**
 * Completes a conversation with what the server knows of it.
 *
 * A turn belongs to the last exchange whose question is equal after NFC and trimming, one with the very same answer before all
 * others. The local copy wins where the server knows less: nothing local is ever removed or shortened, what is done, stopped or
 * running is left as it is, and only turns that ended badly take a longer answer. What only the server knows is put in behind
 * the exchange that it followed there.
 *
 * @param messages - of `GET /sessions/{id}`.
 * @param idPrefix - names the turns that only the server knew.
 * @param nowMs - stands in for dates that are none; milliseconds since the epoch.
 * @returns the very same array when there is nothing to add.
 */
export function reconcileTurns(
  turns: readonly Turn[],
  messages: readonly SessionMessage[],
  idPrefix: string,
  nowMs: number,
): readonly Turn[] {
  const exchanges = pairMessages(messages);
  for (const bySameAnswer of [true, false]) {
    for (const turn of turns.toReversed()) {
      if (exchanges.some((exchange) => exchange.turn === turn)) continue;
      // Answers without a question are told apart by their words alone.
      const anyAnswer = !bySameAnswer && turn.question !== '';
      const partner = exchanges.findLast(
        (exchange) => !exchange.turn && exchange.question === turn.question && (anyAnswer || exchange.answer === turn.answer),
      );
      if (partner) partner.turn = turn;
    }
  }
  const merged = [...turns];
  let place = 0;
  exchanges.forEach((exchange, index) => {
    if (exchange.turn) {
      place = merged.indexOf(exchange.turn) + 1;
      merged[place - 1] = completeTurn(exchange.turn, exchange);
    } else if (!isEarlierAttempt(exchanges, index)) merged.splice(place++, 0, createTurn(exchange, `${idPrefix}-${index}`, nowMs));
  });
  return merged.length === turns.length && merged.every((turn, index) => turn === turns[index]) ? turns : merged;
}

/** A question and the answer right behind it make an exchange; an answer without a question stands alone. */
function pairMessages(messages: readonly SessionMessage[]): Exchange[] {
  const exchanges: Exchange[] = [];
  let open: Exchange | undefined;
  for (const { role, content, created_at: createdAt, partial = false } of messages) {
    // More of it would not be saved.
    const text = content.slice(0, MAX_ANSWER_LENGTH);
    const exchange = (role === 'assistant' && open) || { question: '', answer: '', partial: false, createdAt };
    if (exchange !== open) exchanges.push(exchange);
    if (role === 'user') exchange.question = normalizeMessage(text);
    else Object.assign(exchange, { answer: text, partial: partial || text.length < content.length });
    open = role === 'user' ? exchange : undefined;
  }
  return exchanges;
}

/**
 * Whether an exchange that only the server knows is a former attempt at the question behind it, of which a retry is shown: before
 * a turn that is known here it is our own retry, elsewhere only a lack shows that it was asked again.
 */
function isEarlierAttempt(exchanges: readonly Exchange[], index: number): boolean {
  const { question, answer, partial } = exchanges[index]!;
  for (let next = index + 1; question !== '' && exchanges[next]?.question === question; next++) {
    if (partial || isBlank(answer) || exchanges[next]!.turn) return true;
  }
  return false;
}

function completeTurn(turn: Turn, { answer, partial }: Exchange): Turn {
  if (turn.failure === null || isBlank(answer) || answer.length <= turn.answer.length) return turn;
  return partial ? { ...turn, answer, state: 'interrupted' } : { ...turn, answer, state: 'done', failure: null };
}

function createTurn({ question, answer, partial, createdAt }: Exchange, id: string, nowMs: number): Turn {
  const askedAtMs = Math.max(0, Date.parse(createdAt) || nowMs);
  const state = isBlank(answer) ? 'failed' : partial ? 'interrupted' : 'done';
  const failure = state === 'done' ? null : createFailure('interrupted');
  // No attempt of ours has a key for it.
  return { ...UNANSWERED, id, key: '', question, answer, state, askedAtMs, endedAtMs: askedAtMs, failure };
}
