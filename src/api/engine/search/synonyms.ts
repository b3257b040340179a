import { stem } from './stem.ts';

/** Words that visitors and site authors use for the same thing. One line is one thing; a word may stand in several. */
const GROUPS = `
return refund back withdraw
exchange swap replace replacement
ship shipping deliver delivery dispatch parcel courier postage arrive
cost price fee charge
pay payment card paypal invoice instalment
size sizing fit measure
warranty guarantee guaranteed
repair fix mend service workshop maintenance
broken damaged faulty defect defective scratch
contact phone telephone email call reach
open opening hours
buy purchase order
cancel cancellation
wash clean care laundry cleaning
store shop showroom address
bike bicycle cycle
shoe footwear boot
jacket coat shell
discount voucher coupon promotion sale
abroad international country overseas europe
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
annual yearly year
monthly month
job career vacancy
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

/** Words that mean nearly the same as one. */
export function synonymsOf(ownStem: string): readonly string[] {
  return [...(SYNONYMS.get(ownStem) ?? [])];
}
