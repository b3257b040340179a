import { AssistersError, parseErrorEnvelope, type AssistersErrorCode } from './assisters-error.ts';
import type { TokenCount } from './chat-request.ts';

/** A page that an answer rests on. */
export interface Source {
  title: string;
  /** Absolute, or relative to the site's root. */
  url: string;
}

/** What an answer's stream says, one event at a time. An answer is complete only with `done`. */
export type ChatEvent =
  | { type: 'chunk'; content: string }
  | { type: 'sources'; sources: Source[] }
  | { type: 'done'; id: string; tokens: TokenCount; session_id?: string }
  | { type: 'error'; error: { code: AssistersErrorCode; message: string; status: number } };

/**
 * Reads the `data` of one event.
 *
 * Only known fields of known types are copied, so nothing that a server adds, `__proto__` included, travels on.
 *
 * @param data - the event's data, joined by the event-stream parser.
 * @returns the event, or `null` for one that we do not know and so ignore.
 * @throws {AssistersError} `bad_response` when the data is not JSON or a known event has fields of wrong types: an answer
 *   with a hole must not pass for whole.
 */
export function parseChatEvent(data: string): ChatEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new AssistersError('bad_response', 'An event of the stream is not JSON.', { cause });
  }
  if (typeof value !== 'object' || value === null) throw malformed('an event');
  const event = value as Record<string, unknown>;
  switch (event['type']) {
    case 'chunk':
      // A chunk without content says nothing, and so leaves no hole.
      if (event['content'] === undefined) return null;
      if (typeof event['content'] !== 'string') throw malformed('chunk.content');
      return { type: 'chunk', content: event['content'] };
    case 'sources':
      return { type: 'sources', sources: parseSources(event['sources']) };
    case 'done':
      return parseDone(event);
    case 'error':
      return parseError(event);
    case undefined:
      // A bare envelope, as servers send that fail after the head went out.
      return 'error' in event ? parseError(event) : null;
    default:
      return null;
  }
}

/** Reads a list of sources; what is not a source is left out, for sources are an extra and no part of the answer. */
export function parseSources(value: unknown): Source[] {
  if (!Array.isArray(value)) return [];
  const sources: Source[] = [];
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { title, url } = entry as { title?: unknown; url?: unknown };
    if (typeof title === 'string' && typeof url === 'string') sources.push({ title, url });
  }
  return sources;
}

/** Reads token counts; anything but whole numbers from 0 on is left out, and a missing total is 0. */
export function parseTokens(value: unknown): TokenCount {
  const counts = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const tokens: TokenCount = { total: isCount(counts['total']) ? counts['total'] : 0 };
  if (isCount(counts['input'])) tokens.input = counts['input'];
  if (isCount(counts['output'])) tokens.output = counts['output'];
  return tokens;
}

function parseDone(event: Record<string, unknown>): ChatEvent {
  const done: ChatEvent = {
    type: 'done',
    id: typeof event['id'] === 'string' ? event['id'] : '',
    tokens: parseTokens(event['tokens']),
  };
  if (typeof event['session_id'] === 'string') done.session_id = event['session_id'];
  return done;
}

function parseError(event: Record<string, unknown>): ChatEvent {
  const envelope = parseErrorEnvelope(event);
  const raw = event['error'] as { status?: unknown } | null | undefined;
  const status = isCount(raw?.status) ? raw.status : 500;
  if (envelope === null) return { type: 'error', error: { code: 'server_error', message: '', status } };
  return { type: 'error', error: { code: envelope.code, message: envelope.message, status } };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(what: string): AssistersError {
  return new AssistersError('bad_response', `The stream sent ${what} of an unexpected type.`);
}
