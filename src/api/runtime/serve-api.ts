import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Api } from '../create-api.ts';

/** An API that listens. */
export interface ApiServer {
  /** `http://HOST:PORT/v1`. */
  url: string;
  /**
   * Takes no new requests, gives running answers a moment to finish, ends the rest with what they have said, closes the API.
   *
   * @param graceMs - how long running answers may go on, in milliseconds.
   */
  close(graceMs?: number): Promise<void>;
}

/** How long connections may take to go once their answers have ended, in milliseconds. */
const FLUSH_MS = 500;

/**
 * Answers an API's requests on a port.
 *
 * @param port - 0 for any free one.
 * @throws the system's error (`code` `EADDRINUSE`, `EACCES` …) when the port cannot be had.
 */
export async function serveApi(api: Api, { host = '127.0.0.1', port = 0 } = {}): Promise<ApiServer> {
  const server = createAdaptorServer({ fetch: (request) => api.fetch(request), overrideGlobalObjects: false }) as Server;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/v1`,
    close: async (graceMs = 2_000) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await Promise.race([closed, wait(graceMs)]);
      await api.close();
      await Promise.race([closed, wait(FLUSH_MS)]);
      server.closeAllConnections();
      await closed;
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
