import { tests as commonMark } from 'commonmark-spec';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An answer of a corpus, in the form that the page of the tests reads. */
export interface CorpusCase {
  id: string;
  markdown: string;
  kind?: string;
  imageOrigins?: string[];
  words?: string[];
  runsIn?: string[];
}

interface Entry {
  id?: string;
  example?: number;
  section?: string;
  markdown?: string;
  prefix?: string;
  payload?: string;
  /** Texts that follow each other, each so many times. */
  parts?: [text: string, times: number][];
  /** A text of so many steps, each with one unit more. */
  grow?: { n: number; head: string; unit: string };
  kind?: string;
  config?: { image_origins?: string[] };
  text_must_include?: string[];
  positive_control?: { executes_unsanitised_in: string[] };
}

const OWN = fileURLToPath(new URL('../corpora/own', import.meta.url));

/** Examples of the CommonMark specification. */
export function commonMarkCases(): CorpusCase[] {
  return commonMark.map(({ number, section, markdown }) => ({ id: `CommonMark ${number} (${section})`, markdown }));
}

/** A file of the project's own corpora. */
export function ownCases(path: string): CorpusCase[] {
  return readCases(join(OWN, path));
}

/** Inputs that are known to make parsers slow, `scale` times as long as written. */
export function pathologicalCases(scale: number): CorpusCase[] {
  const times = (count: number): number => (count === 1 ? 1 : Math.ceil(count * scale));
  return entriesOf(join(OWN, 'markdown/pathological.json')).map(({ id, parts, grow }) => ({
    id: `${id} × ${scale}`,
    markdown: grow
      ? Array.from({ length: times(grow.n) }, (_, index) => grow.head + grow.unit.repeat(index + 1)).join('')
      : parts!.map(([text, count]) => text.repeat(times(count))).join(''),
  }));
}

/**
 * Where the corpora of others are: in `CORPORA_DIR`, or in `shared/corpora` beside a folder above the project. They are read, never
 * copied: each entry has a licence of its own.
 */
export function thirdPartyFolder(): string | null {
  const named = process.env['CORPORA_DIR'];
  if (named !== undefined) return existsSync(join(named, 'third-party')) ? join(named, 'third-party') : null;
  for (let folder = OWN; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, '../shared/corpora/third-party');
    if (existsSync(found)) return found;
  }
  return null;
}

/** A file of the corpora of others. */
export function thirdPartyCases(folder: string, path: string): CorpusCase[] {
  return readCases(join(folder, path));
}

function readCases(file: string): CorpusCase[] {
  return entriesOf(file).map(({ id, example, section, markdown, prefix, payload, kind, config, text_must_include, positive_control }) => ({
    id: id ?? `${section} ${example}`,
    markdown: markdown ?? prefix ?? payload!,
    ...(kind === undefined ? {} : { kind }),
    ...(config?.image_origins === undefined ? {} : { imageOrigins: config.image_origins }),
    ...(text_must_include === undefined ? {} : { words: text_must_include }),
    ...(positive_control === undefined ? {} : { runsIn: positive_control.executes_unsanitised_in }),
  }));
}

function entriesOf(file: string): Entry[] {
  const { cases, payloads } = JSON.parse(readFileSync(file, 'utf8')) as { cases?: Entry[]; payloads?: Entry[] };
  return (cases ?? payloads)!;
}
