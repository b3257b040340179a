import { stem } from './stem.ts';
import { synonymsOf } from './synonyms.ts';
import { foldText, formsOf, rootOf, splitWords } from './word-forms.ts';

/** A word of the question that carries meaning. */
export interface Term {
  /** The word in all its forms, for the index, which stems words itself. */
  words: readonly string[];
  /** Words that mean nearly the same, likewise. */
  synonyms: readonly string[];
  /** What all forms of the word have in common. */
  root: string;
  /** Whether it is a word that nearly every question may contain. */
  light: boolean;
  /** How much it counts, 0 to 1: words such as "sell" or "tell" say little, words of the question before count less. */
  weight: number;
  /** Whether no other word can stand for it in a sure answer. */
  strict: boolean;
}

/** What kind of fact the question asks for; a sentence that holds such a fact answers better. */
export type AnswerKind = 'duration' | 'time' | 'money' | 'person' | 'weight' | 'number' | 'contact' | 'place' | undefined;

/** A question as the search sees it. */
export interface Question {
  terms: Term[];
  kind: AnswerKind;
  /** Whether yes or no would answer it. */
  polar: boolean;
}

/** Words by which a heading promises a kind of fact. */
const PROMISES: Readonly<Record<NonNullable<AnswerKind>, ReadonlySet<string>>> = {
  money: stemSet('cost price fee charge'),
  duration: stemSet('long time soon fast until deadline'),
  time: stemSet('when time hours open until deadline'),
  person: stemSet('who'),
  weight: stemSet('weight weigh heavy'),
  number: stemSet('measure measurements size data specification'),
  contact: stemSet('contact reach phone email call'),
  place: stemSet('where address directions location find'),
};

/** Further words of a question for which the fact itself stands. */
const ASKING: Partial<Record<NonNullable<AnswerKind>, ReadonlySet<string>>> = {
  money: stemSet('pay'),
  place: stemSet('shop store office'),
};

const STOP_WORDS = new Set(
  (
    'a an the and or but if then so as of in on at to from by for with without about into over under up down out off than too very just also only ' +
    'i me my mine you your yours we us our ours he him his she her it its they them their theirs this that these those there here ' +
    'am is are was were be been being do does did doing have has had having will would shall should can could may might must ' +
    'what which who whom whose when where why how whats whos wheres whens hows not no yes any some all each every other another more most much many few less least own same such ' +
    'something anything everything nothing someone anyone thing things stuff please hi hello hey thanks thank ok okay ' +
    's t d ll re ve m don doesn didn isn aren wasn won wouldn couldn shouldn can cannot ' +
    'long often fast quickly soon far possible able want need like know tell explain describe say let get got give going go goes went now already yet today tomorrow'
  ).split(' '),
);

/** Words that nearly every question may contain: alone they decide nothing. */
const LIGHT_WORDS = stemSet(
  'policy rule condition detail info information question page site website general please sell offer have make use find take help work happen look come keep put still ever actually really after before long buy order purchase choose pick recommend bought elsewhere lost back physical mean human person agent support team staff real bring number accept method way different come shop store allow day week month year hour minute',
);

const STOP_STEMS = new Set([...STOP_WORDS].map(stem));

const LIGHT_WEIGHT = 0.35;
const FORMER_WEIGHT = 0.6;

/** Questions with at most this many words of their own may lean on the question before. */
const MAX_FOLLOW_UP_TERMS = 2;

/** Words that many headings share and that name no matter of their own. */
export function isContentStem(word: string): boolean {
  return !STOP_STEMS.has(word);
}

/** Whether a word of the question asks for its kind of fact, so that the fact itself stands for the word. */
export function asksForKind(word: string, kind: AnswerKind): boolean {
  return kind !== undefined && (PROMISES[kind].has(word) || ASKING[kind]?.has(word) === true);
}

/** Whether a heading says that a kind of fact follows. */
export function promisesAnswer(heading: ReadonlySet<string>, kind: AnswerKind): boolean {
  return kind !== undefined && [...PROMISES[kind]].some((word) => heading.has(word));
}

/** The roots of a text's words, stop words included. */
export function readRoots(text: string): string[] {
  return splitWords(foldText(text)).map(rootOf);
}

/** The roots of a text's words but those that carry no meaning. */
export function readContentRoots(text: string): Set<string> {
  return new Set(
    splitWords(foldText(text))
      .filter((word) => !isStopWord(word))
      .map(rootOf),
  );
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
    const known = new Set(terms.map(({ root }) => root));
    for (const term of readTerms(former)) {
      if (!known.has(term.root)) terms.push({ ...term, weight: term.weight * FORMER_WEIGHT });
    }
    kind ??= readKind(former);
  }
  return { terms, kind, polar: isPolar(text) };
}

/** Whether yes or no would answer a question. */
export function isPolar(text: string): boolean {
  return /^\W*(?:(?:hi|hello|hey|please|so|and|but|or)\W+)*(?:can|could|may|do|does|did|is|are|was|were|will|would|should|must|have|has)\b/i.test(
    text,
  );
}

const DURATION =
  /\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|thirty|a|an|same)[\s-]+(\w+\s)?(minute|hour|day|week|month|year)s?\b/i;
const CLOCK = /\b\d{1,2}([:.]\d\d)?\s?(am|pm)\b|\b\d{1,2}:\d\d\b|\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b/i;

