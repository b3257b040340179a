import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between proxy and API. Answers pass as far as a test lets them, so that a page can be left in the middle of one. */
export interface AnswerGate {
  /** Where a proxy is sent for its API; ends in `/v1`. */
  url: string;
  /** The API behind it; to be set before the first request. */
  api: string;
  /** Questions that came so far: what is billed. */
  asked: number;
  /** Answers that are on their way just now. */
  open: number;
  /** Lets so many events through, of all answers together, and holds what comes after. */
  pass(events: number): void;
  /** As `pass`, and forgets what was let through before. */
  hold(events: number): void;
  /** Lets everything through. */
  release(): void;
  close(): void;
}

/** Starts one, open, on a free port of loopback. */
export async function startAnswerGate(): Promise<AnswerGate> {
  let room = Infinity;
  const flushes = new Set<() => void>();
  const flushAll = (): void => {
    for (const flush of flushes) flush();
  };
  const server = createServer((request, response) => {
    const { pathname, port, hostname } = new URL(gate.api);
    const path = pathname.replace(/\/v1$/, '') + (request.url ?? '');
    const isQuestion = request.method === 'POST' && path.endsWith('/chat/stream');
    if (isQuestion) gate.asked++;
    const upstream = httpRequest({ hostname, port, path, method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (isQuestion) passEvents(answer, response);
      else answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });

  function passEvents(answer: IncomingMessage, response: ServerResponse): void {
    let waiting = '';
    let isEnded = false;
    const flush = (): void => {
      for (let end; room > 0 && (end = waiting.indexOf('\n\n')) >= 0; room--) {
        response.write(waiting.slice(0, end + 2));
        waiting = waiting.slice(end + 2);
      }
      if (isEnded && !waiting.includes('\n\n')) response.end(waiting);
    };
    gate.open++;
    flushes.add(flush);
    response.on('close', () => {
      gate.open--;
      flushes.delete(flush);
    });
    response.flushHeaders();
    answer.setEncoding('utf8').on('data', (text: string) => {
      waiting += text;
      flush();
    });
    answer.on('end', () => {
      isEnded = true;
      flush();
    });
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const gate: AnswerGate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    api: '',
    asked: 0,
    open: 0,
    pass(events) {
      room += events;
      flushAll();
    },
    hold(events) {
      room = events;
      flushAll();
    },
    release() {
      room = Infinity;
      flushAll();
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return gate;
}
