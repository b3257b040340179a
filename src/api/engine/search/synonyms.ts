import { stem } from './stem.ts';

/** Words that visitors and site authors use for the same thing. One line is one thing; a word may stand in several. */
const GROUPS = `
return withdraw
exchange swap replace replacement
ship shipping deliver delivery dispatch parcel courier postage arrive
cost price fee charge
pay payment card paypal invoice instalment
size sizing fit measure
warranty guarantee guaranteed
repair fix mend service workshop maintenance
broken damaged faulty defect defective scratch
contact phone telephone email mail call reach
open opening hours
buy purchase order
cancel cancellation
wash clean care laundry cleaning
store shop showroom
location located locate address directions find visit
bike bicycle cycle
shoe footwear boot
jacket anorak parka
discount voucher coupon promotion sale
abroad international worldwide country overseas europe
track tracking
privacy data gdpr
child kid children
rent rental hire borrow
waterproof water rain
battery charge charging range
box package packaging label
money refund
free cost
subscription plan tier
customer client buyer user
raise increase higher
churn retention leave
startup saas company
trial freemium free
weigh weight heavy kg
height tall
annual yearly year
monthly month
job career vacancy
accessible accessibility wheelchair disabled
theft steal stolen thief
used old
dog pet
zip zipper
tyre tire
flat puncture
colour color
train railway station
christmas december holiday holidays
course lesson class
instalment installment
`;

/** What a page may say for a word, but not the other way round. */
const WIDER = `
send ship shipping deliver
accept take
method way
insurance insured
late reminder
backpack pack
rucksack pack
`;

const SYNONYMS = new Map<string, Set<string>>();
for (const line of GROUPS.trim().split('\n')) {
  const words = line.split(' ');
  for (const word of words) {
    const own = stem(word);
    const others = SYNONYMS.get(own) ?? new Set<string>();
    for (const other of words) if (stem(other) !== own) others.add(other);
    SYNONYMS.set(own, others);
  }
}

for (const line of WIDER.trim().split('\n')) {
  const [word, ...others] = line.split(' ');
  SYNONYMS.set(stem(word!), new Set([...(SYNONYMS.get(stem(word!)) ?? []), ...others]));
}

/** What a page may say instead of naming each country. */
const COUNTRY_WORDS = ['country', 'countries', 'abroad', 'international', 'worldwide'];

const COUNTRIES = new Set(['usa', 'uk', 'england', 'scotland', 'wales', 'holland', ...listCountries()].map(stem));

/** Words that mean nearly the same as one, or stand for it. */
export function synonymsOf(ownStem: string, root: string = ownStem): readonly string[] {
  return [...new Set([...(SYNONYMS.get(ownStem) ?? []), ...(SYNONYMS.get(root) ?? []), ...(COUNTRIES.has(ownStem) ? COUNTRY_WORDS : [])])];
}

/** Every country whose English name is one word, as the runtime's own data has it. */
function listCountries(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters
    .flatMap((first) => letters.map((second) => names.of(first + second)))
    .filter((name) => name !== undefined && /^[A-Za-z]+$/.test(name))
    .map((name) => name!.toLowerCase());
}
