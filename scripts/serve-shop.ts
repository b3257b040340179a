import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.md': 'text/plain; charset=utf-8',
};

/** The strict policy that the shop's pages run under: what the README promises, held by every visit. */
export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  'trusted-types assisters-chat',
].join('; ');

export interface ShopOptions {
  /** Folder of the pages. */
  pages: string;
  /** Folder of the built script. */
  scripts: string;
  /** Listens on this port, or on the first free one after it; 0 takes any. */
  firstPort: number;
  /** `Content-Security-Policy` of the pages; the strict one unless told. */
  policy?: string;
  /** Where `/api/assisters/…` is passed on to; asked at each request, for the proxy starts after the shop. */
  proxyUrl: () => string;
}

/**
 * A shop's web server, as small as they come: static pages, the script, and the proxy under `/api/assisters`.
 *
 * @returns its port, and how to end it.
 * @throws when no port up to 100 after the first is free.
 */
export async function startShop(options: ShopOptions): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname;
    if (path === '/api/assisters' || path.startsWith('/api/assisters/')) passOn(request, response, options.proxyUrl());
    else serveFile(path, response, options);
  });
  const port = await listen(server, options.firstPort);
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; port <= first + 100; port++) {
    const error = await new Promise<NodeJS.ErrnoException | null>((done) => {
      const failed = (reason: NodeJS.ErrnoException): void => done(reason);
      server.once('error', failed);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', failed);
        done(null);
      });
    });
    if (error === null) return (server.address() as { port: number }).port;
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
  }
  throw new Error(`No port from ${first} to ${first + 100} is free.`);
}

function serveFile(path: string, response: ServerResponse, { pages, scripts, policy = STRICT_POLICY }: ShopOptions): void {
  let name: string;
  try {
    name = normalize(decodeURIComponent(path));
  } catch {
    return refuse(response, 400, 'Bad request');
  }
  const root = resolve(/^\/(assisters-chat|loader|checklist)\.js$|^\/locales\//.test(name) ? scripts : pages);
  let file = join(root, name.endsWith('/') ? `${name}index.html` : name);
  if (!existsSync(file) && existsSync(`${file}.html`)) file = `${file}.html`;
  if (!file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile()) return refuse(response, 404, 'Page not found');
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
  });
  createReadStream(file).pipe(response);
}

/** Passes a request on to the proxy and its answer back, byte by byte as they come; a visitor who leaves ends the request. */
function passOn(request: IncomingMessage, response: ServerResponse, proxyUrl: string): void {
  if (proxyUrl === '') return refuse(response, 503, 'The proxy is starting');
  const target = new URL(proxyUrl);
  const path = (request.url ?? '').slice('/api/assisters'.length) || '/';
  const { host: _host, ...headers } = request.headers;
  const upstream = httpRequest({ host: target.hostname, port: target.port, path, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  upstream.on('error', () => (response.headersSent ? response.destroy() : refuse(response, 502, 'The proxy does not answer')));
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
