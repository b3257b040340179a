import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSpeechServer, type Utterance } from './speech-server.ts';

/** Orca as somebody has it who hears a screen: a desktop of its own, which nobody sees, and a voice that is written down. */
export interface ScreenReader {
  /** What a program needs in its environment to be on this desktop and to be read. */
  env: Record<string, string>;
  /** All that was said, from the start. */
  readonly said: readonly Utterance[];
  /** Presses keys of the keyboard, in the names of X: `Tab`, `Return`, `shift+h`. Orca gets them before the browser does. */
  press(...keys: string[]): void;
  close(): Promise<void>;
}

/** Says what belongs to Orca itself, and not to what it reads. */
const SETTINGS = {
  // Words for signs of punctuation are no words of the answer.
  verbalizePunctuationStyle: 3,
  enableKeyEcho: false,
  enableBraille: false,
  enableSound: false,
  // A page is not read out unasked: that ends when a voice does, and this one has none.
  sayAllOnLoad: false,
};

/**
 * Starts display, message bus and Orca, and waits until Orca has said that it is on.
 *
 * @throws when one of them is missing or does not start.
 */
export async function startScreenReader(): Promise<ScreenReader> {
  const folder = mkdtempSync(join(tmpdir(), 'assisters-orca-'));
  const prefs = join(folder, 'orca');
  const runtime = join(folder, 'run');
  mkdirSync(prefs);
  mkdirSync(runtime, { mode: 0o700 });
  const profile = { profile: ['Default', 'default'], ...SETTINGS };
  writeFileSync(
    join(prefs, 'user-settings.conf'),
    JSON.stringify({ general: SETTINGS, profiles: { default: profile }, pronunciations: {}, keybindings: {} }),
  );
  const socket = join(folder, 'speech');
  const speech = await startSpeechServer(socket);
  const children: ChildProcess[] = [];
  const env: Record<string, string> = {
    ...(process.env as Record<string, string>),
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_RUNTIME_DIR: runtime,
    GSETTINGS_BACKEND: 'memory',
    LC_ALL: 'C.UTF-8',
    SPEECHD_ADDRESS: `unix_socket:${socket}`,
    ACCESSIBILITY_ENABLED: '1',
  };
  const start = (program: string, args: readonly string[], stdio: ('ignore' | 'pipe')[]): ChildProcess => {
    const child = spawn(program, args, { env, stdio });
    children.push(child);
    return child;
  };
  // Whatever ends the test: a second Orca would not start beside a forgotten one.
  const endAll = (): void => children.forEach((child) => child.kill());
  const abandon = (): never => process.exit(1);
  process.once('exit', endAll).once('SIGTERM', abandon);
  const close = async (): Promise<void> => {
    // The last one first: what it stands on must be there while it ends.
    for (const child of children.reverse()) await end(child);
    await speech.close();
    process.off('exit', endAll).off('SIGTERM', abandon);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const display = start(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
      ['ignore', 'ignore', 'ignore', 'pipe'],
    );
    env['DISPLAY'] = `:${await firstLine(display, 3)}`;
    const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address=1'], ['ignore', 'pipe', 'ignore']);
    env['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(bus, 1);
    const orca = start('orca', ['--user-prefs', prefs], ['ignore', 'ignore', 'ignore']);
    for (const deadline = performance.now() + 60_000; speech.said.length === 0; await wait(100)) {
      if (orca.exitCode !== null) throw new Error(`Orca ended with ${orca.exitCode}: is another one running?`);
      if (performance.now() > deadline) throw new Error('Orca said nothing for a minute');
    }
  } catch (error) {
    await close();
    throw error;
  }
  const press = (...keys: string[]): void => {
    const { status, stderr } = spawnSync('xdotool', ['key', '--delay', '60', ...keys], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`No key was pressed: ${stderr}`);
  };
  return {
    env,
    said: speech.said,
    press,
    close,
  };
}

function firstLine(child: ChildProcess, descriptor: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code}`)));
    (child.stdio[descriptor] as NodeJS.ReadableStream).on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}
