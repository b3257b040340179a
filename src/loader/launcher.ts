import { ICON, LABEL_END, LABEL_START, STYLES } from './facts.ts';

/**
 * What only the loader says: that the chat shows though it is not defined, whatever the page does to `:not(:defined)`, and, once it was
 * called, that it is on its way.
 */
const OWN_STYLES = ':host(:not([hidden])){display:contents!important;visibility:inherit!important}:host([open]) button{opacity:.7}';

/** The button that was painted for a chat. */
export function findLauncher(chat: Element): HTMLElement | null | undefined {
  return chat.shadowRoot?.querySelector<HTMLElement>('[part=launcher]');
}

/**
 * Paints the closed launcher of a chat as `<assisters-chat>` renders it, or brings it to what the chat's attributes now say.
 *
 * @param hasFailed - the script cannot be had: what the owner wrote inside of the tag shows, too, and goes on doing so.
 * @throws {DOMException} when the chat has a shadow root of somebody else.
 */
export function paintLauncher(chat: HTMLElement, hasFailed: unknown): void {
  const read = (name: string): string | null => chat.getAttribute(name);
  const launcher = findLauncher(chat) ?? createLauncher(chat);
  const dock = launcher.parentElement!;
  if (hasFailed && !dock.nextSibling) dock.after(document.createElement('slot'));
  // Again each time: a popover does not stay one when its element is moved, and one that is open stays as it is.
  if (chat.matches('[layer=top i]')) {
    dock.popover = 'manual';
    dock.showPopover();
  }
  const own = read('launcher-label');
  launcher.ariaLabel = own || LABEL_START + (read('heading') || location.host) + LABEL_END;
  // Our words are English whatever the page is in; the owner's are in the page's language.
  if (own) dock.removeAttribute('lang');
  else dock.lang = 'en';
  const accent = read('accent')!;
  if (CSS.supports('color', accent)) chat.style.setProperty('--assisters-accent', accent);
}

function createLauncher(chat: Element): HTMLElement {
  const root = chat.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES + OWN_STYLES);
  root.adoptedStyleSheets = [sheet];
  let parent: Node = root;
  const add = <T extends Element>(node: T): T => (parent = parent.appendChild(node)) as T;
  add(document.createElement('div'));
  const button = add(document.createElement('button'));
  button.part = 'launcher';
  button.ariaExpanded = 'false';
  button.ariaHasPopup = 'dialog';
  add(document.createElement('slot')).name = 'launcher';
  add(document.createElementNS('http://www.w3.org/2000/svg', 'svg')).setAttribute('viewBox', '0 0 24 24');
  add(document.createElementNS('http://www.w3.org/2000/svg', 'path')).setAttribute('d', ICON);
  return button;
}
