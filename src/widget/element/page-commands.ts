import { findChat, isCommandName, sendCommandSoon, type CommandName } from './chat-registry.ts';

type Trigger = [name: CommandName, text: string, chat?: Element | null];

declare global {
  interface Window {
    /** `AssistersChat.push(['ask', 'Where is my order?'])`, before and after the script has loaded. */
    AssistersChat?: unknown;
  }
}

/**
 * Makes a page able to use its chat without a line of JavaScript: `data-assisters`, `commandfor`, links to `#assisters-chat` and
 * `#assisters-ask=…`, and the queue `window.AssistersChat`. To be called once a page, in a browser.
 */
export function installPageCommands(): void {
  // While the event goes down: many themes stop the clicks on links to "#…" on their way up.
  document.addEventListener('click', onClick, true);
  addEventListener('hashchange', followHash);
  followHash();
  const queue = (window.AssistersChat ??= []);
  // Else the name is the page's own.
  if (!Array.isArray(queue)) return;
  queue.push = push;
  push(...queue.splice(0));
}

function push(...entries: unknown[]): number {
  for (const entry of entries) {
    const [name, text = '', chat] = [entry].flat();
    if (isCommandName(name)) sendCommandSoon(name, String(text), chat as Element | undefined);
    else console.warn('<assisters-chat>: unknown command', name);
  }
  return 0;
}

function onClick(event: MouseEvent): void {
  // A new tab or window.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const node of event.composedPath()) {
    if (!(node instanceof HTMLElement)) continue;
    // What stands inside the chat is not the page's: a link that a model wrote must not make the visitor ask.
    if (node.localName === 'assisters-panel') return;
    const command = readTrigger(node);
    if (command === null) continue;
    const [name, text, chat] = command;
    const receive = findChat(chat);
    if (receive) event.preventDefault();
    return receive?.(name, text, node);
  }
}

/** What a click on an element means, and for which chat. `commandfor` is read here, for not every browser sends `command` yet. */
function readTrigger(node: HTMLElement): Trigger | null {
  const id = node.getAttribute('commandfor');
  const name = id ? node.getAttribute('command')?.slice(2) : node.dataset['assisters'];
  if (isCommandName(name)) {
    return [name, node.getAttribute('value') ?? '', id ? (node.getRootNode() as Document).getElementById(id) : undefined];
  }
  const isOnPage = node instanceof HTMLAnchorElement && pageOf(node) === pageOf(location);
  return isOnPage ? readHash(node.hash) : null;
}

function followHash(): void {
  const trigger = readHash(location.hash);
  if (trigger === null) return;
  const [asked, text] = trigger;
  let name = asked;
  if (name === 'ask') {
    // Asked once: a reload, or the way back, must not ask again.
    history.replaceState(history.state, '', pageOf(location));
    // Whoever frames the page could make it ask all day long; there the visitor presses Send.
    if (window.top !== window) name = 'prefill';
  }
  sendCommandSoon(name, text);
}

/** An address without its hash. */
function pageOf({ href }: { readonly href: string }): string {
  return href.split('#')[0]!;
}

function readHash(hash: string): Trigger | null {
  if (hash === '#assisters-chat') return ['show', ''];
  // Unlike in a form "+" and "&" mean themselves. A broken escape stays as it stands.
  const text = new URLSearchParams(hash.slice(1).replace(/[+&]/g, encodeURIComponent)).get('assisters-ask');
  return text === null ? null : ['ask', text];
}
