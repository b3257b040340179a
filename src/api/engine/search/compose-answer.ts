import type { Source } from '../../../protocol/chat-event.ts';
import type { IndexedDocument } from './passage-store.ts';
import { coverageOf, type RankedPassage, type WeighedTerm } from './rank-passages.ts';
import { holdsAnswer, readStems, type AnswerKind } from './read-question.ts';
import { splitSentences } from './split-sentences.ts';

/** An answer before it is spoken. */
export interface ComposedAnswer {
  markdown: string;
  sources: Source[];
}

/** Characters of markdown after which a quote ends, at a block's border; its first block is never cut. */
const QUOTE_LENGTH = 1100;

/** A sentence with the fact is put in front unless it leans on the one before it or lies far down. */
const MIN_LEAD_SCORE = -0.1;

/** Characters below which a sentence is shown with the next one. */
const SHORT_SENTENCE = 25;

const MAX_FURTHER = 2;
const MAX_CLOSEST = 3;

/** Quotes a passage, the sentence that answers first, with a link to its heading and to what else fits. */
export function composeQuote(
  best: RankedPassage,
  further: readonly RankedPassage[],
  terms: readonly WeighedTerm[],
  kind: AnswerKind,
  introduce: boolean,
): ComposedAnswer {
  const blocks = putAnswerFirst(dropLabels(best.blocks, kind), terms, kind);
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

/**
 * Puts the sentence that holds the fact in front, when the passage begins with something else. A passage that begins with yes, no, a
 * list or a table answers as it stands.
 */
function putAnswerFirst(blocks: readonly string[], terms: readonly WeighedTerm[], kind: AnswerKind): readonly string[] {
  if (isStructure(blocks[0]!) || /^\W*(yes|no)\b/i.test(blocks[0]!)) return blocks;
  let lead = { score: -Infinity, block: 0, sentence: '' };
  let opening: string | undefined;
  for (const [index, block] of blocks.entries()) {
    if (isStructure(block)) continue;
    for (const [position, sentence] of splitSentences(block).entries()) {
      opening ??= sentence;
      const score = scoreSentence(sentence, terms) - 0.02 * (index + position);
      if (score > lead.score && holdsAnswer(sentence, kind)) lead = { score, block: index, sentence };
    }
  }
  if (opening === undefined || holdsAnswer(opening, kind) || lead.score < MIN_LEAD_SCORE) return blocks;
  const rest = blocks.map((block, index) =>
    index === lead.block
      ? splitSentences(block)
          .filter((sentence) => sentence !== lead.sentence)
          .join(' ')
      : block,
  );
  return [lead.sentence, ...rest.filter((block) => block !== '')];
}

/** Whether a block is a list, table, quote or code, which stay whole. */
function isStructure(block: string): boolean {
  return /^([-|>`]|\d+\. )/.test(block);
}

/** How well a sentence of a fitting passage stands alone: one that leans on the sentence before makes no sense in front. */
function scoreSentence(sentence: string, terms: readonly WeighedTerm[]): number {
  const leans =
    /^\W*(it|they|this|that|these|those|he|she|we|both|each|however|but|and|or|otherwise|then|also|there|in that case|if so|after that|the same)\b/i.test(
      sentence,
    );
  return coverageOf(new Set(readStems(sentence)), terms) - (leans ? 1 : 0);
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
