import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/** How many rows each group of the checklist has. */
const GROUPS = { L: 14, P: 19, M: 17, N: 11, C: 10, V: 8, X: 6, O: 4 };

/** What a row's column "How" may say: `–` where nothing is to be held. */
const WAYS = ['A', 'S', 'O', 'M', 'doc', '–'];

/** What the form of the VPAT lets a report say. */
const VERDICTS = ['Supports', 'Partially supports', 'Does not support', 'Not applicable'];

/** WCAG 2.2, A and AA. */
const CRITERIA = `
  1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13
  2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8
  3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3`
  .trim()
  .split(/\s+/);

const ROW = /\b[LPMNCVXO]\d{1,2}\b/g;

interface Row {
  readonly number: string;
  readonly wcag: string;
  readonly ways: readonly string[];
  /** Repository paths of the tests that it names. */
  readonly files: readonly string[];
  readonly tasks: readonly string[];
  readonly words: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/accessibility.md`, 'utf8');

/** The page's own names of files and tasks: `[e2e/start]: ../test/e2e/start.spec.ts`. */
const targets = new Map<string, string>([...page.matchAll(/^\[(.+)\]: (\S+)$/gm)].map(([, label, target]) => [label!, target!]));

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

const rows = [...page.matchAll(/^\| [LPMNCVXO]\d+ .*$/gm)].map(([line]): Row => {
  const [number = '', , wcag = '', ways = '', words = ''] = cellsOf(line);
  const links = [...words.matchAll(/\[(.+?)\]/g)].map(([, label]) => targets.get(label!) ?? `[${label}], which leads nowhere`);
  return {
    number,
    wcag,
    ways: ways.split(' '),
    files: links.filter((link) => link.startsWith('../test/')).map((link) => link.slice(3)),
    tasks: links.filter((link) => link.startsWith('#task-')),
    words,
  };
});

/** The tasks for people, by their places in the page, each with the rows that it tries. */
const tasks = new Map<string, readonly string[]>(
  [...page.matchAll(/^### (Task \d+)\n([^]*?)(?=^#)/gm)].map(([, name, text]) => [
    `#${name!.toLowerCase().replace(' ', '-')}`,
    /^Rows: (.*)$/m.exec(text!)?.[1]?.match(ROW) ?? [],
  ]),
);

