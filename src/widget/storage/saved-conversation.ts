import { isErrorCode } from '../../protocol/assisters-error.ts';
import { parseSources } from '../../protocol/chat-event.ts';
import { isPathSegment, isTurnKey } from '../../protocol/identifiers.ts';
import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';
import {
  MAX_DISCARDED,
  MAX_TIME_MS,
  TURN_STATES,
  type ConversationState,
  type Turn,
  type TurnFailure,
  type TurnState,
} from '../conversation/state.ts';

/** Says whose a record is, whatever its version. */
const FORMAT = 'assisters-chat';

/** Of the shape below. A newer one is not ours to read, and not ours to overwrite. */
const VERSION = 1;

/** Turns that are saved; older ones are the server's to keep. */
const MAX_TURNS = 200;

/** UTF-16 units of a record: the store, five million of them, is the page's. One turn is saved whatever its length. */
const MAX_RECORD_LENGTH = 1_000_000;

/** Reads one field: returns what is kept of it, or throws. */
type Read = (value: unknown) => unknown;

/** Writes a conversation down: its newest turns, as many as are asked for and as fit. */
export function serializeConversation({ sessionId, turns, discarded, changedAtMs }: ConversationState, count = MAX_TURNS): string {
  const texts: string[] = [];
  let room = MAX_RECORD_LENGTH;
  for (const turn of turns.slice(-Math.min(count, MAX_TURNS)).reverse()) {
    const text = JSON.stringify(turn);
    room -= text.length;
    if (room < 0 && texts.length > 0) break;
    texts.unshift(text);
  }
  const head = JSON.stringify({ format: FORMAT, version: VERSION, sessionId, discarded, changedAtMs });
  return `${head.slice(0, -1)},"turns":[${texts.join()}]}`;
}

/**
 * Reads a record. Everything in it is checked and only known fields are copied: anybody on the page may have written it.
 *
 * One thing that is wrong makes the whole record unreadable: a conversation with holes would be shown as if it were whole.
 *
 * @returns `newer` for one of a later version of this script, to be left alone; `unreadable` for what is not JSON, not of our
 *   shape, or not ours.
 */
export function parseSavedRecord(text: string): ConversationState | 'newer' | 'unreadable' {
  try {
    const record = JSON.parse(text) as { format: unknown; version: number };
    if (record.format === FORMAT && record.version > VERSION) return 'newer';
    return record.format === FORMAT && record.version === VERSION ? readFields(record, RECORD) : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Copies the fields that are named, and no other. */
function readFields<Fields>(value: unknown, fields: Record<keyof Fields, Read>): Fields {
  const entries = Object.entries<Read>(fields).map(([name, read]) => [name, read((value as Record<string, unknown>)[name])]);
  return Object.fromEntries(entries) as Fields;
}

/** Keeps a value as it is, where it is as it should be. */
function only(isRight: (value: unknown) => boolean): Read {
  return (value) => {
    if (isRight(value)) return value;
    throw new TypeError();
  };
}

function orNull(read: Read): Read {
  return (value) => (value === null ? value : read(value));
}

const text = only((value) => typeof value === 'string' && value.length <= MAX_ANSWER_LENGTH);

/** A time or a count. */
const amount = only((value) => typeof value === 'number' && value >= 0 && value <= MAX_TIME_MS);

const flag = only((value) => typeof value === 'boolean');

const list = only(Array.isArray) as (value: unknown) => unknown[];

const FAILURE: Record<keyof TurnFailure, Read> = {
  code: only(isErrorCode),
  status: amount,
  retryable: flag,
  editable: flag,
  retryAtMs: orNull(amount),
  requestId: orNull(text),
};

const TURN: Record<keyof Turn, Read> = {
  id: only(isPathSegment),
  key: only((value) => value === '' || isTurnKey(value)),
  question: text,
  answer: text,
  state: only((value) => TURN_STATES.includes(value as TurnState)),
  // Records of the first scripts have none.
  place: (value = 0) => amount(value),
  askedAtMs: amount,
  endedAtMs: orNull(amount),
  answerId: orNull(text),
  tokens: orNull(amount),
  sources: (value) => parseSources(list(value)),
  failure: orNull((value) => readFields<TurnFailure>(value, FAILURE)),
  sends: (value = 0) => amount(value),
  waits: (value = 0) => amount(value),
};

const RECORD: Record<keyof ConversationState, Read> = {
  // Ours, or one that a server named.
  sessionId: only(isPathSegment),
  changedAtMs: amount,
  discarded: (value = []) =>
    list(value)
      .slice(-MAX_DISCARDED)
      .map(only((key) => isTurnKey(key))),
  turns(value) {
    const turns = list(value).map((turn) => readFields<Turn>(turn, TURN));
    return only(() => turns.length <= MAX_TURNS && new Set(turns.map(({ id }) => id)).size === turns.length)(turns);
  },
};
