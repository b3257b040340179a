import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A connection between two parties that a test can break. */
export interface TcpLink {
  /** Stands for the target's address. */
  url: string;
  /** Breaks all connections; those that come later find the target again. */
  cut(): void;
  /** Breaks all connections, and those that come, until it is called with `false`. */
  setDown(isDown: boolean): void;
  /** Breaks the next connection that carries a POST, once, when so many bytes have come back on it. */
  cutAfter(bytes: number): void;
  /** Bytes that came back on the last connection with a POST. */
  answered: number;
  /** First lines of the requests that went through, in their order. */
  requests: string[];
  close(): void;
}

/** Stands between a client and a server on loopback. Bytes pass as they come. */
export async function startTcpLink(target: string): Promise<TcpLink> {
  const { port, hostname } = new URL(target);
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let isDown = false;
  let cutAt: number | null = null;
  const cut = (): void => {
    for (const socket of sockets) {
      // A reset is refused while an end is on its way, and then the handle stays open and keeps the process alive.
      if (socket.writableEnded && !socket.writableFinished) socket.destroy();
      else socket.resetAndDestroy();
    }
  };
  const server = createServer((client) => {
    if (isDown) return void client.resetAndDestroy();
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    client.pipe(upstream);
    let room: number | null = null;
    let isPost = false;
    upstream.on('data', (bytes: Buffer) => {
      if (isPost) link.answered += bytes.length;
      if (room !== null && bytes.length >= room) {
        client.write(bytes.subarray(0, room));
        // What was written is to arrive: a reset would throw it away.
        client.end(() => client.destroy());
        upstream.destroy();
        room = null;
        return;
      }
      if (room !== null) room -= bytes.length;
      if (!client.destroyed && !client.writableEnded) client.write(bytes);
    });
    upstream.on('end', () => client.end());
    client.on('data', (bytes: Buffer) => {
      for (const [line] of bytes.toString('latin1').matchAll(/^(?:GET|POST|DELETE) \S+/gm)) {
        requests.push(line);
        if (!line.startsWith('POST')) continue;
        isPost = true;
        link.answered = 0;
        room = cutAt;
        cutAt = null;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link: TcpLink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    setDown(down) {
      isDown = down;
      if (down) cut();
    },
    cutAfter: (bytes) => (cutAt = bytes),
    answered: 0,
    requests,
    close() {
      cut();
      server.close();
    },
  };
  return link;
}
