import net from 'node:net';

/** An answer, read off the wire. `status` 0: the connection closed without one. */
export interface RawAnswer {
  status: number;
  /** Head and body as text. */
  text: string;
  headers: Map<string, string>;
  ms: number;
}

export interface RawRequest {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body?: string;
  /** Sends the head so many bytes a second. */
  headBytesPerSecond?: number;
}

/** Sends bytes that no HTTP client would let through, and reads until the other side closes or the answer is whole. */
export function sendRaw(url: string, request: RawRequest): Promise<RawAnswer> {
  const { port, host } = new URL(url);
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const fields = [...request.headers];
  if (!names.has('host')) fields.unshift(['Host', host]);
  if (request.body !== undefined && !names.has('content-length')) fields.push(['Content-Length', String(Buffer.byteLength(request.body))]);
  if (!names.has('connection')) fields.push(['Connection', 'close']);
  const head = `${request.method} ${request.path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const socket = net.connect(Number(port), '127.0.0.1');
    let drip: NodeJS.Timeout | undefined;
    let text = '';
    socket.on('connect', () => {
      if (request.headBytesPerSecond === undefined) {
        socket.write(Buffer.from(head, 'latin1'));
        if (request.body !== undefined) socket.write(request.body);
        return;
      }
      let sent = 0;
      drip = setInterval(() => socket.write(head[sent++]!), 1000 / request.headBytesPerSecond);
    });
    socket.setEncoding('utf8').on('data', (data: string) => (text += data));
    // The other side may refuse what is still being sent; what it said before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      const [headText = ''] = text.split('\r\n\r\n');
      const headers = new Map(
        headText
          .split('\r\n')
          .slice(1)
          .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text, headers, ms: performance.now() - startedMs });
    });
  });
}
