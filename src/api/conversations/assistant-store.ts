import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { createId } from '../identifiers.ts';

/** An assistant as the database knows it. */
export interface StoredAssistant {
  id: string;
  slug: string;
  name: string;
  description: string;
  category: string;
  pricePicoPerToken: bigint;
  /** 0 to 5. */
  rating: number;
  totalConversations: number;
  /** Name of the engine that answers for it. */
  engine: string;
}

const COLUMNS = 'id, slug, name, description, category, price_pico_per_token, rating, total_conversations, engine';

/** Adds an assistant that every account may use. Returns its id (`asst_…`). */
export function insertAssistant(db: DatabaseSync, assistant: Omit<StoredAssistant, 'id'>, nowMs: number): string {
  const id = createId('asst');
  db.prepare(
    `INSERT INTO assistants (id, slug, name, description, category, price_pico_per_token, rating, total_conversations, engine, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    assistant.slug,
    assistant.name,
    assistant.description,
    assistant.category,
    assistant.pricePicoPerToken,
    assistant.rating,
    assistant.totalConversations,
    assistant.engine,
    nowMs,
  );
  return id;
}

/** The assistants that an account may use, by slug. */
export function listAssistants(db: DatabaseSync, accountId: string): StoredAssistant[] {
  return db
    .prepare(`SELECT ${COLUMNS} FROM assistants WHERE account_id IS NULL OR account_id = ? ORDER BY slug`)
    .all(accountId)
    .map(parseRow);
}

/** Finds an assistant by slug or id among those that an account may use. */
export function findAssistant(db: DatabaseSync, accountId: string, name: string): StoredAssistant | undefined {
  const row = db
    .prepare(
      `SELECT ${COLUMNS} FROM assistants WHERE (slug = ?1 OR id = ?1) AND (account_id IS NULL OR account_id = ?2) ORDER BY slug = ?1 DESC`,
    )
    .get(name, accountId);
  return row === undefined ? undefined : parseRow(row);
}

/** Finds an assistant by slug, whoever may use it: for commands on the server itself. */
export function findAssistantBySlug(db: DatabaseSync, slug: string): StoredAssistant | undefined {
  const row = db.prepare(`SELECT ${COLUMNS} FROM assistants WHERE slug = ?`).get(slug);
  return row === undefined ? undefined : parseRow(row);
}

function parseRow(row: Record<string, SQLOutputValue>): StoredAssistant {
  return {
    id: String(row['id']),
    slug: String(row['slug']),
    name: String(row['name']),
    description: String(row['description']),
    category: String(row['category']),
    pricePicoPerToken: BigInt(row['price_pico_per_token'] as number),
    rating: Number(row['rating']),
    totalConversations: Number(row['total_conversations']),
    engine: String(row['engine']),
  };
}
