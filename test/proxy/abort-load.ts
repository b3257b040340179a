/**
 * Run by abort.test.ts in a process of its own with --expose-gc: visitors come, and leave at moments of their own choosing, while
 * garbage is collected. Prints how many of the upstream's answers were still running one second after the last had left.
 */
import { startProxy } from './start-proxy.ts';
import { chunk, done, openStream } from './upstream.ts';

const VISITORS = 200;

const proxy = await startProxy();
proxy.upstream.answer((_, response) => {
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
    const answer = await proxy.ask({ message: 'hi' }, { path, signal: leave.signal });
    leaveLater();
    const reader = answer.body!.getReader();
    while (!(await reader.read()).done);
  } catch {
    // Left.
  }
}

await Promise.all(Array.from({ length: VISITORS }, (_, index) => visit(index)));
const late = Promise.race([proxy.upstream.idle(), new Promise((resolve) => setTimeout(resolve, 1000))]);
await late;
const left = proxy.log.filter(({ outcome }) => outcome === 'left').length;
console.log(JSON.stringify({ asked: proxy.upstream.requests.length, stillRunning: proxy.upstream.open, left }));
clearInterval(collecting);
await proxy.close();
process.exit(0);
