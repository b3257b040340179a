import { quote } from './attribute-reader.ts';
import type { Problem } from './problem.ts';

/** Words that are valid for every property and a colour for none. */
const NO_COLOR = /^(inherit|initial|unset|revert|revert-layer|currentcolor)$/i;

/** What is wrong with an accent; `null` when it is a colour, or absent. To be asked in a browser: only it knows its colours. */
export function checkAccent(accent: string | null): Problem | null {
  if (accent === null || (CSS.supports('color', accent) && !NO_COLOR.test(accent))) return null;
  const message = `"accent" cannot be ${quote(accent)}. Write any CSS colour, for example accent="#3b5bdb".`;
  return { attribute: 'accent', severity: 'warning', message };
}
