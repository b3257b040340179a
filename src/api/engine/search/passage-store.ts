import type { DatabaseSync } from 'node:sqlite';
import type { Page } from './page.ts';

/** A passage as the index holds it. */
export interface FoundPassage {
  id: number;
  documentId: number;
  path: string;
  url: string;
  title: string;
  heading: string;
  anchor: string;
  body: string;
  blocks: string[];
  /** SQLite's bm25, turned so that more is better. */
  relevance: number;
}

/** A page as the index lists it. */
export interface IndexedDocument {
  id: number;
  path: string;
  title: string;
  url: string;
  hash: string;
}

/** Weight of title, heading and body in bm25. */
const WEIGHTS = '2.0, 4.0, 1.0';

/** Every page of an assistant, by path. */
export function listDocuments(db: DatabaseSync, assistantId: string): IndexedDocument[] {
  return db
    .prepare('SELECT id, path, title, url, hash FROM documents WHERE assistant_id = ? ORDER BY path')
    .all(assistantId)
    .map((row) => ({
      id: Number(row['id']),
      path: String(row['path']),
      title: String(row['title']),
      url: String(row['url']),
      hash: String(row['hash']),
    }));
}

/** Adds a page with its passages. Must run inside a transaction. */
export function insertDocument(
  db: DatabaseSync,
  assistantId: string,
  document: { path: string; url: string; hash: string; page: Page },
  nowMs: number,
): void {
  const { page } = document;
  const { lastInsertRowid } = db
    .prepare('INSERT INTO documents (assistant_id, path, url, title, hash, indexed_at) VALUES (?, ?, ?, ?, ?, ?)')
    .run(assistantId, document.path, document.url, page.title, document.hash, nowMs);
  const insert = db.prepare(
    'INSERT INTO passages (title, heading, body, assistant_id, document_id, position, anchor, blocks) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const [position, passage] of page.passages.entries()) {
    insert.run(
      page.title,
      passage.heading,
      passage.text,
      assistantId,
      lastInsertRowid,
      position,
      passage.anchor,
      JSON.stringify(passage.blocks),
    );
  }
}

/** Takes a page out of the index. Must run inside a transaction. */
export function deleteDocument(db: DatabaseSync, documentId: number): void {
  db.prepare('DELETE FROM passages WHERE document_id = ?').run(documentId);
  db.prepare('DELETE FROM documents WHERE id = ?').run(documentId);
}

/** How many passages an assistant has. */
export function countPassages(db: DatabaseSync, assistantId: string): number {
  return Number(db.prepare('SELECT count(*) AS count FROM passages WHERE assistant_id = ?').get(assistantId)?.['count'] ?? 0);
}

/** In how many passages of an assistant at least one of the words occurs. */
export function countMatches(db: DatabaseSync, assistantId: string, words: readonly string[]): number {
  return Number(
    db.prepare('SELECT count(*) AS count FROM passages WHERE passages MATCH ? AND assistant_id = ?').get(anyOf(words), assistantId)?.[
      'count'
    ] ?? 0,
  );
}

/** The passages with any of the words, the most relevant first. */
export function searchPassages(db: DatabaseSync, assistantId: string, words: readonly string[], limit: number): FoundPassage[] {
  return words.length === 0 ? [] : queryPassages(db, assistantId, anyOf(words), limit);
}

/** The passages whose heading has one of the phrases. */
export function searchHeadings(db: DatabaseSync, assistantId: string, phrases: readonly string[], limit: number): FoundPassage[] {
  const said = phrases.filter((phrase) => /[\p{L}\p{N}]/u.test(phrase));
  return said.length === 0 ? [] : queryPassages(db, assistantId, `heading : (${anyOf(said)})`, limit);
}

function queryPassages(db: DatabaseSync, assistantId: string, query: string, limit: number): FoundPassage[] {
  return db
    .prepare(
      `SELECT p.rowid AS id, p.document_id, d.path, d.url, p.title, p.heading, p.anchor, p.body, p.blocks, -bm25(passages, ${WEIGHTS}) AS relevance
       FROM passages p JOIN documents d ON d.id = p.document_id
       WHERE passages MATCH ? AND p.assistant_id = ? ORDER BY relevance DESC, p.rowid LIMIT ?`,
    )
    .all(query, assistantId, limit)
    .map((row) => ({
      id: Number(row['id']),
      documentId: Number(row['document_id']),
      path: String(row['path']),
      url: String(row['url']),
      title: String(row['title']),
      heading: String(row['heading']),
      anchor: String(row['anchor']),
      body: String(row['body']),
      blocks: JSON.parse(String(row['blocks'])) as string[],
      relevance: Number(row['relevance']),
    }));
}

/** Words and phrases as one query. Each is quoted, so that none of them is an operator; a quoted text must not hold the character zero. */
function anyOf(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll('\0', ' ').replaceAll('"', '""')}"`).join(' OR ');
}
