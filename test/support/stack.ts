import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { startShop } from '../../scripts/serve-shop.ts';
import type { ProxyOptions } from '../../src/proxy/options.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The whole chain as a site runs it, from `dist/`: API and proxy as processes of their own, and a web server for the pages. */
export interface Stack {
  /** Address of the pages, without a slash at its end. */
  site: string;
  proxy: string;
  /** Ends in `/v1`. */
  api: string;
  /** The key, which only the proxy may know. */
  key: string;
  /** Has the site's web server find the proxy somewhere else: behind a link that can be broken. */
  reachProxyAt(url: string): void;
  /** Ends the API, as a crash would. */
  killApi(): Promise<void>;
  /** Starts it again on the same port and database. */
  restartApi(): Promise<void>;
  /** The same with the proxy, which forgets all that it knows. */
  killProxy(): Promise<void>;
  restartProxy(): Promise<void>;
  close(): Promise<void>;
}

export interface StackOptions {
  /** Folder of the pages; the demo shop unless told. */
  pages?: string;
  /** `Content-Security-Policy` of the pages. */
  policy?: string;
  /** Environment of the proxy, on top of what it needs. */
  proxyEnv?: Record<string, string>;
  /** Configuration file of the proxy: options that no variable has. */
  proxyConfig?: Partial<ProxyOptions>;
  /** Puts something between proxy and API. Gets the API's address, and returns the one that the proxy is to find it at. */
  reachApiAt?(apiUrl: string): Promise<string>;
  /** Lets the key ask as often as it likes: no command sets this. */
  isKeyUnlimited?: boolean;
}

/** Starts the chain on free ports of loopback. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { pages = join(ROOT, 'demo/shop'), policy, proxyEnv = {}, proxyConfig, reachApiAt, isKeyUnlimited = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'assisters-e2e-'));
  const database = join(folder, 'api.db');
  const apiArguments = ['start', '--db', database, '--content', join(ROOT, 'demo/shop')];
  let api = await startCommand('assisters-api', apiArguments);
  const key = runCommand('assisters-api', ['keys', 'create', '--db', database]).trim();
  if (isKeyUnlimited) liftLimits(database);
  let proxyUrl = '';
  const shop = await startShop({
    pages,
    scripts: join(ROOT, 'dist'),
    firstPort: 0,
    proxyUrl: () => proxyUrl,
    ...(policy === undefined ? {} : { policy }),
  });
  const proxySettings = {
    ASSISTERS_API_KEY: key,
    ASSISTERS_BASE_URL: (await reachApiAt?.(api.url)) ?? api.url,
    SESSION_SECRETS: 'a test secret that is long enough to sign sessions',
    ALLOWED_ORIGINS: `http://127.0.0.1:${shop.port},http://localhost:${shop.port}`,
    ASSISTANTS: 'shop',
    ...proxyEnv,
  };
  const proxyArguments = ['start'];
  if (proxyConfig !== undefined) {
    const file = join(folder, 'proxy.json');
    writeFileSync(file, JSON.stringify(proxyConfig));
    proxyArguments.push('--config', file);
  }
  let proxy = await startCommand('assisters-proxy', proxyArguments, proxySettings);
  proxyUrl = proxy.url;
  return {
    site: `http://127.0.0.1:${shop.port}`,
    proxy: proxy.url,
    api: api.url,
    key,
    reachProxyAt: (url) => (proxyUrl = url),
    killApi: () => endProcess(api.child, 'SIGKILL'),
    restartApi: async () => {
      api = await startCommand('assisters-api', [...apiArguments, '--port', new URL(api.url).port]);
    },
    killProxy: () => endProcess(proxy.child, 'SIGKILL'),
    restartProxy: async () => {
      proxy = await startCommand('assisters-proxy', [...proxyArguments, '--port', new URL(proxy.url).port], proxySettings);
    },
    close: async () => {
      shop.close();
      await Promise.all([endProcess(api.child), endProcess(proxy.child)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts one of the two commands and waits for its first line. */
export async function startCommand(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(ROOT, `dist/${name}.js`), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${complaint}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const address = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
      if (address === undefined) reject(new Error(`${name} said "${line}" instead of its address`));
      else resolve(address);
    });
  });
  return { child, url };
}

/** Runs one of the two commands to its end and returns what it printed. */
export function runCommand(name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, `dist/${name}.js`), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

function liftLimits(database: string): void {
  const db = new DatabaseSync(database);
  db.exec('UPDATE api_keys SET requests_per_minute = 1000000, requests_per_day = 1000000');
  db.close();
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}
