import type { DatabaseSync } from 'node:sqlite';
import { countMatches, countPassages, searchPassages, type FoundPassage } from './passage-store.ts';
import { holdsAnswer, readStems, type Question } from './read-question.ts';
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

/** A passage that uses another word for the same thing fits a little less. */
const SYNONYM_SHARE = 0.75;

/** Where a word is found decides how much it says about the passage. */
const FIELD_SHARE = { heading: 1, title: 0.95, body: 0.85 } as const;

/** How heading, kind of fact and SQLite's own rank move a passage against others of like coverage. */
const BONUS = { heading: 0.35, kind: 0.12, relevance: 0.1 } as const;

/** Ranks an assistant's passages for a question. */
export function rankPassages(
  db: DatabaseSync,
  assistantId: string,
  question: Question,
): { passages: RankedPassage[]; terms: WeighedTerm[] } {
  const total = countPassages(db, assistantId);
  const terms = question.terms.map(({ words, weight }) => {
    const matches = countMatches(db, assistantId, words.slice(0, 1)) || countMatches(db, assistantId, words);
    return { stems: words.map(stem), worth: weight * Math.log(1 + (total - matches + 0.5) / (matches + 0.5)) };
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
  const body = new Set(readStems(passage.body));
  const coverage = share(terms, (term) =>
    Math.max(
      matchIn(heading, term) * FIELD_SHARE.heading,
      matchIn(title, term) * FIELD_SHARE.title,
      matchIn(body, term) * FIELD_SHARE.body,
    ),
  );
  // A heading that is the question counts more than a long one that merely contains its words.
  const asked = new Set(terms.flatMap(({ stems }) => stems.slice(0, 1)));
  const shared = [...heading].filter((word) => asked.has(word)).length;
  const closeness = heading.size === 0 ? 0 : 0.5 * coverageOf(heading, terms) + 0.5 * (shared / Math.max(1, Math.min(heading.size, 4)));
  const score =
    coverage +
    BONUS.heading * Math.min(1, closeness) +
    BONUS.kind * (holdsAnswer(passage.body, question.kind) ? 1 : 0) +
    BONUS.relevance * (passage.relevance / bestRelevance);
  return { ...passage, coverage, score };
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
