import { ContentError, DatabaseError } from '../api/index.ts';
import { runIndex } from './assisters-api-index.ts';
import { runKeys } from './assisters-api-keys.ts';
import { CommandError, EXIT } from './assisters-api-options.ts';
import { runStart } from './assisters-api-start.ts';

/** What the command prints when it is not told what to do. */
const USAGE = `Usage:
  assisters-api start [--port 0] [--host 127.0.0.1] [--db FILE] [--content DIR] [--log]
      Answers the Assisters API. DIR: pages for the assistant "shop". FILE: default ./assisters.db
  assisters-api keys create --db FILE [--name TEXT]
      Prints a new key, once.
  assisters-api keys list --db FILE
  assisters-api keys revoke ID --db FILE
  assisters-api index DIR --db FILE --assistant SLUG [--base-url URL]
      Makes an assistant answer from the HTML and markdown pages in DIR.
start, keys create and index make FILE and its folder when they are not there; keys list and keys revoke want an existing one.
`;

/**
 * The command `assisters-api`.
 *
 * @returns the exit code: 0, 64 for a wrong command line, 78 for a file or folder that cannot be used, 1 for anything else.
 */
export async function runAssistersApi(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'start':
        return await runStart(rest);
      case 'keys':
        return runKeys(rest);
      case 'index':
        return runIndex(rest);
      case '--help':
      case '-h':
      case 'help':
        process.stdout.write(USAGE);
        return EXIT.ok;
      default:
        process.stderr.write(command === undefined ? USAGE : `Unknown command ${command}.\n${USAGE}`);
        return EXIT.usage;
    }
  } catch (error) {
    return reportProblem(error);
  }
}

/** Problems that a person can solve are told in their own words; a stack is only for what nobody foresaw. */
function reportProblem(error: unknown): number {
  if (error instanceof CommandError) {
    for (const problem of error.message.split('\n')) process.stderr.write(`assisters-api: ${problem}\n`);
    if (error.exitCode === EXIT.usage) process.stderr.write(USAGE);
    return error.exitCode;
  }
  if (error instanceof DatabaseError || error instanceof ContentError) {
    process.stderr.write(`assisters-api: ${error.message}\n`);
    return EXIT.config;
  }
  process.stderr.write(`assisters-api: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failure;
}
