import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatLauncherLabel } from '../../../src/widget/element/launcher-label.ts';
import { en } from '../../../src/widget/locales/en.ts';

const label = (unread: number, ownLabel: string | null = null, shown?: string) =>
  formatLauncherLabel(en, 'en', 'Acme', ownLabel, unread, shown);

describe('the name of the launcher', () => {
  it('says whom it opens a chat with, in plain characters (L2)', () => {
    assert.equal(label(0), 'Chat with Acme');
  });

  it('tells waiting answers in words (L6)', () => {
    assert.equal(label(1), 'Chat with Acme, 1 new message');
    assert.equal(label(12), 'Chat with Acme, 12 new messages');
  });

  it("begins with the owner's own words (L3)", () => {
    assert.equal(label(0, 'Ask us'), 'Ask us');
    assert.equal(label(2, 'Ask us'), 'Ask us, 2');
  });

  it('begins with the words that are to be read on it, and says them once (L3)', () => {
    assert.equal(label(0, null, ' Help\n desk '), 'Help desk, Chat with Acme');
    assert.equal(label(2, null, 'Help'), 'Help, Chat with Acme, 2 new messages');
    assert.equal(label(2, 'Ask us', 'Help'), 'Help, Ask us, 2');
    assert.equal(label(0, null, 'CHAT'), 'Chat with Acme');
    assert.equal(label(1, 'Ask us', 'Ask us'), 'Ask us, 1');
  });

  it('has no signs for the eye in it (L3)', () => {
    for (const shown of ['', ' ', '💬', '?']) assert.equal(label(0, null, shown), 'Chat with Acme');
  });
});
