import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from './database-error.ts';
import { lockDatabase } from './lock-database.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations.ts';
import { inTransaction } from './transaction.ts';

/** How long a statement waits for another process that is writing, in milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Largest file that is checked page by page before it is used, in bytes; beyond it the check would delay the start. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

const SQLITE_HEADER = 'SQLite format 3\0';

/** SQLite's result code for "another connection holds the lock". */
const SQLITE_BUSY = 5;

/** An open database, and how to let go of it. */
export interface OpenDatabase {
  db: DatabaseSync;
  close(): void;
}

/**
 * Opens the API's database, creates it with its folder when it is not there, and brings its schema up to date.
 *
 * A file that cannot be ours is refused before anything is written to it.
 *
 * @param file - path, or `:memory:`.
 * @param exclusive - takes the lock that one server at a time may hold; every other command works beside it.
 * @param mustExist - makes no new file: for what only reads or takes away.
 * @throws {DatabaseError} when the file is unreadable, damaged, another program's, written by a newer version, or not there but must be.
 */
export function openDatabase(file: string, { exclusive = false, mustExist = false } = {}): OpenDatabase {
  const onDisk = file !== ':memory:';
  if (onDisk) {
    if (mustExist && !existsSync(file)) {
      throw new DatabaseError(
        `There is no database ${file}. Name an existing one with --db; "start", "keys create" and "index" make new ones.`,
      );
    }
    makeFolder(file);
    if (existsSync(file)) inspectFile(file);
  }
  const lock = exclusive && onDisk ? lockDatabase(file) : undefined;
  try {
    const db = openAndMigrate(file);
    return {
      db,
      close: () => {
        if (db.isOpen) db.close();
        lock?.release();
      },
    };
  } catch (cause) {
    lock?.release();
    throw asDatabaseError(file, cause);
  }
}

function openAndMigrate(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    enableWal(db);
    db.exec('PRAGMA synchronous = NORMAL');
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function makeFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new DatabaseError(`Cannot create the folder ${folder} for the database (${reasonOf(cause)}). Choose another file with --db.`, {
      cause,
    });
  }
}

/** Looks at an existing file through a read-only connection, so that a refusal leaves it byte for byte as it was. */
function inspectFile(file: string): void {
  const size = readHeader(file);
  if (size === 0) return;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    const tables = new Set(
      db
        .prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`)
        .all()
        .map((row) => String(row['name'])),
    );
    if (!tables.has('schema_migrations')) {
      if (tables.size === 0) return;
      throw new DatabaseError(
        `${file} is a SQLite database of another program. It was not changed. Choose another file with --db, or leave --db out.`,
      );
    }
    refuseNewer(db, file);
    if (size <= MAX_CHECKED_BYTES) refuseDamaged(db, file);
  } catch (cause) {
    throw asDatabaseError(file, cause);
  } finally {
    db?.close();
  }
}

function readHeader(file: string): number {
  let descriptor: number | undefined;
  try {
    const stats = statSync(file);
    if (!stats.isFile())
      throw new DatabaseError(`${file} is not a file. Name the database file itself with --db, for example ${file}/assisters.db.`);
    if (stats.size === 0) return 0;
    descriptor = openSync(file, 'r');
    const header = Buffer.alloc(SQLITE_HEADER.length);
    readSync(descriptor, header, 0, header.length, 0);
    if (header.toString('latin1') !== SQLITE_HEADER) throw notADatabase(file);
    return stats.size;
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause;
    throw new DatabaseError(
      `Cannot read the database ${file} (${reasonOf(cause)}). Check its permissions, or choose another file with --db.`,
      {
        cause,
      },
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function refuseNewer(db: DatabaseSync, file: string): void {
  const found = Math.max(
    Number(db.prepare('SELECT max(version) AS version FROM schema_migrations').get()?.['version'] ?? 0),
    Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0),
  );
  if (found <= SCHEMA_VERSION) return;
  throw new DatabaseError(
    `${file} was written by a newer version of assisters-api (schema ${found}, this one knows up to ${SCHEMA_VERSION}). ` +
      'It was not changed. Update assisters-chat, or choose another file with --db.',
  );
}

function refuseDamaged(db: DatabaseSync, file: string): void {
  const verdict = String(db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] ?? 'ok');
  if (verdict !== 'ok') throw damaged(file);
}

/** Two processes that both create the file may collide here, and SQLite does not always wait: try again while it says busy. */
function enableWal(db: DatabaseSync): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function migrate(db: DatabaseSync, file: string): void {
  inTransaction(db, () => {
    db.exec(
      `CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`,
    );
    // Once more, now under the lock: another process may have got there first.
    refuseNewer(db, file);
    const applied = Number(db.prepare('SELECT max(version) AS version FROM schema_migrations').get()?.['version'] ?? 0);
    const record = db.prepare('INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)');
    for (const migration of MIGRATIONS) {
      if (migration.version <= applied) continue;
      db.exec(migration.sql);
      record.run(migration.version, migration.name, Date.now());
    }
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

function asDatabaseError(file: string, cause: unknown): unknown {
  if (cause instanceof DatabaseError) return cause;
  const code = (cause as { errcode?: unknown }).errcode;
  if (typeof code !== 'number') return cause;
  switch (code & 0xff) {
    case 5:
    case 6:
      return new DatabaseError(`${file} is locked by another program. Try again once that has finished.`, { cause });
    case 8:
    case 14:
      return new DatabaseError(
        `Cannot open ${file} for writing (${reasonOf(cause)}). Check its permissions, or choose another file with --db.`,
        { cause },
      );
    case 13:
      return new DatabaseError(`No room left on the disk of ${file}. Make room, then start again.`, { cause });
    case 26:
      return notADatabase(file);
    default:
      return damaged(file, cause);
  }
}

function notADatabase(file: string): DatabaseError {
  return new DatabaseError(`${file} is not a database. It was not changed. Choose another file with --db, or move this one away.`);
}

function damaged(file: string, cause?: unknown): DatabaseError {
  const detail = cause === undefined ? '' : ` (${reasonOf(cause)})`;
  return new DatabaseError(
    `The database ${file} is damaged${detail}. It was not changed. Put back a backup, or move it away and start again with a new one.`,
    { cause },
  );
}

function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
