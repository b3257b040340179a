import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs Debian's packages where this is a Debian and we may.
 *
 * @param say - told what is being done, or why nothing is; installing takes minutes.
 * @returns whether it was tried.
 */
export function installPackages(names: readonly string[], say: (line: string) => void): boolean {
  if (names.length === 0 || !existsSync('/usr/bin/apt-get')) return false;
  const command = asRoot();
  if (command === null) {
    say(`Missing: ${names.join(', ')}. Not root and no password-less sudo, so they are not installed.`);
    return false;
  }
  say(`Installing Debian's ${names.join(', ')} …`);
  run([...command, 'apt-get', 'update', '-qq']);
  // One by one: a package that this release lacks must not keep the others away.
  for (const name of names) run([...command, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', name]);
  return true;
}

function asRoot(): string[] | null {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
}

function run([program, ...args]: string[]): void {
  spawnSync(program!, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
