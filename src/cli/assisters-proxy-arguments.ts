/** What the command line of `assisters-proxy` says. */
export interface ProxyArguments {
  command: 'start' | 'check' | 'help';
  /** 0: any free one. */
  port: number;
  host: string;
  /** A file's path. */
  config: string | null;
  /** One sentence each. */
  problems: string[];
}

/** Reads the command line; never throws, so that its problems are listed beside those of the configuration. */
export function parseArguments(argv: readonly string[]): ProxyArguments {
  const args: ProxyArguments = { command: 'start', port: 0, host: '127.0.0.1', config: null, problems: [] };
  const [command, ...rest] = argv;
  if (command === undefined || argv.includes('--help') || argv.includes('-h') || command === 'help') return { ...args, command: 'help' };
  if (command === 'start' || command === 'check') args.command = command;
  else args.problems.push(`${command}: is no command; there are start and check, and --help`);
  for (let index = 0; index < rest.length; index++) {
    const [flag, inline] = splitFlag(rest[index]!);
    if (flag !== '--port' && flag !== '--host' && flag !== '--config') {
      args.problems.push(`${flag}: is no option; there are --port, --host and --config`);
      continue;
    }
    const value = inline ?? rest[++index];
    if (value === undefined || value === '' || (inline === undefined && value.startsWith('--'))) {
      args.problems.push(`${flag}: needs a value`);
      if (value?.startsWith('--')) index--;
    } else if (flag === '--port') args.port = parsePort(value, args.problems);
    else if (flag === '--host') args.host = value;
    else args.config = value;
  }
  return args;
}

function splitFlag(text: string): [flag: string, value: string | undefined] {
  const equals = text.startsWith('--') ? text.indexOf('=') : -1;
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function parsePort(text: string, problems: string[]): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  problems.push(`--port: ${JSON.stringify(text)} is not a whole number from 0 to 65535`);
  return 0;
}
