import { AssistersError } from '../protocol/assisters-error.ts';
import { parseTokens } from '../protocol/chat-event.ts';
import type { Assistant, ChatReply, ChatSession, SessionMessage } from '../protocol/chat-request.ts';

/**
 * Checks an answer of `POST /chat`.
 *
 * @throws {AssistersError} `bad_response` when there is no text in it.
 */
export function parseChatReply(value: unknown): ChatReply {
  const reply = fieldsOf(value);
  const { response, tokens } = reply;
  if (typeof response !== 'string') throw lacking('response');
  return { response, tokens: parseTokens(tokens), ...texts(reply, 'id', 'session_id', 'created_at'), ...pick(reply, 'number', 'cost') };
}

/**
 * Checks an answer of `GET /sessions/{id}`. Messages of other roles, and what is no message, are left out: a tool's words and a
 * system's prompt are not for a screen.
 *
 * @throws {AssistersError} `bad_response` when there is no list of messages.
 */
export function parseChatSession(value: unknown): ChatSession {
  const session = fieldsOf(value);
  const { messages } = session;
  if (!Array.isArray(messages)) throw lacking('messages');
  return {
    ...texts(session, 'id', 'assistant', 'created_at', 'updated_at'),
    messages: messages.map(fieldsOf).flatMap((message): SessionMessage[] => {
      const { role, content, created_at: createdAt, partial } = message;
      if ((role !== 'user' && role !== 'assistant') || typeof content !== 'string') return [];
      // Field by field: there may be ten thousand of them.
      const read: SessionMessage = { role, content, created_at: typeof createdAt === 'string' ? createdAt : '' };
      if (partial === true) read.partial = partial;
      return [read];
    }),
  };
}

/**
 * Checks an answer of `GET /assistants/{slug}`.
 *
 * @throws {AssistersError} `bad_response` when it has neither slug nor name.
 */
export function parseAssistant(value: unknown): Assistant {
  const assistant = fieldsOf(value);
  const { slug, name } = assistant;
  if (typeof slug !== 'string' || typeof name !== 'string') throw lacking('slug or name');
  return {
    slug,
    name,
    ...texts(assistant, 'description'),
    ...pick(assistant, 'string', 'category'),
    ...pick(assistant, 'number', 'rating', 'price_per_million_tokens', 'total_conversations'),
  };
}

/**
 * Checks an answer of `GET /assistants`.
 *
 * @throws {AssistersError} `bad_response` when there is no list.
 */
export function parseAssistantList(value: unknown): Assistant[] {
  const { assistants } = fieldsOf(value);
  if (!Array.isArray(assistants)) throw lacking('assistants');
  return assistants.map(parseAssistant);
}

/** What is no object has no fields. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}

/** Copies those of the named fields that have the type: nothing else that a server sends travels on. */
function pick<Name extends string>(fields: Record<string, unknown>, type: 'string', ...names: Name[]): Partial<Record<Name, string>>;
function pick<Name extends string>(fields: Record<string, unknown>, type: 'number', ...names: Name[]): Partial<Record<Name, number>>;
function pick(fields: Record<string, unknown>, type: string, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => typeof fields[name] === type).map((name) => [name, fields[name]]));
}

/** Copies the named fields as texts, an empty one where one is missing. */
function texts<Name extends string>(fields: Record<string, unknown>, ...names: Name[]): Record<Name, string> {
  const none = Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
  return { ...none, ...pick(fields, 'string', ...names) };
}

function lacking(what: string): AssistersError {
  return new AssistersError('bad_response', `The answer lacks ${what}.`);
}
