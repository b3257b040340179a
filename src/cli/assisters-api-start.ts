import { createApi, serveApi, warmUp, type ApiServer } from '../api/index.ts';
import { CommandError, EXIT, parseCommandLine } from './assisters-api-options.ts';

/** Largest port number. */
const MAX_PORT = 65_535;

/** `assisters-api start`: answers until it is told to stop. */
export async function runStart(args: readonly string[]): Promise<number> {
  const line = parseCommandLine(args, { texts: ['port', 'host', 'db', 'content'], flags: ['log'] });
  const host = line.text('host') ?? '127.0.0.1';
  const portText = line.text('port') ?? '0';
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > MAX_PORT) {
    throw new CommandError([`--port ${portText} is not a port: give a whole number from 0 (any free one) to ${MAX_PORT}.`], EXIT.usage);
  }
  const stopped = waitForSignal();
  const logRequests = line.flag('log') || process.env['ASSISTERS_LOG'] === '1';
  const api = createApi({ db: line.text('db') ?? './assisters.db', contentDir: line.text('content'), exclusive: true, logRequests });
  let server: ApiServer;
  try {
    server = await serveApi(api, { host, port });
  } catch (cause) {
    await api.close();
    throw new CommandError([explainListenFailure(cause, host, port)], EXIT.failure);
  }
  process.stdout.write(`listening on ${server.url}\n`);
  await warmUp();
  await stopped;
  await server.close();
  return EXIT.ok;
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

function explainListenFailure(cause: unknown, host: string, port: number): string {
  const { code, message } = cause as { code?: string; message?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop what listens there, or choose another with --port (0 takes any free one).`;
    case 'EACCES':
      return `Port ${port} on ${host} needs more rights than this user has. Choose one from 1024 on with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine has no address ${host}. Choose another with --host, for example 127.0.0.1.`;
    default:
      return `Cannot listen on ${host}:${port}: ${message ?? String(cause)}`;
  }
}
