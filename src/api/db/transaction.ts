import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs synchronous work as one transaction that takes the write lock at once, so that what it read cannot change before it writes.
 * Inside another it is part of that one.
 *
 * @returns what `work` returned. When `work` throws, everything is rolled back and the error goes on.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
