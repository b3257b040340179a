import { isPolar, readContentRoots, readKind } from './read-question.ts';
import { foldText, splitWords } from './word-forms.ts';

/**
 * How far a heading asks what a visitor asks: `verbatim`, `same` in other forms of the words, `wider` when it asks for one more thing as well.
 */
export type Likeness = 'verbatim' | 'same' | 'wider' | undefined;

/** A question, taken apart for comparing it with headings. */
export interface ComparableQuestion {
  words: string;
  roots: ReadonlySet<string>;
  /** The word that asks. */
  asks: string;
  negative: boolean;
}

/** Takes a question or a heading apart. */
export function readComparable(text: string): ComparableQuestion {
  const folded = foldText(text);
  return {
    words: splitWords(folded).join(' '),
    roots: readContentRoots(text),
    asks: readAsking(text, folded),
    negative: /\b(not|cannot|never|no)\b|n't\b/.test(folded),
  };
}

/** Compares a question with a heading. */
export function compareHeading(question: ComparableQuestion, heading: ComparableQuestion): Likeness {
  if (question.words === heading.words && question.words !== '') return 'verbatim';
  if (question.roots.size === 0 || question.negative !== heading.negative) return undefined;
  if (![...question.roots].every((root) => heading.roots.has(root))) return undefined;
  const extra = heading.roots.size - question.roots.size;
  if (question.asks === heading.asks) return extra === 0 ? 'same' : extra === 1 ? 'wider' : undefined;
  // "gift cards" asks whatever the heading asks; a single word might ask anything.
  return question.asks === '' && extra === 0 && question.roots.size > 1 ? 'same' : undefined;
}

function readAsking(text: string, folded: string): string {
  if (/^\W*(please )?(explain|describe|tell me about)\b/.test(folded)) return 'what';
  if (/\bwhat (if|about|happens)\b/.test(folded)) return 'what if';
  if (readKind(text) === 'money' && /\b(how|what|which)\b/.test(folded)) return 'how much';
  const asking = /\b(how (long|many|often|big|heavy)|how|where|when|why|who|which|what)\b/.exec(folded)?.[0];
  return asking === 'which' ? 'what' : (asking ?? (isPolar(text) ? 'yes or no' : ''));
}
