import type { Finding, FindingState } from './finding.ts';
import { redact } from './redact.ts';
import { CHECKS, type CheckName } from './run-checks.ts';
import { VERSION } from './version.ts';

/** The states in words: colour and picture are never all that says them. */
export const STATE_WORDS: Readonly<Record<FindingState, string>> = {
  ok: 'Right',
  warn: 'Look at this',
  bad: 'Wrong',
  unknown: 'Not known',
};

/** All findings as a plain text to send to somebody, without a secret and without what the page's address says of the visitor. */
export function writeReport(findings: ReadonlyMap<CheckName, Finding>, pageUrl: string, browser: string): string {
  const { origin, pathname } = new URL(pageUrl);
  const lines = [
    `Assisters Chat ${VERSION}: checklist`,
    `Page: ${origin === 'null' ? pageUrl.split(/[?#]/)[0] : origin + pathname}`,
    `Browser: ${browser}`,
    '',
  ];
  for (const [name, label] of Object.entries(CHECKS)) {
    const finding = findings.get(name as CheckName);
    if (finding === undefined) {
      lines.push(`[Still checking] ${label}`);
      continue;
    }
    const { state, title, fix = [], paste } = finding;
    lines.push(`[${STATE_WORDS[state]}] ${label}: ${title}`);
    lines.push(...fix.map((step) => `    - ${step}`));
    if (paste !== undefined) lines.push(...paste.split('\n').map((line) => `      ${line}`));
  }
  return redact(lines.join('\n'));
}

/** What all findings come to, in one sentence. */
export function sumUp(findings: ReadonlyMap<CheckName, Finding>): string {
  const total = Object.keys(CHECKS).length;
  if (findings.size < total) return `Checking … ${findings.size} of ${total}`;
  const count = (state: FindingState): number => [...findings.values()].filter((finding) => finding.state === state).length;
  const [bad, warn] = [count('bad'), count('warn')];
  const parts = [bad > 0 && `${bad} to mend`, warn > 0 && `${warn} to look at`].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'Nothing to mend.';
}
