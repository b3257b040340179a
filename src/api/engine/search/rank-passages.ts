import type { DatabaseSync } from 'node:sqlite';
import { countMatches, countPassages, searchPassages, type FoundPassage } from './passage-store.ts';
import { asksForKind, holdsAnswer, isContentStem, promisesAnswer, readStems, type Question } from './read-question.ts';
import { stem } from './stem.ts';

/** A passage with how well it fits the question. */
export interface RankedPassage extends FoundPassage {
  /** Share of the question's meaning that occurs in the passage, 0 to 1: rare words count more than common ones. */
  coverage: number;
  /** Order among the passages; more is better. */
  score: number;
}

/** What the ranking knows of each word, for picking a sentence later. */
export interface WeighedTerm {
  /** The word itself first, then what means nearly the same. */
  stems: readonly string[];
  /** Rarity on this site times weight in the question. */
  worth: number;
}

const CANDIDATES = 40;

/** A word such as "policy" means little however rare it is on this site. */
const MAX_LIGHT_RARITY = 1.5;

/** A passage that uses another word for the same thing fits a little less. */
const SYNONYM_SHARE = 0.75;

/** Where a word is found decides how much it says about the passage. */
const FIELD_SHARE = { heading: 1, title: 0.95, body: 0.85, passing: 0.55 } as const;

/** How heading, kind of fact, statement, promise and SQLite's own rank move a passage against others of like coverage. */
const BONUS = { heading: 0.35, kind: 0.12, statement: 0.1, promise: 0.2, relevance: 0.1 } as const;

/** Characters below which a block that holds the fact is the statement of it, such as a price tag. */
const STATEMENT_LENGTH = 40;

/** Ranks an assistant's passages for a question. */
export function rankPassages(
  db: DatabaseSync,
  assistantId: string,
  question: Question,
): { passages: RankedPassage[]; terms: WeighedTerm[] } {
  const total = countPassages(db, assistantId);
  const terms = question.terms.map(({ words, light, weight }) => {
    const matches = countMatches(db, assistantId, words.slice(0, 1)) || countMatches(db, assistantId, words);
    // A word that is nowhere on the site counts like one that is there once: often it is only another word for what is there.
    const seen = Math.max(1, matches);
    const rarity = Math.log(1 + Math.max(0.5, total - seen + 0.5) / (seen + 0.5));
    return { stems: words.map(stem), worth: weight * (light ? Math.min(rarity, MAX_LIGHT_RARITY) : rarity) };
  });
  const candidates = searchPassages(db, assistantId, [...new Set(question.terms.flatMap(({ words }) => words))], CANDIDATES);
  const best = Math.max(...candidates.map(({ relevance }) => relevance), Number.MIN_VALUE);
  const passages = candidates.map((passage) => rank(passage, terms, question, best));
  return { passages: passages.sort((a, b) => b.score - a.score), terms };
}

/** Share of the question's worth that a set of stems covers, 0 to 1. */
export function coverageOf(stems: ReadonlySet<string>, terms: readonly WeighedTerm[]): number {
  return share(terms, (term) => matchIn(stems, term));
}

function rank(passage: FoundPassage, terms: readonly WeighedTerm[], question: Question, bestRelevance: number): RankedPassage {
  const heading = new Set(readStems(passage.heading));
  const title = new Set(readStems(passage.title));
  const bodyStems = readStems(passage.body);
  const body = new Set(bodyStems);
  const holds = holdsAnswer(passage.body, question.kind);
  // A single word that the text drops once in passing does not make it the answer.
  const inBody = terms.filter((term) => matchIn(body, term) > 0);
  const passing = inBody.length === 1 && bodyStems.filter((word) => inBody[0]!.stems.includes(word)).length < 2;
  const coverage = share(terms, (term) =>
    Math.max(
      matchIn(heading, term) * FIELD_SHARE.heading,
      matchIn(title, term) * FIELD_SHARE.title,
      matchIn(body, term) * (passing ? FIELD_SHARE.passing : FIELD_SHARE.body),
      holds && asksForKind(term.stems[0]!, question.kind) ? FIELD_SHARE.body : 0,
    ),
  );
  const states = holds && passage.blocks.some((block) => block.length < STATEMENT_LENGTH && holdsAnswer(block, question.kind));
  const score =
    coverage +
    BONUS.heading * closenessOf(passage, heading, terms) +
    BONUS.kind * (holds ? 1 : 0) +
    BONUS.statement * (states ? 1 : 0) +
    BONUS.promise * (promisesAnswer(heading, question.kind) ? 1 : 0) +
    BONUS.relevance * (passage.relevance / bestRelevance);
  return { ...passage, coverage, score };
}

/** How near a heading is to the question, 0 to 1: one that is the question counts more than a long one that merely contains its words. */
function closenessOf(passage: FoundPassage, heading: ReadonlySet<string>, terms: readonly WeighedTerm[]): number {
  const asked = new Set(terms.flatMap(({ stems }) => stems.slice(0, 1)));
  const named = [...heading].filter(isContentStem);
  const precision = named.length === 0 ? 0 : named.filter((word) => asked.has(word)).length / Math.min(named.length, 4);
  const closeness = Math.min(1, (coverageOf(heading, terms) + precision) / 2);
  // The page's own heading opens an introduction, where little is explained yet.
  return passage.heading === passage.title ? closeness / 2 : closeness;
}

function share(terms: readonly WeighedTerm[], match: (term: WeighedTerm) => number): number {
  let found = 0;
  let all = 0;
  for (const term of terms) {
    all += term.worth;
    found += term.worth * match(term);
  }
  return all === 0 ? 0 : found / all;
}

function matchIn(stems: ReadonlySet<string>, term: WeighedTerm): number {
  if (stems.has(term.stems[0]!)) return 1;
  return term.stems.some((word) => stems.has(word)) ? SYNONYM_SHARE : 0;
}
