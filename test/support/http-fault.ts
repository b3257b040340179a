import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';

/** A request that came to a link, read whole. */
export interface LinkRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body: string;
  /** It was sent on to the target. */
  hasPassed: boolean;
}

/** One request at a link, and the two ways that a fault stands between. */
export interface Exchange {
  readonly request: LinkRequest;
  /** Who asked. */
  readonly client: Socket;
  /** Sends the request on. @returns the answer when its head is there; it ends with its client. */
  open(): Promise<IncomingMessage>;
}

/** What becomes of one request and its answer. Whatever it throws breaks the client's connection. */
export type Fault = (exchange: Exchange) => Promise<void>;

/** A link between two parties that speak HTTP, where something may happen to each request. */
export interface FaultyLink {
  /** Stands for the target's address; without a path. */
  url: string;
  /** All that came, in its order. */
  requests: LinkRequest[];
  close(): void;
}

/**
 * Stands between a client and a server on loopback, one connection a request.
 *
 * @param faultFor - what happens to a request; asked when it has come whole.
 */
export async function startFaultyLink(target: string, faultFor: (request: LinkRequest) => Fault): Promise<FaultyLink> {
  const { hostname, port } = new URL(target);
  const requests: LinkRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    sockets.add(client);
    let input = Buffer.alloc(0);
    let request: LinkRequest | null = null;
    client.on('close', () => sockets.delete(client));
    // Who leaves is part of the game.
    client.on('error', () => undefined);
    client.on('data', (bytes) => {
      input = Buffer.concat([input, bytes]);
      if (request !== null) return;
      request = parseRequest(input);
      if (request === null) return;
      requests.push(request);
      faultFor(request)({ request, client, open: () => open(request!, client) }).catch(() => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function open(request: LinkRequest, client: Socket): Promise<IncomingMessage> {
    const { method, path, headers, body } = request;
    request.hasPassed = true;
    return new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...rest } = headers;
      const upstream = httpRequest({ host: hostname, port, path, method, headers: rest, agent: false }, resolve);
      upstream.on('error', reject);
      client.on('close', () => upstream.destroy());
      upstream.end(body);
    });
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Reads a request, or `null` while a part of it is missing. */
function parseRequest(input: Buffer): LinkRequest | null {
  const headEnd = input.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [line = '', ...fields] = input.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  );
  const body = input.subarray(headEnd + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return null;
  const [method = '', path = ''] = line.split(' ');
  return { method, path, headers, body: body.toString('utf8'), hasPassed: false };
}

type Headers = [name: string, value: string][];

/** An answer's head, as it goes over the wire. */
function headOf({ rawHeaders, statusCode, statusMessage }: IncomingMessage, change = (headers: Headers): Headers => headers): Buffer {
  const headers = rawHeaders.flatMap((name, index): Headers => (index % 2 === 0 ? [[name, rawHeaders[index + 1]!]] : []));
  const lines = change(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
}

/** An answer as the bytes that go over the wire: its head, then its body as it comes. */
async function* wireOf(answer: IncomingMessage, head = headOf(answer)): AsyncGenerator<Buffer, void, undefined> {
  const isChunked = answer.headers['transfer-encoding'] === 'chunked';
  yield head;
  for await (const bytes of answer as AsyncIterable<Buffer>) yield isChunked ? frame(bytes) : bytes;
  if (isChunked) yield LAST_FRAME;
}

const LAST_FRAME = Buffer.from('0\r\n\r\n');

function frame(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

/** Resolves when the bytes have left this process, or when nobody takes them any more. */
function write(client: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => (client.writable ? client.write(bytes, () => resolve()) : resolve()));
}

/** Nothing happens. */
export const passOn: Fault = async ({ client, open }) => {
  for await (const bytes of wireOf(await open())) await write(client, bytes);
  client.end();
};

/**
 * A place in an answer.
 *
 * @param bytes - all of the answer that has come, its head included.
 * @returns how many bytes stand before the place; `null` while it has not come.
 */
export type Place = (bytes: Buffer) => number | null;

/** Behind so many bytes. */
export function atByte(count: number): Place {
  return ({ length }) => (length >= count ? count : null);
}

/** When the answer has begun to come, and nothing of it has passed. */
export const beforeHead = atByte(0);

/** Between head and body. */
export const afterHead: Place = (bytes) => {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? null : end + 4;
};

/** Before the event whose data have these words. */
export function beforeEvent(words: string): Place {
  return (bytes) => {
    const at = bytes.indexOf(words);
    return at < 0 ? null : bytes.lastIndexOf('id: ', at);
  };
}

/** How a connection ends. */
export type End = 'reset' | 'clean end';

function endClient(client: Socket, end: End): void {
  if (end === 'reset') client.resetAndDestroy();
  // What was written is to arrive.
  else client.end(() => client.destroy());
}

/** The connection ends, to both sides, without the request having gone on. */
export function drop(end: End): Fault {
  return async ({ client }) => endClient(client, end);
}

/**
 * The connection ends, to both sides, at a place of the answer.
 *
 * @param isDue - settles when it may end: a browser throws away what it has not handed on by then.
 */
export function cut(place: Place, end: End, isDue: (request: LinkRequest) => Promise<void> = () => Promise.resolve()): Fault {
  return async ({ request, client, open }) => {
    const answer = await open();
    await passUntil(place, wireOf(answer), client);
    await isDue(request);
    answer.destroy();
    endClient(client, end);
  };
}

/** Nothing more comes from a place of the answer on, for so long; then the rest. `Infinity`: until the client gives up. */
export function stall(place: Place, ms: number): Fault {
  return async ({ client, open }) => {
    const pieces = wireOf(await open());
    const late = await passUntil(place, pieces, client);
    if (ms === Infinity) return;
    await wait(ms);
    await write(client, late);
    for await (const bytes of pieces) await write(client, bytes);
    client.end();
  };
}

/** Passes what stands before the place. @returns what has come behind it. */
async function passUntil(place: Place, pieces: AsyncGenerator<Buffer>, client: Socket): Promise<Buffer> {
  let all = Buffer.alloc(0);
  let passed = 0;
  for (;;) {
    const { done, value } = await pieces.next();
    if (done === true) return Buffer.alloc(0);
    all = Buffer.concat([all, value]);
    const end = place(all);
    await write(client, all.subarray(passed, end ?? all.length));
    if (end !== null) return all.subarray(Math.max(passed, end));
    passed = all.length;
  }
}

/** Byte by byte, each in a packet of its own. */
export const drip: Fault = async ({ client, open }) => {
  for await (const bytes of wireOf(await open())) {
    for (let at = 0; at < bytes.length; at++) {
      await write(client, bytes.subarray(at, at + 1));
      await nextTurn();
    }
  }
  client.end();
};

/** In one piece, when it is whole. */
export const collect: Fault = async ({ client, open }) => {
  const pieces: Buffer[] = [];
  for await (const bytes of wireOf(await open())) pieces.push(bytes);
  client.end(Buffer.concat(pieces));
};

/** Packed with gzip: each piece as it comes, or all together at the end. */
export function pack(when: 'as it comes' | 'at the end'): Fault {
  return async ({ client, open }) => {
    const answer = await open();
    const gzip = createGzip(when === 'as it comes' ? { flush: constants.Z_SYNC_FLUSH } : {});
    await write(
      client,
      headOf(answer, (headers) => [...headers, ['Content-Encoding', 'gzip']]),
    );
    answer.pipe(gzip);
    for await (const bytes of gzip as AsyncIterable<Buffer>) await write(client, frame(bytes));
    client.end(LAST_FRAME);
  };
}

/** Another `Content-Type` than it has. */
export function retype(type: string): Fault {
  return async ({ client, open }) => {
    const answer = await open();
    const head = headOf(answer, (headers) => headers.map(([name, value]) => [name, /^content-type$/i.test(name) ? type : value]));
    for await (const bytes of wireOf(answer, head)) await write(client, bytes);
    client.end();
  };
}

export interface Replacement {
  status: number;
  type: string;
  body: string;
  retryAfter?: string | undefined;
  /** The request goes on all the same, and its answer is lost. */
  passes: boolean;
}

/** Something else comes in place of the answer. Pages of every origin may read it. */
export function replace({ status, type, body, retryAfter, passes }: Replacement): Fault {
  return async ({ client, open }) => {
    if (passes) for await (const _bytes of wireOf(await open()));
    const headers = [
      `HTTP/1.1 ${status} Replaced`,
      'Access-Control-Allow-Origin: *',
      'Access-Control-Expose-Headers: Retry-After',
      `Content-Type: ${type}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
      'Connection: close',
    ];
    client.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
  };
}
