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
  let event: Record<string, unknown> | undefined;
  try {
    event = JSON.parse(data) as typeof event;
  } catch {
    // As bad as any other value that is no object.
  }
  if (typeof event !== 'object' || event === null) throw malformed();
  const { type, content, sources, id, tokens, session_id: sessionId, error } = event;
  // A chunk without content says nothing, and so leaves no hole.
  if (type === 'chunk' && content !== undefined) {
    if (typeof content !== 'string') throw malformed();
    return { type, content };
  }
  if (type === 'sources') return { type, sources: parseSources(sources) };
  if (type === 'done') {
    return {
      type,
      id: typeof id === 'string' ? id : '',
      tokens: parseTokens(tokens),
      ...(typeof sessionId === 'string' && { session_id: sessionId }),
    };
  }
  // Also a bare envelope, as servers send that fail after the head went out.
  if (type === 'error' || (type === undefined && error !== undefined)) {
    const { status } = Object(error) as { status?: unknown };
    const { code = 'server_error', message = '' } = parseErrorEnvelope(event) ?? {};
    return { type: 'error', error: { code, message, status: isCount(status) ? status : 500 } };
  }
  return null;
}

/** Reads a list of sources; what is not a source is left out, for sources are an extra and no part of the answer. */
export function parseSources(value: unknown): Source[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: Partial<Source> | null) => {
    const { title, url } = entry ?? {};
    return typeof title === 'string' && typeof url === 'string' ? { title, url } : [];
  });
}

/** Reads token counts; anything but whole numbers from 0 on is left out, and a missing total is 0. */
export function parseTokens(value: unknown): TokenCount {
  const { input, output, total } = Object(value) as Record<keyof TokenCount, unknown>;
  return { total: isCount(total) ? total : 0, ...(isCount(input) && { input }), ...(isCount(output) && { output }) };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(): AssistersError {
  return new AssistersError('bad_response', 'Malformed event.');
}
