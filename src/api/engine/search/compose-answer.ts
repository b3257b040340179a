import type { Source } from '../../../protocol/chat-event.ts';
import type { IndexedDocument } from './passage-store.ts';
import { coverageOf, matchIn, share, type WeighedTerm } from './cover-terms.ts';
import type { RankedPassage } from './rank-passages.ts';
import { asksForKind, holdsAnswer, readContentRoots, readRoots, type AnswerKind, type Question } from './read-question.ts';
import { splitSentences } from './split-sentences.ts';
import { isStructure, splitUnits, type Unit } from './split-units.ts';

/** An answer before it is spoken. */
export interface ComposedAnswer {
  markdown: string;
  sources: Source[];
}

/** Characters of markdown after which a quote ends, at a block's border; its first block is never cut. */
const QUOTE_LENGTH = 1100;

/** A sentence with the fact is put in front unless it leans on the one before it or lies far down. */
const MIN_LEAD_SCORE = -0.1;

/** Share of the question beside the heading's matter from which it is worth to change a passage's order. */
const MIN_RESIDUAL = 0.3;

/** Characters below which a sentence is shown with the next one. */
const SHORT_SENTENCE = 25;

const MAX_FURTHER = 2;
const MAX_CLOSEST = 3;

/** Quotes a passage, the sentence that answers first, with a link to its heading and to what else fits. */
export function composeQuote(
  best: RankedPassage,
  further: readonly RankedPassage[],
  terms: readonly WeighedTerm[],
  { kind, polar }: Question,
  introduce: boolean,
): ComposedAnswer {
  const heading = new Set(readRoots(best.heading));
  const named = (term: WeighedTerm): boolean => term.light || matchIn(heading, term) > 0;
  const isAsked = best.likeness === 'verbatim' || best.likeness === 'same' || (terms.every(named) && asksNoMore(best.heading, terms));
  const stated = dropLabels(best.blocks, kind);
  const blocks =
    polar && isAsked && OPENS_WITH_VERDICT.test(stated[0]!)
      ? stated
      : putAnswerFirst(
          dropVerdict(stated),
          terms,
          terms.filter((term) => !named(term) && !asksForKind(term.root, kind)),
          kind,
        );
  const quote: string[] = [];
  let length = 0;
  for (const block of blocks) {
    if (quote.length > 0 && length + block.length > QUOTE_LENGTH) break;
    quote.push(block);
    length += block.length;
  }
  const cut = quote.length < blocks.length;
  const parts = [...quote, `${cut ? 'More of this' : 'Quoted'} from ${nameOf(best)}.`];
  const others = further.slice(0, MAX_FURTHER);
  if (others.length > 0) parts.push(`See also ${others.map(nameOf).join(' and ')}.`);
  if (introduce) parts.push(`*I am a program: I search this site's pages and quote them.*`);
  return { markdown: parts.join('\n\n'), sources: sourcesOf([best, ...others]) };
}

/** Names the nearest passages without claiming that they answer. */
export function composeClosest(passages: readonly RankedPassage[]): ComposedAnswer {
  const closest = passages.slice(0, MAX_CLOSEST);
  const lines = closest.map((passage) => {
    const sentences = splitSentences(passage.blocks.find((block) => !isStructure(block)) ?? '');
    // "Yes." alone says nothing.
    const excerpt = sentences.slice(0, (sentences[0]?.length ?? 0) < SHORT_SENTENCE ? 2 : 1).join(' ');
    return excerpt === '' ? `- ${nameOf(passage)}` : `- ${nameOf(passage)}: ${excerpt}`;
  });
  return {
    markdown: `I did not find a sure answer on this site's pages. The closest that I have:\n\n${lines.join('\n')}`,
    sources: sourcesOf(closest),
  };
}

/** Says that nothing was found, and where people can be asked if the site says so. */
export function composeNotFound(documents: readonly IndexedDocument[]): ComposedAnswer {
  const contact = documents.find(({ title, path, url }) => url !== '' && (/\bcontact\b/i.test(title) || /(^|\/)contact/i.test(path)));
  const ask = contact === undefined ? '' : ` The people behind it can be reached here: ${link(contact.title, contact.url)}.`;
  return {
    markdown: `I could not find that on this site's pages, and I only say what is written there.${ask}`,
    sources: [],
  };
}

/** Leaves out a price tag or number that stands alone before the text, unless a price was asked for. */
function dropLabels(blocks: readonly string[], kind: AnswerKind): readonly string[] {
  const isLabel = (block: string): boolean => !/\p{L}{2}/u.test(block);
  return blocks.length > 1 && kind !== 'money' && isLabel(blocks[0]!) ? blocks.slice(1) : blocks;
}

/** Whether a heading names at most one thing that was not asked. */
function asksNoMore(heading: string, terms: readonly WeighedTerm[]): boolean {
  const extra = [...readContentRoots(heading)].filter((root) => terms.every((term) => matchIn(new Set([root]), term) === 0));
  return extra.length <= 1;
}

