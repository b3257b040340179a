import type { ReadTag, Violation } from './check-context.ts';
import { ChecklistCard } from './checklist-card.ts';
import { checkStream } from './checks/check-stream.ts';
import type { Finding } from './finding.ts';
import { readPage, watchPolicy } from './read-page.ts';
import { runChecks, type CheckName } from './run-checks.ts';
import { writeReport } from './write-report.ts';

/** What was stopped in this page; heard by all checklists of it. */
const violations: Violation[] = [];
let isListening = false;

/** The chats that have a checklist already. */
const shown = new WeakSet<HTMLElement>();

/** Attributes that come and go by themselves, and change nothing of what is checked. */
const PASSING = new Set(['open', 'style', 'class']);

/**
 * The owner's checklist, for a chat with `debug`: says in plain words what is right, what is wrong and what to do. Shown in the chat's
 * own shadow root, and written to the console for where nothing can be shown. A page's policy, its missing endpoint or a key in it
 * keep the chat from starting, and are just what has to be told: so nothing here needs the chat, Lit or a parser of HTML.
 *
 * @param element - the chat; while it has `debug`, its attributes are watched, and a change is checked again.
 * @param readTag - reads its attributes as they are then.
 */
export function showChecklist(element: HTMLElement, readTag: () => ReadTag): void {
  if (shown.has(element)) return;
  shown.add(element);
  if (!isListening) watchPolicy(violations);
  isListening = true;
  const wasOpen = element.hasAttribute('open') && !navigator.userActivation?.hasBeenActive;
  const chat = { element, readTag, wasOpen };
  let findings = new Map<CheckName, Finding>();
  /** Which run is the last: what an earlier one still finds is not told. */
  let run = 0;

  const card = new ChecklistCard({
    check: () => void check(),
    ask: () => void ask(),
    report: () => writeReport(findings, location.href, navigator.userAgent),
    close: () => observer.disconnect(),
  });

  async function check(): Promise<void> {
    const own = ++run;
    findings = new Map();
    card.reset();
    card.side = element.getAttribute('position')?.endsWith('start') ? 'end' : 'start';
    await runChecks(readPage(chat, violations), (name, finding) => {
      if (own === run) tell(name, finding);
    });
    if (own === run) console.info(writeReport(findings, location.href, navigator.userAgent));
  }

  async function ask(): Promise<void> {
    const own = run;
    const context = readPage(chat, violations);
    const { config } = context.tag;
    if (config === null) return;
    findings.delete('stream');
    card.startAsking();
    const finding = await checkStream(context, config.endpoint);
    if (own === run) tell('stream', finding);
  }

  function tell(name: CheckName, finding: Finding): void {
    findings.set(name, finding);
    card.set(name, finding, findings);
  }

  const observer = new MutationObserver((records) => {
    if (!element.hasAttribute('debug')) {
      observer.disconnect();
      card.remove();
      shown.delete(element);
    } else if (records.some(({ attributeName }) => !PASSING.has(attributeName!))) void check();
  });
  observer.observe(element, { attributes: true });

  // Before all that Lit has drawn or will draw: what comes after its own first node it takes for its own.
  element.shadowRoot?.prepend(card.element);
  // A page that moves or filters its body would take the card out of the window.
  card.element.popover = 'manual';
  if (card.element.isConnected) card.element.showPopover();
  void check();
}
