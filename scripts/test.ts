/**
 * `npm test`: everything that must be true before a change lands, on a machine that may have nothing but Node and npm.
 *
 * Each check (format, lint, types …) counts as one test beside the real ones. The last line is `N passed, N failed`.
 * `--only name` runs the steps whose name begins so; `--full` runs the long corpora whole in every engine, and a screen reader.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { provideBrowsers } from './find-browsers.ts';
import { provideScreenReader } from './find-screen-reader.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, full: { type: 'boolean', default: false } } });

interface Step {
  name: string;
  command: readonly string[];
  env?: Record<string, string>;
  /** Whether it leaves counts in `COUNT_FILE`; else it counts as one. */
  counts?: boolean;
}

const NODE = process.execPath;
const bin = (name: string): string => join('node_modules', '.bin', name);
const scratch = mkdtempSync(join(tmpdir(), 'assisters-test-'));
const total = { passed: 0, failed: 0 };
const failedSteps: string[] = [];

const browsers = provideBrowsers((line) => console.log(line));
console.log(`Chromium: ${browsers.chromium ?? 'not found'}`);
console.log(`Firefox:  ${browsers.firefox ?? 'not found: its tests do not run'}`);
console.log(`WebKit:   ${browsers.webkit?.browser ?? 'not found: its smoke test does not run'}`);

// It takes minutes, and packages that hardly any machine has: only where it is asked for.
const wantsScreenReader = 'screen reader'.startsWith(values.only) && (values.full || values.only !== '');
const screenReader = wantsScreenReader ? provideScreenReader((line) => console.log(line)) : null;
if (wantsScreenReader) console.log(`Orca:     ${screenReader ?? 'not found'}`);

const nodeTests = filesIn('test', (name) => name.endsWith('.test.ts') && !name.endsWith('.browser.test.ts'));
const endToEnd = filesIn('test/e2e', (name) => name.endsWith('.spec.ts'));
const heard = filesIn('test/orca', (name) => name.endsWith('.spec.ts'));
const nodeTest = (files: readonly string[], concurrency: number): string[] => [
  NODE,
  '--test',
  '--expose-gc',
  `--test-concurrency=${concurrency}`,
  '--test-timeout=300000',
  '--test-reporter=./scripts/failure-reporter.ts',
  '--test-reporter-destination=stdout',
  ...files,
];

const steps: Step[] = [
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [bin('eslint'), '.'] },
  { name: 'types', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  { name: 'types without DOM', command: [bin('tsc'), '-p', 'tsconfig.portable.json'] },
  { name: 'architecture', command: [NODE, 'scripts/check-architecture.ts'] },
  { name: 'unused', command: [bin('knip'), '--no-progress', '--no-config-hints'] },
  { name: 'build', command: [NODE, 'scripts/build.ts'] },
  { name: 'size', command: [NODE, 'scripts/check-size.ts'] },
  { name: 'node', command: nodeTest(nodeTests, 2), counts: true },
  ...(browsers.chromium === null ? [] : [browserStep('chromium')]),
  ...(browsers.firefox === null ? [] : [browserStep('firefox')]),
  { name: 'end-to-end', command: nodeTest(endToEnd, 1), counts: true },
  ...(browsers.chromium === null || screenReader === null ? [] : [{ name: 'screen reader', command: nodeTest(heard, 1), counts: true }]),
];

const started = Date.now();
for (const step of steps.filter(({ name }) => name.startsWith(values.only))) {
  const stepStarted = Date.now();
  console.log(`\n== ${step.name}`);
  const countFile = join(scratch, 'counts.json');
  rmSync(countFile, { force: true });
  const code = await run(step, countFile);
  const counts = step.counts === true ? readCounts(countFile) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // A runner that dies, or that ran nothing at all, has failed, whatever it counted.
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed;
  if (counts.failed > 0) failedSteps.push(step.name);
  console.log(`== ${step.name}: ${counts.passed} passed, ${counts.failed} failed (${Math.round((Date.now() - stepStarted) / 1000)} s)`);
}
if (browsers.chromium === null) {
  console.log("\nNot even Chromium can be had: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to the program's path.");
  total.failed++;
}
if (wantsScreenReader && screenReader === null) {
  console.log(
    '\nNo screen reader can be had, so nothing was heard: install it (Debian: apt-get install orca at-spi2-core xvfb dbus xdotool).',
  );
  total.failed++;
}
rmSync(scratch, { recursive: true, force: true });

const ran = Object.entries({
  Chromium: browsers.chromium,
  Firefox: browsers.firefox,
  WebKitGTK: browsers.webkit,
  ...(wantsScreenReader ? { Orca: screenReader } : {}),
});
console.log(
  `\nEngines: ${ran.map(([name, found]) => `${name} ${found === null ? 'not found' : 'ran'}`).join(', ')}. ${Math.round((Date.now() - started) / 1000)} s.`,
);
if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.join(', ')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

function browserStep(engine: 'chromium' | 'firefox'): Step {
  return { name: `browser: ${engine}`, command: [NODE, bin('web-test-runner')], env: { ENGINE: engine }, counts: true };
}

function run({ command: [program, ...args], env }: Step, countFile: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program!, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...env,
        COUNT_FILE: countFile,
        FULL: values.full ? '1' : '',
        PATH: `${join(process.cwd(), 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
      },
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function readCounts(path: string): { passed: number; failed: number } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { passed: number; failed: number };
  } catch {
    // The runner died before it could count.
    return { passed: 0, failed: 1 };
  }
}

function filesIn(folder: string, fits: (name: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(fits)
    .map((name) => join(folder, name))
    .sort();
}