/** A yes or no that opens a passage is the answer to its heading, and to nothing else. */
const OPENS_WITH_VERDICT = /^(?:yes|no)\b/i;

/** Leaves out the yes or no to a heading that was not asked. */
function dropVerdict(blocks: readonly string[]): readonly string[] {
  const [first = '', ...rest] = blocks;
  const text = first.replace(/^(?:yes|no)[.,:;!]\s+(?=\S)/i, '');
  return text === first ? blocks : [text.charAt(0).toUpperCase() + text.slice(1), ...rest];
}

/**
 * Puts in front what answers, when the passage begins with something else: a sentence by itself, a list or table whole.
 *
 * @param residual - what was asked beside the heading's own matter.
 */
function putAnswerFirst(
  blocks: readonly string[],
  terms: readonly WeighedTerm[],
  residual: readonly WeighedTerm[],
  kind: AnswerKind,
): readonly string[] {
  const units = splitUnits(blocks);
  const opening = units[0];
  if (opening === undefined) return blocks;
  const scored = units.map((unit, index) => ({ unit, score: scoreUnit(unit, terms, residual, kind) - 0.02 * index }));
  const lead = scored.reduce((best, next) => (next.score > best.score + 0.001 ? next : best));
  if (lead.unit.block === 0 && !opening.isSentence) return blocks;
  if (lead.unit === opening || lead.score < MIN_LEAD_SCORE) return blocks;
  if (isSettled(opening, residual, kind)) return blocks;
  if (kind === undefined && !isWorthMoving(lead.unit, opening, terms, residual)) return blocks;
  if (!lead.unit.isSentence) return [blocks[lead.unit.block]!, ...blocks.filter((_, index) => index !== lead.unit.block)];
  const rest = blocks.map((block, index) =>
    index === lead.unit.block
      ? splitSentences(block)
          .filter((sentence) => sentence !== lead.unit.text)
          .join(' ')
      : block,
  );
  return [lead.unit.text, ...rest.filter((block) => block !== '')];
}

/** Whether a passage's opening says already what was asked. */
function isSettled(opening: Unit, residual: readonly WeighedTerm[], kind: AnswerKind): boolean {
  const roots = new Set(readRoots(opening.plain));
  return (kind === undefined || holdsAnswer(opening.text, kind)) && residual.every((term) => matchIn(roots, term) > 0);
}

/** Whether a place says something of weight that was asked and that the opening does not say. */
function isWorthMoving(lead: Unit, opening: Unit, terms: readonly WeighedTerm[], residual: readonly WeighedTerm[]): boolean {
  const asked = share(terms, (term) => (residual.includes(term) ? 1 : 0));
  return (
    asked >= MIN_RESIDUAL && coverageOf(new Set(readRoots(lead.plain)), residual) > coverageOf(new Set(readRoots(opening.plain)), residual)
  );
}

/** How well a unit stands in front: one that leans on the sentence before makes no sense there, one without the fact no difference. */
function scoreUnit(unit: Unit, terms: readonly WeighedTerm[], residual: readonly WeighedTerm[], kind: AnswerKind): number {
  const leans =
    unit.isSentence &&
    (/\?\W*$/.test(unit.plain) ||
      /^\W*(see|more|it|they|this|that|these|those|he|she|we|both|each|however|but|and|or|otherwise|then|also|there(?! (is|are|was|were)\b)|in that case|if so|after that|the same)\b/i.test(
        unit.text,
      ));
  const roots = new Set(readRoots(unit.plain));
  // Of two rows the one that is about the matter, not one that mentions it.
  const label = coverageOf(new Set(readRoots(unit.label)), residual);
  const matter = coverageOf(roots, residual);
  // Without the fact it belongs in front only for the matter itself: "Switzerland: collection only" where a price was asked for.
  const lacksFact = kind !== undefined && !holdsAnswer(unit.text, kind);
  if (lacksFact && matter === 0) return -Infinity;
  return coverageOf(roots, terms) + matter + 0.2 * label - (lacksFact ? 1 : 0) - (leans ? 1 : 0);
}

function nameOf(passage: RankedPassage): string {
  return link(labelOf(passage), addressOf(passage));
}

function labelOf({ title, heading }: RankedPassage): string {
  return heading === '' || heading === title ? title : `${title}: ${heading}`;
}

function addressOf({ url, anchor }: RankedPassage): string {
  return url === '' || anchor === '' ? url : `${url}#${encodeURIComponent(anchor)}`;
}

/** A page without an address, such as those that come with the program, is named and not linked. */
function link(label: string, url: string): string {
  const text = label.replace(/[\\`*_[\]<>]/g, '\\$&');
  return url === '' ? `“${text}”` : `[${text}](${url})`;
}

function sourcesOf(passages: readonly RankedPassage[]): Source[] {
  const sources = new Map<string, Source>();
  for (const passage of passages) {
    const url = addressOf(passage);
    if (url !== '' && !sources.has(url)) sources.set(url, { title: labelOf(passage), url });
  }
  return [...sources.values()];
}