/** Whether a text holds a fact of a kind. */
export function holdsAnswer(text: string, kind: AnswerKind): boolean {
  switch (kind) {
    case 'duration':
      return DURATION.test(text);
    case 'time':
      return DURATION.test(text) || CLOCK.test(text);
    case 'person':
      return /\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/u.test(text);
    case 'money':
      return /[€$£¥]\s?\d|\d\s?(€|eur|usd|gbp|euros?|dollars?|pounds?)\b|\bfree\b|\d\s?%/i.test(text);
    case 'weight':
      return /\d\s?(g|kg|grams?|kilos?|kilograms?|oz|lbs?|pounds?)\b/i.test(text);
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
  const question = rephrase(foldText(text));
  const kind = readKind(text);
  const terms = new Map<string, Term>();
  for (const word of splitWords(question)) {
    if (isStopWord(word)) continue;
    const own = stem(word);
    const root = rootOf(word);
    const isLight = LIGHT_WORDS.has(own) || LIGHT_WORDS.has(root) || /^\d+$/.test(word);
    const light = isLight && word !== 'used' && !(kind === 'place' && asksForKind(root, kind));
    const strict = word === BUYBACK;
    terms.set(root, {
      words: formsOf(word),
      synonyms: strict ? BUYBACK_SIGNS : synonymsOf(own, root),
      root,
      light,
      weight: light ? LIGHT_WEIGHT : 1,
      strict,
    });
  }
  return [...terms.values()];
}

/** Who asks whether a shop buys asks something else than who wants to buy. */
const BUYBACK = 'buyback';

/** What is near to that, and not the same: "Do you take back …?", of which folding makes a return. */
const BUYBACK_SIGNS = ['return', 'take'];

function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word) || (word.length < 2 && !/\p{N}|[^\p{ASCII}]/u.test(word));
}

/** Turns of speech that have nothing in common with the words of the pages that answer them. */
const TURNS: readonly [RegExp, string][] = [
  // A late order: pages say how to track it.
  [
    /\b(?:(?:has|have|had|did|is|was)(?: not|n't|nt)|never|not)(?: yet)?(?: been)? (?:arrived?|come|came|delivered|turned up|shown up)\b/g,
    'where track',
  ],
  [
    /\b(?:(?:has|have|had|did)(?: not|n't|nt)|never)(?: yet)? (?:received?|got|gotten|get) (?:my|the|our|any) (?:order|parcel|package|delivery|shipment)\b/g,
    'where is my order track',
  ],
  [/\bwaiting for (?:my|the|our) (?:order|parcel|package|delivery|shipment)\b/g, 'where is my order track'],
  [/\bwhere(?:'s| is) (?:my|the|our) (?:parcel|package|delivery|shipment)\b/g, 'where is my order track'],
  [/\bwhen (?:will|does|do|should|can|is|are)\b.*\b(?:arrive|come|delivered|get here)\b/g, 'how long delivery'],
  [/\bpick(?:ing)?((?: \w+){0,3}) up\b|\bpick(?:ing)?[ -]?up\b/g, 'collect$1'],
  [/\bwho (?:pays|has to pay|must pay)(?: for)?\b/g, 'cost pay'],
  [
    /\b(?:speak|talk|chat) (?:to|with) (?:a |an |some )?(?:real |live )?(?:human|person|someone|somebody|agent|employee)\b/g,
    'contact phone',
  ],
  [/\bare you (?:hiring|recruiting)\b/g, 'job'],
  [/\bhow late\b/g, 'when'],
  [/\breturns? (?:window|period|deadline)\b/g, 'how long return'],
  [/\bsell (?:to )?you\b|\btrade[ -]in\b/g, 'buyback used'],
  [/\b(?:you|they)(?: guys| ever| also)? (?:buy|purchase)(?: back)?\b/g, 'buyback'],
];

function rephrase(question: string): string {
  return TURNS.reduce((text, [turn, plain]) => text.replace(turn, plain), question);
}

const CONTACT =
  /\b(your|by|via|a|the|which|what) (phone|telephone|email|mail)\b|\b(phone|telephone) number\b|\b(call|phone|reach|email|mail|write to) (you|someone|somebody|support|customer)\b|\bcontact\b/;

/** What kind of fact a question asks for. */
export function readKind(text: string): AnswerKind {
  const question = rephrase(foldText(text));
  if (/\bweigh|\bhow heavy\b/.test(question)) return 'weight';
  if (/^\W*when\b/.test(question)) return 'time';
  if (
    /\bhow (much|expensive)\b|\b(price|cost|fee|charge|deposit)s?\b|\b(do|must|should|would) (i|we) (have to |need to )?pay\b/.test(
      question,
    )
  )
    return 'money';
  if (/\bhow (long|soon|fast|quickly|many (days|weeks|months|years))\b|\bdeadline\b/.test(question)) return 'duration';
  if (/\bwhen\b|\bhours\b|\bopen\b|\buntil\b/.test(question)) return 'time';
  if (/^\W*who (is|are|was|were|owns|founded|runs)\b/.test(question)) return 'person';
  if (CONTACT.test(question)) return 'contact';
  if (
    /\bwhere (are|is|do|does|did|can i (find|visit))\b|\baddress\b|\blocated\b|\b(get|come|way) to (you|your|the) ?(shop|store|place|office)?\b|\bget there\b/.test(
      question,
    )
  )
    return 'place';
  if (/\bhow (many|big|tall|wide|old|far|high)\b/.test(question)) return 'number';
  return undefined;
}

function isFollowUp(text: string, ownTerms: number): boolean {
  if (ownTerms === 0 || /^\s*(and|or|but|also|what about|how about|what if|same|then)\b/i.test(text)) return true;
  return ownTerms === 1 && /\b(it|that|this|they|them|those|these|one|ones)\b/i.test(text);
}

function stemSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').map(stem));
}
