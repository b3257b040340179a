import * as v from 'valibot';
import type { ChatUser } from '../../protocol/chat-request.ts';
import { isSessionId, isTurnKey } from '../../protocol/identifiers.ts';
import { countCodePoints, hasVisibleText, normalizeMessage } from '../../protocol/limits.ts';
import { Refusal } from '../refusal.ts';
import type { Site } from '../settings.ts';

/** Code points that a name or address may have; longer ones are no names. */
const MAX_USER_FIELD = 256;

/** A visitor's question, checked; nothing in it came here unread. */
export interface Question {
  assistant: string;
  message: string;
  /** The browser's id; `null` when it has none yet. */
  sessionId: string | null;
  /** Only where the site takes the page's word for it. */
  user: ChatUser | null;
}

const userField = v.optional(
  v.pipe(v.string('must be a string'), v.maxLength(MAX_USER_FIELD, `has more than ${MAX_USER_FIELD} characters`)),
);

const userSchema = v.nullish(v.object({ id: userField, name: userField, email: userField }, 'must be an object'));

/**
 * Checks the body of `POST /chat` and `POST /chat/stream`. Fields that the contract does not know are left out.
 *
 * @throws {Refusal} `invalid_request`, naming the field; the value is never repeated.
 */
export function parseQuestion(body: unknown, site: Site): Question {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('The body must be a JSON object.');
  const parsed = v.safeParse(questionSchema(site), body);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw invalid(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}.`);
  }
  const { message, session_id: sessionId, user } = parsed.output;
  const assistant = parsed.output.assistant ?? (site.assistants.length === 1 ? site.assistants[0] : undefined);
  if (assistant === undefined) throw invalid('assistant: is missing, and this site has several.');
  return { assistant, message, sessionId: sessionId ?? null, user: user ?? null };
}

/** Checks an `Idempotency-Key`. @throws {Refusal} `invalid_request` when it is none of ours: knowing one is the right to the answer. */
export function parseTurnKey(header: string | null): string | null {
  if (header === null || isTurnKey(header)) return header;
  throw invalid('Idempotency-Key: must be turn_ and at least 128 random bits in base64url.');
}

/** The number of the last event that the browser knows; 0 where it knows none, or something else. */
export function parseLastEventId(header: string | null): number {
  return /^\d{1,9}$/.test(header ?? '') ? Number(header) : 0;
}

function questionSchema(site: Site) {
  const { maxMessageLength } = site;
  const entries = {
    message: v.pipe(
      v.string('must be a string'),
      v.transform((text) => normalizeMessage(text.toWellFormed())),
      v.check(hasVisibleText, 'is empty'),
      v.check((text) => countCodePoints(text) <= maxMessageLength, `has more than ${maxMessageLength} characters`),
    ),
    assistant: v.optional(
      v.pipe(
        v.string('must be a string'),
        v.check((name) => site.assistants.includes(name), 'is not available here'),
      ),
    ),
    session_id: v.optional(
      v.pipe(
        v.string('must be left out or a string'),
        v.check((id) => isSessionId(id), 'must be sess_ and at least 128 random bits in base64url'),
      ),
    ),
    user: site.allowUnverifiedUsers
      ? userSchema
      : v.optional(
          v.pipe(
            v.unknown(),
            v.transform(() => undefined),
          ),
        ),
  };
  return v.object(entries, 'is missing');
}

function invalid(message: string): Refusal {
  return new Refusal('invalid_request', 400, message);
}
