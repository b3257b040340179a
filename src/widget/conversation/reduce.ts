import type { Action, Asked, Completed, Reconciled, Restored } from './actions.ts';
import { reconcileTurns } from './reconcile.ts';
import {
  EMPTY_CONVERSATION,
  isActive,
  isBlank,
  isRetryable,
  isRunning,
  type ConversationState,
  type Turn,
  type TurnFailure,
} from './state.ts';
import { createFailure } from './turn-failure.ts';

/** A session's id that a server chose: anything that is harmless in a path. */
const SERVER_SESSION_ID = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * The only writer of a conversation.
 *
 * Pure: time, ids and keys come inside the action. Defined for every action in every state; one that does not fit (a late
 * word of an attempt that was given up, a retry while another turn runs) returns the very same state.
 */
export function reduce(state: ConversationState, action: Action): ConversationState {
  switch (action.type) {
    case 'asked':
      return ask(state, action);
    case 'sent':
      if (state.turns.some(isActive)) return state;
      return changeTurn(state, action, (turn) => (turn.state === 'queued' ? { ...turn, state: 'sending' } : turn));
    case 'received':
      return changeTurn(state, action, (turn) => {
        if (!isActive(turn) || (action.text === '' && action.sources === undefined)) return turn;
        return {
          ...turn,
          state: action.text === '' ? turn.state : 'streaming',
          answer: turn.answer + action.text,
          sources: action.sources ?? turn.sources,
        };
      });
    case 'completed':
      return complete(state, action);
    case 'stopped':
      return changeTurn(state, action, (turn) => (isRunning(turn) ? { ...turn, state: 'stopped', endedAtMs: action.atMs } : turn));
    case 'broke':
      return changeTurn(state, action, (turn) => (isRunning(turn) ? breakOff(turn, action.failure, action.atMs) : turn));
    case 'retried':
      if (state.turns.some(isRunning)) return state;
      return changeTurn(state, { ...action, key: null }, (turn) => (isRetryable(turn) ? askAgain(turn, action.key) : turn));
    case 'discarded': {
      const turns = state.turns.filter((turn) => turn.id !== action.turnId || turn.state !== 'failed');
      return turns.length === state.turns.length ? state : { ...state, turns, changedAtMs: action.atMs };
    }
    case 'restored':
      return restore(state, action);
    case 'reconciled':
      return reconcile(state, action);
    case 'vanished':
      // What never reached the server cannot have vanished from it, and a question on its way is about to make it anew.
      return state.turns.some(isRunning) || !state.turns.some((turn) => !isBlank(turn.answer)) ? state : EMPTY_CONVERSATION;
    case 'cleared':
      return EMPTY_CONVERSATION;
  }
}

function ask(state: ConversationState, action: Asked): ConversationState {
  if (state.turns.some((turn) => turn.id === action.turnId)) return state;
  const turn: Turn = {
    id: action.turnId,
    key: action.key,
    question: action.question,
    answer: '',
    state: state.turns.some(isRunning) ? 'queued' : 'sending',
    askedAtMs: action.atMs,
    endedAtMs: null,
    answerId: null,
    tokens: null,
    sources: [],
    failure: null,
  };
  return { sessionId: state.sessionId ?? action.sessionId, turns: [...state.turns, turn], changedAtMs: action.atMs };
}

function complete(state: ConversationState, action: Completed): ConversationState {
  const next = changeTurn(state, action, (turn) => {
    if (!isActive(turn)) return turn;
    // An end without a word is no answer, whatever the server calls it.
    if (isBlank(turn.answer)) return breakOff(turn, createFailure('bad_response'), action.atMs);
    return { ...turn, state: 'done', endedAtMs: action.atMs, answerId: action.answerId, tokens: action.tokens };
  });
  if (next === state || action.sessionId === null || !SERVER_SESSION_ID.test(action.sessionId)) return next;
  return { ...next, sessionId: action.sessionId };
}

function restore(state: ConversationState, action: Restored): ConversationState {
  // What is on the screen is younger than what was saved.
  if (state.sessionId !== null || state.turns.length > 0) return state;
  return {
    ...action.saved,
    // The page that ran them is gone. When they ended, nobody knows.
    turns: action.saved.turns.map((turn) => (isRunning(turn) ? breakOff(turn, createFailure('interrupted'), null) : turn)),
  };
}

function reconcile(state: ConversationState, action: Reconciled): ConversationState {
  // Nothing was asked since it was begun anew: what the server tells is of a conversation that is over.
  if (state.sessionId === null) return state;
  const turns = reconcileTurns(state.turns, action.session.messages, action.idPrefix, action.atMs);
  return turns === state.turns ? state : { ...state, turns, changedAtMs: action.atMs };
}

function breakOff(turn: Turn, failure: TurnFailure, endedAtMs: number | null): Turn {
  return { ...turn, state: isBlank(turn.answer) ? 'failed' : 'interrupted', failure, endedAtMs };
}

function askAgain(turn: Turn, key: string): Turn {
  return { ...turn, key, state: 'sending', answer: '', sources: [], endedAtMs: null, answerId: null, tokens: null, failure: null };
}

/** Replaces the one turn that an action is about; `key: null` fits every attempt. */
function changeTurn(
  state: ConversationState,
  action: { turnId: string; key: string | null; atMs: number },
  change: (turn: Turn) => Turn,
): ConversationState {
  const turn = state.turns.find(({ id }) => id === action.turnId);
  if (turn === undefined || (action.key !== null && turn.key !== action.key)) return state;
  const changed = change(turn);
  if (changed === turn) return state;
  return { ...state, turns: state.turns.map((other) => (other === turn ? changed : other)), changedAtMs: action.atMs };
}
