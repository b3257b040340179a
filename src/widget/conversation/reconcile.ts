import type { SessionMessage } from '../../protocol/chat-request.ts';
import { MAX_ANSWER_LENGTH, normalizeMessage } from '../../protocol/limits.ts';
import { isBlank, type Turn } from './state.ts';
import { createFailure } from './turn-failure.ts';

/** The latest time that a `Date` can hold. */
const MAX_TIME_MS = 8_640_000_000_000_000;

/** A question and its answer as the server has them; either may be missing. */
interface Exchange {
  question: string;
  /** As stored. */
  answer: string;
  /** Whether the server says that the answer was cut. */
  partial: boolean;
  /** Milliseconds since the epoch; `null` when the server's date is none. */
  askedAtMs: number | null;
}

/**
 * Completes a conversation with what the server knows of it.
 *
 * A turn and an exchange belong together when their questions are equal after NFC and trimming; the order of both sides is
 * kept, and of several possible partners the one with the same answer, else the last, is taken. The local copy wins where the
 * server knows less: nothing local is ever removed or shortened, what is done, stopped or running is left as it is, and only
 * turns that ended badly take a longer answer. What only the server knows is put in at its place.
 *
 * @param messages - of `GET /sessions/{id}`; roles and shapes that are unknown are left out.
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
  const partnerOf = align(turns, exchanges);
  const merged: Turn[] = [];
  let known = 0;
  const addUnknownUntil = (end: number): void => {
    for (; known < end; known++) {
      if (isEarlierAttempt(exchanges, known, end)) continue;
      merged.push(turnOf(exchanges[known]!, `${idPrefix}-${known}`, nowMs));
    }
  };
  // Local turns that the server does not know stand behind what both know, and behind what only the server knows.
  let waiting: Turn[] = [];
  turns.forEach((turn, index) => {
    const partner = partnerOf[index];
    if (partner === undefined || partner === null) {
      waiting.push(turn);
      return;
    }
    addUnknownUntil(partner);
    merged.push(...waiting, completeTurn(turn, exchanges[partner]!));
    waiting = [];
    known = partner + 1;
  });
  addUnknownUntil(exchanges.length);
  merged.push(...waiting);
  return merged.length === turns.length && merged.every((turn, index) => turn === turns[index]) ? turns : merged;
}

/**
 * Whether an exchange that only the server knows is a former attempt at the question behind it, of which a retry is shown.
 *
 * @param end - the index of the next exchange that is known here, or the number of exchanges.
 */
function isEarlierAttempt(exchanges: readonly Exchange[], index: number, end: number): boolean {
  const { question, answer, partial } = exchanges[index]!;
  if (question === '' || exchanges[index + 1]?.question !== question) return false;
  // Up to a turn that is known here it is our own retry; elsewhere only a lack shows that it was asked again.
  const leadsToKnown = end < exchanges.length && exchanges.slice(index, end + 1).every((exchange) => exchange.question === question);
  return leadsToKnown || partial || isBlank(answer);
}

/** A question and the answer right behind it make an exchange; an answer without a question stands alone. */
function pairMessages(messages: readonly SessionMessage[]): Exchange[] {
  const exchanges: Exchange[] = [];
  let open: Exchange | null = null;
  for (const { role, content, created_at: createdAt, partial } of messages) {
    if (typeof content !== 'string') continue;
    if (role === 'user') {
      open = {
        question: normalizeMessage(content.slice(0, MAX_ANSWER_LENGTH)),
        answer: '',
        partial: false,
        askedAtMs: parseTime(createdAt),
      };
      exchanges.push(open);
    } else if (role === 'assistant') {
      const answer = content.slice(0, MAX_ANSWER_LENGTH);
      const cut = partial === true || answer.length < content.length;
      if (open === null) exchanges.push({ question: '', answer, partial: cut, askedAtMs: parseTime(createdAt) });
      else {
        open.answer = answer;
        open.partial = cut;
      }
      open = null;
    }
  }
  return exchanges;
}

/**
 * Finds for every turn the index of its exchange, or `null`: the heaviest common subsequence, where an equal answer, or one
 * that goes on from ours, weighs more than a mere equal question. Walked from the end, so that ties go to the last.
 */
function align(turns: readonly Turn[], exchanges: readonly Exchange[]): (number | null)[] {
  const width = exchanges.length + 1;
  // Best weight of turns[..i) with exchanges[..j), at i * width + j.
  const best = new Uint32Array((turns.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j]!;
  const weights = turns.map((turn) => {
    const question = normalizeMessage(turn.question);
    return exchanges.map((exchange) => (exchange.question === question ? weigh(turn, exchange) : 0));
  });
  for (let i = 1; i <= turns.length; i++) {
    for (let j = 1; j <= exchanges.length; j++) {
      const weight = weights[i - 1]![j - 1]!;
      const together = weight === 0 ? 0 : at(i - 1, j - 1) + weight;
      best[i * width + j] = Math.max(together, at(i - 1, j), at(i, j - 1));
    }
  }
  const partnerOf: (number | null)[] = turns.map(() => null);
  for (let i = turns.length, j = exchanges.length; i > 0 && j > 0;) {
    const weight = weights[i - 1]![j - 1]!;
    if (weight > 0 && at(i, j) === at(i - 1, j - 1) + weight) {
      partnerOf[--i] = --j;
    } else if (at(i, j) === at(i, j - 1)) j--;
    else i--;
  }
  return partnerOf;
}

/** How well a turn and an exchange with the same question go together. */
function weigh(turn: Turn, exchange: Exchange): number {
  // Answers without a question are told apart by their words alone.
  if (exchange.question === '') return turn.answer === exchange.answer ? 4 : 0;
  if (turn.answer === '' || exchange.answer === '') return 2;
  return exchange.answer.startsWith(turn.answer) ? 4 : 2;
}

function completeTurn(turn: Turn, exchange: Exchange): Turn {
  const endedBadly = turn.state === 'failed' || turn.state === 'interrupted';
  if (!endedBadly || isBlank(exchange.answer) || exchange.answer.length <= turn.answer.length) return turn;
  if (exchange.partial)
    return { ...turn, answer: exchange.answer, state: 'interrupted', failure: turn.failure ?? createFailure('interrupted') };
  return { ...turn, answer: exchange.answer, state: 'done', failure: null };
}

function turnOf(exchange: Exchange, id: string, nowMs: number): Turn {
  const whole = !isBlank(exchange.answer) && !exchange.partial;
  const askedAtMs = exchange.askedAtMs ?? nowMs;
  return {
    id,
    // No attempt of ours.
    key: '',
    question: exchange.question,
    answer: exchange.answer,
    state: whole ? 'done' : isBlank(exchange.answer) ? 'failed' : 'interrupted',
    askedAtMs,
    endedAtMs: askedAtMs,
    answerId: null,
    tokens: null,
    sources: [],
    failure: whole ? null : createFailure('interrupted'),
  };
}

function parseTime(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const timeMs = Date.parse(value);
  return timeMs >= 0 && timeMs <= MAX_TIME_MS ? timeMs : null;
}
