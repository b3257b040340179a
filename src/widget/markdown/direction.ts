const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Gives a block the direction of its own words, as the browser finds it.
 *
 * Called once its words are in it: `dir=auto` on an element that still grows is resolved anew for each node that comes, which is slow.
 */
export function directByWords(block: Element): void {
  block.setAttribute('dir', 'auto');
}

/**
 * Gives a list, quote or table the direction of its first letter, so that its markers and bars stand on the right side.
 *
 * `dir=auto` would not: it does not look into children that have a `dir` of their own, and takes left to right.
 */
export function directByFirstLetter(block: Element): void {
  const letter = STRONG.exec(block.textContent ?? '')?.[0];
  if (letter) block.setAttribute('dir', RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr');
}
