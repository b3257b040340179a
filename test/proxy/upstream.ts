import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the upstream got it. */
export interface UpstreamRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
}

/** Answers one request; without it the upstream is a small, well-behaved API. */
export type UpstreamHandler = (request: UpstreamRequest, response: ServerResponse) => void;

/** An upstream on a real socket that remembers what it was asked. */
export interface Upstream {
  /** Ends in `/v1`. */
  url: string;
  requests: UpstreamRequest[];
  /** Requests whose answer has not ended and whose connection is open. */
  open: number;
  /** Resolves when no answer is open any more. */
  idle(): Promise<void>;
  answer(handler: UpstreamHandler): void;
  close(): Promise<void>;
}

export const UPSTREAM_KEY = 'ast_live_CANARY_KEY_0123456789abcdefghijklmnopqrst';

/** What the well-behaved upstream streams. */
export const ANSWER = ['We take ', 'returns for ', '30 days.'];

export async function startUpstream(): Promise<Upstream> {
  let handler: UpstreamHandler = wellBehaved();
  let onIdle: () => void = () => undefined;
  const upstream: Upstream = {
    url: '',
    requests: [],
    open: 0,
    idle: () => (upstream.open === 0 ? Promise.resolve() : new Promise((resolve) => (onIdle = resolve))),
    answer: (next) => (handler = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer(async (incoming, response) => {
    upstream.open++;
    response.once('close', () => {
      upstream.open--;
      if (upstream.open === 0) onIdle();
    });
    const request = await record(incoming);
    upstream.requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return upstream;
}

async function record(incoming: IncomingMessage): Promise<UpstreamRequest> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces).toString('utf8');
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, rawHeaders: incoming.rawHeaders, body };
}

/** The reference's shapes, with a session store of its own. */
export function wellBehaved(): UpstreamHandler {
  const sessions = new Map<string, { role: string; content: string; created_at: string }[]>();
  return (request, response) => {
    if (request.headers.authorization !== `Bearer ${UPSTREAM_KEY}`) return refuse(response, 401, 'invalid_api_key');
    const [, , route, id = ''] = request.path.split('/');
    if (route === 'chat') {
      const { message, session_id: sessionId } = JSON.parse(request.body) as { message: string; session_id: string };
      const at = '2026-01-15T12:00:00Z';
      const messages = sessions.get(sessionId) ?? [];
      sessions.set(sessionId, messages);
      messages.push({ role: 'user', content: message, created_at: at }, { role: 'assistant', content: ANSWER.join(''), created_at: at });
      if (id === 'stream') return stream(response, ANSWER.map(chunk), done());
      return json(response, 200, {
        id: 'msg_1',
        response: ANSWER.join(''),
        session_id: sessionId,
        tokens: { input: 5, output: 7, total: 12 },
        cost: 0.0007,
        created_at: at,
        internal: 'not for visitors',
      });
    }
    if (route === 'sessions') {
      const messages = sessions.get(id);
      if (request.method === 'DELETE') {
        sessions.delete(id);
        response.writeHead(204).end();
        return;
      }
      if (messages === undefined) return refuse(response, 404, 'session_not_found');
      return json(response, 200, { id, assistant: 'shop', messages, created_at: 'a', updated_at: 'b', cost: 1, account: 'acc_1' });
    }
    if (route === 'assistants') {
      const assistant = { slug: id, name: 'Shop', description: 'Knows the shop.', category: 'retail', rating: 4.5 };
      return json(response, 200, { ...assistant, price_per_million_tokens: 7.5, total_conversations: 15420, owner: 'someone' });
    }
    refuse(response, 404, 'not_found');
  };
}

export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function refuse(response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  const message = `UPSTREAM_TEXT about wallet $0.02 and ${UPSTREAM_KEY}`;
  json(response, status, { error: { code, message, status } }, headers);
}

export function stream(response: ServerResponse, frames: string[], end?: string): void {
  openStream(response);
  for (const frame of frames) response.write(frame);
  if (end !== undefined) response.end(end);
}

export function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'upstream=1', 'x-powered-by': 'UPSTREAM_TEXT' });
  response.flushHeaders();
}

export function chunk(content: string): string {
  return `event: message\ndata: ${JSON.stringify({ type: 'chunk', content })}\n\n`;
}

export function done(id = 'msg_1'): string {
  return `event: message\ndata: ${JSON.stringify({ type: 'done', id, tokens: { total: 12 }, cost: 0.0007 })}\n\n`;
}
