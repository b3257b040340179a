import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from './database-error.ts';

/** SQLite's result code for "another connection holds the lock". */
const SQLITE_BUSY = 5;

/** Held while one server answers from a database. */
export interface DatabaseLock {
  release(): void;
}

/**
 * Makes sure that one server alone answers from a database file.
 *
 * The lock is SQLite's own lock on an empty file beside the database: the operating system drops it with the process, however that ends,
 * so a crash leaves nothing to clean up. Other commands do not take it.
 *
 * @param file - the database; its folder exists.
 * @throws {DatabaseError} when another server holds the lock, or it cannot be taken.
 */
export function lockDatabase(file: string): DatabaseLock {
  const lockFile = `${resolveFile(file)}.lock`;
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(lockFile, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    const code = ((cause as { errcode?: number }).errcode ?? 0) & 0xff;
    if (code !== SQLITE_BUSY) {
      throw new DatabaseError(
        `Cannot lock ${file} by the empty file ${lockFile} (${cause instanceof Error ? cause.message : String(cause)}). ` +
          'Check the permissions of its folder, delete the lock file if it is there, or choose another file with --db.',
        { cause },
      );
    }
    throw new DatabaseError(
      `Another assisters-api is already answering from ${file}. Stop that one first, or choose another file with --db.`,
      { cause },
    );
  }
  const held = lock;
  return {
    release: () => {
      if (held.isOpen) held.close();
    },
  };
}

/** One file has one lock, by whatever path it is named. */
function resolveFile(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  return join(realpathSync(dirname(file)), basename(file));
}