/** Every title of every test, with the rows that stand at its end. */
const titles = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(test|spec)\.ts$/.test(name) && !name.includes('node_modules'))
  .sort()
  .flatMap((name) => {
    const file = `test/${name}`;
    const source = readFileSync(ROOT + file, 'utf8');
    // Not of `it` alone: some tests are declared by a function that the test itself has made.
    return [...source.matchAll(/\b[A-Za-z]\w*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(([, , title]) => ({
      file,
      title: title!,
      held: /\(([LPMNCVXO]\d{1,2}(?:, [LPMNCVXO]\d{1,2})*)\)$/.exec(title!)?.[1]?.split(', ') ?? [],
    }));
  });

/** The tests of which a title ends with the row's number, sorted. */
function heldBy(number: string): string[] {
  return [...new Set(titles.filter(({ held }) => held.includes(number)).map(({ file }) => file))];
}

/** How the page calls a test. */
function labelOf(file: string): string {
  const known = [...targets].find(([, target]) => target === `../${file}`)?.[0];
  return `[${known ?? /([^/]+\/[^/]+?)(\.browser)?\.(test|spec)\.ts$/.exec(file)![1]!}]`;
}

function none(problems: readonly string[]): void {
  assert.ok(problems.length === 0, `docs/accessibility.md:\n${problems.join('\n')}`);
}

describe('the page on accessibility', () => {
  it('has every row of the checklist once, in order (O2)', () => {
    const wanted = Object.entries(GROUPS).flatMap(([group, count]) => Array.from({ length: count }, (_, index) => `${group}${index + 1}`));
    assert.deepEqual(
      rows.map(({ number }) => number),
      wanted,
    );
    none(
      rows.filter(({ ways }) => !ways.every((way) => WAYS.includes(way))).map(({ number }) => `${number}: How is one of ${WAYS.join(' ')}`),
    );
  });

  it('names for each row the tests that carry its number, all of them and no others', () => {
    none(
      rows
        .map(({ number, files }) => ({ number, files, held: heldBy(number) }))
        .filter(({ files, held }) => [...files].sort().join() !== held.join())
        .map(({ number, files, held }) => {
          const say = (tests: readonly string[]) => tests.map(labelOf).join(', ') || 'no test';
          return `${number} names ${say(files)}; titles end with it in ${say(held)}. Mend the row or the titles.`;
        }),
    );
  });

  it('has a test for each row that a program can check', () => {
    none(
      rows.flatMap(({ number, ways, files }) => {
        if (ways.some((way) => 'ASO'.includes(way)) && files.length === 0)
          return [`${number} has no test. Write one, and end its title with (${number}).`];
        if (ways.includes('O') !== files.some((file) => file.startsWith('test/orca/')))
          return [`${number} says O exactly where it names a test of test/orca, which hears it with Orca.`];
        return ways.includes('–') && files.length > 0 ? [`${number} has nothing to hold, and yet a test: say how it is checked.`] : [];
      }),
    );
  });

  it('says why, where a row has no test and no task', () => {
    none(
      rows
        .filter(({ files, tasks, words }) => files.length + tasks.length === 0 && words.length < 20)
        .map(({ number }) => `${number} names no test and no task: say why in its last column.`),
    );
  });

  it('has a task for each row that takes a person, and a row for each that a task tries', () => {
    assert.equal(tasks.size, 12);
    none([
      ...rows
        .filter(({ ways, tasks }) => ways.includes('M') && tasks.length === 0)
        .map(({ number }) => `${number} takes a person: name a task, and ${number} in that task's "Rows:".`),
      ...rows.flatMap(({ number, tasks: named }) =>
        named.filter((task) => !tasks.get(task)?.includes(number)).map((task) => `${number} names ${task}, whose "Rows:" do not name it.`),
      ),
      ...[...tasks].flatMap(([task, tried]) => (tried.length === 0 ? [`${task} has no line "Rows: …".`] : [])),
      ...[...tasks].flatMap(([task, tried]) =>
        tried.filter((number) => !rows.some((row) => row.number === number)).map((number) => `${task} tries ${number}, which is no row.`),
      ),
    ]);
  });

  it('knows every number that a title carries, and the titles carry them at their end', () => {
    none(
      titles.flatMap(({ file, title, held }) => [
        ...held
          .filter((number) => !rows.some((row) => row.number === number))
          .map((number) => `"${title}" (${file}): ${number} is no row.`),
        ...(held.length === 0 && /\([^()]*\b[LPMNCVXO]\d{1,2}\b[^()]*\)/.test(title)
          ? [`"${title}" (${file}): write the rows so, at the end: (P5, P6).`]
          : []),
      ]),
    );
  });

  it('uses every name that it gives to a file', () => {
    const used = new Set([...page.matchAll(/\[([^\]\n]+)\](?!:)/g)].map(([, label]) => label));
    none([...targets.keys()].filter((label) => !used.has(label)).map((label) => `[${label}] is defined and not used: take it out.`));
  });

  it('reports on every criterion of WCAG 2.2, A and AA, once, in the words of the form', () => {
    const report = page.slice(page.indexOf('\n## Conformance report'));
    const lines = [...report.matchAll(/^\| \d\.\d\.\d+ .*$/gm)].map(([line]) => cellsOf(line));
    assert.deepEqual(
      lines.map(([name]) => name!.split(' ')[0]),
      CRITERIA,
    );
    none(lines.filter((cells) => !VERDICTS.includes(cells[2]!)).map(([name]) => `${name}: say one of ${VERDICTS.join(', ')}.`));
    const named = new Set(rows.flatMap(({ wcag }) => [...wcag.matchAll(/(\d\.\d\.\d+) AA?(?!A)/g)].map(([, number]) => number!)));
    none([...named].filter((number) => !CRITERIA.includes(number)).map((number) => `${number} is no criterion of A or AA.`));
  });
});
