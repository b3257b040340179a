import type { DatabaseSync } from 'node:sqlite';
import { compareHeading, readComparable, type Likeness } from './compare-heading.ts';
import { coverPassage, type PassageCoverage } from './cover-passage.ts';
import { coverageOf, matchIn, type WeighedTerm } from './cover-terms.ts';
import { countMatches, countPassages, searchHeadings, searchPassages, type FoundPassage } from './passage-store.ts';
import { holdsAnswer, isContentStem, promisesAnswer, readRoots, type Question } from './read-question.ts';
import { rootOf } from './word-forms.ts';

/** A passage with how well it fits the question. */
export interface RankedPassage extends FoundPassage, PassageCoverage {
  /** Whether its heading asks what the visitor asks. */
  likeness: Likeness;
  /** Whether its heading has one of the question's own words that mean something. */
  isNamed: boolean;
  /** Whether it holds the kind of fact that was asked for, or says that it does. */
  fits: boolean;
  /** Order among the passages; more is better. */
  score: number;
}

const CANDIDATES = 60;

/** A word such as "policy" means little however rare it is on this site. */
const MAX_LIGHT_RARITY = 1.5;

/** How much coverage weighs against the rest. */
const COVERAGE_WEIGHT = 1.5;

/** How heading, asking word, kind of fact, statement, promise and SQLite's own rank move a passage, and introductions and contraries. */
const BONUS = {
  verbatim: 1.5,
  same: 1,
  wider: 0.1,
  asking: 0.06,
  heading: 0.35,
  kind: 0.12,
  statement: 0.1,
  promise: 0.2,
  relevance: 0.1,
  introduction: -0.3,
  misfit: -0.3,
  opposite: -0.15,
} as const;

/** Characters below which a block that holds the fact is the statement of it, such as a price tag. */
const STATEMENT_LENGTH = 40;

/** Longest text that is looked for among the headings as it stands, in characters. */
const MAX_HEADING_LENGTH = 200;

/** Headings under which a place is told. */
const PLACE_WORDS = ['where', 'address', 'directions', 'location', 'find'];

/** Ranks an assistant's passages for a question. */
export function rankPassages(
  db: DatabaseSync,
  assistantId: string,
  text: string,
  question: Question,
): { passages: RankedPassage[]; terms: WeighedTerm[] } {
  const total = countPassages(db, assistantId);
  const terms = question.terms.map(({ words, synonyms, root, light, strict, weight }) => {
    const matches = countMatches(db, assistantId, words) || countMatches(db, assistantId, [...words, ...synonyms]);
    // A word that is nowhere on the site counts like one that is there once: often it is only another word for what is there.
    const seen = Math.max(1, matches);
    const rarity = Math.log(1 + Math.max(0.5, total - seen + 0.5) / (seen + 0.5));
    const worth = weight * (light ? Math.min(rarity, MAX_LIGHT_RARITY) : rarity);
    return { root, synonyms: synonyms.map(rootOf).filter((other) => other !== root), light, strict, worth };
  });
  const found = findCandidates(db, assistantId, text, question);
  const headings = readHeadings(found);
  const best = Math.max(...found.map(({ relevance }) => relevance), Number.MIN_VALUE);
  const asked = readComparable(text);
  const passages = found.map((passage) => {
    const heading = readComparable(passage.heading);
    const asks = {
      likeness: compareHeading(asked, heading),
      alike: asked.asks === heading.asks,
      opposite: asked.negative !== heading.negative,
    };
    return rank(passage, headings.get(passage.documentId)!, terms, question, asks, best);
  });
  return { passages: passages.sort((a, b) => b.score - a.score), terms };
}

