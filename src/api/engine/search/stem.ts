const VOWEL = '(?:[aeiou]|(?<=[^aeiou])y)';
const HAS_VOWEL = new RegExp(VOWEL);

/** How often a vowel run is followed by a consonant run. */
function measure(stem: string): number {
  return [...stem.matchAll(new RegExp(`${VOWEL}+(?=((?!${VOWEL})[a-z])+)`, 'g'))].length;
}

const STEP_2: readonly [string, string][] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
];
const STEP_3: readonly [string, string][] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const STEP_4 = /(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|(?<=[st])ion|ou|ism|ate|iti|ous|ive|ize)$/;

/**
 * Cuts a word down to its stem, as the index does, so that "returned" and "returns" are one word.
 *
 * @param word - lower case. Words of other scripts and words under three letters come back as they are.
 * @see https://tartarus.org/martin/PorterStemmer/def.txt
 */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let w = word.replace(/(ss|i)es$/, '$1').replace(/([^s])s$/, '$1');
  w = stripPast(w);
  if (w.endsWith('y') && HAS_VOWEL.test(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;
  w = replaceSuffix(w, STEP_2);
  w = replaceSuffix(w, STEP_3);
  const fourth = STEP_4.exec(w);
  if (fourth !== null && measure(w.slice(0, fourth.index)) > 1) w = w.slice(0, fourth.index);
  if (w.endsWith('e')) {
    const base = w.slice(0, -1);
    const m = measure(base);
    if (m > 1 || (m === 1 && !endsShort(base))) w = base;
  }
  return w.endsWith('ll') && measure(w) > 1 ? w.slice(0, -1) : w;
}

function stripPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const base = word.replace(/(ed|ing)$/, '');
  if (base === word || !HAS_VOWEL.test(base)) return word;
  if (/(at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base;
}

/** Consonant, vowel, consonant at the end, the last none of w, x, y. */
function endsShort(base: string): boolean {
  return /[^aeiou][aeiouy][^aeiouwxy]$/.test(base);
}

function replaceSuffix(word: string, table: readonly [string, string][]): string {
  // The longest ending decides, even when it then may not be replaced.
  let best: readonly [string, string] | undefined;
  for (const entry of table) if (word.endsWith(entry[0]) && entry[0].length > (best?.[0].length ?? 0)) best = entry;
  if (best === undefined) return word;
  const base = word.slice(0, -best[0].length);
  return measure(base) > 0 ? base + best[1] : word;
}
