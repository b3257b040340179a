import { NO_LAUNCHER, PENDING, SECRET } from './facts.ts';
import { findLauncher, paintLauncher } from './launcher.ts';

/** A chat that waits for its script. */
const CHAT = 'assisters-chat:not(:defined)';

/** What calls a chat: its launcher, and what the page has for it. */
const TRIGGER = 'assisters-chat,[data-assisters],[commandfor],[href*="#assisters-"]';

/**
 * Shows a launcher for each chat of the page, now and later, until the script is there, and fetches that once somebody wants it.
 *
 * @param fetchScript - fetches and runs the script; told how often it was tried before.
 */
export function startLaunchers(fetchScript: (attempt: number) => Promise<unknown>): void {
  const given = (window.AssistersChat ??= []);
  const queue: unknown[] = Array.isArray(given) ? given : [];
  const isDefined = (): boolean => !!customElements.get('assisters-chat');
  // Another loader is here, or the chat itself.
  if (Object.hasOwn(queue, 'push') || isDefined()) return;

  let attempts = 0;
  let loading: unknown;
  /** The question or draft that was clicked last. */
  let clicked: unknown[] | null = null;

  const load = (): void => {
    loading ||= isDefined() || fetchScript(attempts++).then(ended, ended);
  };

  /** What nobody asked for in so many words is not tried again. */
  const loadOnce = (): void => void (attempts || load());

  const ended = (): void => {
    loading = null;
    if (clicked && isDefined()) queue.push(clicked);
    // The next click says it again.
    clicked = null;
    for (const chat of document.querySelectorAll(CHAT)) {
      // With a launcher instead, and with the owner's own way to a person, as long as there is no other.
      chat.removeAttribute('open');
      findLauncher(chat)?.removeAttribute('aria-busy');
      chat.shadowRoot?.append(document.createElement('slot'));
    }
  };

  const paintAll = (): void => {
    for (const chat of document.querySelectorAll<HTMLElement>(CHAT)) {
      observer.observe(chat, { attributes: true });
      // What is wrong the script decides, and says so.
      if (!chat.matches(NO_LAUNCHER) && ![...chat.attributes].some(({ value }) => SECRET.test(value))) paintLauncher(chat);
      else loadOnce();
    }
  };

  const onIntent = (event: Event): void => {
    const node = (event.composedPath() as HTMLElement[]).find((candidate) => candidate.matches?.(TRIGGER));
    if (!node) return;
    const id = node.getAttribute('commandfor');
    const name = id ? node.getAttribute('command')?.slice(2) : node.dataset['assisters'];
    const chat = id ? (node.getRootNode() as Document).getElementById(id) : node.matches(CHAT) ? node : document.querySelector(CHAT);
    if (!chat?.matches(CHAT) || name === 'hide') return;
    if (event.type !== 'click') return loadOnce();
    if (name) {
      event.preventDefault();
      if (/ask|fill/.test(name)) clicked = [name, node.getAttribute('value'), chat];
    }
    const launcher = findLauncher(chat);
    if (launcher) {
      // From here the chat takes the focus into its panel, unless it is elsewhere by then.
      launcher.focus();
      launcher.ariaBusy = 'true';
      chat.setAttribute('open', '');
    }
    load();
  };

  // The script reads the hash again.
  const followHash = (): void => {
    if (/^#assisters-/.test(location.hash)) load();
  };

  const observer = new MutationObserver(paintAll);
  observer.observe(document, { childList: true, subtree: true });
  for (const type of ['pointerover', 'focusin', 'click']) addEventListener(type, onIntent, true);
  addEventListener('hashchange', followHash);
  if (queue.length) load();
  queue.push = (...commands) => {
    load();
    return [].push.apply(queue, commands as never);
  };
  followHash();
  try {
    // A page was left while something was asked.
    for (const store of [localStorage, sessionStorage]) for (const name in store) if (PENDING.test(name + store[name])) load();
  } catch {
    // A browser that refuses its stores holds nothing there.
  }
  paintAll();
}