function findCandidates(db: DatabaseSync, assistantId: string, text: string, { terms, kind }: Question): FoundPassage[] {
  const words = terms.flatMap((term) => [...term.words, ...term.synonyms]);
  const found = [
    ...searchPassages(db, assistantId, [...new Set(words)], CANDIDATES),
    ...(text.length <= MAX_HEADING_LENGTH ? searchHeadings(db, assistantId, [text], CANDIDATES) : []),
    // Where a shop is stands under "Where are you?", and the word "shop" need not be there.
    ...(kind === 'place' ? searchHeadings(db, assistantId, PLACE_WORDS, CANDIDATES) : []),
  ];
  const ids = new Set<number>();
  return found.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** The headings' words of each page that was found. */
function readHeadings(passages: readonly FoundPassage[]): Map<number, Map<string, ReadonlySet<string>>> {
  const pages = new Map<number, Map<string, ReadonlySet<string>>>();
  for (const { documentId, heading } of passages) {
    const page = pages.get(documentId) ?? new Map<string, ReadonlySet<string>>();
    page.set(heading, new Set(readRoots(heading)));
    pages.set(documentId, page);
  }
  return pages;
}

function rank(
  passage: FoundPassage,
  headings: ReadonlyMap<string, ReadonlySet<string>>,
  terms: readonly WeighedTerm[],
  question: Question,
  { likeness, alike, opposite }: { likeness: Likeness; alike: boolean; opposite: boolean },
  bestRelevance: number,
): RankedPassage {
  const heading = headings.get(passage.heading)!;
  const holds = holdsAnswer(passage.body, question.kind);
  const states = holds && passage.blocks.some((block) => isStatement(block) && holdsAnswer(block, question.kind));
  const measured = coverPassage(passage, headings, terms, question, holds);
  const promises = promisesAnswer(heading, question.kind);
  // Where the question has the word itself, the heading was counted for it.
  const isCounted = terms.some(({ root }) => promisesAnswer(new Set([root]), question.kind));
  const isNamed = terms.some(({ root, light }) => !light && heading.has(root));
  // "Where" or "who" in a heading is about what it names; "how long" may well be about the page's matter.
  const isOwn = terms.some(({ root }) => heading.has(root)) || (question.kind !== 'place' && question.kind !== 'person');
  const fits = question.kind === undefined || holds || (promises && isOwn);
  const score =
    COVERAGE_WEIGHT * measured.coverage +
    (likeness === undefined ? 0 : BONUS[likeness]) +
    BONUS.heading * closenessOf(passage, heading, terms, states) +
    BONUS.asking * (alike ? 1 : 0) +
    BONUS.introduction * (passage.heading === passage.title && !states ? 1 : 0) +
    BONUS.misfit * (fits ? 0 : 1) +
    BONUS.opposite * (opposite ? 1 : 0) +
    BONUS.kind * (holds ? 1 : 0) +
    BONUS.statement * (states ? 1 : 0) +
    BONUS.promise * (promises && !isCounted ? 1 : 0) +
    BONUS.relevance * (passage.relevance / bestRelevance);
  return { ...passage, ...measured, likeness, isNamed, fits, score };
}

/** Whether a block says nothing but facts: a price tag, a table. */
function isStatement(block: string): boolean {
  return block.length < STATEMENT_LENGTH || block.startsWith('|');
}

/** How near a heading is to the question, 0 to 1: one that is the question counts more than a long one that merely contains its words. */
function closenessOf(passage: FoundPassage, heading: ReadonlySet<string>, terms: readonly WeighedTerm[], states: boolean): number {
  const named = [...heading].filter(isContentStem);
  const asked = (root: string): number => Math.max(0, ...terms.map((term) => matchIn(new Set([root]), term)));
  const precision = named.length === 0 ? 0 : named.reduce((sum, root) => sum + asked(root), 0) / Math.min(named.length, 4);
  const closeness = Math.min(1, (coverageOf(heading, terms) + precision) / 2);
  // The page's own heading opens an introduction, where little is explained yet; a price tag there is the price all the same.
  return passage.heading === passage.title && !states ? closeness / 2 : closeness;
}
