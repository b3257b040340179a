import { matchIn, share, type WeighedTerm } from './cover-terms.ts';
import type { FoundPassage } from './passage-store.ts';
import { asksForKind, readContentRoots, readRoots, type Question } from './read-question.ts';
import { splitUnits, type Unit } from './split-units.ts';

/** How much of a question a passage holds. */
export interface PassageCoverage {
  /** Share of the question's meaning in heading, page and the best place of the text, 0 to 1: rare words count more than common ones. */
  coverage: number;
  /** The same without the words that ask for a price, such as "cost". */
  subject: number;
  /** The same without what only means nearly the same in the text, or stands elsewhere in it than the rest. */
  grounding: number;
}

/**
 * Where a word is found decides how much it says about the passage: in the heading, in the text where the heading names its kind, in the
 * page's address and title or in its title alone, at the head of a row or item, in the place that holds most of the question, elsewhere in
 * the passage, or only once in passing.
 */
const FIELD_SHARE = { heading: 1, named: 0.9, subject: 0.9, title: 0.75, label: 0.95, place: 0.85, elsewhere: 0.5, passing: 0.55 } as const;

/** A sentence of at most this many words that mean something says nothing in passing. */
const MAX_PLAIN_SENTENCE = 3;

/**
 * Measures how much of a question a passage holds close together: a sentence, an item or a row, with the heading and the page above it.
 *
 * @param headings - roots of all headings of the page that were found, this passage's among them.
 * @param holds - whether the passage holds the kind of fact that was asked for.
 */
export function coverPassage(
  passage: FoundPassage,
  headings: ReadonlyMap<string, ReadonlySet<string>>,
  terms: readonly WeighedTerm[],
  { kind }: Question,
  holds: boolean,
): PassageCoverage {
  const path = new Set(readRoots(passage.path.replace(/\.\w+$/, '')));
  // What another section of the page has in its heading is that section's matter, though the page's title names it as well.
  const others = [...headings].filter(([text]) => text !== passage.heading && text !== passage.title).map(([, roots]) => roots);
  const own = new Set(readRoots(passage.title).filter((root) => path.has(root) || !others.some((roots) => roots.has(root))));
  const heading = passage.heading === passage.title ? own : headings.get(passage.heading)!;
  const bodyRoots = readRoots(passage.body);
  const body = new Set(bodyRoots);
  const above = new Map(
    terms.map((term) => [
      term,
      Math.max(
        matchIn(heading, term) * FIELD_SHARE.heading,
        matchIn(own, term) * (matchIn(path, term) > 0 ? FIELD_SHARE.subject : FIELD_SHARE.title),
        // "Which countries …?" over a list that names the country is about that country.
        body.has(term.root) && matchIn(heading, term) > 0 ? FIELD_SHARE.named : 0,
        holds && asksForKind(term.root, kind) ? FIELD_SHARE.place : 0,
      ),
    ]),
  );
  const inBody = terms.filter((term) => matchIn(body, term) > 0);
  const isRepeated = inBody.length > 1 || bodyRoots.filter((root) => inBody.some((term) => matchIn(new Set([root]), term) > 0)).length > 1;
  const matter = kind === 'money' ? terms.filter(({ root }) => !asksForKind(root, kind)) : terms;
  const measure = (unit: Unit | undefined): PassageCoverage => {
    const place = new Set(unit === undefined ? [] : readRoots(unit.plain));
    const label = new Set(unit === undefined ? [] : readRoots(unit.label));
    const isPlain = unit !== undefined && readContentRoots(unit.plain).size <= MAX_PLAIN_SENTENCE;
    const inPlace = isRepeated || isPlain ? FIELD_SHARE.place : FIELD_SHARE.passing;
    const sure = (term: WeighedTerm): number => Math.max(above.get(term)!, label.has(term.root) ? FIELD_SHARE.label : 0);
    const near = (term: WeighedTerm): number =>
      Math.max(
        sure(term),
        matchIn(label, term) * FIELD_SHARE.label,
        matchIn(place, term) * inPlace,
        matchIn(body, term) * Math.min(inPlace, FIELD_SHARE.elsewhere),
      );
    return {
      coverage: share(terms, near),
      subject: matter.length === 0 ? 1 : share(matter, near),
      grounding: share(terms, (term) => (place.has(term.root) ? 1 : sure(term))),
    };
  };
  const measured = [undefined, ...splitUnits(passage.blocks)].map(measure);
  return {
    coverage: Math.max(...measured.map(({ coverage }) => coverage)),
    subject: Math.max(...measured.map(({ subject }) => subject)),
    grounding: Math.max(...measured.map(({ grounding }) => grounding)),
  };
}
