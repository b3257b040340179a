import { after } from 'node:test';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import type { LogEntry } from '../../src/proxy/log-entry.ts';
import type { AlertCode, ProxyOptions } from '../../src/proxy/options.ts';
import { serveNode } from '../../src/proxy/runtimes/node.ts';
import { startUpstream, UPSTREAM_KEY, type Upstream } from './upstream.ts';

export const ORIGIN = 'https://shop.example';
export const SECRET = 'CANARY_SECRET_of_at_least_thirty_two_bytes';

/** Options that start; tests change what they are about. */
export function options(upstreamUrl: string, changes: Partial<ProxyOptions> = {}): ProxyOptions {
  return {
    apiKey: UPSTREAM_KEY,
    baseUrl: upstreamUrl,
    sessionSecrets: [SECRET],
    ...(changes.sites === undefined && { origins: [ORIGIN], assistants: ['shop'] }),
    limits: UNLIMITED,
    ...changes,
  };
}

/** Limits that no test reaches by accident. */
export const UNLIMITED = {
  address: { perMinute: 1e6, perDay: 1e6 },
  session: { perMinute: 1e6, streams: 100 },
  site: { perMinute: 1e6, perDay: 1e6 },
  key: { perMinute: 1e6, perDay: 1e6 },
  reads: { perMinute: 1e6 },
} as const;

/** A proxy on a real socket in front of an upstream on a real socket. */
export interface RunningProxy {
  url: string;
  upstream: Upstream;
  log: LogEntry[];
  alerts: AlertCode[];
  /** Resolves when the log has that many lines. */
  logged(lines: number): Promise<void>;
  fetch(path: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Response>;
  ask(body: unknown, init?: { path?: string; headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response>;
  /** Ends both; `graceMs` 0 unless told. */
  close(graceMs?: number): Promise<void>;
}

/** Those that no test has closed, because it failed: nothing may hold the run up. */
const running = new Set<RunningProxy>();
after(() => Promise.all([...running].map((proxy) => proxy.close())));

export async function startProxy(changes: Partial<ProxyOptions> = {}): Promise<RunningProxy> {
  const upstream = await startUpstream();
  const log: LogEntry[] = [];
  const alerts: AlertCode[] = [];
  let onLine: () => void = () => undefined;
  const proxy = createProxy(
    options(upstream.url, {
      log: (entry) => {
        log.push(entry);
        onLine();
      },
      onAlert: (code) => alerts.push(code),
      ...changes,
    }),
  );
  const server = await serveNode(proxy, { port: 0 });
  const proxied: RunningProxy = {
    url: server.url,
    upstream,
    log,
    alerts,
    logged: (lines) =>
      new Promise((resolve) => {
        onLine = () => log.length >= lines && resolve();
        onLine();
      }),
    fetch: (path, init = {}) => fetch(server.url + path, { ...init, headers: { origin: ORIGIN, ...init.headers } }),
    ask: (body, { path = '/chat/stream', headers = {}, signal } = {}) =>
      proxied.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal && { signal }),
      }),
    close: async (graceMs = 0) => {
      running.delete(proxied);
      await server.close(graceMs);
      await upstream.close();
    },
  };
  running.add(proxied);
  return proxied;
}

/** The data of every event of a stream's text, parsed. */
export function parseEvents(text: string): Record<string, unknown>[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as Record<string, unknown>);
}

/** Reads a stream piece by piece. */
export function reading(response: Response): { until(text: string): Promise<string>; cancel(): Promise<void> } {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  return {
    async until(text) {
      while (!seen.includes(text)) {
        const { done: ended, value } = await reader.read();
        if (ended) throw new Error(`ended before ${JSON.stringify(text)}: ${seen}`);
        seen += value;
      }
      return seen;
    },
    cancel: () => reader.cancel(),
  };
}

/** The code of a refusal. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

/** A session id like a browser's. */
export function sessionId(seed: number | string): string {
  return `sess_${String(seed).padStart(22, '0')}`;
}
