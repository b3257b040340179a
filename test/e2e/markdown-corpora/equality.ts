import { seeded } from '../../widget/markdown/answer-fixture.ts';
import { chunkingsOf, everyCut, sample, type Effort } from './effort.ts';
import { nextTask, stream, type StreamOptions } from './stream.ts';

export interface Case {
  id: string;
  markdown: string;
}

/** What a job found: nothing wrong when `wrong` is empty. */
export interface Finding {
  /** Cases that ran, and answers that were streamed for them. */
  cases: number;
  streams: number;
  wrong: string[];
}

/** More of them tell nothing new, and each takes seconds to make small. */
const MOST_WRONG = 4;
const SHRINK_MS = 10_000;

/** Streams cases in many ways, and compares where each ends with how the whole answer is rendered at once. */
export async function runEquality(cases: readonly Case[], { seed, share, chunkings }: Effort): Promise<Finding> {
  const random = seeded(seed);
  const chosen = sample(cases, share, random);
  const finding: Finding = { cases: chosen.length, streams: 0, wrong: [] };
  for (const { id, markdown } of chosen) {
    const whole = oneShot(markdown);
    for (const cuts of chunkingsOf(markdown, chunkings, random)) {
      finding.streams++;
      if (isEqual(markdown, cuts, whole)) continue;
      finding.wrong.push(`${id}: ${smallest(markdown, cuts)}`);
      break;
    }
    if (finding.wrong.length >= MOST_WRONG) break;
    await nextTask();
  }
  return finding;
}

/** A rendered answer, its neighbouring text nodes joined. */
export interface Rendered {
  html: string;
  tree: Node;
}

/** How an answer is rendered that comes whole. */
export function oneShot(markdown: string, options?: StreamOptions): Rendered {
  return takeAway(stream(markdown, [], options));
}

/** Whether an answer that comes in pieces ends as one that comes whole. */
export function isEqual(markdown: string, cuts: readonly number[], whole: Rendered, options?: StreamOptions): boolean {
  const { html, tree } = takeAway(stream(markdown, cuts, options));
  return html === whole.html && tree.isEqualNode(whole.tree);
}

function takeAway(root: HTMLElement): Rendered {
  root.remove();
  const tree = root.cloneNode(true) as HTMLElement;
  tree.normalize();
  return { html: tree.innerHTML, tree };
}

/** Words for a difference, its source and its cuts made as small as can be had in some seconds. */
export function smallest(markdown: string, cuts: readonly number[]): string {
  const endMs = performance.now() + SHRINK_MS;
  const inTime = (): boolean => performance.now() < endMs;
  let found = { markdown, cuts: fewest(markdown, cuts, inTime) };
  // First lines, then characters: whatever can go without the difference going goes.
  for (const pieces of [/[^\n]*\n|[^\n]+/g, /[^]/g]) {
    for (let again = true; again && inTime();) {
      again = false;
      const parts = found.markdown.match(pieces) ?? [];
      for (let size = Math.max(1, parts.length >> 1); size >= 1 && inTime(); size >>= 1) {
        for (let at = 0; at < parts.length && inTime();) {
          const less = [...parts.slice(0, at), ...parts.slice(at + size)].join('');
          const fails = failingCuts(less, inTime);
          if (fails === undefined) at += size;
          else {
            parts.splice(at, size);
            found = { markdown: less, cuts: fails };
            again = true;
          }
        }
      }
    }
  }
  const streamed = takeAway(stream(found.markdown, found.cuts)).html;
  const whole = oneShot(found.markdown).html;
  let at = 0;
  while (at < whole.length && streamed[at] === whole[at]) at++;
  const around = (html: string): string => JSON.stringify(html.slice(Math.max(0, at - 200), at + 200));
  const places = found.cuts.length > 50 ? 'everywhere' : found.cuts.join();
  return `${JSON.stringify(found.markdown.slice(0, 2000))} cut at ${places} is ${around(streamed)}, whole it is ${around(whole)}`;
}

/** A few cuts, one if there is one, at which a text ends otherwise. */
function failingCuts(markdown: string, inTime: () => boolean): number[] | undefined {
  const whole = oneShot(markdown);
  const every = everyCut(markdown);
  const step = Math.max(1, every.length >> 8);
  const single = every.find((cut, index) => index % step === 0 && inTime() && !isEqual(markdown, [cut], whole));
  if (single !== undefined) return [single];
  return inTime() && !isEqual(markdown, every, whole) ? every : undefined;
}

/** Leaves cuts out as long as the difference stays. */
function fewest(markdown: string, cuts: readonly number[], inTime: () => boolean): number[] {
  const whole = oneShot(markdown);
  const left = [...cuts];
  for (let size = Math.max(1, left.length >> 1); size >= 1; size >>= 1) {
    for (let at = 0; at < left.length && inTime();) {
      const some = [...left.slice(0, at), ...left.slice(at + size)];
      if (isEqual(markdown, some, whole)) at += size;
      else left.splice(at, size);
    }
  }
  return left;
}
