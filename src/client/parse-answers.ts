import { AssistersError } from '../protocol/assisters-error.ts';
import { parseTokens } from '../protocol/chat-event.ts';
import type { Assistant, ChatReply, ChatSession, SessionMessage } from '../protocol/chat-request.ts';

/**
 * Checks an answer of `POST /chat`.
 *
 * @throws {AssistersError} `bad_response` when there is no text in it.
 */
export function parseChatReply(value: unknown): ChatReply {
  const reply = parseObject(value, 'a chat reply');
  if (typeof reply['response'] !== 'string') throw new AssistersError('bad_response', 'The reply has no `response`.');
  const parsed: ChatReply = {
    id: textOr(reply['id'], ''),
    response: reply['response'],
    session_id: textOr(reply['session_id'], ''),
    tokens: parseTokens(reply['tokens']),
    created_at: textOr(reply['created_at'], ''),
  };
  if (typeof reply['cost'] === 'number') parsed.cost = reply['cost'];
  return parsed;
}

/**
 * Checks an answer of `GET /sessions/{id}`. Messages of other roles, and what is no message, are left out: a tool's words and a
 * system's prompt are not for a screen.
 *
 * @throws {AssistersError} `bad_response` when there is no list of messages.
 */
export function parseChatSession(value: unknown): ChatSession {
  const session = parseObject(value, 'a session');
  if (!Array.isArray(session['messages'])) throw new AssistersError('bad_response', 'The session has no list of `messages`.');
  const messages: SessionMessage[] = [];
  for (const entry of session['messages'] as unknown[]) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { role, content, created_at: createdAt, partial } = entry as Record<string, unknown>;
    if ((role === 'user' || role === 'assistant') && typeof content === 'string') {
      messages.push({ role, content, created_at: textOr(createdAt, ''), ...(partial === true ? { partial } : {}) });
    }
  }
  return {
    id: textOr(session['id'], ''),
    assistant: textOr(session['assistant'], ''),
    messages,
    created_at: textOr(session['created_at'], ''),
    updated_at: textOr(session['updated_at'], ''),
  };
}

/**
 * Checks an answer of `GET /assistants/{slug}`.
 *
 * @throws {AssistersError} `bad_response` when it has neither slug nor name.
 */
export function parseAssistant(value: unknown): Assistant {
  const assistant = parseObject(value, 'an assistant');
  const { slug, name, category, rating, price_per_million_tokens: price, total_conversations: total } = assistant;
  if (typeof slug !== 'string' || typeof name !== 'string')
    throw new AssistersError('bad_response', 'The assistant has no `slug` or no `name`.');
  const parsed: Assistant = { slug, name, description: textOr(assistant['description'], '') };
  if (typeof category === 'string') parsed.category = category;
  if (typeof rating === 'number') parsed.rating = rating;
  if (typeof price === 'number') parsed.price_per_million_tokens = price;
  if (typeof total === 'number') parsed.total_conversations = total;
  return parsed;
}

/**
 * Checks an answer of `GET /assistants`.
 *
 * @throws {AssistersError} `bad_response` when there is no list.
 */
export function parseAssistantList(value: unknown): Assistant[] {
  const { assistants } = parseObject(value, 'a list of assistants');
  if (!Array.isArray(assistants)) throw new AssistersError('bad_response', 'The answer has no list of `assistants`.');
  return assistants.map(parseAssistant);
}

function parseObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AssistersError('bad_response', `Expected ${what}, got something else.`);
  }
  return value as Record<string, unknown>;
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
