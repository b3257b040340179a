/** A word of the question with what it is worth on this site. */
export interface WeighedTerm {
  root: string;
  /** Roots of what means nearly the same. */
  synonyms: readonly string[];
  /** Whether nearly every question may contain it. */
  light: boolean;
  /** Whether no other word can stand for it in a sure answer. */
  strict: boolean;
  /** Rarity on this site times weight in the question. */
  worth: number;
}

/** A passage that uses another word for the same thing fits a little less. */
const SYNONYM_SHARE = 0.8;

/** How well a set of roots holds a term, 0 to 1. */
export function matchIn(roots: ReadonlySet<string>, term: WeighedTerm): number {
  if (roots.has(term.root)) return 1;
  return term.synonyms.some((root) => roots.has(root)) ? SYNONYM_SHARE : 0;
}

/** Share of the terms' worth that a set of roots covers, 0 to 1. */
export function coverageOf(roots: ReadonlySet<string>, terms: readonly WeighedTerm[]): number {
  return share(terms, (term) => matchIn(roots, term));
}

/** Mean of a value from 0 to 1 over the terms, by their worth; 0 when they are worth nothing. */
export function share(terms: readonly WeighedTerm[], valueOf: (term: WeighedTerm) => number): number {
  let found = 0;
  let all = 0;
  for (const term of terms) {
    all += term.worth;
    found += term.worth * valueOf(term);
  }
  return all === 0 ? 0 : found / all;
}
