import { storageName } from '../widget/storage/storage-name.ts';
import type { CheckContext, PageText, ReadTag, ScriptTag, Violation } from './check-context.ts';

/** Our own file name, whatever host and version stand before it. */
const OWN_FILE = /\/(assisters-chat|loader)[^/?#]*\.m?js(?![^?#])/;

/** A chat's element, and how its tag is read; all that the checklist has of it. */
export interface CheckedChat {
  readonly element: HTMLElement;
  readTag(): ReadTag;
  /** It was open before anybody had touched the page. */
  readonly wasOpen: boolean;
}

/** Reads the page as it is now. Writes nothing, asks nothing. */
export function readPage({ element, readTag, wasOpen }: CheckedChat, violations: readonly Violation[]): CheckContext {
  const tag = readTag();
  const scripts = readScripts();
  const { observedAttributes = [] } = element.constructor as { observedAttributes?: readonly string[] };
  const chats = Array.from(document.querySelectorAll<HTMLElement>('assisters-chat'));
  return {
    attributes: attributesOf(element),
    known: observedAttributes,
    tag,
    pageUrl: location.href,
    isDrawn: Boolean(element.shadowRoot?.querySelector('.dock')),
    violations,
    scripts,
    opensItself: wasOpen && element.hasAttribute('open'),
    chats: chats.map((chat) => ({ id: chat.id, conversation: conversationOf(chat), name: nameOf(chat) })),
    texts: readTexts(),
    storage: { local: isReadable('localStorage'), session: isReadable('sessionStorage'), isFramed: window.top !== window },
    isOnline: navigator.onLine,
    fetch: (...request) => fetch(...request),
    loadImage,
  };
}

/** Listens for what the page's policy stops, from now on and, where the browser remembers, from before. */
export function watchPolicy(violations: Violation[]): void {
  const add = (directive: string, blocked: string, policy: string, sample: string, disposition: string): void => {
    // A policy that only reports stops nothing.
    if (disposition === 'enforce') violations.push({ directive, blocked: sample ? `${blocked} ${sample}` : blocked, policy });
  };
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, originalPolicy, sample, disposition }) => {
    add(effectiveDirective, blockedURI, originalPolicy, sample, disposition);
  });
  if (typeof ReportingObserver === 'undefined') return;
  const observer = new ReportingObserver(
    (reports) => {
      for (const { body } of reports) {
        const { effectiveDirective, blockedURL, originalPolicy, sample, disposition } = body as unknown as Record<string, string | null>;
        add(effectiveDirective ?? '', blockedURL ?? '', originalPolicy ?? '', sample ?? '', disposition ?? '');
      }
    },
    { types: ['csp-violation'], buffered: true },
  );
  observer.observe();
}

function readScripts(): ScriptTag[] {
  return Array.from(document.scripts)
    .filter(({ src }) => OWN_FILE.test(src))
    .map((script) => ({ src: script.src, attributes: attributesOf(script) }));
}

function* readTexts(): Generator<PageText> {
  let inline = 0;
  for (const node of document.querySelectorAll('*')) {
    if (node.localName === 'script' && !(node as HTMLScriptElement).src) {
      inline++;
      yield { where: `the page’s own script no. ${inline}`, text: node.textContent };
    }
    for (const { name, value } of node.attributes) {
      // A visitor's signed token is meant for the browser.
      if (!name.endsWith('user-token')) yield { where: `<${node.localName} ${name}>`, text: value };
    }
  }
}

function attributesOf({ attributes }: Element): Map<string, string> {
  return new Map(Array.from(attributes, ({ name, value }) => [name, value]));
}

function conversationOf(chat: HTMLElement): string | null {
  const endpoint = chat.getAttribute('endpoint');
  if (!endpoint) return null;
  return storageName({ endpoint, assistant: chat.getAttribute('assistant'), storageKey: chat.getAttribute('storage-key') });
}

function nameOf({ shadowRoot }: HTMLElement): string | null {
  const panel = shadowRoot?.querySelector<HTMLElement & { assistantName: string }>('assisters-panel');
  return shadowRoot?.querySelector('[part=launcher]')?.ariaLabel ?? panel?.assistantName ?? null;
}

function isReadable(name: 'localStorage' | 'sessionStorage'): boolean {
  try {
    return window[name].length >= 0;
  } catch {
    // Refused, or not there: either way it keeps nothing.
    return false;
  }
}

function loadImage(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}
