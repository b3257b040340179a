import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine, EngineEvent, EngineRequest } from '../engine.ts';
import { composeClosest, composeNotFound, composeQuote, type ComposedAnswer } from './compose-answer.ts';
import { listDocuments } from './passage-store.ts';
import type { WeighedTerm } from './cover-terms.ts';
import { rankPassages, type RankedPassage } from './rank-passages.ts';
import { asksForKind, readQuestion, readRoots, type AnswerKind } from './read-question.ts';
import { answerSmallTalk } from './small-talk.ts';
import { splitPieces } from './split-pieces.ts';

/** Coverage from which a passage is quoted as the answer, and from which it is at least named. */
const QUOTE_COVERAGE = 0.68;
const CLOSEST_COVERAGE = 0.4;

/** The same for a passage whose heading has none of the question's words: a name in passing is nothing near. */
const UNNAMED_COVERAGE = 0.5;

/** Worth of all words below which a question says too little to be answered: its words are everywhere on the site. */
const MIN_WORTH = 0.8;

/** Share of the best score from which another passage is worth a link of its own. */
const FURTHER_SCORE = 0.8;

/** Pause between two pieces of a watched answer, in milliseconds: this, give or take a quarter. */
export const DEFAULT_PACE_MS = 20;

/**
 * The engine that needs nothing but the site's pages: it finds the passage that answers and quotes it, or says that there is none.
 *
 * @param paceMs - pause between the pieces of a watched answer; 0 for none.
 */
export function createSearchEngine(db: DatabaseSync, paceMs: number = DEFAULT_PACE_MS): Engine {
  return {
    async *answer(request: EngineRequest): AsyncGenerator<EngineEvent> {
      const { markdown, sources } = compose(db, request);
      for (const [index, text] of splitPieces(markdown).entries()) {
        if (request.live && paceMs > 0 && index > 0) {
          await delay(paceMs * (0.75 + Math.random() / 2), undefined, { signal: request.signal });
        }
        request.signal.throwIfAborted();
        yield { type: 'text', text };
      }
      for (const source of sources) yield { type: 'source', ...source };
    },
  };
}

function compose(db: DatabaseSync, { assistant, history, message }: EngineRequest): ComposedAnswer {
  const talk = answerSmallTalk(message, assistant.name);
  if (talk !== null) return { markdown: talk, sources: [] };
  const former = history.findLast(({ role }) => role === 'user')?.content;
  const question = readQuestion(message, former);
  const { passages, terms } = rankPassages(db, assistant.id, message, question);
  const best = passages[0];
  if (best !== undefined && isSure(passages, terms, question.kind)) {
    const further = passages.slice(1).filter(({ coverage, score }) => coverage >= QUOTE_COVERAGE && score >= best.score * FURTHER_SCORE);
    return composeQuote(best, further, terms, question, history.length === 0);
  }
  const closest = passages.filter(({ coverage, isNamed }) => coverage >= (isNamed ? CLOSEST_COVERAGE : UNNAMED_COVERAGE));
  if (closest.length > 0 && question.terms.some(({ root }) => !/^\d+$/.test(root))) return composeClosest(closest);
  return composeNotFound(listDocuments(db, assistant.id));
}

/** Whether the best passage may be quoted as the answer. */
function isSure([best, ...others]: readonly RankedPassage[], terms: readonly WeighedTerm[], kind: AnswerKind): boolean {
  if (best === undefined) return false;
  if (best.likeness === 'verbatim' || best.likeness === 'same') return true;
  // "What does it cost?" names nothing that could have a price.
  const named = terms.filter(({ root }) => !(kind === 'money' && asksForKind(root, kind)));
  if (named.length === 0) return false;
  // A heading that asks for more than the visitor is meant only when it is the only one.
  if (best.likeness === 'wider' && !others.some(({ likeness }) => likeness === 'wider')) return true;
  const hasMatter = named.some(({ light }) => !light) && terms.reduce((sum, { worth }) => sum + worth, 0) >= MIN_WORTH;
  const isGrounded = best.isNamed || (kind !== undefined && best.fits) || best.grounding >= QUOTE_COVERAGE;
  const says = new Set(readRoots(`${best.heading} ${best.body}`));
  return (
    hasMatter &&
    best.fits &&
    isGrounded &&
    Math.min(best.coverage, best.subject) >= QUOTE_COVERAGE &&
    terms.every(({ strict, root }) => !strict || says.has(root))
  );
}
