import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApi, openApiAdmin, serveApi, type Api, type ApiOptions, type Engine } from '../../src/api/index.ts';

/** The small site that tests index. */
export const FIXTURE_SITE = fileURLToPath(new URL('./fixtures/site', import.meta.url));

/** An API on a real socket, with its database in a folder of its own. */
export interface TestApi {
  api: Api;
  url: string;
  key: string;
  db: string;
  log: string[];
  /** A request with the key. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** A chat request with the key. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** Makes a folder that is gone after the test. */
export function makeTestFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-api-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts an API that stops with the test. */
export async function startTestApi(t: TestContext, options: Partial<ApiOptions> = {}): Promise<TestApi> {
  const db = options.db ?? join(makeTestFolder(t), 'test.db');
  const log: string[] = [];
  const api = createApi({
    contentDir: FIXTURE_SITE,
    paceMs: 0,
    limits: { perMinute: 1_000_000 },
    writeLog: (line) => log.push(line),
    ...options,
    db,
  });
  const server = await serveApi(api);
  const admin = openApiAdmin(db);
  const key = admin.createKey('test');
  admin.close();
  const authorization = { Authorization: `Bearer ${key}` };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.close(0));
  t.after(stop);
  return {
    api,
    url: server.url,
    key,
    db,
    log,
    get: (path, init = {}) => fetch(server.url + path, { ...init, headers: { ...authorization, ...init.headers } }),
    post: (path, body, init = {}) =>
      fetch(server.url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { ...authorization, 'Content-Type': 'application/json', ...init.headers },
      }),
    stop,
  };
}

/** Checks a refusal's status and code, and that it says nothing beyond the envelope. Returns its message. */
export async function readRefusal(response: Response): Promise<{ status: number; code: string; message: string }> {
  const body = (await response.json()) as { error: { code: string; message: string; status: number } };
  const shape = JSON.stringify([Object.keys(body), Object.keys(body.error)]);
  if (shape !== '[["error"],["code","message","status"]]') throw new Error(`Not the envelope: ${shape}`);
  if (body.error.status !== response.status) throw new Error('The envelope repeats another status.');
  return { status: response.status, code: body.error.code, message: body.error.message };
}

/** An engine that says some words, then waits until it is let go on or stopped. */
export function createGatedEngine(words: string[]): { engine: Engine; open: () => void; stopped: Promise<void> } {
  const gate = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  return {
    open: gate.resolve,
    stopped: stopped.promise,
    engine: {
      async *answer({ signal }) {
        for (const text of words) yield { type: 'text', text };
        signal.addEventListener('abort', () => {
          stopped.resolve();
          gate.reject(signal.reason);
        });
        await gate.promise;
        yield { type: 'text', text: 'end' };
        yield { type: 'usage', input: 45, output: 52 };
      },
    },
  };
}
