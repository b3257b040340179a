/**
 * `npm run bench:markdown`: what an answer costs, beside the limits and beside what others use.
 *
 * Contenders take turns, so that a machine that becomes slower becomes so for all; only ratios within one run mean anything. Prints
 * tables, and asserts nothing about time; it fails when a contender does not show the text.
 *
 * `--quick` for a first look; `--only`, `--sizes`, `--kinds`, `--manner`, `--runs` for a part.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { chromiumArguments, findBrowsers } from '../../scripts/find-browsers.ts';
import type { Kind } from './answers.ts';
import { measureCpu, measureLongestTask, type Run } from './measure.ts';
import type { Task } from './page.ts';
import { benchTranscripts } from './transcript.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    sizes: { type: 'string' },
    kinds: { type: 'string', default: 'mixed,code,list,table,paragraph' },
    manner: { type: 'string', default: 'paced,burst,transcript' },
    runs: { type: 'string' },
  },
});
const runs = Number(values.runs ?? (values.quick ? 2 : 6));
const sizes = (values.sizes ?? (values.quick ? '32,512' : '4,32,128,512')).split(',').map(Number);
const kinds = values.kinds.split(',') as Kind[];
const manners = values.manner.split(',');

const HERE = fileURLToPath(new URL('./', import.meta.url));
const BENCH = fileURLToPath(new URL('../', import.meta.url));
const KB = 1024;
/** Of single blocks. */
const BLOCK_SIZE = 128;

/** Limits first, then us, then what else there is. */
const ORDER = ['nothing', 'floor', 'once', 'one-shot', 'ours'];
const contenders = readdirSync(join(HERE, 'contenders'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => basename(name, '.js'))
  .filter((name) => values.only === undefined || ORDER.includes(name) || values.only.split(',').includes(name))
  .sort((a, b) => (ORDER.indexOf(a) + 1 || 99) - (ORDER.indexOf(b) + 1 || 99) || a.localeCompare(b));

if (!existsSync(join(BENCH, 'node_modules'))) {
  console.log('Installing what is measured beside us (bench/package.json) …');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--prefix', BENCH], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

const { chromium: executablePath } = findBrowsers();
if (executablePath === null) {
  console.error('Chromium is not there: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.');
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), 'assisters-bench-'));
const scripts = new Map<string, string>();
for (const name of contenders) scripts.set(`/${name}.js`, await bundle(name));
const server = createServer(({ url = '' }, response) => {
  const script = scripts.get(url);
  response.setHeader('content-type', `${script === undefined ? 'text/html' : 'text/javascript'}; charset=utf-8`);
  response.end(script ?? `<!doctype html><link rel="icon" href="data:,"><body><script src="${url}.js"></script>`);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });

