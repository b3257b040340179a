import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Exit codes as sysexits.h names them. */
export const EXIT = { ok: 0, failure: 1, usage: 64, config: 78 } as const;

/** What is wrong with a command line or its options: one line per problem, and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(problems: readonly string[], exitCode: number) {
    super(problems.join('\n'));
    this.exitCode = exitCode;
  }
}

/** Says on stderr that a file was made where none was: a mistyped path shows itself. */
export function reportNewDatabase(file: string): void {
  process.stderr.write(`assisters-api: created the database ${resolve(file)}\n`);
}

/** What a command accepts. */
export interface CommandShape {
  /** Options with a value. */
  texts: readonly string[];
  /** Options without. */
  flags?: readonly string[];
  /** Options that must be there. */
  required?: readonly string[];
  /** Names of the arguments that must be there. */
  positionals?: readonly string[];
}

/** A command line, read. */
export interface CommandLine {
  text(name: string): string | undefined;
  flag(name: string): boolean;
  positional(index: number): string;
}

/**
 * Reads a command's arguments.
 *
 * @throws {CommandError} with every problem at once.
 */
export function parseCommandLine(args: readonly string[], shape: CommandShape): CommandLine {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries([
      ...shape.texts.map((name) => [name, { type: 'string' as const }]),
      ...(shape.flags ?? []).map((name) => [name, { type: 'boolean' as const }]),
    ]),
  });
  const problems: string[] = [];
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (shape.texts.includes(token.name)) {
      // `--db --port`: the next option is no value.
      const swallowed = token.inlineValue ? undefined : /^--([^=]+)/.exec(token.value ?? '')?.[1];
      if (token.value === undefined || token.value === '' || swallowed !== undefined) problems.push(`--${token.name} needs a value.`);
      else texts.set(token.name, token.value);
      if (swallowed !== undefined && ![...shape.texts, ...(shape.flags ?? [])].includes(swallowed))
        problems.push(`Unknown option --${swallowed}.`);
    } else if ((shape.flags ?? []).includes(token.name)) flags.add(token.name);
    else problems.push(`Unknown option ${token.rawName}.`);
  }
  for (const name of shape.required ?? []) {
    if (!texts.has(name) && !problems.includes(`--${name} needs a value.`)) problems.push(`--${name} is missing.`);
  }
  const expected = shape.positionals ?? [];
  for (const name of expected.slice(positionals.length)) problems.push(`${name} is missing.`);
  for (const extra of positionals.slice(expected.length)) problems.push(`Unexpected argument ${extra}.`);
  if (problems.length > 0) throw new CommandError(problems, EXIT.usage);
  return { text: (name) => texts.get(name), flag: (name) => flags.has(name), positional: (index) => positionals[index]! };
}
