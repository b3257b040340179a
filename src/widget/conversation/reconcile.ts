import type { SessionMessage } from '../../protocol/chat-request.ts';
import { MAX_ANSWER_LENGTH, normalizeMessage } from '../../protocol/limits.ts';
import { isBlank, isRunning, UNANSWERED, type Turn } from './state.ts';
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
  /** Not shown where no turn belongs to it. */
  isEarlierAttempt?: boolean;
}

/**
 * Completes a conversation with what the server knows of it.
 *
 * A turn belongs to the last exchange whose question is equal after NFC and trimming, one with the very same answer before all
 * others. The local copy wins where the server knows less: nothing local is ever removed or shortened, what is done, stopped or
 * running is left as it is, and only turns that ended badly, or are being recovered, take a longer answer. What only the server
 * knows is put in behind the exchange that it followed there.
 *
 * @param messages - of `GET /sessions/{id}`.
 * @param idPrefix - names the turns that only the server knew.
 * @param nowMs - stands in for dates that are none; milliseconds since the epoch.
 * @param recovers - the turn that is being recovered takes what is told here; else it is left as it is.
 * @returns the very same array when there is nothing to add.
 */
export function reconcileTurns(
  turns: readonly Turn[],
  messages: readonly SessionMessage[],
  idPrefix: string,
  nowMs: number,
  recovers: boolean,
): readonly Turn[] {
  const exchanges = pairMessages(messages);
  const matched = new Set<Turn>();
  // Of a long history most was never here.
  const questions = new Set(turns.map(({ question }) => question));
  for (const bySameAnswer of [true, false]) {
    // Answers without a question are told apart by their words alone.
    const nameOf = ({ question, answer }: Turn | Exchange): string =>
      JSON.stringify(bySameAnswer || question === '' ? [question, answer] : [question]);
    const free = new Map<string, Exchange[]>();
    for (const exchange of exchanges) {
      if (exchange.turn || !questions.has(exchange.question)) continue;
      const name = nameOf(exchange);
      const equal = free.get(name);
      if (equal) equal.push(exchange);
      else free.set(name, [exchange]);
    }
    for (const turn of turns.toReversed()) {
      // No answer is like any other.
      const partner = matched.has(turn) || (bySameAnswer && isBlank(turn.answer)) ? undefined : free.get(nameOf(turn))?.pop();
      if (!partner) continue;
      partner.turn = turn;
      matched.add(turn);
    }
  }
  markEarlierAttempts(exchanges);
  // Each turn here and what follows it; first of all what stands before them.
  const groups = new Map<Turn | undefined, Turn[]>([[undefined, []]]);
  for (const turn of turns) groups.set(turn, [turn]);
  let group = groups.get(undefined)!;
  exchanges.forEach((exchange, index) => {
    if (exchange.turn) {
      group = groups.get(exchange.turn)!;
      group[0] = completeTurn(exchange.turn, exchange, nowMs, recovers);
    } else if (!exchange.isEarlierAttempt) group.push(createTurn(exchange, `${idPrefix}-${index}`, nowMs, group[0]?.place));
  });
  const merged = [...groups.values()].flat();
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
 * Finds the exchanges that are former attempts at the question behind them, of which a retry is shown: before a turn that is known
 * here it is our own retry, elsewhere only a lack shows that it was asked again.
 */
function markEarlierAttempts(exchanges: readonly Exchange[]): void {
  let next: Exchange | undefined;
  /** Of the same question, from the next one on. */
  let isKnown = false;
  /** Questions of turns that are known here, from the next one on: one that is asked again stands there behind what was asked meanwhile. */
  const known = new Set<string>();
  for (const exchange of exchanges.toReversed()) {
    const { question, answer, partial } = exchange;
    const isRepeated = question !== '' && question === next?.question;
    isKnown = isRepeated && (isKnown || next?.turn !== undefined);
    const isLacking = partial || isBlank(answer);
    exchange.isEarlierAttempt = isRepeated ? isKnown || isLacking : isLacking && known.has(question);
    if (exchange.turn && question !== '') known.add(question);
    next = exchange;
  }
}

function completeTurn(turn: Turn, { answer, partial }: Exchange, nowMs: number, recovers: boolean): Turn {
  const isLonger = answer.length > turn.answer.length;
  if (turn.state === 'recovering') {
    if (!recovers) return turn;
    const isWhole = !partial && !isBlank(answer) && answer.length >= turn.answer.length;
    // Of a part it is not known whether more comes.
    return isWhole ? { ...turn, answer, state: 'done', endedAtMs: nowMs } : isLonger ? { ...turn, answer } : turn;
  }
  if (isRunning(turn) || turn.failure === null || isBlank(answer) || !isLonger) return turn;
  return partial ? { ...turn, answer, state: 'interrupted' } : { ...turn, answer, state: 'done', failure: null };
}

function createTurn({ question, answer, partial, createdAt }: Exchange, id: string, nowMs: number, placeBefore = 0): Turn {
  const askedAtMs = Math.max(0, Date.parse(createdAt) || nowMs);
  const state = isBlank(answer) ? 'failed' : partial ? 'interrupted' : 'done';
  const failure = state === 'done' ? null : createFailure('interrupted');
  const place = Math.max(askedAtMs, placeBefore);
  // No attempt of ours has a key for it.
  return { ...UNANSWERED, id, key: '', question, answer, state, place, askedAtMs, endedAtMs: askedAtMs, failure };
}