/** Median CPU of each contender's runs; `null` where it gave up. */
type Row = Map<string, number | null>;
const unmet: string[] = [];
try {
  if (manners.includes('paced')) await paced();
  if (manners.includes('burst')) await burst();
  if (manners.includes('transcript')) unmet.push(...(await benchTranscripts(browser, runs)));
} finally {
  await browser.close();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(unmet.length === 0 ? '\nAll goals that were measured are met.' : `\nGoals missed: ${unmet.join(' · ')}`);

/** 200 tokens a second behind a text that stands already: microseconds a token, over the transport alone. */
async function paced(): Promise<void> {
  console.log(`\n## An answer at 200 tokens a second, behind one of N KB: CPU a token ÷ that of the floor (medians of ${runs})\n`);
  const names = contenders.filter((name) => !['nothing', 'once', 'one-shot'].includes(name));
  const [floor] = (await measureAll([{ kind: 'mixed', manner: 'paced', size: 0 }], ['nothing', 'floor'], perToken)).map((row) =>
    row.get('floor')!,
  );
  console.log(`floor: ${format(floor! * 1000)} µs a token, for scale\n`);
  const tasks = sizes.map((size): Task => ({ kind: 'mixed', manner: 'paced', size: size * KB }));
  const rows = await measureAll(tasks, ['nothing', ...names], perToken);
  const blocks = kinds.filter((kind) => kind !== 'mixed').map((kind): Task => ({ kind, manner: 'paced', size: BLOCK_SIZE * KB }));
  const blockRows = await measureAll(blocks, ['nothing', 'ours', ...names.filter((name) => name === 'streaming-markdown')], perToken);
  table(
    ['', ...sizes.map((size) => `${size} KB`), 'growth'],
    names.map((name) => {
      const costs = rows.map((row) => row.get(name) ?? null);
      return [name, ...costs.map((cost) => ratio(cost, floor!)), exponent(costs)];
    }),
  );
  const ours = rows.map((row) => row.get('ours')!);
  for (const [index, cost] of ours.entries()) goal(`${sizes[index]} KB ≤ 2.5 × the floor`, cost / floor! <= 2.5);
  if (sizes.includes(32) && sizes.includes(512)) goal('512 KB ≤ 1.6 × 32 KB', ours[sizes.indexOf(512)]! / ours[sizes.indexOf(32)]! <= 1.6);

  console.log(`\nOne block of ${BLOCK_SIZE} KB\n`);
  table(
    ['', ...blocks.map(({ kind }) => kind)],
    [...(blockRows[0]?.keys() ?? [])].map((name) => [name, ...blockRows.map((row) => ratio(row.get(name) ?? null, floor!))]),
  );
  const mixed = sizes.includes(BLOCK_SIZE) ? ours[sizes.indexOf(BLOCK_SIZE)]! : null;
  for (const [index, { kind }] of blocks.entries())
    if (mixed !== null) goal(`${kind} ≤ 2 × mixed`, blockRows[index]!.get('ours')! / mixed <= 2);

  console.log('\nLongest task of ours, ms of CPU (two runs, the shorter one)\n');
  const longest: string[][] = [];
  for (const task of [...tasks, ...blocks]) {
    const ms = await longestOf('ours', task);
    longest.push([`${task.kind} ${task.size / KB} KB`, format(ms)]);
    goal(
      `${task.kind} ${task.size / KB} KB: no task over ${task.kind === 'mixed' ? 16 : 25} ms`,
      ms !== null && ms <= (task.kind === 'mixed' ? 16 : 25),
    );
  }
  table(['', 'ms'], longest);
}

/** All at once: CPU until all of it is shown, over that of inserting HTML that is ready. */
async function burst(): Promise<void> {
  console.log(`\n## An answer in one burst: CPU ÷ that of inserting its HTML once (medians of ${runs})\n`);
  const names = contenders.filter((name) => name !== 'floor' && name !== 'nothing');
  const tasks = sizes.map((size): Task => ({ kind: 'mixed', manner: 'burst', size: size * KB }));
  const rows = await measureAll(tasks, ['nothing', ...names], (run) => run.cpu);
  table(
    ['', ...sizes.map((size) => `${size} KB`), 'growth'],
    names.map((name) => {
      const costs = rows.map((row) => row.get(name) ?? null);
      return [name, ...costs.map((cost, index) => ratio(cost, rows[index]!.get('once')!)), exponent(costs)];
    }),
  );
  for (const [index, row] of rows.entries()) {
    goal(`burst of ${sizes[index]} KB ≤ 1.5 × one-shot rendering`, row.get('ours')! / row.get('one-shot')! <= 1.5);
  }
  console.log('\nLongest task of ours, ms of CPU (two runs, the shorter one)\n');
  const blocks = kinds.filter((kind) => kind !== 'mixed').map((kind): Task => ({ kind, manner: 'burst', size: BLOCK_SIZE * KB }));
  const longest: string[][] = [];
  for (const task of [...tasks, ...blocks]) {
    const ms = await longestOf('ours', task);
    longest.push([`${task.kind} ${task.size / KB} KB`, format(ms)]);
    goal(`burst of ${task.kind} ${task.size / KB} KB: no task over 50 ms`, ms !== null && ms <= 50);
  }
  table(['', 'ms'], longest);
}

/** Contenders take turns; who gives up once is not asked again. What the transport alone takes is taken off. */
async function measureAll(tasks: readonly Task[], names: readonly string[], costOf: (run: Run) => number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const task of tasks) {
    const costs = new Map<string, number[]>(names.map((name) => [name, []]));
    const gaveUp = new Set<string>();
    for (let run = 0; run < runs; run++) {
      for (const name of names) {
        if (gaveUp.has(name)) continue;
        const measured = await measureCpu(browser, `${origin}/${name}`, task);
        if (measured === null) gaveUp.add(name);
        else costs.get(name)!.push(costOf(measured));
      }
    }
    const nothing = median(costs.get('nothing')!);
    rows.push(
      new Map(
        names.filter((name) => name !== 'nothing').map((name) => [name, gaveUp.has(name) ? null : median(costs.get(name)!) - nothing]),
      ),
    );
    if (process.stdout.isTTY) process.stdout.write('.');
  }
  return rows;
}

async function longestOf(name: string, task: Task): Promise<number | null> {
  const first = await measureLongestTask(browser, `${origin}/${name}`, task);
  const second = await measureLongestTask(browser, `${origin}/${name}`, task);
  return first === null || second === null ? null : Math.min(first, second);
}

async function bundle(name: string): Promise<string> {
  const entry = join(scratch, `${name}.ts`);
  const path = (file: string): string => JSON.stringify(join(HERE, file));
  writeFileSync(
    entry,
    `import create from ${path(`contenders/${name}.js`)};\nimport { createPage } from ${path('page.ts')};\nglobalThis.bench = createPage(create, ${name !== 'nothing'});\n`,
  );
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'contender' }, rollupOptions: { output: { codeSplitting: false } } },
  });
  const [chunk] = [result].flat().flatMap((output) => ('output' in output ? output.output : []));
  if (chunk?.type !== 'chunk') throw new Error(`${name}: nothing was built`);
  return chunk.code;
}

function perToken({ cpu, tokens }: Run): number {
  return cpu / tokens;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How cost grows with size: 0 not at all, 1 in proportion, from 32 to 512 KB. */
function exponent(costs: readonly (number | null)[]): string {
  const [small, large] = [32, 512].map((size) => costs[sizes.indexOf(size)]);
  return small && large ? format(Math.log(large / small) / Math.log(512 / 32)) : '';
}

function ratio(cost: number | null, to: number): string {
  return cost === null ? 'gives up' : format(cost / to);
}

function format(value: number | null): string {
  return value === null ? 'gives up' : value.toFixed(value < 10 ? 2 : 0);
}

function goal(words: string, isMet: boolean): void {
  if (!isMet) unmet.push(words);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => (index ? cell.padStart(9) : cell.padEnd(20))).join(' | ')} |`;
  console.log(line(head));
  console.log(`|${head.map((_, index) => (index ? '---:' : '---')).join('|')}|`);
  for (const row of rows) console.log(line(row));
}
