import { stem } from './stem.ts';

/** Forms of one word that a stemmer takes for several, the plainest first. */
const FAMILIES = `
break broke broken
bring brought
buy bought
choose chose chosen
come came
drive drove driven
fall fell fallen
find found
fly flew flown
forget forgot forgotten
freeze froze frozen
give gave given
go went gone
grow grew grown
hold held
keep kept
lose lost loss
make made
mean meant
pay paid payment payable
ride rode ridden
rise rose risen
sell sold
send sent
shrink shrank shrunk
sleep slept
speak spoke spoken
stand stood
steal stole stolen
take took taken
tear tore torn
wear wore worn
write wrote written
child children
foot feet
man men
woman women
rent rental
refund refundable
repair repairable
deliver delivery
`;

const FORMS = new Map<string, readonly string[]>();
for (const line of FAMILIES.trim().split('\n')) {
  const family = line.split(' ');
  for (const word of family) FORMS.set(stem(word), family);
}

/** Names that are written in several ways, as a pattern for running text and one word for all. */
const NAMES: readonly [RegExp, string, readonly string[]][] = [
  [/\bunited states(?: of america)?\b|\bu\.s\.a?\.?(?!\w)/g, 'usa', ['usa', 'united states']],
  [/\bunited kingdom\b|\bgreat britain\b|\bu\.k\.?(?!\w)/g, 'uk', ['uk', 'united kingdom', 'great britain']],
  [/\b(?:e-?bike|electric bi(?:ke|cycle)|pedelec)(?=s?\b)/g, 'e-bike', ['e-bike', 'ebike', 'electric bike', 'pedelec']],
  [/\bsecond[- ]?hand\b|\bpre-?owned\b/g, 'used', ['used', 'second hand', 'secondhand']],
];

/** A word with the hyphen that makes it another one, such as "e-bike"; else letters and digits of any script, and apostrophes split. */
const WORD = /\b[a-z]-[a-z]{2,}|[\p{L}\p{N}]+/gu;

/** Lower case, without accents, and every name in one writing. */
export function foldText(text: string): string {
  let folded = text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/\be-mail\b/g, 'email')
    .replace(/\bemail address(es)?\b/g, 'email')
    .replace(/\b(?:send|sending|bring|bringing|give|giving|take|taking)((?: \w+){0,3}) back\b/g, 'return$1');
  for (const [writing, name] of NAMES) folded = folded.replace(writing, name);
  return folded;
}

/** The words of folded text. */
export function splitWords(folded: string): string[] {
  return [...folded.matchAll(WORD)].map(([word]) => word);
}

/** Words of which the stemmer makes others: the pronoun "us" of "use"; a used bike is not one that somebody uses, nor a fitting what fits. */
const APART: ReadonlyMap<string, string> = new Map([
  ['use', 'use'],
  ['uses', 'use'],
  ['using', 'use'],
  ['used', 'used'],
  ['fitting', 'fitting'],
  ['fittings', 'fitting'],
]);

/** Roots that were worked out before: a site's own words come again with every question. */
const roots = new Map<string, string>();

/** Roots kept at most. */
const MAX_ROOTS = 20_000;

/** Longest word whose root is kept, in characters. */
const MAX_KEPT_LENGTH = 40;

/** One stem for every form of a word: "wore" and "worn" are "wear". */
export function rootOf(word: string): string {
  let root = roots.get(word);
  if (root === undefined) {
    root = findRoot(word);
    if (roots.size >= MAX_ROOTS) roots.clear();
    if (word.length <= MAX_KEPT_LENGTH) roots.set(word, root);
  }
  return root;
}

function findRoot(word: string): string {
  const apart = APART.get(word);
  if (apart !== undefined) return apart;
  const [, letter = '', rest = word] = /^([a-z]-)(.*)$/.exec(word) ?? [];
  const own = stem(rest);
  return letter + stem(FORMS.get(own)?.[0] ?? own);
}

/** The word and the forms of it under which the index may have it. */
export function formsOf(word: string): readonly string[] {
  const name = NAMES.find(([, name]) => name === word || name === word.replace(/s$/, ''));
  return name?.[2] ?? [word, ...(FORMS.get(stem(word)) ?? [])];
}
