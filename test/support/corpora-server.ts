import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** The policy that the contract promises to run under. */
const STRICT = [
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'",
  "require-trusted-types-for 'script'; trusted-types assisters-chat",
].join('; ');
/** Lets everything run that stands in a page, and nothing leave for another host. */
const OPEN = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:";

export interface CorporaServer {
  /** The address of a page that does a job; without policy where it has to be shown what a policy keeps from running. */
  pageFor(job: object, isUnprotected?: boolean): string;
  /** What the page posts next. */
  nextOutcome<T>(): Promise<T>;
  /** Requests that no page of ours makes, since the last call. */
  takeStrays(): string[];
  close(): void;
}

/**
 * Bundles a page's script from its sources, and serves it on loopback together with corpora.
 *
 * @param entry - The script's source, from the project's folder.
 * @param corpora - What `/corpora/<name>` answers with, as JSON.
 */
export async function startCorporaServer(entry: string, corpora: Readonly<Record<string, unknown>>): Promise<CorporaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-corpora-'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { outDir: folder, minify: false, lib: { entry, formats: ['iife'], name: 'corporaPage', fileName: () => 'page.js' } },
  });
  const script = readFileSync(join(folder, 'page.js'));
  rmSync(folder, { recursive: true });

  const strays: string[] = [];
  let settle: (outcome: unknown) => void = () => undefined;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const answer = (type: string, body: string | Buffer, policy?: string): void => {
      response.writeHead(200, {
        'content-type': type,
        'cache-control': 'no-store',
        ...(policy === undefined ? {} : { 'content-security-policy': policy }),
      });
      response.end(body);
    };
    const corpus = pathname.startsWith('/corpora/') ? corpora[decodeURIComponent(pathname.slice(9))] : undefined;
    if (pathname === '/frame') answer('text/html', '<!doctype html><title>Frame</title><body></body>', OPEN);
    else if (pathname === '/strict' || pathname === '/open') {
      const html = '<!doctype html><meta charset="utf-8"><title>Corpora</title><body><script src="/page.js"></script>';
      answer('text/html', html, pathname === '/strict' ? STRICT : OPEN);
    } else if (pathname === '/page.js') answer('text/javascript; charset=utf-8', script);
    else if (corpus !== undefined) answer('application/json', JSON.stringify(corpus));
    else if (pathname === '/outcome' && request.method === 'POST') {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        answer('text/plain', '');
        settle(JSON.parse(body));
      });
    } else {
      // Every browser asks for an icon, and none has to be there.
      if (pathname !== '/favicon.ico') strays.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    pageFor: (job, isUnprotected = false) =>
      `http://127.0.0.1:${port}/${isUnprotected ? 'open' : 'strict'}?job=${encodeURIComponent(JSON.stringify(job))}`,
    nextOutcome: <T>() => new Promise<T>((resolve) => (settle = resolve as typeof settle)),
    takeStrays: () => strays.splice(0),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
