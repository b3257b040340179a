import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLauncherLabel } from '../../../src/widget/element/launcher-label.ts';
import { en } from '../../../src/widget/locales/en.ts';

const acme = { strings: en, locale: 'en', name: 'Acme', ownLabel: null, unread: 0 };

describe('the name of the launcher', () => {
  it('says whom it opens a chat with, in plain characters', () => {
    assert.equal(formatLauncherLabel(acme), 'Chat with Acme');
  });

  it('tells waiting answers in words', () => {
    assert.equal(formatLauncherLabel({ ...acme, unread: 1 }), 'Chat with Acme, 1 new message');
    assert.equal(formatLauncherLabel({ ...acme, unread: 12 }), 'Chat with Acme, 12 new messages');
  });

  it("begins with the owner's own words", () => {
    assert.equal(formatLauncherLabel({ ...acme, ownLabel: 'Ask us' }), 'Ask us');
    assert.equal(formatLauncherLabel({ ...acme, ownLabel: 'Ask us', unread: 2 }), 'Ask us, 2');
  });
});
