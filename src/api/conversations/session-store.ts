import type { DatabaseSync } from 'node:sqlite';
import type { ChatSession, ChatUser, SessionMessage } from '../../protocol/chat-request.ts';
import type { StoredAssistant } from './assistant-store.ts';

/** Messages before a question that an engine is given, newest kept. */
const MAX_HISTORY = 40;

/** A question that was accepted. */
export interface Question {
  /** Row of the question's message; the answer names it. */
  seq: number;
  /** What was said in the session before. */
  history: SessionMessage[];
  /** Who asks, as far as the session knows. */
  user: ChatUser | undefined;
}

/** What accepting a question needs to know. */
export interface Asked {
  accountId: string;
  sessionId: string;
  assistant: StoredAssistant;
  messageId: string;
  message: string;
  user: ChatUser | undefined;
}

/**
 * Stores a question, and its session when it is the first. Must run inside a transaction.
 *
 * A session shows the assistant of its first question; another one that is asked later reads the same history.
 */
export function storeQuestion(db: DatabaseSync, asked: Asked, nowMs: number): Question {
  const created = db
    .prepare(
      `INSERT INTO sessions (account_id, id, assistant_id, user_json, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id, id) DO NOTHING`,
    )
    .run(asked.accountId, asked.sessionId, asked.assistant.id, null, nowMs, nowMs);
  if (Number(created.changes) > 0) {
    db.prepare('UPDATE assistants SET total_conversations = total_conversations + 1 WHERE id = ?').run(asked.assistant.id);
  }
  const history = readMessages(db, asked.accountId, asked.sessionId).slice(-MAX_HISTORY);
  db.prepare('UPDATE sessions SET updated_at = ?, user_json = coalesce(?, user_json) WHERE account_id = ? AND id = ?').run(
    nowMs,
    asked.user === undefined ? null : JSON.stringify(asked.user),
    asked.accountId,
    asked.sessionId,
  );
  const inserted = db
    .prepare(
      `INSERT INTO messages (id, account_id, session_id, role, content, state, created_at) VALUES (?, ?, ?, 'user', ?, 'complete', ?)`,
    )
    .run(asked.messageId, asked.accountId, asked.sessionId, asked.message, nowMs);
  return { seq: Number(inserted.lastInsertRowid), history, user: asked.user ?? readUser(db, asked.accountId, asked.sessionId) };
}

/** An answer, whole or as far as it came. */
export interface GivenAnswer {
  messageId: string;
  questionSeq: number;
  content: string;
  state: 'complete' | 'partial';
}

/** Stores an answer beside its question. Must run inside a transaction. A session deleted meanwhile stays deleted. */
export function storeAnswer(db: DatabaseSync, answer: GivenAnswer, nowMs: number): void {
  const stored = db
    .prepare(
      `INSERT INTO messages (id, account_id, session_id, reply_to, role, content, state, created_at)
       SELECT ?, account_id, session_id, seq, 'assistant', ?, ?, ? FROM messages WHERE seq = ?`,
    )
    .run(answer.messageId, answer.content, answer.state, nowMs, answer.questionSeq);
  if (Number(stored.changes) === 0) return;
  db.prepare('UPDATE sessions SET updated_at = ? WHERE (account_id, id) = (SELECT account_id, session_id FROM messages WHERE seq = ?)').run(
    nowMs,
    answer.questionSeq,
  );
}

/** Reads a session as the API shows it; `undefined` for one that the account does not have. */
export function readSession(db: DatabaseSync, accountId: string, sessionId: string): ChatSession | undefined {
  const row = db
    .prepare(
      `SELECT s.created_at, s.updated_at, a.slug FROM sessions s JOIN assistants a ON a.id = s.assistant_id
       WHERE s.account_id = ? AND s.id = ?`,
    )
    .get(accountId, sessionId);
  if (row === undefined) return undefined;
  return {
    id: sessionId,
    assistant: String(row['slug']),
    messages: readMessages(db, accountId, sessionId),
    created_at: formatTime(Number(row['created_at'])),
    updated_at: formatTime(Number(row['updated_at'])),
  };
}

/** Deletes a session with its messages; what was charged for it stays on record. */
export function deleteSession(db: DatabaseSync, accountId: string, sessionId: string): void {
  db.prepare('DELETE FROM sessions WHERE account_id = ? AND id = ?').run(accountId, sessionId);
}

/** A time as the API prints it: ISO 8601, UTC, with milliseconds. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString();
}

function readMessages(db: DatabaseSync, accountId: string, sessionId: string): SessionMessage[] {
  return db
    .prepare(
      `SELECT role, content, state, created_at FROM messages WHERE account_id = ? AND session_id = ? ORDER BY coalesce(reply_to, seq), seq`,
    )
    .all(accountId, sessionId)
    .map((row) => ({
      role: row['role'] === 'user' ? 'user' : 'assistant',
      content: String(row['content']),
      created_at: formatTime(Number(row['created_at'])),
      // Beyond the reference, and only where it is so: an answer that was cut must not pass for a whole one.
      ...(row['state'] === 'partial' ? { partial: true } : {}),
    }));
}

function readUser(db: DatabaseSync, accountId: string, sessionId: string): ChatUser | undefined {
  const json = db.prepare('SELECT user_json FROM sessions WHERE account_id = ? AND id = ?').get(accountId, sessionId)?.['user_json'];
  return typeof json === 'string' ? (JSON.parse(json) as ChatUser) : undefined;
}
