import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApi, openApiAdmin, serveApi, type ApiServer } from '../../src/api/index.ts';
import { AssistersError, createClient, type AssistersClient } from '../../src/client/index.ts';
import { createProxy } from '../../src/proxy/create-proxy.ts';
import { serveNode, type NodeServer } from '../../src/proxy/runtimes/node.ts';
import { options, ORIGIN, sessionId } from './start-proxy.ts';

const SHOP = fileURLToPath(new URL('../../demo/shop/', import.meta.url));

describe('client, proxy and the real API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-proxy-'));
  let api: ApiServer;
  let proxy: NodeServer;
  let visitor: AssistersClient;
  let key: string;

  before(async () => {
    const db = join(folder, 'api.db');
    api = await serveApi(createApi({ db, contentDir: SHOP, paceMs: 0, writeLog: () => undefined }));
    const admin = openApiAdmin(db);
    key = admin.createKey('proxy');
    admin.close();
    proxy = await serveNode(createProxy(options(api.url, { apiKey: key })), { port: 0 });
    visitor = createClient({ baseUrl: proxy.url, headers: { origin: ORIGIN } });
  });
  after(async () => {
    await proxy.close(0);
    await api.close(0);
    rmSync(folder, { recursive: true });
  });

  it('answers from the shop\u2019s pages, keeps the conversation, and forgets it when asked', async () => {
    let text = '';
    let ended = false;
    for await (const event of visitor.chatStream({ message: 'How long do I have to return something?', session_id: sessionId(1) })) {
      if (event.type === 'chunk') text += event.content;
      if (event.type === 'done') ended = true;
    }
    assert.ok(ended);
    assert.match(text, /30 days/);
    const session = await visitor.sessions.get(sessionId(1));
    assert.equal(session.id, sessionId(1));
    assert.deepEqual(
      session.messages.map(({ role }) => role),
      ['user', 'assistant'],
    );
    assert.equal(session.messages[1]!.content, text);
    await visitor.sessions.delete(sessionId(1));
    await assert.rejects(visitor.sessions.get(sessionId(1)), { code: 'session_not_found' });
  });

  it('gives whole answers without their cost, and assistants without their price', async () => {
    const reply = await visitor.chat({ message: 'Do you ship abroad?', session_id: sessionId(2) });
    assert.equal(reply.session_id, sessionId(2));
    assert.ok(reply.response.length > 0 && reply.tokens.total > 0);
    assert.equal(reply.cost, undefined);
    const assistant = await visitor.assistants.get('shop');
    assert.equal(assistant.price_per_million_tokens, undefined);
  });

  it('closes its doors when the key is revoked, and names no reason', async () => {
    const admin = openApiAdmin(join(folder, 'api.db'));
    admin.revokeKey(admin.listKeys().at(-1)!.id);
    admin.close();
    await assert.rejects(visitor.chat({ message: 'hi' }), (error: unknown) => {
      assert.ok(error instanceof AssistersError);
      assert.deepEqual([error.code, error.status], ['service_unavailable', 503]);
      return !error.message.includes('key');
    });
  });
});
