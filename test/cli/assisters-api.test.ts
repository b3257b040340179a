import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FIXTURE_SITE, makeTestFolder, readRefusal } from '../api/start-test-api.ts';

const COMMAND = fileURLToPath(new URL('../../src/cli/assisters-api.ts', import.meta.url));

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end. */
async function run(...args: string[]): Promise<Finished> {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (finished.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (finished.stderr += text));
  [finished.code] = (await once(child, 'close')) as [number | null];
  return finished;
}

/** Starts a server and waits for its first line. */
async function start(t: TestContext, ...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [COMMAND, 'start', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  const url = /^listening on (http:\/\/127\.0\.0\.1:\d+\/v1)$/.exec(line)?.[1];
  assert.ok(url !== undefined, `The first line was: ${line}`);
  return { child, url };
}

const readAssistants = (url: string, key: string): Promise<Response> =>
  fetch(`${url}/assistants`, { headers: { Authorization: `Bearer ${key}` } });

describe('assisters-api start', () => {
  it('answers as soon as it says so; keys and pages made beside it count at once; SIGTERM ends it with 0', async (t) => {
    const db = join(makeTestFolder(t), 'deep/a.db');
    const { child, url } = await start(t, '--db', db);
    assert.equal((await fetch(`${url}/health`)).status, 200);

    const { stdout, code } = await run('keys', 'create', '--db', db, '--name', 'beside');
    assert.equal(code, 0);
    assert.match(stdout, /^ast_live_[A-Za-z0-9_-]{43}\n$/);
    const key = stdout.trim();
    assert.equal((await readAssistants(url, key)).status, 200);

    const indexed = await run('index', FIXTURE_SITE, '--db', db, '--assistant', 'my-bakery', '--base-url', 'https://loaf.example');
    assert.equal(indexed.code, 0, indexed.stderr);
    assert.match(indexed.stdout, /created assistant my-bakery with the name "My Bakery"\nindexed 5 pages/);
    const reply = await fetch(`${url}/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ assistant: 'my-bakery', message: 'How long do I have to return something?' }),
    });
    assert.match(((await reply.json()) as { response: string }).response, /https:\/\/loaf\.example\/returns\.html#how-long/);

    const listed = await run('keys', 'list', '--db', db);
    assert.doesNotMatch(listed.stdout, new RegExp(key));
    const id = /^(key_\S+)\t.*"beside"/m.exec(listed.stdout)![1]!;
    assert.equal((await run('keys', 'revoke', id, '--db', db)).code, 0);
    assert.equal((await readRefusal(await readAssistants(url, key))).code, 'invalid_api_key');

    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('never stores a key as it is', async (t) => {
    const db = join(makeTestFolder(t), 'a.db');
    const key = (await run('keys', 'create', '--db', db)).stdout.trim();
    assert.equal(readFileSync(db, 'latin1').includes(key), false);
  });

  it('ends running streams soon when told to stop, and keeps what they said', async (t) => {
    const db = join(makeTestFolder(t), 'a.db');
    const key = (await run('keys', 'create', '--db', db)).stdout.trim();
    const { child, url } = await start(t, '--db', db, '--content', FIXTURE_SITE);
    const response = await fetch(`${url}/chat/stream`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ assistant: 'shop', message: 'How long do I have to return something?' }),
    });
    child.kill('SIGINT');
    const [text, [code]] = await Promise.all([response.text(), once(child, 'exit')]);
    assert.equal(code, 0);
    assert.match(text, /"type":"(done|error)"/);
  });

  it('refuses to be the second on one file, and starts again after a crash of the first', async (t) => {
    const db = join(makeTestFolder(t), 'a.db');
    const { child } = await start(t, '--db', db);
    const second = await run('start', '--db', db);
    assert.equal(second.code, 78);
    assert.equal(second.stdout, '');
    assert.match(second.stderr, /^assisters-api: Another assisters-api is already answering from .*a\.db.*\n$/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await start(t, '--db', db);
  });

  it('says which port is in use and what to do, without a stack', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, stdout, stderr } = await run('start', '--port', String(port), '--db', join(makeTestFolder(t), 'a.db'));
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`^assisters-api: Port ${port} on 127\\.0\\.0\\.1 is in use\\..*--port.*\\n$`));
  });

  it('refuses a file that is no database with 78, and leaves it alone, whatever the command', async (t) => {
    const db = join(makeTestFolder(t), 'a.db');
    writeFileSync(db, 'notes '.repeat(1000));
    const commands = [
      ['start', '--db', db],
      ['keys', 'create', '--db', db],
      ['index', FIXTURE_SITE, '--db', db, '--assistant', 's'],
    ];
    for (const { code, stdout, stderr } of await Promise.all(commands.map((args) => run(...args)))) {
      assert.deepEqual([code, stdout], [78, '']);
      assert.match(stderr, /^assisters-api: .*a\.db is not a database.*\n$/);
    }
    assert.equal(readFileSync(db, 'utf8'), 'notes '.repeat(1000));
  });

  it('refuses a database of a newer version with 78', async (t) => {
    const path = join(makeTestFolder(t), 'a.db');
    await run('keys', 'create', '--db', path);
    const db = new DatabaseSync(path);
    db.exec(`INSERT INTO schema_migrations (version, name, applied_at) VALUES (999, 'later', 1)`);
    db.close();
    const { code, stderr } = await run('start', '--db', path);
    assert.equal(code, 78);
    assert.match(stderr, /newer version/);
  });

  it('refuses a content folder that is not there with 78', async (t) => {
    const folder = makeTestFolder(t);
    const { code, stderr } = await run('start', '--db', join(folder, 'a.db'), '--content', join(folder, 'nowhere'));
    assert.equal(code, 78);
    assert.match(stderr, /nowhere/);
  });
});

describe('assisters-api with a database that is not there', () => {
  it('refuses to list or revoke keys with 78, and makes neither file nor folder', async (t) => {
    const folder = makeTestFolder(t);
    for (const db of [join(folder, 'typo.db'), join(folder, 'deep/typo.db')]) {
      for (const args of [
        ['keys', 'list', '--db', db],
        ['keys', 'revoke', 'key_1', '--db', db],
      ]) {
        const { code, stdout, stderr } = await run(...args);
        assert.deepEqual([code, stdout], [78, '']);
        assert.match(stderr, /^assisters-api: There is no database .*typo\.db\..*--db.*\n$/);
      }
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('makes it for a new key and for pages, and says so on stderr, once', async (t) => {
    const folder = makeTestFolder(t);
    const db = join(folder, 'new.db');
    const first = await run('keys', 'create', '--db', db);
    assert.equal(first.stderr, `assisters-api: created the database ${db}\n`);
    assert.match(first.stdout, /^ast_live_[A-Za-z0-9_-]{43}\n$/);
    const again = await run('keys', 'create', '--db', db);
    assert.deepEqual([again.code, again.stderr], [0, '']);
    const index = await run('index', FIXTURE_SITE, '--db', join(folder, 'other.db'), '--assistant', 's');
    assert.deepEqual([index.code, index.stderr], [0, `assisters-api: created the database ${join(folder, 'other.db')}\n`]);
  });
});

describe('the command line', () => {
  it('lists every wrong option at once, with 64', async () => {
    const { code, stderr } = await run('index', '--assistant', '--colour', 'red');
    assert.equal(code, 64);
    assert.match(stderr, /--assistant needs a value\.\n.*Unknown option --colour\.\n.*--db is missing\.\n/);
    const port = await run('start', '--port', '70000');
    assert.equal(port.code, 64);
    assert.match(port.stderr, /--port 70000/);
  });

  it('tells what there is when it is not told what to do', async () => {
    for (const args of [[], ['dance'], ['keys'], ['usage']]) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [64, '']);
      assert.match(stderr, /assisters-api start .*\n[\s\S]*keys create[\s\S]*index DIR/);
    }
    assert.equal((await run('--help')).code, 0);
  });
});
