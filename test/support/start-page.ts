import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShop } from '../../scripts/serve-shop.ts';

/** A page of one's own that holds the built script. */
export interface StartedPage {
  url: string;
  close(): void;
}

export interface PageOptions {
  /** What stands in its body before the script: the chat's element. */
  tag: string;
  /** Other files beside it, by name; scripts are run after the chat's. */
  files?: Readonly<Record<string, string>>;
  /** Stands where the proxy stands, below `/api/assisters`. */
  proxy: RequestListener;
  /** `Content-Security-Policy` of the page; the shop's own unless told. */
  policy?: string;
}

/** Serves a page with the built script on free ports of loopback. */
export async function startPage({ tag, files = {}, proxy, policy }: PageOptions): Promise<StartedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-page-'));
  const scripts = ['assisters-chat.js', ...Object.keys(files)].map((name) => `<script src="/${name}"></script>`).join('');
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${tag}${scripts}`;
  for (const [name, text] of Object.entries({ 'index.html': html, ...files })) writeFileSync(join(folder, name), text);
  const server = createServer(proxy);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const shop = await startShop({
    pages: folder,
    scripts: 'dist',
    firstPort: 0,
    proxyUrl: () => `http://127.0.0.1:${port}`,
    ...(policy === undefined ? {} : { policy }),
  });
  return {
    url: `http://127.0.0.1:${shop.port}/`,
    close() {
      shop.close();
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
