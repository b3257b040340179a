/** One request, as it is logged: no message, no name, no key, no address, no session id. */
export interface RequestRecord {
  requestId: string;
  method: string;
  /** The route's pattern, not the path: a path may hold a session id. */
  route: string;
  status: number;
  ms: number;
  keyId?: string | undefined;
}

/** Where the API writes down what happens. */
export interface Log {
  request(record: RequestRecord): void;
  /** An error that nobody foresaw. It goes here in full, and to the client as `server_error` without detail. */
  failure(requestId: string, error: unknown): void;
}

/**
 * A log of one JSON line per entry.
 *
 * @param write - gets each line, without its line break.
 * @param requests - whether requests are logged; failures always are.
 */
export function createLog(write: (line: string) => void, requests: boolean): Log {
  return {
    request: (record) => {
      if (requests) write(JSON.stringify({ time: new Date().toISOString(), level: 'info', ...record }));
    },
    failure: (requestId, error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      write(JSON.stringify({ time: new Date().toISOString(), level: 'error', requestId, error: detail }));
    },
  };
}
