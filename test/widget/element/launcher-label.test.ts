import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLauncherLabel } from '../../../src/widget/element/launcher-label.ts';
import { en } from '../../../src/widget/locales/en.ts';

const label = (unread: number, ownLabel: string | null = null) => formatLauncherLabel(en, 'en', 'Acme', ownLabel, unread);

describe('the name of the launcher', () => {
  it('says whom it opens a chat with, in plain characters', () => {
    assert.equal(label(0), 'Chat with Acme');
  });

  it('tells waiting answers in words', () => {
    assert.equal(label(1), 'Chat with Acme, 1 new message');
    assert.equal(label(12), 'Chat with Acme, 12 new messages');
  });

  it("begins with the owner's own words", () => {
    assert.equal(label(0, 'Ask us'), 'Ask us');
    assert.equal(label(2, 'Ask us'), 'Ask us, 2');
  });
});
