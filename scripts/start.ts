/**
 * `npm start`: the API, the proxy and the demo shop on loopback, each a process or server of its own, as a site would run them.
 *
 * The first address that it prints is the page to open, once all three answer. Ctrl-C ends all three.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startShop } from './serve-shop.ts';

/** The shop's port: this one, or the first free one after it. */
const FIRST_PORT = 8080;
/** A second `npm start` beside the first takes a database of its own: one file has one API. */
const MAX_DATABASES = 20;
const DATA = '.data';
const BUILT = ['dist/assisters-chat.js', 'dist/assisters-api.js', 'dist/assisters-proxy.js'] as const;

process.chdir(fileURLToPath(new URL('../', import.meta.url)));

const children: ChildProcess[] = [];
let ending = false;
let closeShop = (): void => undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));
// Whatever ends this process, nothing that it started stays behind.
process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')));

if (isStale()) {
  console.log('Building …');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.ts'], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`${stdout}${stderr}\nThe build failed: see above. Nothing was started.`);
    process.exit(1);
  }
}

mkdirSync(DATA, { recursive: true });
const { api, database } = await startApi();
const key = createKey(database);
let proxyUrl = '';
const shop = await startShop({ pages: 'demo/shop', scripts: 'dist', firstPort: FIRST_PORT, proxyUrl: () => proxyUrl });
closeShop = shop.close;
// All of a demo's visitors come from one address, this machine's, and share its limits: demo/proxy.json raises them.
const proxy = await startChild(['dist/assisters-proxy.js', 'start', '--config', 'demo/proxy.json'], {
  ASSISTERS_API_KEY: key,
  ASSISTERS_BASE_URL: api,
  SESSION_SECRETS: readSecret(),
  ALLOWED_ORIGINS: `http://127.0.0.1:${shop.port},http://localhost:${shop.port}`,
  ASSISTANTS: 'shop',
});
if (proxy.url === null) await giveUp(`The proxy did not start: ${proxy.complaint}`);
proxyUrl = proxy.url!;

console.log(`The shop is open:    http://127.0.0.1:${shop.port}/`);
console.log(`Its proxy:           ${proxyUrl}`);
console.log(`The API behind it:   ${api}`);
console.log(`A key, for trying:   ${key}`);
console.log('Ctrl-C ends all three.');

async function startApi(): Promise<{ api: string; database: string }> {
  for (let count = 1; count <= MAX_DATABASES; count++) {
    const file = join(DATA, count === 1 ? 'demo.db' : `demo-${count}.db`);
    const { url, complaint } = await startChild(['dist/assisters-api.js', 'start', '--db', file, '--content', 'demo/shop']);
    if (url !== null) return { api: url, database: file };
    if (!complaint.includes('already answering')) await giveUp(`The API did not start: ${complaint}`);
  }
  return giveUp(`${MAX_DATABASES} databases in ${DATA}/ are in use: end some of what you have started.`);
}

function createKey(file: string): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['dist/assisters-api.js', 'keys', 'create', '--db', file, '--name', 'demo'],
    {
      encoding: 'utf8',
    },
  );
  if (status === 0) return stdout.trim();
  console.error(stderr.trim() || `Could not make a key in ${file}.`);
  process.exit(1);
}

/** The proxy's secret, kept beside the database: a new one would cut every conversation off from its history. */
function readSecret(): string {
  const file = join(DATA, 'session-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** Starts one of our commands and waits for its first line, which ends in its address; `null` when it ended before. */
function startChild(args: string[], env: Record<string, string> = {}): Promise<{ url: string | null; complaint: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  children.push(child);
  let complaint = '';
  let answering = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (answering) process.stderr.write(text);
    else complaint += text;
  });
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      answering = true;
      resolve({ url: line.split(' ').at(-1)!, complaint: '' });
    });
    child.once('close', (code) => {
      if (!answering) resolve({ url: null, complaint: complaint.trim() });
      else if (!ending) void giveUp(`${args[0]} ended by itself (${code ?? 'by a signal'}). The others are ended too.`);
    });
  });
}

async function giveUp(reason: string): Promise<never> {
  console.error(reason);
  return end(1);
}

async function end(code: number): Promise<never> {
  if (!ending) {
    ending = true;
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    const ended = Promise.all(running.map((child) => new Promise((resolve) => child.once('exit', resolve))));
    for (const child of running) child.kill('SIGTERM');
    closeShop();
    await ended;
    process.exit(code);
  }
  return new Promise(() => undefined);
}

/** Whether `dist/` is missing, or older than what it is made of. */
function isStale(): boolean {
  if (BUILT.some((path) => !existsSync(path))) return true;
  const builtMs = Math.min(...BUILT.map((path) => statSync(path).mtimeMs));
  const sources = ['src', 'scripts/bundle'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return [...sources, 'package-lock.json', 'vite.config.ts'].some((path) => statSync(path).mtimeMs > builtMs);
}
