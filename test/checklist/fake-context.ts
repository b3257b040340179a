import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { CheckContext, TagConfig } from '../../src/checklist/check-context.ts';

/** What a healthy page tells; tests change what they are about. */
export function createContext(changes: Partial<CheckContext> = {}): CheckContext {
  return {
    attributes: new Map(),
    known: ['endpoint', 'assistant', 'accent', 'launcher-label', 'keep', 'debug', 'lang', 'api-key', 'apikey', 'key', 'secret'],
    tag: { config: createConfig(), problems: [] },
    pageUrl: 'https://shop.example/tents.html',
    isDrawn: true,
    violations: [],
    scripts: [],
    opensItself: false,
    chats: [],
    texts: [],
    storage: { local: true, session: true, isFramed: false },
    isOnline: true,
    fetch: (...request) => fetch(...request),
    loadImage: () => Promise.resolve(true),
    ...changes,
  };
}

export function createConfig(changes: Partial<TagConfig> = {}): TagConfig {
  return {
    endpoint: 'https://shop.example/api/assisters',
    assistant: 'shop',
    avatar: null,
    keep: { kind: 'local' },
    storageKey: null,
    userToken: null,
    ...changes,
  };
}

/** A context whose endpoint is a server at this very moment. */
export function contextAt(url: string, changes: Partial<TagConfig> = {}): CheckContext {
  return createContext({ pageUrl: `${new URL(url).origin}/`, tag: { config: createConfig({ endpoint: url, ...changes }), problems: [] } });
}

/** A little server on loopback, ended with its test file. */
export async function startServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function sendJson(response: Parameters<RequestListener>[1], status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function refuse(response: Parameters<RequestListener>[1], status: number, code: string): void {
  sendJson(response, status, { error: { code, message: 'No.', status } });
}
