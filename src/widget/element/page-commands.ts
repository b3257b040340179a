import { isCommandName, sendCommand, sendCommandSoon, sendCommandTo, type PageCommand } from './chat-registry.ts';

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
  adoptQueue();
}

function adoptQueue(): void {
  window.AssistersChat ??= [];
  const queue = window.AssistersChat;
  if (!Array.isArray(queue)) {
    console.warn('<assisters-chat>: window.AssistersChat is taken by something else; AssistersChat.push() will not work.');
    return;
  }
  const push = (...entries: unknown[]): number => {
    for (const entry of entries) {
      const [name, text] = Array.isArray(entry) ? (entry as unknown[]) : [entry];
      if (isCommandName(name)) sendCommandSoon({ name, text: typeof text === 'string' ? text : '', source: null });
      else
        console.warn(
          `<assisters-chat>: AssistersChat.push() does not know ${String(name)}. Write for example AssistersChat.push(['show']).`,
        );
    }
    return 0;
  };
  const before = queue.splice(0);
  queue.push = push;
  push(...before);
}

function onClick(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  for (const node of event.composedPath()) {
    if (!(node instanceof HTMLElement)) continue;
    // What stands inside the chat is not the page's: a link that a model wrote must not make the visitor ask.
    if (node.localName === 'assisters-panel') return;
    if (runInvoker(node)) return;
    const command = readTrigger(node);
    if (command === null) continue;
    if (sendCommand(command)) event.preventDefault();
    return;
  }
}

function readTrigger(node: HTMLElement): PageCommand | null {
  const name = node.getAttribute('data-assisters');
  if (isCommandName(name)) return { name, text: node.getAttribute('value') ?? '', source: node };
  if (node instanceof HTMLAnchorElement && node.hash !== '' && node.href.split('#')[0] === location.href.split('#')[0]) {
    const command = readHash(node.hash);
    return command && { ...command, source: node };
  }
  return null;
}

/**
 * `commandfor` where the browser has no invoker commands; elsewhere it sends the element a `command` event itself.
 * To be deleted with Safari before 26.2 and Firefox before 144.
 */
function runInvoker(node: HTMLElement): boolean {
  if ('commandForElement' in HTMLButtonElement.prototype || !(node instanceof HTMLButtonElement) || node.disabled) return false;
  const name = node.getAttribute('command')?.replace(/^--/, '');
  const root = node.getRootNode();
  if (!isCommandName(name) || !(root instanceof Document || root instanceof ShadowRoot)) return false;
  const chat = root.getElementById(node.getAttribute('commandfor') ?? '');
  return chat !== null && sendCommandTo(chat, { name, text: node.value, source: node });
}

function followHash(): void {
  const command = readHash(location.hash);
  if (command === null) return;
  if (command.name === 'show') return sendCommandSoon(command);
  // Asked once: a reload, or the way back, must not ask again.
  history.replaceState(history.state, '', location.pathname + location.search);
  // A stranger who frames the page could make it ask all day long; there the visitor presses Send.
  sendCommandSoon(isFramedByStranger() ? { ...command, name: 'prefill' } : command);
}

function readHash(hash: string): PageCommand | null {
  if (hash === '#assisters-chat') return { name: 'show', text: '', source: null };
  const [, encoded] = /^#assisters-ask=(.*)$/s.exec(hash) ?? [];
  if (encoded === undefined) return null;
  try {
    return { name: 'ask', text: decodeURIComponent(encoded), source: null };
  } catch {
    // A broken escape: the text as it stands says more than nothing.
    return { name: 'ask', text: encoded, source: null };
  }
}

function isFramedByStranger(): boolean {
  try {
    return window.top?.origin !== window.origin;
  } catch {
    return true;
  }
}
