import { openApiAdmin, type ApiAdmin } from '../api/index.ts';
import { CommandError, EXIT, parseCommandLine, reportNewDatabase } from './assisters-api-options.ts';

/** `assisters-api keys create|list|revoke`: works beside a running server, and takes effect there at once. */
export function runKeys([command, ...args]: readonly string[]): number {
  switch (command) {
    case 'create': {
      const line = parseCommandLine(args, { texts: ['db', 'name'], required: ['db'] });
      return withAdmin(line.text('db')!, { mustExist: false }, (admin) => {
        process.stdout.write(`${admin.createKey(line.text('name') ?? 'unnamed')}\n`);
        return EXIT.ok;
      });
    }
    case 'list': {
      const line = parseCommandLine(args, { texts: ['db'], required: ['db'] });
      return withAdmin(line.text('db')!, { mustExist: true }, (admin) => {
        for (const { id, prefix, name, createdAtMs, revokedAtMs } of admin.listKeys()) {
          const state = revokedAtMs === null ? 'valid' : `revoked ${new Date(revokedAtMs).toISOString()}`;
          process.stdout.write(`${id}\t${prefix}…\t${JSON.stringify(name)}\tcreated ${new Date(createdAtMs).toISOString()}\t${state}\n`);
        }
        return EXIT.ok;
      });
    }
    case 'revoke': {
      const line = parseCommandLine(args, { texts: ['db'], required: ['db'], positionals: ['ID'] });
      return withAdmin(line.text('db')!, { mustExist: true }, (admin) => {
        const id = line.positional(0);
        if (!admin.revokeKey(id))
          throw new CommandError([`There is no valid key with the id ${id}. "assisters-api keys list" shows them.`], EXIT.failure);
        process.stdout.write(`revoked ${id}\n`);
        return EXIT.ok;
      });
    }
    default:
      throw new CommandError(
        [command === undefined ? 'keys needs a command: create, list or revoke.' : `Unknown command keys ${command}.`],
        EXIT.usage,
      );
  }
}

function withAdmin(file: string, options: { mustExist: boolean }, work: (admin: ApiAdmin) => number): number {
  const admin = openApiAdmin(file, options);
  try {
    if (admin.isNew) reportNewDatabase(file);
    return work(admin);
  } finally {
    admin.close();
  }
}
