import { isPathSegment } from '../../protocol/identifiers.ts';
import type { Action } from './actions.ts';
import { mergeTabs } from './merge-tabs.ts';
import { reconcileTurns } from './reconcile.ts';
import {
  EMPTY_CONVERSATION,
  isActive,
  isBlank,
  isRetryable,
  isRunning,
  MAX_DISCARDED,
  UNANSWERED,
  type ConversationState,
  type Turn,
  type TurnFailure,
} from './state.ts';
import { createFailure } from './turn-failure.ts';

/** How long a question that could not be sent waits for the network. Older ones nobody expects to be asked any more. */
const OUTBOX_MS = 3_600_000;

/**
 * The only writer of a conversation.
 *
 * Pure: time, ids and keys come inside the action. Defined for every action in every state; one that does not fit (a late
 * word of an attempt that was given up, a retry while another turn runs) returns the very same state.
 */
export function reduce(state: ConversationState, action: Action): ConversationState {
  const { turns, sessionId, discarded } = state;
  const { type, atMs } = action;
  switch (type) {
    case 'asked': {
      const { turnId: id, key, question } = action;
      if (turns.some((turn) => turn.id === id)) return state;
      const place = Math.max(atMs, ...turns.map((turn) => turn.place + 1));
      const turn: Turn = { ...UNANSWERED, id, key, question, state: 'queued', place, askedAtMs: atMs };
      return { ...state, sessionId: sessionId ?? action.sessionId, turns: [...turns, turn], changedAtMs: atMs };
    }
    case 'discarded': {
      // What only the server knows is not ours to take back: it would tell it again.
      const turn = turns.find(({ id, key, state }) => id === action.turnId && key !== '' && state === 'failed');
      if (!turn) return state;
      return {
        ...state,
        turns: turns.filter((one) => one !== turn),
        discarded: [...discarded, turn.key].slice(-MAX_DISCARDED),
        changedAtMs: atMs,
      };
    }
    case 'restored': {
      // What is on the screen is younger than what was saved.
      if (sessionId !== null) return state;
      // The page that ran them is gone. One answer may be had by its key; what waited to be sent still does.
      const recoverable = action.saved.turns.find((turn) => isActive(turn) && turn.key !== '');
      return {
        ...action.saved,
        turns: action.saved.turns.map((turn) => {
          if (!isRunning(turn)) return turn;
          if (turn.state === 'queued' && turn.key !== '') {
            return Math.abs(atMs - turn.askedAtMs) < OUTBOX_MS ? turn : { ...turn, ...cutOff(turn, createFailure('offline'), atMs) };
          }
          return { ...turn, ...(turn === recoverable ? { state: 'recovering' } : cutOff(turn, createFailure('interrupted'), null)) };
        }),
      };
    }
    case 'reconciled': {
      const completed = reconcileTurns(turns, action.session.messages, action.idPrefix, atMs, action.recovers);
      // Where nothing was asked since it was begun anew, what the server tells is of a conversation that is over.
      return sessionId === null || completed === turns ? state : { ...state, turns: completed, changedAtMs: atMs };
    }
    case 'synced':
      return mergeTabs(state, action.saved, action.runningKey);
    case 'vanished':
      // What never reached the server cannot have vanished from it, and a question on its way is about to make it anew.
      return turns.some(isRunning) || turns.every((turn) => isBlank(turn.answer)) ? state : EMPTY_CONVERSATION;
    case 'cleared':
      return EMPTY_CONVERSATION;
    default: {
      // One of the last, most often: what happens in every frame must not cost more with every turn.
      const place = turns.findLastIndex(({ id }) => id === action.turnId);
      const turn = turns[place];
      const change = turn && (turn.key === action.key || type === 'retried') && changeOf(turn, action, turns);
      if (!change) return state;
      return {
        ...state,
        sessionId: type === 'completed' && isPathSegment(action.sessionId) ? action.sessionId : sessionId,
        turns: turns.with(place, { ...turn, ...change }),
        changedAtMs: atMs,
      };
    }
  }
}

/** What an action about one turn changes of it; `false` where the action does not fit. */
function changeOf(turn: Turn, action: Extract<Action, { key: string }>, turns: readonly Turn[]): Partial<Turn> | false {
  switch (action.type) {
    case 'sent':
      return turn.state === 'queued' && !turns.some(isActive) && { state: 'sending', failure: null, sends: turn.sends + 1 };
    case 'postponed':
      return (
        isActive(turn) &&
        isBlank(turn.answer) && {
          state: 'queued',
          failure: action.failure,
          sends: turn.sends - Number(action.isUnsent && turn.sends > 0),
          waits: turn.waits + 1,
        }
      );
    case 'received': {
      const { text, sources = turn.sources } = action;
      if (!isActive(turn) || (text === '' && sources === turn.sources)) return false;
      return { state: text === '' ? turn.state : 'streaming', answer: turn.answer + text, sources };
    }
    case 'cut':
      return isActive(turn) && turn.state !== 'recovering' && { state: 'recovering' };
    case 'completed': {
      const { answerId, tokens, atMs: endedAtMs } = action;
      if (!isActive(turn)) return false;
      // An end without a word is no answer, whatever the server calls it.
      return isBlank(turn.answer) ? cutOff(turn, createFailure('bad_response'), endedAtMs) : { state: 'done', endedAtMs, answerId, tokens };
    }
    case 'stopped':
      return isRunning(turn) && { state: 'stopped', endedAtMs: action.atMs };
    case 'broke':
      return isRunning(turn) && cutOff(turn, action.failure, action.atMs);
    case 'retried':
      return isRetryable(turn) && !turns.some(isRunning) && { ...UNANSWERED, key: action.key, state: 'queued', waits: turn.waits + 1 };
    default:
      return false;
  }
}

function cutOff({ answer }: Turn, failure: TurnFailure, endedAtMs: number | null): Partial<Turn> {
  return { state: isBlank(answer) ? 'failed' : 'interrupted', failure, endedAtMs };
}
