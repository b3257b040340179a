import { seeded, violations } from '../../widget/markdown/answer-fixture.ts';
import { chunkingsOf, sample, type Effort } from './effort.ts';
import { smallest, type Case, type Finding } from './equality.ts';
import { provoke } from './provoke.ts';
import { nextTask, stream } from './stream.ts';

export interface Payload extends Case {
  kind: string;
  imageOrigins?: string[];
  /** Engines in which it is known to run when nothing sanitises it. */
  runsIn?: string[];
  /** Words that have to be readable in the end. */
  words?: string[];
}

/** Streams answers that attack: nothing off the list may stand there at any moment, and all of them end as when they come whole. */
export async function runAttacks(payloads: readonly Payload[], { seed, share, chunkings }: Effort): Promise<Finding> {
  const random = seeded(seed);
  const chosen = sample(payloads, share, random);
  const finding: Finding = { cases: chosen.length, streams: 0, wrong: [] };
  // Where a link leads is the oracle's; here nothing is left, whatever is clicked.
  addEventListener('click', (event) => event.preventDefault());
  for (const { id, markdown, imageOrigins = [], words = [] } of chosen) {
    const policy = imageOrigins.length > 0 ? { images: imageOrigins } : {};
    let frame = 0;
    const onFrame = (root: HTMLElement): void => {
      frame++;
      for (const violation of violations(root, imageOrigins)) finding.wrong.push(`${id}, frame ${frame}: ${violation}`);
    };
    const whole = stream(markdown, [], { policy, onFrame });
    for (const text of words) if (!whole.textContent!.includes(text)) finding.wrong.push(`${id}: "${text}" is not to be read`);
    provoke(whole);
    const expected = comparable(whole);
    for (const [index, cuts] of chunkingsOf(markdown, chunkings, random).entries()) {
      frame = 0;
      const root = stream(markdown, cuts, { policy, onFrame });
      if (index === 0) provoke(root);
      const end = comparable(root);
      finding.streams++;
      if (end.innerHTML === expected.innerHTML && end.isEqualNode(expected)) continue;
      finding.wrong.push(`${id}: ${smallest(markdown, cuts)}`);
      break;
    }
    if (finding.wrong.length > 10) break;
    await nextTask();
  }
  return finding;
}

function comparable(root: Element): Element {
  root.remove();
  const clone = root.cloneNode(true) as Element;
  clone.normalize();
  // Clicking a summary opens what it stands in: the visitor's doing.
  for (const details of clone.querySelectorAll('details')) details.removeAttribute('open');
  return clone;
}
