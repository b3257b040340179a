import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { DatabaseError } from '../../../src/api/db/database-error.ts';
import { SCHEMA_VERSION } from '../../../src/api/db/migrations.ts';
import { openDatabase } from '../../../src/api/db/open-database.ts';
import { seedDatabase } from '../../../src/api/seed-database.ts';
import { makeTestFolder } from '../start-test-api.ts';

function makeDatabase(t: TestContext): string {
  const file = join(makeTestFolder(t), 'a.db');
  const { db, close } = openDatabase(file);
  seedDatabase(db, 1);
  close();
  return file;
}

/** Checks that a file is refused with a message that names it, and left byte for byte as it was. */
function assertRefused(file: string, says: RegExp): void {
  const before = readFileSync(file);
  assert.throws(
    () => openDatabase(file),
    (error) => error instanceof DatabaseError && error.message.includes(file) && says.test(error.message),
  );
  assert.deepEqual(readFileSync(file), before);
}

describe('openDatabase', () => {
  it('makes the file with its folders, in WAL mode, with strict tables', (t) => {
    const file = join(makeTestFolder(t), 'deep/er/a.db');
    const { db, close } = openDatabase(file);
    assert.equal(db.prepare('PRAGMA journal_mode').get()!['journal_mode'], 'wal');
    const loose = db.prepare(`SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`).all();
    assert.deepEqual(loose, []);
    assert.equal(db.prepare('SELECT max(version) AS v FROM schema_migrations').get()!['v'], SCHEMA_VERSION);
    close();
    assert.ok(existsSync(file));
  });

  it('opens its own file again and applies nothing twice', (t) => {
    const file = makeDatabase(t);
    const { db, close } = openDatabase(file);
    assert.equal(db.prepare('SELECT count(*) AS n FROM schema_migrations').get()!['n'], SCHEMA_VERSION);
    close();
  });

  it('takes an empty file for a new one', (t) => {
    const file = join(makeTestFolder(t), 'a.db');
    writeFileSync(file, '');
    openDatabase(file).close();
  });

  it('refuses a file that is no database', (t) => {
    const file = join(makeTestFolder(t), 'a.db');
    writeFileSync(file, 'These are notes about bread.\n'.repeat(100));
    assertRefused(file, /not a database.*--db/);
  });

  it("refuses another program's database", (t) => {
    const file = join(makeTestFolder(t), 'a.db');
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE songs (title TEXT)');
    db.close();
    assertRefused(file, /another program/);
  });

  it('refuses a damaged one', (t) => {
    const file = makeDatabase(t);
    truncateSync(file, 40_960);
    assertRefused(file, /damaged.*backup/);
  });

  for (const [how, sql] of [
    ['its migrations', `INSERT INTO schema_migrations (version, name, applied_at) VALUES (${SCHEMA_VERSION + 1}, 'later', 1)`],
    ['user_version', `PRAGMA user_version = ${SCHEMA_VERSION + 1}`],
  ]) {
    it(`refuses one from a newer version, as told by ${how}`, (t) => {
      const file = makeDatabase(t);
      const db = new DatabaseSync(file);
      db.exec(sql!);
      db.close();
      assertRefused(file, /newer version.*Update/);
    });
  }

  it('refuses a folder', (t) => {
    const folder = join(makeTestFolder(t), 'a.db');
    mkdirSync(folder);
    assert.throws(() => openDatabase(folder), /is not a file/);
  });

  it('lets one server in at a time, and the next when it has gone', (t) => {
    const file = makeDatabase(t);
    const first = openDatabase(file, { exclusive: true });
    assert.throws(() => openDatabase(file, { exclusive: true }), /already answering from/);
    const beside = openDatabase(file);
    beside.close();
    first.close();
    openDatabase(file, { exclusive: true }).close();
  });
});
