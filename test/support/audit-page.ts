import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';

declare const axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All rules but those of level AAA, which the chat does not claim as a whole. */
const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice', 'experimental', 'EN-301-549'],
  resultTypes: ['violations', 'incomplete'],
};

/** An element that breaks a rule, or may. */
export interface AxeFinding {
  rule: string;
  /** Axe leaves it to a person. */
  isUndecided: boolean;
  /** Its markup. */
  element: string;
  why: string;
}

/**
 * Runs axe on a whole page, open shadow roots included, as it is once everything has appeared.
 *
 * @param skipped - Rules that can say nothing true of how the page is now.
 */
export async function runAxe(page: Page, skipped: readonly string[] = []): Promise<AxeFinding[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const { violations, incomplete } = await page.evaluate(
    async (options) => {
      // What was changed just now is painted by then.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      const finish = (root: Document | ShadowRoot): void => {
        for (const element of root.querySelectorAll('*')) {
          for (const animation of element.getAnimations()) {
            if (animation.effect!.getTiming().iterations !== Infinity) animation.finish();
          }
          if (element.shadowRoot) finish(element.shadowRoot);
        }
      };
      finish(document);
      return axe.run(document, options);
    },
    { ...OPTIONS, rules: Object.fromEntries(skipped.map((rule) => [rule, { enabled: false }])) },
  );
  const list = (results: AxeResults['violations'], isUndecided: boolean): AxeFinding[] =>
    results.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary = '' }) => ({ rule: id, isUndecided, element: html, why: failureSummary })),
    );
  return [...list(violations, false), ...list(incomplete, true)];
}

/** What no rule of axe holds: one line for each fault in the tree of a page with a chat, with the checklist's number. */
export function findFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const REFERENCES = [
      'aria-labelledby',
      'aria-describedby',
      'aria-controls',
      'aria-owns',
      'aria-details',
      'aria-errormessage',
      'aria-flowto',
    ];
    const faults: string[] = [];
    const parentOf = (element: Element): Element | null =>
      element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;
    const isLive = (element: Element): boolean =>
      element.localName === 'output' ||
      (element.ariaLive ? element.ariaLive !== 'off' : ['status', 'alert', 'log', 'timer', 'marquee'].includes(element.role ?? ''));
    const isWithin = (element: Element | null, test: (around: Element) => boolean): boolean =>
      element !== null && (test(element) || isWithin(parentOf(element), test));

    function look(root: Document | ShadowRoot): void {
      const ids = new Set<string>();
      for (const element of root.querySelectorAll('*')) {
        const note = (rule: string): void => void faults.push(`${rule}: ${(element.cloneNode() as Element).outerHTML}`);
        if (element.id !== '' && ids.size === ids.add(element.id).size) note('X1, an id twice');
        for (const name of REFERENCES) {
          for (const id of element.getAttribute(name)?.split(/\s+/) ?? []) if (!root.getElementById(id)) note(`X1, ${name} of nothing`);
        }
        if (element instanceof HTMLLabelElement && element.htmlFor !== '' && !root.getElementById(element.htmlFor)) note('X1, for nothing');
        if (element.hasAttribute('aria-busy')) note('N10');
        if (element.hasAttribute('aria-modal')) note('P1, P4');
        if (element.matches("[part~='message'], [part~='content']") && isWithin(element, isLive)) note('N1');
        if (element.localName === 'slot' && isWithin(element, (around) => isLive(around) || around.ariaHidden === 'true')) note('X5');
        if (root !== document && element.matches('main, h1, header, footer, [role=main], [role=banner], [role=contentinfo]')) note('P19');
        if (element.shadowRoot?.delegatesFocus) note('X2');
        if (element.shadowRoot) look(element.shadowRoot);
      }
    }
    look(document);
    for (const host of document.querySelectorAll('assisters-chat')) {
      const names = host.getAttributeNames().filter((name) => /^(?:role|tabindex|aria-.*)$/.test(name));
      if (names.length > 0) faults.push(`X2: ${names.join()}`);
    }
    return faults;
  });
}

/** What a screen reader finds on a page, as text, while nothing is being announced. */
export async function readAloud(page: Page): Promise<string> {
  const isQuiet = (): boolean => {
    const quiet = (root: Document | ShadowRoot): boolean =>
      [...root.querySelectorAll('*')].every(
        (element) =>
          (!element.matches('[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]') || element.textContent === '') &&
          (element.shadowRoot === null || quiet(element.shadowRoot)),
      );
    return quiet(document);
  };
  // Playwright takes a host without a box of its own for hidden when all that it has is a shadow root.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('assisters-chat { display: block }');
    document.adoptedStyleSheets.push(sheet);
  });
  for (;;) {
    const wasQuiet = await page.evaluate(isQuiet);
    const text = await page.locator('body').ariaSnapshot();
    // Each test has a port of its own.
    if (wasQuiet && (await page.evaluate(isQuiet))) return `${text.replaceAll(new URL(page.url()).origin, '')}\n`;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Notes from now on what gets into a live region of a page, or is announced without one. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const heard: string[] = [];
    const isLive = (node: Node | null): boolean =>
      node !== null &&
      ((node instanceof Element && node.matches('[aria-live=polite], [aria-live=assertive], [role=status], [role=alert], output')) ||
        isLive(node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null));
    const observer = new MutationObserver((records) => {
      for (const { target, addedNodes, type } of records) {
        const nodes = type === 'characterData' ? [target] : [...addedNodes];
        if (isLive(target)) heard.push(...nodes.map(({ textContent }) => textContent ?? '').filter((text) => text.trim() !== ''));
      }
    });
    const follow = (root: Document | ShadowRoot): void => {
      observer.observe(root, { subtree: true, childList: true, characterData: true });
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) follow(shadowRoot);
    };
    follow(document);
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (init) {
      const root = attachShadow.call(this, init);
      follow(root);
      return root;
    };
    const ariaNotify = (text: string): void => void heard.push(text);
    for (const { prototype } of [Element, Document]) Object.assign(prototype, { ariaNotify });
    Object.assign(globalThis, { heard });
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}
