import { findKeys } from './key-guard.ts';
import { readAttributes } from './read-attributes.ts';

/** Our own file name, whatever host and version stand before it. */
const OWN_FILE = /\/assisters-chat[^/?#]*\.m?js(?![^?#])/;

/**
 * Inserts one element at the end of the body for the script tag that brought us, when it carries `data-endpoint`, or `data-debug`.
 *
 * @param current - `document.currentScript` at the start; `null` in modules, which do not know their tag: then every tag of ours
 *   counts. A tag that asks for what is there already adds nothing.
 * @param names - what may be set by a `data-` attribute.
 */
export function insertForScriptTag(current: HTMLOrSVGScriptElement | null, names: readonly string[]): void {
  const isOurs = (tag: Element): boolean => OWN_FILE.test((tag as HTMLScriptElement).src);
  const isOwn = current !== null && (current.hasAttribute('data-endpoint') || isOurs(current));
  for (const tag of isOwn ? [current] : Array.from(document.scripts).filter(isOurs)) {
    const isDebugged = tag.hasAttribute('data-debug');
    if (!isDebugged && !tag.hasAttribute('data-endpoint')) continue;
    const refusal = findKeys(readAttributes(tag, 'data-'));
    if (refusal !== undefined) console.error(`<assisters-chat>: ${refusal}`);
    if (refusal !== undefined && !isDebugged) continue;
    // Of a refused tag nothing is taken over but the wish to be told what is wrong with it.
    const taken = refusal === undefined ? names : ['debug'];
    // Only a page that is parsed has an end of its body.
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => insert(tag, taken));
    else insert(tag, taken);
  }
}

function insert(tag: Element, names: readonly string[]): void {
  const chat = document.createElement('assisters-chat');
  for (const name of names) {
    const value = tag.getAttribute(`data-${name}`);
    if (value !== null) chat.setAttribute(name, value);
  }
  const isSame = (other: Element): boolean =>
    // Whether it is open is the visitor's doing.
    names.every((name) => name === 'open' || other.getAttribute(name) === chat.getAttribute(name));
  if (Array.from(document.querySelectorAll('assisters-chat')).some(isSame)) return;
  document.body.append(chat);
}
