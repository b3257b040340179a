import { stem } from './stem.ts';
import { synonymsOf } from './synonyms.ts';

/** A word of the question that carries meaning. */
export interface Term {
  /** The word itself first, then words that mean nearly the same; whole words, for the index stems them itself. */
  words: readonly string[];
  /** Whether it is a word that nearly every question may contain. */
  light: boolean;
  /** How much it counts, 0 to 1: words such as "sell" or "tell" say little, words of the question before count less. */
  weight: number;
}

/** What kind of fact the question asks for; a sentence that holds such a fact answers better. */
export type AnswerKind = 'duration' | 'money' | 'number' | 'contact' | 'place' | undefined;

/** A question as the search sees it. */
export interface Question {
  terms: Term[];
  kind: AnswerKind;
}

/** Words by which a heading promises a kind of fact. */
const PROMISES: Readonly<Record<NonNullable<AnswerKind>, ReadonlySet<string>>> = {
  money: stemSet('cost price fee charge'),
  duration: stemSet('long when time hours open soon fast until deadline'),
  number: stemSet('weight weigh measure measurements size data specification'),
  contact: stemSet('contact reach phone email call'),
  place: stemSet('where address directions location find'),
};

const STOP_WORDS = new Set(
  (
    'a an the and or but if then so as of in on at to from by for with without about into over under up down out off than too very just also only ' +
    'i me my mine you your yours we us our ours he him his she her it its they them their theirs this that these those there here ' +
    'am is are was were be been being do does did doing have has had having will would shall should can could may might must ' +
    'what which who whom whose when where why how whats whos wheres whens hows not no yes any some all each every other another more most much many few less least own same such ' +
    'something anything everything nothing someone anyone thing things stuff please hi hello hey thanks thank ok okay ' +
    's t d ll re ve m don doesn didn isn aren wasn won wouldn couldn shouldn can cannot ' +
    'long often fast quickly soon far possible able want need like know tell explain say let get got give going go'
  ).split(' '),
);

/** Words that nearly every question may contain: alone they decide nothing. */
const LIGHT_WORDS = stemSet(
  'policy rule condition detail info information question page site website general please sell offer have make use find take help work happen look come keep put still ever actually really after before long buy order purchase choose pick recommend bought elsewhere lost back physical mean human person agent support team staff real',
);

const STOP_STEMS = new Set([...STOP_WORDS].map(stem));

const LIGHT_WEIGHT = 0.35;
const FORMER_WEIGHT = 0.6;

/** Questions with at most this many words of their own may lean on the question before. */
const MAX_FOLLOW_UP_TERMS = 2;

/** A word: letters and digits of any script; apostrophes split. */
const WORD = /[\p{L}\p{N}]+/gu;

/** Words that many headings share and that name no matter of their own. */
export function isContentStem(word: string): boolean {
  return !STOP_STEMS.has(word);
}

/** Whether a word of the question asks for its kind of fact, so that the fact itself stands for the word. */
export function asksForKind(word: string, kind: AnswerKind): boolean {
  return kind !== undefined && PROMISES[kind].has(word);
}

/** Whether a heading says that a kind of fact follows. */
export function promisesAnswer(heading: ReadonlySet<string>, kind: AnswerKind): boolean {
  return kind !== undefined && [...PROMISES[kind]].some((word) => heading.has(word));
}

/** The stems of a text's words, stop words included. */
export function readStems(text: string): string[] {
  return [...fold(text).matchAll(WORD)].map(([word]) => stem(word));
}

/**
 * Reads a question.
 *
 * @param former - the visitor's question before this one: a short "and for shoes?" is about the same matter.
 */
export function readQuestion(text: string, former?: string): Question {
  const terms = readTerms(text);
  let kind = readKind(text);
  if (former !== undefined && terms.length <= MAX_FOLLOW_UP_TERMS && isFollowUp(text, terms.length)) {
    const known = new Set(terms.map(({ words }) => stem(words[0]!)));
    for (const term of readTerms(former)) {
      if (!known.has(stem(term.words[0]!))) terms.push({ ...term, weight: term.weight * FORMER_WEIGHT });
    }
    kind ??= readKind(former);
  }
  return { terms, kind };
}

/** Whether a text holds a fact of a kind. */
export function holdsAnswer(text: string, kind: AnswerKind): boolean {
  switch (kind) {
    case 'duration':
      return /\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|thirty|a|an)[\s-]+(\w+\s)?(minute|hour|day|week|month|year)s?\b|\b\d{1,2}([:.]\d\d)?\s?(am|pm)\b|\b\d{1,2}:\d\d\b|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b/i.test(
        text,
      );
    case 'money':
      return /[€$£¥]\s?\d|\d\s?(€|eur|usd|gbp|euros?|dollars?|pounds?)\b|\bfree\b|\d\s?%/i.test(text);
    case 'number':
      return /\d/.test(text);
    case 'contact':
      return /\S@\S+\.\S|\+?\d[\d\s()/-]{6,}\d|\bmailto:|\btel:/.test(text);
    case 'place':
      return /\b\d{5}\b|\b(street|road|avenue|lane|square|floor|yard)\b/i.test(text);
    case undefined:
      return false;
  }
}

function readTerms(text: string): Term[] {
  const terms = new Map<string, Term>();
  for (const [word] of fold(text).matchAll(WORD)) {
    if (STOP_WORDS.has(word) || (word.length < 2 && !/\p{N}|[^\p{ASCII}]/u.test(word))) continue;
    const own = stem(word);
    const light = LIGHT_WORDS.has(own) || /^\d+$/.test(word);
    terms.set(own, { words: [word, ...synonymsOf(own)], light, weight: light ? LIGHT_WEIGHT : 1 });
  }
  return [...terms.values()];
}

function readKind(text: string): AnswerKind {
  const question = fold(text);
  if (/\bweigh/.test(question)) return 'number';
  if (/\bhow (much|expensive)\b|\b(price|cost|fee|charge)s?\b/.test(question)) return 'money';
  if (
    /\bhow (long|soon|fast|quickly|many (days|weeks|months|years))\b|\bwhen\b|\bby when\b|\bhours\b|\bopen\b|\buntil\b|\bdeadline\b/.test(
      question,
    )
  )
    return 'duration';
  if (/\b(phone|telephone|email|call|contact|reach)\b/.test(question)) return 'contact';
  if (/\bwhere (are|is|can i (find|visit))\b|\baddress\b|\blocated\b/.test(question)) return 'place';
  if (/\bhow (many|big|heavy|tall|wide|old|far|high)\b/.test(question)) return 'number';
  return undefined;
}

function isFollowUp(text: string, ownTerms: number): boolean {
  if (ownTerms === 0 || /^\s*(and|or|but|also|what about|how about|what if|same|then)\b/i.test(text)) return true;
  return ownTerms === 1 && /\b(it|that|this|they|them|those|these|one|ones)\b/i.test(text);
}

function stemSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stem));
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/\be-mail\b/g, 'email')
    .replace(/\bemail address(es)?\b/g, 'email')
    .replace(/\b(?:send|sending|bring|bringing|give|giving|take|taking)((?: \w+){0,3}) back\b/g, 'return$1');
}
