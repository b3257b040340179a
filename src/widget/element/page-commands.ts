import { isCommandName, sendCommand, sendCommandSoon, type CommandName } from './chat-registry.ts';

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
    const [name, text = ''] = [entry].flat();
    if (isCommandName(name)) sendCommandSoon(name, String(text));
    else console.warn(`<assisters-chat>: AssistersChat.push() does not know ${String(name)}. Write push(['show']).`);
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
    if (node.localName === 'button') invoke(node);
    const command = readTrigger(node);
    if (command === null) continue;
    if (sendCommand(...command, node)) event.preventDefault();
    return;
  }
}

function readTrigger(node: HTMLElement): [CommandName, string] | null {
  const name = node.dataset['assisters'];
  if (isCommandName(name)) return [name, node.getAttribute('value') ?? ''];
  const isOnPage = node instanceof HTMLAnchorElement && node.href.split('#')[0] === location.href.split('#')[0];
  return isOnPage ? readHash(node.hash) : null;
}

/** `commandfor` where the browser has no invoker commands. To be deleted with Safari before 26.2 and Firefox before 144. */
function invoke(button: HTMLElement): void {
  if ('commandForElement' in button) return;
  const target = (button.getRootNode() as Document).getElementById(button.getAttribute('commandfor') ?? '');
  if (target?.localName !== 'assisters-chat') return;
  target.dispatchEvent(Object.assign(new Event('command'), { command: button.getAttribute('command'), source: button }));
}

function followHash(): void {
  const command = readHash(location.hash);
  if (command === null) return;
  if (command[0] === 'ask') {
    // Asked once: a reload, or the way back, must not ask again.
    history.replaceState(history.state, '', location.pathname + location.search);
    // Whoever frames the page could make it ask all day long; there the visitor presses Send.
    if (window.top !== window) command[0] = 'prefill';
  }
  sendCommandSoon(...command);
}

function readHash(hash: string): [CommandName, string] | null {
  if (hash === '#assisters-chat') return ['show', ''];
  // Unlike in a form "+" and "&" mean themselves. A broken escape stays as it stands.
  const text = new URLSearchParams(hash.slice(1).replace(/[+&]/g, (sign) => encodeURIComponent(sign))).get('assisters-ask');
  return text === null ? null : ['ask', text];
}
