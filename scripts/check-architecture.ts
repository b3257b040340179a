/**
 * The law of `docs/architecture.md`: which folder may import which, and no circles. Fails with every edge that breaks it.
 * `import type` counts like any other import: what a file has to know is what ties it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

interface Rule {
  /** A folder or file below `src/`. The longest that fits decides. */
  place: string;
  /** Other places that it may import. */
  may: readonly string[];
  /** Packages that it may import; `node:` stands for all of Node's own modules. */
  packages: readonly string[];
}

const WIDGET_BELOW_PANEL = [
  'protocol',
  'client',
  'widget/conversation',
  'widget/transport',
  'widget/storage',
  'widget/markdown',
  'widget/controllers',
  'widget/locales',
  'widget/themes',
];

const LAW: readonly Rule[] = [
  { place: 'protocol', may: [], packages: [] },
  { place: 'client', may: ['protocol'], packages: ['eventsource-parser'] },
  { place: 'widget/conversation', may: ['protocol'], packages: [] },
  { place: 'widget/transport', may: ['client', 'protocol', 'widget/conversation'], packages: [] },
  { place: 'widget/storage', may: ['widget/conversation', 'protocol'], packages: [] },
  { place: 'widget/markdown', may: [], packages: ['marked', 'dompurify'] },
  { place: 'widget/controllers', may: [], packages: ['lit'] },
  { place: 'widget/themes', may: ['protocol'], packages: ['lit'] },
  { place: 'widget/locales', may: ['protocol'], packages: ['lit'] },
  { place: 'widget/panel', may: WIDGET_BELOW_PANEL, packages: ['lit'] },
  { place: 'widget/element', may: [...WIDGET_BELOW_PANEL, 'widget/panel', 'widget/element/key-guard.ts', 'checklist'], packages: ['lit'] },
  // What counts as a key is said once; the checklist, which the element loads, says it of the whole page.
  { place: 'widget/element/key-guard.ts', may: [], packages: [] },
  {
    place: 'checklist',
    may: ['protocol', 'client', 'widget/storage', 'widget/themes', 'widget/element/key-guard.ts'],
    packages: [],
  },
  { place: 'widget/define-element.ts', may: ['widget/element', 'widget/panel'], packages: [] },
  { place: 'index.ts', may: ['widget/element', 'widget/define-element.ts'], packages: [] },
  // Its facts are read at build time: of these folders nothing but values comes along.
  {
    place: 'loader',
    may: ['widget/element', 'widget/element/key-guard.ts', 'widget/conversation', 'widget/storage', 'widget/locales', 'widget/themes'],
    packages: [],
  },
  { place: 'module.ts', may: ['widget/element', 'widget/define-element.ts', 'widget/panel', 'protocol'], packages: [] },
  { place: 'proxy', may: ['protocol', 'client'], packages: ['valibot'] },
  { place: 'proxy/runtimes', may: ['proxy', 'protocol', 'client'], packages: ['@hono/node-server', 'node:'] },
  {
    place: 'api',
    may: ['protocol', 'client'],
    packages: ['hono', '@hono/node-server', '@hono/zod-openapi', 'parse5', 'gpt-tokenizer', 'marked', 'node:'],
  },
  { place: 'cli', may: ['proxy', 'proxy/runtimes', 'api', 'protocol', 'client'], packages: ['node:'] },
];

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCE = join(ROOT, 'src');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.split(sep).join('/'))
  .sort();

const problems: string[] = [];
const edges = new Map<string, string[]>();

for (const file of files) {
  const rule = ruleOf(file);
  if (rule === null) {
    problems.push(`src/${file}: stands in a place that the law does not know; give it one of ${LAW.map(({ place }) => place).join(', ')}`);
    continue;
  }
  const targets: string[] = [];
  for (const specifier of importsOf(join(SOURCE, file))) {
    if (!specifier.startsWith('.')) {
      if (!rule.packages.some((name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`))) {
        problems.push(`src/${file}: ${rule.place} may not import the package "${specifier}"`);
      }
      continue;
    }
    const target = relative(SOURCE, resolve(SOURCE, dirname(file), specifier))
      .split(sep)
      .join('/');
    if (!files.includes(target)) {
      // Data beside the code (JSON) is no module of ours; a path that leaves src/ is.
      if (target.startsWith('..')) problems.push(`src/${file}: imports "${specifier}", outside of src/`);
      else if (target.endsWith('.ts')) problems.push(`src/${file}: imports "${specifier}", which is not there`);
      continue;
    }
    targets.push(target);
    const other = ruleOf(target);
    if (other !== null && other.place !== rule.place && !rule.may.includes(other.place)) {
      problems.push(`src/${file}: ${rule.place} may not import ${other.place} (src/${target})`);
    }
  }
  edges.set(file, targets);
}

for (const circle of circlesIn(edges)) problems.push(`A circle: ${circle.map((file) => `src/${file}`).join(' → ')}`);

const BANNED = /(^|\/)(utils?|helpers?|common|types|manager|service|misc)(\.|\/|-|$)/;
for (const file of files) if (BANNED.test(file)) problems.push(`src/${file}: name the idea, not the drawer`);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`The architecture holds: ${files.length} files, ${[...edges.values()].flat().length} imports, no circle.`);

function ruleOf(file: string): Rule | null {
  let best: Rule | null = null;
  for (const rule of LAW) {
    const fits = file === rule.place || file.startsWith(`${rule.place}/`);
    if (fits && (best === null || rule.place.length > best.place.length)) best = rule;
  }
  return best;
}

function importsOf(path: string): string[] {
  // The compiler's own scanner: it sees `import type`, `export … from` and dynamic `import()`.
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);
}

function circlesIn(graph: Map<string, string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
