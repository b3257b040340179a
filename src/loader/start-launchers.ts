import { NO_LAUNCHER, PENDING, SECRET } from './facts.ts';
import { findLauncher, paintLauncher } from './launcher.ts';

/** A chat that waits for its script. */
const CHAT = 'assisters-chat:not(:defined)';

/** What calls a chat: its launcher, and what the page has for it. Links to other pages do not. */
const TRIGGER = '[part=launcher],[data-assisters],[commandfor],[href^="#assisters-"]';

/**
 * Shows a launcher for each chat of the page, now and later, until the script is there, and fetches that once somebody wants it.
 *
 * @param fetchScript - fetches and runs the script; told the query of its address, which grows with each attempt: an address that
 *   failed once some browsers do not try again.
 */
export function startLaunchers(fetchScript: (query: string) => Promise<unknown>): void {
  const given = (window.AssistersChat ??= []);
  const queue: unknown[] = Array.isArray(given) ? given : [];
  const isDefined = (): unknown => customElements.get('assisters-chat');
  // Another loader is here, or the chat itself.
  if (queue.push !== [].push || isDefined()) return;

  /** One `?` for each attempt that has ended. */
  let attempts = '';
  let loading: unknown;
  /** The question or draft that was clicked last. */
  let clicked: unknown[] | null = null;

  const load = (): void => {
    loading ||= isDefined() || fetchScript(attempts).then(ended, ended);
  };

  /** What nobody asked for in so many words is not tried again. */
  const loadOnce = (): void => void (attempts || load());

  const ended = (): void => {
    loading = null;
    attempts += '?';
    if (clicked && isDefined()) queue.push(clicked);
    // The next click says it again.
    clicked = null;
    update();
  };

  const update = (): void => {
    // The script reads it again.
    if (/^#assisters-/.test(location.hash)) loadOnce();
    const hasFailed = attempts && !loading;
    for (const chat of document.querySelectorAll<HTMLElement>(CHAT)) {
      observer.observe(chat, { attributes: true });
      // Closed again, for the next try.
      if (hasFailed) chat.removeAttribute('open');
      try {
        // What is wrong the script decides, and says so. So it does with a shadow root that is another's.
        if (chat.matches(NO_LAUNCHER) || [...chat.attributes].some(({ value }) => SECRET.test(value))) loadOnce();
        else paintLauncher(chat, hasFailed);
      } catch {
        loadOnce();
      }
    }
  };

  const onIntent = (event: Event): void => {
    const node = (event.composedPath() as HTMLElement[]).find((candidate) => candidate.matches?.(TRIGGER));
    if (!node) return;
    const root = node.getRootNode() as ShadowRoot;
    const id = node.getAttribute('commandfor');
    const name = id ? node.getAttribute('command')?.slice(2) : node.dataset['assisters'];
    const chat = id ? root.getElementById(id) : node.part[0] ? root.host : document.querySelector(CHAT);
    if (!chat?.matches(CHAT) || name === 'hide') return;
    if (event.type !== 'click') return loadOnce();
    if (name) {
      event.preventDefault();
      if (/ask|fill/.test(name)) clicked = [name, node.getAttribute('value'), chat];
    }
    // From here the chat takes the focus into its panel, unless it is elsewhere by then.
    findLauncher(chat)?.focus();
    chat.setAttribute('open', '');
    load();
  };

  const observer = new MutationObserver(update);
  observer.observe(document, { childList: true, subtree: true });
  for (const type of ['pointerover', 'focusin', 'click']) addEventListener(type, onIntent, true);
  addEventListener('hashchange', update);
  if (queue.length) load();
  queue.push = (...commands) => {
    load();
    return [].push.apply(queue, commands as never);
  };
  try {
    // A page was left while something was asked.
    for (const store of [localStorage, sessionStorage]) for (const name in store) if (PENDING.test(name + store[name])) load();
  } catch {
    // A browser that refuses its stores holds nothing there.
  }
  update();
}
