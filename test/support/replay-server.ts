import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Where the raw replies lie. */
const STREAMS = fileURLToPath(new URL('../corpora/own/streams/', import.meta.url));

/** One thing that the server does with its connection, in the manifest's words. */
export type ReplayStep =
  | { head: 1 }
  | { body: [start: number, end: number] }
  | { wait_ms: number }
  | { repeat_body: [start: number, end: number]; every_ms: number; count: number }
  | { end: 'fin' | 'rst' | 'hold' };

/** What the visitor must see; see the corpora's README. */
export interface ReplayExpectation {
  state?: 'complete' | 'interrupted' | 'failed';
  state_any?: string[];
  text?: string;
  text_any?: string[];
  text_normalised?: string;
  text_must_not_include?: string[];
  kind?: string;
  kind_any?: string[];
  retry?: boolean;
  retry_after_ms?: [number, number];
  requests_max?: number;
  max_ms_after_done?: number;
  max_total_ms?: number;
  must_abort_by_bytes?: number;
  no_pollution?: boolean;
  fresh_session?: boolean;
  history?: [role: string, content: string][];
  history_text?: [role: string, content: string][];
}

export interface ReplayCase {
  id: string;
  file: string;
  group: string;
  title: string;
  request: string;
  head_bytes: number;
  config?: { connect_timeout_ms?: number; stall_timeout_ms?: number };
  steps: ReplayStep[];
  expect: ReplayExpectation;
}

export interface ReplayRequest {
  caseId: string;
  method: string;
  /** Behind the case's id, for example `/chat/stream`. */
  route: string;
  headers: Record<string, string>;
  body: string;
}

export interface ReplayServer {
  /** Put `/<case id>` behind it to get an endpoint. */
  origin: string;
  requests: ReplayRequest[];
  /** Bytes of a case's replies that left so far. */
  bytesSent(caseId: string): number;
  close(): Promise<void>;
}

/** All cases of the corpus. */
export function loadReplayCases(): ReplayCase[] {
  return (JSON.parse(readFileSync(path.join(STREAMS, 'manifest.json'), 'utf8')) as { cases: ReplayCase[] }).cases;
}

/**
 * Replays the corpus over plain TCP, byte by byte and with its timing, at `/<case id>/…` on a free port of loopback.
 *
 * A case that is a reply of `POST /chat` has no streaming: `POST …/chat/stream` is answered with 405 there.
 */
export async function startReplayServer(): Promise<ReplayServer> {
  const cases = new Map(loadReplayCases().map((replay) => [replay.id, replay]));
  const requests: ReplayRequest[] = [];
  const sockets = new Set<net.Socket>();
  const sent = new Map<string, number>();

  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // One for each write that waits for room.
    socket.setMaxListeners(0);
    // A client that leaves is part of the game.
    socket.on('error', () => undefined);
    let input = Buffer.alloc(0);
    let answered = false;
    let caseId = '';
    socket.on('close', () => {
      sockets.delete(socket);
      sent.set(caseId, (sent.get(caseId) ?? 0) + socket.bytesWritten);
    });
    socket.on('data', (data) => {
      input = Buffer.concat([input, data]);
      const request = answered ? null : parseRequest(input);
      if (request === null) return;
      answered = true;
      caseId = request.caseId;
      const replay = cases.get(request.caseId);
      const origin = request.headers['origin'];
      if (request.method === 'OPTIONS') {
        socket.end(refusal('204 No Content', origin, request.headers['access-control-request-headers']));
        return;
      }
      requests.push(request);
      if (replay === undefined) socket.end(refusal('404 Not Found', origin));
      else if (replay.request === 'POST /chat' && request.route === '/chat/stream') socket.end(refusal('405 Method Not Allowed', origin));
      else void play(socket, replay, origin);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    bytesSent: (id) => sent.get(id) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Reads a request, or `null` while a part of it is missing. */
function parseRequest(input: Buffer): ReplayRequest | null {
  const headEnd = input.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [line = '', ...fields] = input.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  );
  const bodyStart = headEnd + 4;
  const bodyEnd = bodyStart + Number(headers['content-length'] ?? 0);
  if (input.length < bodyEnd) return null;
  const [method = '', url = ''] = line.split(' ');
  const [, caseId = '', ...rest] = url.split('?')[0]!.split('/');
  return { caseId, method, route: `/${rest.join('/')}`, headers, body: input.subarray(bodyStart, bodyEnd).toString('utf8') };
}

async function play(socket: net.Socket, replay: ReplayCase, origin: string | undefined): Promise<void> {
  const raw = readFileSync(path.join(STREAMS, replay.file));
  const head = raw.subarray(0, replay.head_bytes).toString('latin1').replace('Access-Control-Allow-Origin: *\r\n', cors(origin));
  const body = raw.subarray(replay.head_bytes);
  for (const step of replay.steps) {
    if (socket.destroyed) return;
    if ('head' in step) await write(socket, Buffer.from(head, 'latin1'));
    else if ('body' in step) await write(socket, body.subarray(...step.body));
    else if ('wait_ms' in step) await wait(step.wait_ms);
    else if ('repeat_body' in step) await repeat(socket, body.subarray(...step.repeat_body), step);
    else if (step.end === 'fin') socket.end();
    else if (step.end === 'rst') socket.resetAndDestroy();
    // `hold` leaves the connection open.
  }
}

async function repeat(socket: net.Socket, unit: Buffer, { count, every_ms: everyMs }: { count: number; every_ms: number }): Promise<void> {
  // Many small writes in one go, unless there is a pause between them.
  const batch = everyMs > 0 ? 1 : Math.max(1, Math.floor(65_536 / unit.length));
  for (let left = count; left > 0 && !socket.destroyed; left -= batch) {
    await write(socket, Buffer.concat(Array.from({ length: Math.min(batch, left) }, () => unit)));
    if (everyMs > 0) await wait(everyMs);
  }
}

/** Writes, and waits until there is room for more. */
async function write(socket: net.Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed || bytes.length === 0 || socket.write(bytes)) return;
  await new Promise<void>((resolve) => {
    socket.once('drain', resolve);
    socket.once('close', () => resolve());
  });
}

function refusal(status: string, origin: string | undefined, allowHeaders = 'content-type'): string {
  const allow = `Access-Control-Allow-Methods: GET, POST, DELETE\r\nAccess-Control-Allow-Headers: ${allowHeaders}\r\n`;
  return `HTTP/1.1 ${status}\r\n${cors(origin)}${allow}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}

function cors(origin: string | undefined): string {
  return `Access-Control-Allow-Origin: ${origin ?? '*'}\r\n${origin === undefined ? '' : 'Vary: Origin\r\n'}`;
}
