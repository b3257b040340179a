import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { AssistersError, createErrorEnvelope } from '../../protocol/assisters-error.ts';
import type { Proxy } from '../create-proxy.ts';

/** A client that is still sending when its answer is out gets this long to read it. */
const LINGER_MS = 1_000;

/** What is still read of a body whose request has been answered. */
const LINGER_BYTES = 128 * 1024;

export interface NodeServerOptions {
  /** 0: any free port. */
  port: number;
  /** Default 127.0.0.1: this machine alone. */
  host?: string;
}

/** A proxy that listens. */
export interface NodeServer {
  /** `http://HOST:PORT`, with the port that was found. */
  url: string;
  /**
   * Takes no new requests, lets running answers finish, and closes every connection when they have, or when time is up: what still
   * runs then ends with an `error` event.
   *
   * @param graceMs - how long running answers may go on. Default 25,000.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves a proxy with Node's own HTTP server.
 *
 * @returns when it answers.
 * @throws what `listen` fails with, for example `EADDRINUSE`.
 */
export async function serveNode(proxy: Proxy, { port, host = '127.0.0.1' }: NodeServerOptions): Promise<NodeServer> {
  const shutdown = new AbortController();
  // One listener for each running answer is no leak.
  setMaxListeners(0, shutdown.signal);
  const answer = getRequestListener(
    async (request, bindings) => {
      const { incoming } = bindings as HttpBindings;
      const response = await proxy(request, { clientAddress: incoming.socket.remoteAddress, shutdown: shutdown.signal });
      if (!incoming.complete) {
        response.headers.set('connection', 'close');
        closeAfterAnswer(incoming);
      }
      return response;
    },
    // Bodies that were refused are not read on to their end, and the page's globals stay Node's own.
    { hostname: host, autoCleanupIncoming: false, overrideGlobalObjects: false },
  );
  let draining = false;
  const server = createServer(
    // A request whose head or body drips in is given up; the sweep must be more frequent than its default of 30 s.
    { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 2_000 },
    (incoming, outgoing) => {
      // A kept-alive connection that has just become idle would hold up the end for its whole keep-alive time.
      outgoing.once('close', () => draining && setImmediate(() => server.closeIdleConnections()));
      if (draining) refuse(incoming, outgoing);
      else void answer(incoming, outgoing);
    },
  );
  // Without a listener Node closes such a connection without a word.
  server.on('connect', (_, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
  await listen(server, port, host);
  const { address, port: found } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${found}`,
    close(graceMs = 25_000) {
      draining = true;
      return drain(server, shutdown, graceMs);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function drain(server: Server, shutdown: AbortController, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      shutdown.abort(new AssistersError('interrupted', 'The server is shutting down.'));
      // A moment for the last event to go out.
      setTimeout(() => server.closeAllConnections(), 100).unref();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Answers on a connection that was open before the drain began. */
function refuse(incoming: IncomingMessage, outgoing: ServerResponse): void {
  closeAfterAnswer(incoming);
  const body = JSON.stringify(createErrorEnvelope('service_unavailable', 'The server is restarting.', 503));
  outgoing.writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '5', connection: 'close' }).end(body);
}

/**
 * Ends the connection of a request that is answered before its body has come whole: what is left of that body stands where the next
 * request would.
 *
 * Node itself would close as soon as the answer is written, and the other side, still sending, would lose it. So a little more is read,
 * and the other side gets a moment.
 */
function closeAfterAnswer(incoming: IncomingMessage): void {
  const { socket } = incoming;
  socket.destroySoon = () => {
    if (incoming.readableEnded) return void socket.destroy();
    socket.end();
    let left = LINGER_BYTES;
    incoming.on('data', (piece: Buffer) => {
      left -= piece.length;
      if (left <= 0) incoming.pause();
    });
    incoming.once('end', () => socket.destroy());
    incoming.resume();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
