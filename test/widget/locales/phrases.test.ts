import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';

describe('Phrases', () => {
  const phrases = new Phrases(en, 'en-GB');
  const nowMs = new Date(2026, 2, 1, 14, 2).getTime();

  it('says a text of the interface in its language', () => {
    assert.equal(phrases.say('charsLeft', { n: 1 }), '1 character left');
    assert.equal(phrases.say('charsLeft', { n: 2 }), '2 characters left');
  });

  it('writes times as the locale does', () => {
    assert.equal(phrases.time(nowMs), '14:02');
    assert.match(new Phrases(en, 'en-US').time(nowMs), /^2:02\sPM$/);
  });

  it('names today and yesterday, over the end of a month, and dates what is older', () => {
    assert.equal(phrases.day(nowMs - 60_000, nowMs), 'Today');
    assert.equal(phrases.day(new Date(2026, 1, 28, 23, 59).getTime(), nowMs), 'Yesterday');
    assert.equal(phrases.day(new Date(2026, 1, 27).getTime(), nowMs), 'Friday 27 February');
  });

  it('tells waiting times in seconds, then in minutes, and never too short', () => {
    assert.equal(phrases.wait(-5), '1 second');
    assert.equal(phrases.wait(11_001), '12 seconds');
    assert.equal(phrases.wait(119_000), '119 seconds');
    assert.equal(phrases.wait(121_000), '3 minutes');
  });
});
