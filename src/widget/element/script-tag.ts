import { findKeys } from './key-guard.ts';
import { reportProblems } from './report-problems.ts';

/** Our own file name, whatever host and version stand before it. */
const OWN_FILE = /\/assisters-chat[^/]*\.m?js$/;

/**
 * Inserts one element at the end of the body for the script tag that brought us, when it carries `data-endpoint`.
 *
 * @param current - `document.currentScript` at the start; `null` in modules, which do not know their tag: then every tag of ours
 *   counts. A tag that asks for what is there already adds nothing.
 * @param attributeNames - what may be set by a `data-` attribute.
 */
export function insertForScriptTag(current: HTMLOrSVGScriptElement | null, attributeNames: readonly string[]): void {
  const isOwn = current instanceof HTMLScriptElement && (current.dataset['endpoint'] !== undefined || isOurs(current));
  const tags = isOwn ? [current] : Array.from(document.querySelectorAll('script')).filter(isOurs);
  for (const tag of tags) {
    if (tag.dataset['endpoint'] === undefined) continue;
    const data = readDataAttributes(tag);
    const keys = findKeys(data);
    if (keys.length > 0) reportProblems(keys);
    else whenParsed(() => insert(tag, data, attributeNames));
  }
}

function isOurs(tag: HTMLScriptElement): boolean {
  return URL.canParse(tag.src) && OWN_FILE.test(new URL(tag.src).pathname);
}

/** Every `data-` attribute by the name that it has on the element. */
function readDataAttributes(tag: HTMLScriptElement): Record<string, string | null> {
  const data = Object.create(null) as Record<string, string | null>;
  for (const name of tag.getAttributeNames()) {
    if (name.startsWith('data-')) data[name.slice(5)] = tag.getAttribute(name);
  }
  return data;
}

/** Only a page that is parsed has an end of its body. */
function whenParsed(run: () => void): void {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run, { once: true });
  else run();
}

function insert(tag: HTMLScriptElement, data: Readonly<Record<string, string | null>>, attributeNames: readonly string[]): void {
  const isSame = (chat: Element): boolean =>
    // Whether it is open is the visitor's doing.
    attributeNames.every((name) => name === 'open' || chat.getAttribute(name) === (data[name] ?? null));
  if (Array.from(document.querySelectorAll('assisters-chat')).some(isSame)) return;

  const chat = document.createElement('assisters-chat');
  for (const name of attributeNames) {
    const value = data[name];
    if (typeof value === 'string') chat.setAttribute(name, value);
  }
  document.body.append(chat);

  // Page switchers put a new body in place and run no script of the head again; the chat moves along.
  new MutationObserver(() => {
    if (!chat.isConnected && tag.isConnected) document.body?.append(chat);
  }).observe(document.documentElement, { childList: true });
}
