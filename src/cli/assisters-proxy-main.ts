import { readFile } from 'node:fs/promises';
import { createClient } from '../client/create-client.ts';
import { AssistersError } from '../protocol/assisters-error.ts';
import { createProxy } from '../proxy/create-proxy.ts';
import { parseEnvironment, type CheckedEnvironment } from '../proxy/environment.ts';
import { ProxyOptionsError } from '../proxy/proxy-options-error.ts';
import { serveNode, type NodeServer } from '../proxy/runtimes/node.ts';
import type { Settings } from '../proxy/settings.ts';
import { parseArguments, type ProxyArguments } from './assisters-proxy-arguments.ts';

/** The configuration is wrong (`EX_CONFIG` of sysexits.h). */
const EXIT_CONFIG = 78;

const HELP = `assisters-proxy: stands between a website and the Assisters API, and alone holds the key.

  assisters-proxy start [--port 0] [--host 127.0.0.1] [--config FILE]   serves until SIGTERM or SIGINT
  assisters-proxy check [--config FILE]                                 shows the configuration, asks for one assistant
  assisters-proxy --help

Environment:
  ASSISTERS_API_KEY    the key of the API (needed)
  ASSISTERS_BASE_URL   default https://api.assisters.dev/v1
  SESSION_SECRETS      at least 32 bytes each, separated by commas, newest first (needed): openssl rand -base64 32
  ALLOWED_ORIGINS      origins separated by commas: https://shop.example,https://*.brand.example (needed)
  ASSISTANTS           slugs separated by commas (needed)
  STORE                memory
  TRUST_PROXY          how many reverse proxies of your own stand in front (default 0)

A JSON file given by --config may hold every option of createProxy, several sites among them; see docs/proxy.md.
Log: one JSON line a request on standard error.
`;

/** Runs one command; sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const args = parseArguments(argv);
  if (args.command === 'help') {
    process.stdout.write(HELP);
    return;
  }
  try {
    const checked = await readConfiguration(args);
    if (args.command === 'check') await check(checked.settings);
    else await start(args, checked);
  } catch (error) {
    if (!(error instanceof ProxyOptionsError)) throw error;
    console.error(`assisters-proxy: the configuration is wrong.\n${error.problems.map((problem) => `  - ${problem}`).join('\n')}`);
    process.exitCode = EXIT_CONFIG;
  }
}

async function readConfiguration(args: ProxyArguments): Promise<CheckedEnvironment> {
  const problems = [...args.problems];
  let config: unknown;
  if (args.config !== null) {
    try {
      config = JSON.parse(await readFile(args.config, 'utf8'));
    } catch (error) {
      const why =
        error instanceof SyntaxError ? 'is not JSON' : `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
      problems.push(`--config: ${args.config} ${why}`);
    }
  }
  try {
    const checked = parseEnvironment(process.env, config);
    if (problems.length === 0) return checked;
  } catch (error) {
    if (!(error instanceof ProxyOptionsError)) throw error;
    problems.push(...error.problems);
  }
  throw new ProxyOptionsError(problems);
}

async function start({ port, host }: ProxyArguments, { options }: CheckedEnvironment): Promise<void> {
  const proxy = createProxy({
    ...options,
    log: (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`),
    onAlert: (code) => process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), alert: code })}\n`),
  });
  let server: NodeServer;
  try {
    server = await serveNode(proxy, { port, host });
  } catch (error) {
    console.error(`assisters-proxy: ${describeListenError(error as NodeJS.ErrnoException, host, port)}`);
    process.exitCode = 1;
    return;
  }
  let stopping = false;
  const stop = () => {
    // Asked twice: whoever asks is in a hurry.
    if (stopping) process.exit(1);
    stopping = true;
    void server.close();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`listening on ${server.url}\n`);
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use. Choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `port ${port} may not be opened by this user. Choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Choose another with --host.`;
    default:
      return `cannot listen on ${host}, port ${port}: ${error.code ?? error.message}.`;
  }
}

/** Shows what `start` would do, without a secret, and asks the upstream for the first assistant, which is free. */
async function check(settings: Settings): Promise<void> {
  const { apiKey, baseUrl, sessionSecrets, sites, limits, times, trustProxy, basePath, maxBodyBytes } = settings;
  const shown = {
    baseUrl,
    apiKey: `set, ${apiKey.length} characters`,
    sessionSecrets: `${sessionSecrets.length} set`,
    sites: sites.map(({ origins, ...site }) => ({
      ...site,
      origins: origins.map((origin) => (origin.kind === 'exact' ? origin.origin : `https://*${origin.suffix}`)),
    })),
    store: 'memory',
    basePath,
    trustProxy,
    maxBodyBytes,
    limits,
    times,
  };
  process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  const slug = sites[0]!.assistants[0]!;
  try {
    const assistant = await createClient({ baseUrl, apiKey }).assistants.get(slug, { signal: AbortSignal.timeout(settings.times.readMs) });
    process.stdout.write(`ok: the upstream knows "${slug}" (${JSON.stringify(assistant.name)})\n`);
  } catch (error) {
    const code = error instanceof AssistersError ? error.code : 'server_error';
    console.error(`assisters-proxy: asking ${baseUrl} for "${slug}" failed: ${code}${CHECK_HINTS[code] ?? ''}`);
    process.exitCode = 1;
  }
}

const CHECK_HINTS: Partial<Record<AssistersError['code'], string>> = {
  invalid_api_key: '. The upstream refuses ASSISTERS_API_KEY.',
  insufficient_funds: '. The wallet is empty.',
  assistant_not_found: '. The key may not use it, or ASSISTANTS has a typing error.',
  offline: '. Nothing answers at ASSISTERS_BASE_URL.',
  stopped: '. It did not answer in time.',
  not_found: '. Is the path of ASSISTERS_BASE_URL right?',
  bad_response: '. Is ASSISTERS_BASE_URL right?',
};
