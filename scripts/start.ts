/**
 * `npm start`: the API, the proxy and the demo shop on loopback, each a process or server of its own, as a site would run them.
 *
 * The first address that it prints is the page to open, once all three answer. Ctrl-C ends all three.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startShop } from './serve-shop.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
process.chdir(ROOT);

/** The shop's port: this one, or the first free one after it. */
const FIRST_PORT = 8080;
const children: ChildProcess[] = [];
let ending = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(0));
// Whatever ends this process, nothing that it started stays behind.
process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')));

if (isStale()) {
  console.log('Building …');
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    console.error('The build failed: see above. Nothing was started.');
    process.exit(1);
  }
}

mkdirSync('.data', { recursive: true });
const database = join('.data', freeDatabase());
const { stdout, stderr, status } = spawnSync(
  process.execPath,
  ['dist/assisters-api.js', 'keys', 'create', '--db', database, '--name', 'demo'],
  {
    encoding: 'utf8',
  },
);
if (status !== 0) {
  console.error(stderr.trim() || `Could not make a key in ${database}.`);
  process.exit(1);
}
const key = stdout.trim();

const api = await startChild('API', ['dist/assisters-api.js', 'start', '--db', database, '--content', 'demo/shop']);
let proxyUrl = '';
const shop = await startShop({ pages: 'demo/shop', scripts: 'dist', firstPort: FIRST_PORT, proxyUrl: () => proxyUrl });
proxyUrl = await startChild('proxy', ['dist/assisters-proxy.js', 'start'], {
  ASSISTERS_API_KEY: key,
  ASSISTERS_BASE_URL: api,
  SESSION_SECRETS: randomBytes(32).toString('base64url'),
  ALLOWED_ORIGINS: `http://127.0.0.1:${shop.port},http://localhost:${shop.port}`,
  ASSISTANTS: 'shop',
});

console.log(`The shop is open:  http://127.0.0.1:${shop.port}/`);
console.log(`Its proxy:         ${proxyUrl}`);
console.log(`The API behind it: ${api}`);
console.log(`Its key, for trying: ${key}`);
console.log('Ctrl-C ends all three.');

/** Starts one of our commands and waits for its first line; its address is the line's last word. */
function startChild(name: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  children.push(child);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      if (ending) return;
      console.error(`The ${name} ended by itself (exit ${code ?? 'by signal'}). The others are ended too.`);
      void end(1);
    });
    createInterface({ input: child.stdout }).once('line', (line) => resolve(line.split(' ').at(-1)!));
  });
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const ended = Promise.all(running.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  for (const child of running) child.kill('SIGTERM');
  shop?.close();
  await ended;
  process.exit(code);
}

/** A second `npm start` beside the first gets a database of its own: one file has one API. */
function freeDatabase(): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? 'demo.db' : `demo-${count}.db`;
    const path = join('.data', name);
    if (!existsSync(path)) return name;
    if (isDatabaseFree(path)) return name;
    if (count === 20) {
      console.error('Twenty databases in .data/ are in use. End what you have started, or delete the folder.');
      process.exit(1);
    }
  }
}

function isDatabaseFree(_path: string): boolean {
  return true;
}

/** Whether `dist/` is missing, or older than what it is made of. */
function isStale(): boolean {
  if (!existsSync('dist/assisters-chat.js') || !existsSync('dist/assisters-proxy.js') || !existsSync('dist/assisters-api.js')) return true;
  const built = statSync('dist/assisters-proxy.js').mtimeMs;
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((name) => join('src', name));
  return [...sources, 'package-lock.json', 'vite.config.ts'].some((path) => statSync(path).mtimeMs > built);
}
