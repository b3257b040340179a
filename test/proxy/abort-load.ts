/**
 * Run by abort.test.ts in a process of its own with --expose-gc: visitors come, and leave at moments of their own choosing, while
 * garbage is collected. Prints how many of the upstream's answers were still running one second after the last had left.
 *
 * With the argument `bare` the server is the simplest that one can write: nobody holds its requests, and a connection that closes only
 * aborts the request's signal. That is where Node loses listeners.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxy, type Proxy } from '../../src/proxy/create-proxy.ts';
import type { LogEntry } from '../../src/proxy/log-entry.ts';
import { serveNode } from '../../src/proxy/runtimes/node.ts';
import { options, ORIGIN } from './start-proxy.ts';
import { chunk, done, openStream, startUpstream } from './upstream.ts';

const VISITORS = 200;

const log: LogEntry[] = [];
const upstream = await startUpstream();
const proxy = createProxy(options(upstream.url, { log: (entry) => log.push(entry) }));
const url = process.argv[2] === 'bare' ? await serveBare(proxy) : (await serveNode(proxy, { port: 0 })).url;

upstream.answer((_, response) => {
  openStream(response);
  const writing = setInterval(() => response.write(chunk('word ')), 20);
  // Nobody who left may be written for to the end.
  const end = setTimeout(() => response.end(done()), 60_000);
  response.once('close', () => {
    clearInterval(writing);
    clearTimeout(end);
  });
});
const collecting = setInterval(() => globalThis.gc!(), 100);

async function visit(index: number): Promise<void> {
  const leave = new AbortController();
  const afterMs = 10 + ((index * 7919) % 700);
  const leaveLater = () => setTimeout(() => leave.abort(), afterMs);
  // A tenth leaves at any moment, mostly before the head; the others while the answer is being written.
  if (index % 10 === 0) leaveLater();
  try {
    const path = index % 20 === 1 ? '/chat' : '/chat/stream';
    // An answer that is not streamed has no head to wait for.
    if (path === '/chat') leaveLater();
    const headers = { origin: ORIGIN, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: '{"message":"hi"}', signal: leave.signal });
    leaveLater();
    const reader = answer.body!.getReader();
    while (!(await reader.read()).done);
  } catch {
    // Left.
  }
}

await Promise.all(Array.from({ length: VISITORS }, (_, index) => visit(index)));
await Promise.race([upstream.idle(), new Promise((resolve) => setTimeout(resolve, 1000))]);
const left = log.filter(({ outcome }) => outcome === 'left').length;
console.log(JSON.stringify({ asked: upstream.requests.length, stillRunning: upstream.open, left }));
clearInterval(collecting);
process.exit(0);

async function serveBare(answerWith: Proxy): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const leaving = new AbortController();
    outgoing.once('close', () => leaving.abort());
    const headers = incoming.headers as Record<string, string>;
    const body = Buffer.concat(pieces);
    const response = await answerWith(
      new Request(`http://proxy${incoming.url}`, { method: 'POST', headers, body, signal: leaving.signal }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    for await (const piece of response.body!) outgoing.write(piece);
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
