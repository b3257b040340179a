/** The page on which the corpora run: reads from its address what to do, does it, and posts what it found. */
import { runAttacks, type Payload } from './attacks.ts';
import { runBadInput, type Timed } from './bad-input.ts';
import { runClosedBlocks } from './closed-blocks.ts';
import { runControl, type Control } from './control.ts';
import { runDocuments } from './documents.ts';
import type { Effort } from './effort.ts';
import { runEquality, type Case, type Finding } from './equality.ts';
import { runSelection } from './selection.ts';
import { watchPage } from './watch.ts';

/** What is to be done, by name; the corpora are the server's. */
export type Job = Effort & { corpus?: string; count?: number; engine: string } & { kind: keyof typeof JOBS };

/** What came of it. */
export interface Outcome {
  result?: Partial<Finding & Timed & Control & { lateChanges: number }>;
  /** What broke the job itself. */
  failure?: string;
  /** What answers caused that they may not. */
  trouble: string[];
  /** In milliseconds. */
  tookMs: number;
}

const JOBS = {
  equality: (job: Job, corpus: readonly Case[]) => runEquality(corpus, job),
  documents: (job: Job) => runDocuments(job, job.count!),
  attacks: (job: Job, corpus: readonly Case[]) => runAttacks(corpus as readonly Payload[], job),
  control: (job: Job, corpus: readonly Case[]) => runControl(corpus as readonly Payload[], job),
  'closed blocks': (job: Job) => runClosedBlocks(job),
  selection: async () => runSelection(),
  'bad input': (job: Job, corpus: readonly Case[]) => runBadInput(corpus, job),
};

async function run(): Promise<Outcome> {
  const job = JSON.parse(new URLSearchParams(location.search).get('job')!) as Job;
  const corpus = job.corpus === undefined ? [] : ((await (await fetch(`/corpora/${job.corpus}`)).json()) as Payload[]);
  const trouble = watchPage(new Set(corpus.flatMap(({ imageOrigins = [] }) => imageOrigins)));
  const startMs = performance.now();
  const outcome: Pick<Outcome, 'result' | 'failure'> = {};
  try {
    outcome.result = await JOBS[job.kind](job, corpus);
  } catch (error) {
    outcome.failure = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  }
  const tookMs = performance.now() - startMs;
  // The control is there to cause trouble.
  return { ...outcome, trouble: job.kind === 'control' ? [] : await trouble(), tookMs };
}

void run().then((outcome) => fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) }));
