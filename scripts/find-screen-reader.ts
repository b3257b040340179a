import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installPackages } from './debian-packages.ts';

/**
 * What Orca needs to hear a screen that nobody sees, by Debian's package: itself, what carries the tree of accessible things, a display, a
 * message bus, and fingers. Orca brings the library by which it speaks along.
 */
const PROGRAMS = {
  orca: '/usr/bin/orca',
  'at-spi2-core': '/usr/libexec/at-spi-bus-launcher',
  xvfb: '/usr/bin/Xvfb',
  dbus: '/usr/bin/dbus-daemon',
  xdotool: '/usr/bin/xdotool',
};

/**
 * Finds Orca and what it needs, and installs what is missing as `provideBrowsers` does.
 *
 * @param say - told what is being done; installing takes minutes.
 * @returns its name and version; `null` where it cannot be had.
 */
export function provideScreenReader(say: (line: string) => void): string | null {
  installPackages(findMissing(), say);
  if (findMissing().length > 0) return null;
  return `Orca ${String(spawnSync(PROGRAMS.orca, ['--version'], { encoding: 'utf8' }).stdout).trim()}`;
}

function findMissing(): string[] {
  return Object.entries(PROGRAMS).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
}
