import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
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

/** How long the last bytes may take once all answers have ended, in milliseconds. */
const FLUSH_MS = 500;

/**
 * Answers an API's requests on a port.
 *
 * @param port - 0 for any free one.
 * @throws the system's error (`code` `EADDRINUSE`, `EACCES` …) when the port cannot be had.
 */
export async function serveApi(api: Api, { host = '127.0.0.1', port = 0 } = {}): Promise<ApiServer> {
  const server = createAdaptorServer({ fetch: (request) => api.fetch(request), overrideGlobalObjects: false }) as Server;
  const answering = new Set<ServerResponse>();
  let onQuiet = (): void => {};
  server.on('request', (_request, response: ServerResponse) => {
    answering.add(response);
    response.on('close', () => {
      answering.delete(response);
      if (answering.size === 0) onQuiet();
    });
  });
  /** Resolves when no answer is under way, or the time is over. */
  const quiet = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (answering.size === 0) return resolve();
      const timer = setTimeout(resolve, ms);
      onQuiet = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}/v1`,
    close: async (graceMs = 2_000) => {
      const closed = once(server, 'close');
      server.close();
      await quiet(graceMs);
      await api.close();
      await quiet(FLUSH_MS);
      server.closeAllConnections();
      await closed;
    },
  };
}
