import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/checklist/finding.ts';
import { redact } from '../../src/checklist/redact.ts';
import type { CheckName } from '../../src/checklist/run-checks.ts';
import { VERSION } from '../../src/checklist/version.ts';
import { sumUp, writeReport } from '../../src/checklist/write-report.ts';
import manifest from '../../package.json' with { type: 'json' };

const FINDINGS = new Map<CheckName, Finding>([
  ['endpoint', { state: 'bad', title: 'Wrong: https://me:word@proxy.example', fix: ['Do this:'], paste: 'endpoint="/api"' }],
  ['key', { state: 'bad', title: 'sk_live_0123456789 eyJhbGciOi.eyJzdWIi.c2ln' }],
]);

describe('the report', () => {
  it('says the state in words, what to do, and the line to paste', () => {
    const report = writeReport(FINDINGS, 'https://shop.example/a?token=1#x', 'A browser');
    assert.match(report, /\[Wrong\] Endpoint: Wrong/);
    assert.match(report, /- Do this:\n {6}endpoint="\/api"/);
    assert.match(report, /\[Still checking\] Proxy reachable/);
  });

  it('holds no secret and nothing of the address that may be the visitor’s', () => {
    const report = writeReport(FINDINGS, 'https://shop.example/a?token=1#x', 'A browser');
    assert.doesNotMatch(report, /0123456789|me:word|hbGciOi|token=1|#x/);
    assert.match(report, /sk_live_…/);
  });

  it('leaves a text without secrets alone', () => {
    const text = 'Write https://shop.example/api or mail me@shop.example.';
    assert.equal(redact(text), text);
  });

  it('names the version of the package', () => {
    assert.equal(VERSION, manifest.version);
  });

  it('sums up what is to be done, once all is known', () => {
    assert.equal(sumUp(FINDINGS), 'Checking … 2 of 10');
  });
});
