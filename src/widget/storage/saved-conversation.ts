import { isErrorCode } from '../../protocol/assisters-error.ts';
import { parseSources } from '../../protocol/chat-event.ts';
import { isTurnKey } from '../../protocol/identifiers.ts';
import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';
import type { ConversationState, Turn, TurnFailure, TurnState } from '../conversation/state.ts';

/** Says whose a record is, whatever its version. */
const FORMAT = 'assisters-chat';

/** Of the shape below. A newer one is not ours to read, and not ours to overwrite. */
const VERSION = 1;

/** Turns that are saved; older ones are the server's to keep. */
const MAX_TURNS = 200;

/** The latest time that a `Date` can hold. */
const MAX_TIME_MS = 8_640_000_000_000_000;

const TURN_STATES: ReadonlySet<unknown> = new Set<TurnState>([
  'queued',
  'sending',
  'streaming',
  'recovering',
  'done',
  'stopped',
  'interrupted',
  'failed',
]);

/** What a record turned out to be. */
export type SavedRecord =
  | { kind: 'conversation'; state: ConversationState }
  /** Ours, from a later version of this script: to be left alone. */
  | { kind: 'newer' }
  /** Not JSON, not of our shape, or not ours. */
  | { kind: 'unreadable' };

/** Writes a conversation down: its newest turns, `MAX_TURNS` at most. */
export function serializeConversation({ sessionId, turns, changedAtMs }: ConversationState): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, sessionId, changedAtMs, turns: turns.slice(-MAX_TURNS) });
}

/**
 * Makes a conversation smaller for a store that is full: its newest turns, as many as together have at most half of the text,
 * and always the last.
 */
export function halveConversation(state: ConversationState): ConversationState {
  const sizes = state.turns.map(({ question, answer }) => question.length + answer.length);
  let room = sizes.reduce((sum, size) => sum + size, 0) / 2;
  let first = state.turns.length;
  while (first > 0 && (room -= sizes[first - 1]!) >= 0) first--;
  return { ...state, turns: state.turns.slice(Math.min(first, state.turns.length - 1)) };
}

/**
 * Reads a record. Everything in it is checked and only known fields are copied: anybody on the page may have written it.
 *
 * One thing that is wrong makes the whole record unreadable: a conversation with holes would be shown as if it were whole.
 */
export function parseSavedRecord(text: string): SavedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut, or never JSON.
    return { kind: 'unreadable' };
  }
  if (!isObject(value) || value['format'] !== FORMAT) return { kind: 'unreadable' };
  const { version, sessionId, turns, changedAtMs } = value;
  if (typeof version === 'number' && version > VERSION) return { kind: 'newer' };
  const readable =
    version === VERSION && isSavedSessionId(sessionId) && isAmount(changedAtMs) && Array.isArray(turns) && turns.length <= MAX_TURNS;
  if (!readable) return { kind: 'unreadable' };
  const parsed = (turns as unknown[]).map(parseTurn);
  const whole = parsed.filter((turn) => turn !== null);
  const ids = new Set(whole.map(({ id }) => id));
  if (ids.size !== parsed.length) return { kind: 'unreadable' };
  return { kind: 'conversation', state: { sessionId, turns: whole, changedAtMs } };
}

/**
 * Whether a conversation is over, by the time of its last change.
 *
 * @param keepMs - how long one lasts.
 * @param nowMs - the current time; one that lies before the last change, because a clock was set back, ends nothing.
 */
export function isExpired(state: ConversationState, keepMs: number, nowMs: number): boolean {
  return nowMs - state.changedAtMs >= keepMs;
}

function parseTurn(value: unknown): Turn | null {
  if (!isObject(value)) return null;
  const { id, key, question, answer, state, askedAtMs, endedAtMs, answerId, tokens, sources } = value;
  const failure = value['failure'] === null ? null : parseFailure(value['failure']);
  const valid =
    isText(id, 64) &&
    id !== '' &&
    (key === '' || isTurnKey(key)) &&
    isText(question, MAX_ANSWER_LENGTH) &&
    isText(answer, MAX_ANSWER_LENGTH) &&
    TURN_STATES.has(state) &&
    isAmount(askedAtMs) &&
    (endedAtMs === null || isAmount(endedAtMs)) &&
    (answerId === null || typeof answerId === 'string') &&
    (tokens === null || isAmount(tokens)) &&
    Array.isArray(sources) &&
    failure !== undefined;
  if (!valid) return null;
  return {
    id,
    key,
    question,
    answer,
    state: state as TurnState,
    askedAtMs,
    endedAtMs,
    answerId,
    tokens,
    sources: parseSources(sources),
    failure,
  };
}

function parseFailure(value: unknown): TurnFailure | undefined {
  if (!isObject(value)) return undefined;
  const { code, status, retryable, editable, retryAtMs, requestId } = value;
  const valid =
    isErrorCode(code) &&
    typeof status === 'number' &&
    typeof retryable === 'boolean' &&
    typeof editable === 'boolean' &&
    (retryAtMs === null || typeof retryAtMs === 'number') &&
    (requestId === null || typeof requestId === 'string');
  return valid ? { code, status, retryable, editable, retryAtMs, requestId } : undefined;
}

/** Ours, or one that a server named: harmless in a path either way. */
function isSavedSessionId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value);
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

/** A time or a count. */
function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_TIME_MS;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
