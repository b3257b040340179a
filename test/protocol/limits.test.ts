import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countCodePoints, hasVisibleText, normalizeMessage } from '../../src/protocol/limits.ts';

describe('countCodePoints', () => {
  it('counts as the language iterates, lone halves of pairs included', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(countCodePoints(text), [...text].length)));
    assert.equal(countCodePoints('\ud83d'), 1);
    assert.equal(countCodePoints('\ude00\ud83d\ude00'), 2);
  });
});

describe('normalizeMessage', () => {
  it('composes and trims, and changes nothing when done again', () => {
    assert.equal(normalizeMessage('  e\u0301 \n'), '\u00e9');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(normalizeMessage(normalizeMessage(text)), normalizeMessage(text))),
    );
  });
});

describe('hasVisibleText', () => {
  for (const text of ['', ' \n\t', '\u200b\u200d\ufeff', '\u0000\u0007', '\u202e']) {
    it(`sees nothing in ${JSON.stringify(text)}`, () => assert.equal(hasVisibleText(text), false));
  }
  for (const text of ['a', '?', '👍', ' ﷽ ', '.']) it(`sees something in ${text}`, () => assert.equal(hasVisibleText(text), true));
});
