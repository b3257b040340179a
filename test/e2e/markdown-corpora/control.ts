import { marked } from 'marked';
import { checkTree } from '../../support/oracle.mjs';
import { seeded } from '../../widget/markdown/answer-fixture.ts';
import type { Payload } from './attacks.ts';
import { sample, type Effort } from './effort.ts';
import { provoke } from './provoke.ts';
import { SENTINELS } from './watch.ts';

/** What is seen of attacks that nothing sanitises. */
export interface Control {
  attacks: number;
  flagged: number;
  /** How many of them are known to run in this engine, and did. */
  known: number;
  executed: number;
}

/** Frames that stand on the page at once. */
const SIDE_BY_SIDE = 12;
/** The longest that a payload may take to run, in milliseconds. */
const MAX_MS = 250;

/** Puts attacks into frames, as HTML and with no sanitising, so that a harness that sees nothing is found out. */
export async function runControl(payloads: readonly Payload[], { seed, share, engine }: Effort & { engine: string }): Promise<Control> {
  const attacks = sample(
    payloads.filter(({ kind }) => kind === 'attack'),
    share,
    seeded(seed),
  );
  const inert = document.implementation.createHTMLDocument('');
  const flagged = attacks.filter(({ markdown }) => {
    inert.body.innerHTML = marked.parse(markdown, { async: false });
    return checkTree(inert.body).length > 0;
  });
  const known = attacks.filter(({ runsIn }) => runsIn!.includes(engine));
  let executed = 0;
  const left = [...known];
  const work = async (): Promise<void> => {
    for (let attack = left.pop(); attack !== undefined; attack = left.pop())
      if (await runs(marked.parse(attack.markdown, { async: false }))) executed++;
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return { attacks: attacks.length, flagged: flagged.length, known: known.length, executed };
}

/** Whether a piece of HTML runs a script, in a frame of its own. */
async function runs(html: string): Promise<boolean> {
  const frame = document.createElement('iframe');
  frame.sandbox.add('allow-scripts', 'allow-same-origin', 'allow-forms');
  frame.src = '/frame';
  const isLoaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await isLoaded;
  const view = frame.contentWindow as unknown as Record<string, unknown>;
  const { body } = frame.contentDocument!;
  const hasRun = await new Promise<boolean>((resolve) => {
    for (const name of SENTINELS) view[name] = () => resolve(true);
    setTimeout(resolve, MAX_MS, false);
    body.innerHTML = html;
    provoke(body);
  });
  frame.remove();
  return hasRun;
}
