import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startCorporaServer, type CorporaServer } from '../support/corpora-server.ts';
import { allEnginesFound, openEnginePage, type EnginePage } from '../support/engine-page.ts';
import {
  commonMarkCases,
  ownCases,
  pathologicalCases,
  thirdPartyCases,
  thirdPartyFolder,
  type CorpusCase,
} from '../support/markdown-corpora.ts';
import type { Job, Outcome } from './markdown-corpora/page.ts';

/** `npm run test:full`: all of each corpus in each engine. */
const isFull = process.env['FULL'] === '1';
/** The same in each normal run; another one by SEED. */
const seed = Number(process.env['SEED'] ?? 1);

/** How much of it all a normal run does; Chromium is the fastest by far. */
const NORMAL = {
  chromium: { share: 1, slowShare: 1, chunkings: 12, documents: 500 },
  firefox: { share: 0.6, slowShare: 0.5, chunkings: 4, documents: 150 },
  webkit: { share: 0.4, slowShare: 0.25, chunkings: 3, documents: 80 },
};
/** All two-way splits of what is short, 200 chunkings of what is not. */
const WHOLE = { share: 1, slowShare: 1, chunkings: 200 };
const FULL = {
  chromium: { ...WHOLE, documents: 3000 },
  firefox: { ...WHOLE, documents: 1000 },
  webkit: { ...WHOLE, documents: 500 },
};

/** Longest that one job may take: all chunkings of the pathological corpus take WebKitGTK half an hour. */
const timeout = isFull ? 7_200_000 : 120_000;

const thirdParty = thirdPartyFolder();
if (thirdParty === null)
  console.log('The corpora of others are not here (shared/corpora/third-party, or CORPORA_DIR): the tests go on without them.');

const known = new Set(commonMarkCases().map(({ markdown }) => markdown));
const specifications =
  thirdParty === null
    ? []
    : ['markdown/gfm-extensions.json', 'markdown/commonmark.json'].flatMap((path) =>
        // The package has most of them already.
        thirdPartyCases(thirdParty, path).filter(({ markdown }) => !known.has(markdown)),
      );
const corpora: Record<string, CorpusCase[]> = {
  commonmark: commonMarkCases(),
  specifications,
  answers: ownCases('markdown/llm-answers.json'),
  partials: ownCases('markdown/partials.json'),
  pathological: pathologicalCases(0.05),
  slow: [...pathologicalCases(1), ...pathologicalCases(4)],
  attacks: ownCases('xss/payloads.json'),
  'attacks of others': thirdParty === null ? [] : thirdPartyCases(thirdParty, 'xss/payloads.json'),
};

describe('every corpus, streamed under the strict policy', { timeout: timeout * 20 }, () => {
  let server: CorporaServer;
  before(async () => {
    server = await startCorporaServer('test/e2e/markdown-corpora/page.ts', corpora);
  });
  after(() => server?.close());

  for (const engine of allEnginesFound()) {
    describe(`in ${engine}`, () => {
      const { share, slowShare, chunkings, documents } = (isFull ? FULL : NORMAL)[engine];
      let page: EnginePage;
      before(async () => {
        page = await openEnginePage(engine);
      });
      after(() => page?.close());

      /** Does a job in the page; whatever it finds, nothing may have run or left. */
      async function run(job: Partial<Job> & Pick<Job, 'kind'>): Promise<NonNullable<Outcome['result']>> {
        const arrived = server.nextOutcome<Outcome>();
        const isControl = job.kind === 'control';
        // The trouble that the control causes may be told late: it has a browser of its own.
        const own = isControl ? await openEnginePage(engine) : page;
        await own.open(server.pageFor({ seed, share, chunkings, engine, ...job }, isControl));
        const { result, failure, trouble, tookMs } = await arrived;
        if (isControl) await own.close();
        const name = [job.kind, job.corpus].filter(Boolean).join(': ');
        const { cases, streams } = result ?? {};
        console.log(`${engine}, ${name}: ${cases ?? '?'} cases, ${streams ?? '?'} streams, seed ${seed}, ${(tookMs / 1000).toFixed(1)} s`);
        assert.equal(failure, undefined);
        const seen = [...trouble, ...own.takeTrouble(), ...server.takeStrays()];
        // The control is there to cause trouble, and for it to be seen.
        if (isControl) assert.ok(seen.length > 0, 'the harness sees no request');
        else assert.deepEqual([...new Set(seen)], []);
        return result!;
      }

      async function findNothing(job: Partial<Job> & Pick<Job, 'kind'>): Promise<void> {
        const { wrong, cases } = await run(job);
        assert.equal(wrong!.join('\n'), '');
        assert.ok(cases! > 0);
      }

      for (const corpus of ['commonmark', 'specifications', 'answers', 'partials', 'pathological']) {
        if (corpora[corpus]!.length === 0) continue;
        it(`ends as the whole answer does: ${corpus}`, { timeout }, () => findNothing({ kind: 'equality', corpus }));
      }

      it('ends as the whole answer does: documents of random fragments', { timeout }, () =>
        findNothing({ kind: 'documents', count: documents, chunkings: 3 }),
      );

      for (const corpus of ['attacks', 'attacks of others']) {
        if (corpora[corpus]!.length === 0) continue;
        it(`shows nothing off the list at any moment, runs nothing and asks for nothing: ${corpus}`, { timeout }, () =>
          findNothing({ kind: 'attacks', corpus }),
        );

        it(`would see them if nothing sanitised them: ${corpus}`, { timeout }, async () => {
          const { attacks, flagged, known, executed } = await run({ kind: 'control', corpus, share: 1 });
          assert.ok(flagged! >= 0.9 * attacks!, `${flagged} of ${attacks} flagged`);
          assert.ok(known! > 0 && executed! >= 0.8 * known!, `${executed} of ${known} ran`);
        });
      }

      it('leaves blocks alone that are closed, but for late definitions', { timeout }, async () => {
        const { wrong, lateChanges } = await run({ kind: 'closed blocks', chunkings: isFull ? 200 : 10 });
        assert.equal(wrong!.join('\n'), '');
        assert.ok(lateChanges! > 0, 'the observer sees nothing');
      });

      it('keeps a selection while 500 tokens more arrive (M16)', { timeout }, () => findNothing({ kind: 'selection' }));

      it('shows whatever is large, deep, broken or endless, and comes to an end', { timeout }, async () => {
        const { wrong, times } = await run({ kind: 'bad input', corpus: 'slow', share: slowShare });
        const slowest = times!.sort((a, b) => b.stepMs - a.stepMs).slice(0, 5);
        console.log(
          slowest
            .map(({ name, wholeMs, stepMs, pieceMs }) => `  ${name}: ${wholeMs} ms, longest step ${stepMs}, in pieces ${pieceMs}`)
            .join('\n'),
        );
        assert.equal(wrong!.join('\n'), '');
        // Far above what is measured: a hang is to be found here, not a slow machine.
        for (const { name, stepMs, pieceMs } of times!) assert.ok(Math.max(stepMs, pieceMs) < 10_000, `${name}: ${stepMs} ms`);
      });
    });
  }
});
