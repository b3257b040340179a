import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { CheckContext } from '../../src/checklist/check-context.ts';
import type { Finding } from '../../src/checklist/finding.ts';
import { CHECKS, runChecks, type CheckName } from '../../src/checklist/run-checks.ts';
import { startProxy, UNLIMITED } from '../proxy/start-proxy.ts';
import { contextAt, createContext, refuse, sendJson, startServer } from './fake-context.ts';

async function run(context: CheckContext): Promise<Map<CheckName, Finding>> {
  const findings = new Map<CheckName, Finding>();
  await runChecks(context, (name, finding) => void findings.set(name, finding));
  return findings;
}

const states = (findings: ReadonlyMap<CheckName, Finding>) =>
  Object.fromEntries(Array.from(findings, ([name, { state }]) => [name, state] as const));

describe('the free checks', () => {
  it('find everything right with a healthy proxy of ours, and ask it nothing that is billed', async () => {
    const proxy = await startProxy({ limits: UNLIMITED });
    const findings = await run(contextAt(proxy.url));
    assert.deepEqual(states(findings), {
      key: 'ok',
      attributes: 'ok',
      script: 'ok',
      storage: 'ok',
      endpoint: 'ok',
      proxy: 'ok',
      cors: 'ok',
      assistant: 'ok',
      stream: 'unknown',
      policy: 'ok',
    });
    assert.match(findings.get('assistant')!.title, /“.+” \(shop\)/);
    assert.deepEqual(
      proxy.upstream.requests.filter(({ method }) => method !== 'GET'),
      [],
    );
    await proxy.close();
  });

  it('tell of every check, whatever is wrong', async () => {
    const findings = await run(
      createContext({ tag: { config: null, problems: ['endpoint is missing. Write endpoint="/api/assisters".'] } }),
    );
    assert.deepEqual([...findings.keys()].sort(), Object.keys(CHECKS).sort());
    assert.equal(findings.get('endpoint')!.state, 'bad');
    assert.equal(findings.get('proxy')!.state, 'unknown');
  });

  it('call a plain forwarder enough, and say what cannot be known of it', async () => {
    for (const status of [404, 405, 501]) {
      const url = await startServer((_request, response) => response.writeHead(status, { 'content-type': 'text/plain' }).end('no'));
      const findings = await run(contextAt(url));
      assert.equal(findings.get('proxy')!.state, 'ok');
      assert.match(findings.get('proxy')!.title, /plain forwarder/);
      assert.equal(findings.get('assistant')!.state, 'unknown');
      assert.match(findings.get('assistant')!.title, /forwards questions only/);
    }
  });

  it('know a forwarder by its question route, where its error pages are web pages', async () => {
    const url = await startServer((request, response) => {
      if (request.method === 'OPTIONS' && request.url === '/chat/stream') response.writeHead(204, { allow: 'POST' }).end();
      else response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><pre>Cannot GET</pre>');
    });
    assert.equal((await run(contextAt(url))).get('proxy')!.state, 'ok');
  });

  const wrong: [name: string, answer: RequestListener, check: CheckName, title: RegExp, fix: RegExp][] = [
    [
      'a web page with 404',
      (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<!doctype html><h1>Not found</h1>'),
      'proxy',
      /a web page answers \(404\)/,
      /nginx/,
    ],
    [
      'a web page for everything',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
      'proxy',
      /a web page answers \(200\)/,
      /nginx/,
    ],
    [
      'a redirect',
      (_request, response) => response.writeHead(301, { location: 'https://www.shop.example/' }).end(),
      'proxy',
      /leads on to another address/,
      /https instead of http/,
    ],
    [
      'a proxy in trouble, with its reason and without a secret',
      (_request, response) => sendJson(response, 503, { status: 'error', problem: 'The upstream refuses the key ast_live_abcdefghijkl.' }),
      'proxy',
      /The upstream refuses the key/,
      /log/,
    ],
    [
      'a web server that does not reach its proxy',
      (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
      'proxy',
      /502.*does not reach the proxy/,
      /assisters-proxy start/,
    ],
    [
      'a site that is not allowed',
      (_request, response) => refuse(response, 403, 'origin_not_allowed'),
      'proxy',
      /does not allow this site/,
      /ALLOWED_ORIGINS|environment/,
    ],
    [
      'a login before it',
      (_request, response) => response.writeHead(401, { 'content-type': 'text/plain' }).end(),
      'proxy',
      /refuses this page \(401\)/,
      /not logged in/,
    ],
    [
      'a slug that the proxy does not know',
      (request, response) => {
        if (request.url === '/health') sendJson(response, 200, { status: 'ok' });
        else refuse(response, 404, 'assistant_not_found');
      },
      'assistant',
      /no assistant “shop”/,
      /ASSISTANTS=shop/,
    ],
  ];
  for (const [name, answer, check, title, fix] of wrong) {
    it(`name ${name}, and what to do`, async () => {
      const finding = (await run(contextAt(await startServer(answer)))).get(check)!;
      assert.equal(finding.state, 'bad', finding.title);
      assert.match(finding.title, title);
      assert.match(finding.fix!.join(' '), fix);
    });
  }

  it('name an endpoint at which nothing answers', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((closed) => server.close(closed));
    const findings = await run(contextAt(url));
    assert.equal(findings.get('proxy')!.state, 'bad');
    assert.match(findings.get('proxy')!.title, /Nothing answers/);
    assert.equal(findings.get('assistant')!.state, 'unknown');
  });
});
