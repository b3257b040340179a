import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { ChecklistCard } from '../../src/checklist/checklist-card.ts';
import type { Finding } from '../../src/checklist/finding.ts';
import { CHECKS, NOT_ASKED, type CheckName } from '../../src/checklist/run-checks.ts';

/** It has no module: the test loads it as a script of the page. */
declare const axe: { run(context: Element): Promise<AxeResults> };

const NAMES = Object.keys(CHECKS) as CheckName[];
const OK: Finding = { state: 'ok', title: 'All is well.' };

describe('the checklist’s card', () => {
  let card: ChecklistCard;
  let asked: string[];
  let findings: Map<CheckName, Finding>;
  const root = () => card.element.shadowRoot!;
  const row = (name: CheckName) => root().querySelector<HTMLElement>(`#${name}`)!;
  const buttonNamed = (text: string) => [...root().querySelectorAll('button')].find(({ textContent }) => textContent === text);

  function tell(name: CheckName, finding: Finding): void {
    findings.set(name, finding);
    card.set(name, finding, findings);
  }

  beforeEach(async () => {
    asked = [];
    findings = new Map();
    const note = (what: string) => () => void asked.push(what);
    card = new ChecklistCard({ check: note('check'), ask: note('ask'), close: note('close'), report: () => 'The report' });
    const place = await fixture(html`<div></div>`);
    place.append(card.element);
    card.reset();
  });

  it('shows each check as running until it is told of, and counts', () => {
    expect(NAMES.map((name) => row(name).dataset['state'])).to.deep.equal(NAMES.map(() => 'running'));
    tell('endpoint', OK);
    expect(row('endpoint').textContent).to.contain('Right').and.to.contain('All is well.');
    expect(root().querySelector('.sum')!.textContent).to.equal('Checking … 1 of 10');
    expect(root().querySelector('[role=status]')!.textContent).to.equal('');
  });

  it('says the state in words, and once all is known puts what is wrong first and speaks once', () => {
    for (const name of NAMES) tell(name, name === 'script' ? { state: 'bad', title: 'Oh.', fix: ['Do it.'], paste: 'a="b"' } : OK);
    expect(root().querySelector('.row')!.id).to.equal('script');
    expect(row('script').textContent).to.contain('Wrong').and.to.contain('Do it.');
    expect(row('script').querySelector('code')!.textContent).to.equal('a="b"');
    expect(root().querySelector('[role=status]')!.textContent).to.equal('Checklist for the owner: 1 to mend');
  });

  it('never shows a secret, whatever it is told', () => {
    tell('proxy', { state: 'bad', title: 'ast_live_0123456789', fix: ['sk_test_0123456789'], paste: 'key="rk_live_0123456789"' });
    expect(row('proxy').textContent).not.to.contain('0123456789');
  });

  it('asks only on a press, once at a time, and keeps the focus where it is', async () => {
    tell('stream', { state: 'unknown', title: 'Not checked yet.' });
    expect(asked).to.deep.equal([]);
    const ask = buttonNamed('Ask a test question')!;
    ask.focus();
    await sendKeys({ press: 'Enter' });
    card.startAsking();
    await sendKeys({ press: 'Enter' });
    expect(asked).to.deep.equal(['ask']);
    expect(row('stream').dataset['state']).to.equal('running');
    tell('stream', OK);
    expect(root().activeElement === ask).to.equal(true);
    await sendKeys({ press: 'Enter' });
    expect(asked).to.deep.equal(['ask', 'ask']);
  });

  it('offers no question where nobody can be asked', () => {
    tell('stream', NOT_ASKED);
    expect(buttonNamed('Ask a test question') === undefined).to.equal(true);
  });

  it('copies, or where a page may not, marks the text to be copied by hand', async () => {
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: () => Promise.reject(new Error('No.')) } });
    buttonNamed('Copy report')!.click();
    await Promise.resolve().then(() => undefined);
    const text = root().querySelector('textarea')!;
    expect(text.hidden).to.equal(false);
    expect(text.value).to.equal('The report');
    expect(text.selectionEnd).to.equal('The report'.length);
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
  });

  it('can be folded and closed', () => {
    root().querySelector('summary')!.click();
    expect(root().querySelector('details')!.open).to.equal(false);
    root().querySelector<HTMLButtonElement>('[aria-label="Close the checklist"]')!.click();
    expect(card.element.isConnected).to.equal(false);
    expect(asked).to.deep.equal(['close']);
  });

  it('passes axe', async () => {
    for (const name of NAMES) tell(name, { state: 'warn', title: 'So.', fix: ['Do.', 'Or do.'], paste: 'x="y"' });
    const { violations } = await axe.run(card.element.parentElement!);
    expect(violations.map(({ id }) => id)).to.deep.equal([]);
  });
});
