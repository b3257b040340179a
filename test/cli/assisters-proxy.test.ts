import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseEvents, SECRET } from '../proxy/start-proxy.ts';
import { chunk, done, openStream, startUpstream, UPSTREAM_KEY, type Upstream } from '../proxy/upstream.ts';

const SCRIPT = fileURLToPath(new URL('../../src/cli/assisters-proxy.ts', import.meta.url));

interface Running {
  child: ChildProcess;
  output: { stdout: string; stderr: string };
  firstLine: Promise<string>;
  exit: Promise<number | null>;
}

function run(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
      if (output.stdout.includes('\n')) resolve(output.stdout.split('\n')[0]!);
    });
    child.once('close', () => resolve(output.stdout.split('\n')[0]!));
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output, firstLine, exit };
}

describe('assisters-proxy', () => {
  let upstream: Upstream;
  let env: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), 'assisters-proxy-'));
  before(async () => {
    upstream = await startUpstream();
    env = {
      ASSISTERS_API_KEY: UPSTREAM_KEY,
      ASSISTERS_BASE_URL: upstream.url,
      SESSION_SECRETS: SECRET,
      ALLOWED_ORIGINS: 'https://shop.example',
      ASSISTANTS: 'shop',
    };
  });
  after(async () => {
    await upstream.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (url: string) =>
    fetch(`${url}/chat/stream`, {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'content-type': 'application/json' },
      body: '{"message":"PRIVATE"}',
    });

  it('says where it listens once it does, answers, logs without secrets, and ends on SIGTERM after the last answer', async () => {
    const { child, output, firstLine, exit } = run(['start', '--port', '0'], env);
    const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(await firstLine)?.[1];
    assert.ok(url !== undefined, output.stdout + output.stderr);
    let finish: () => void = () => undefined;
    upstream.answer((_, response) => {
      openStream(response);
      response.write(chunk('a'));
      finish = () => response.end(done());
    });
    const answer = await ask(url);
    child.kill('SIGTERM');
    // Refused connections prove that the drain has begun.
    while (
      await fetch(`${url}/nowhere`).then(
        () => true,
        () => false,
      )
    );
    finish();
    assert.equal(parseEvents(await answer.text()).at(-1)!['type'], 'done');
    assert.equal(await exit, 0);
    const lines = output.stderr.trim().split('\n');
    const routes = lines.map((line) => (JSON.parse(line) as { route: string }).route);
    assert.equal(routes.filter((route) => route === '/chat/stream').length, 1);
    assert.doesNotMatch(output.stdout + output.stderr, new RegExp(`PRIVATE|${UPSTREAM_KEY}|${SECRET}|127\\.0\\.0\\.1.*\\{`));
  });

  it('lists all that is wrong at once and exits with 78', async () => {
    const { output, exit } = run(['start', '--port', '99999', '--prot', '1'], { STORE: 'redis://x', DAILY_BUDGET_USD: '1' });
    assert.equal(await exit, 78);
    for (const name of [
      '--port:',
      '--prot:',
      'ASSISTERS_API_KEY',
      'SESSION_SECRETS',
      'ALLOWED_ORIGINS',
      'ASSISTANTS',
      'STORE',
      'DAILY_BUDGET_USD',
    ]) {
      assert.ok(output.stderr.includes(`- ${name}`), `${name} in ${output.stderr}`);
    }
    assert.equal(output.stdout, '');
  });

  it('names a port that is in use, in one line', async () => {
    const first = run(['start'], env);
    const port = new URL((await first.firstLine).slice('listening on '.length)).port;
    const second = run(['start', '--port', port], env);
    assert.equal(await second.exit, 1);
    assert.match(second.output.stderr, new RegExp(`^assisters-proxy: port ${port} on 127\\.0\\.0\\.1 is in use\\. .*\\n$`));
    first.child.kill('SIGINT');
    assert.equal(await first.exit, 0);
  });

  it('serves several sites from --config', async () => {
    const file = join(folder, 'sites.json');
    const sites = [
      { name: 'a', origins: ['https://a.example'], assistants: ['shop'] },
      { name: 'b', origins: ['https://b.example'], assistants: ['other'] },
    ];
    writeFileSync(file, JSON.stringify({ sites }));
    const { ASSISTERS_API_KEY, ASSISTERS_BASE_URL, SESSION_SECRETS } = env as Record<string, string> & { ASSISTERS_API_KEY: string };
    const { child, firstLine, exit } = run(['start', `--config=${file}`], {
      ASSISTERS_API_KEY,
      ASSISTERS_BASE_URL: ASSISTERS_BASE_URL!,
      SESSION_SECRETS: SESSION_SECRETS!,
    });
    const url = (await firstLine).slice('listening on '.length);
    const health = await fetch(`${url}/health`, { headers: { origin: 'https://b.example' } });
    assert.equal(health.headers.get('access-control-allow-origin'), 'https://b.example');
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
  });

  it('says what is wrong with a configuration file', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{');
    const broken = run(['check', '--config', file], env);
    assert.equal(await broken.exit, 78);
    assert.match(broken.output.stderr, /broken\.json is not JSON/);
    const missing = run(['check', '--config', join(folder, 'none.json')], env);
    assert.equal(await missing.exit, 78);
    assert.match(missing.output.stderr, /none\.json cannot be read \(ENOENT\)/);
  });

  it('checks: shows the configuration without secrets and asks for one assistant', async () => {
    upstream.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"slug":"shop","name":"Shop"}');
    });
    const right = run(['check'], env);
    assert.equal(await right.exit, 0);
    assert.match(right.output.stdout, /ok: the upstream knows "shop" \("Shop"\)\n$/);
    assert.ok(!right.output.stdout.includes(UPSTREAM_KEY) && !right.output.stdout.includes(SECRET));
    upstream.answer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"code":"invalid_api_key","message":"UPSTREAM_TEXT"}}');
    });
    const wrong = run(['check'], env);
    assert.equal(await wrong.exit, 1);
    assert.match(wrong.output.stderr, /invalid_api_key\. The upstream refuses ASSISTERS_API_KEY\.\n$/);
  });

  it('explains itself', async () => {
    for (const args of [[], ['--help'], ['start', '--help']]) {
      const { output, exit } = run(args);
      assert.equal(await exit, 0);
      assert.match(output.stdout, /assisters-proxy start \[--port 0\]/);
    }
  });
});
