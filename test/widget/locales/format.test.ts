import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { en } from '../../../src/widget/locales/en.ts';
import { formatText } from '../../../src/widget/locales/format.ts';

describe('formatText', () => {
  it('sets names apart from the sentence, so that their direction stays theirs', () => {
    assert.equal(formatText('Chat with {name}', 'en', { name: 'متجر' }), 'Chat with \u2068متجر\u2069');
  });

  it('writes numbers as the locale does', () => {
    assert.equal(formatText('{n}', 'de', { n: 1234.5 }), '1.234,5');
    assert.equal(formatText('{n}', 'en', { n: 1234.5 }), '1,234.5');
  });

  it('chooses the form that the language has for a number', () => {
    const forms = { one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' };
    assert.deepEqual(
      [0, 1, 2, 3, 11, 100].map((n) => formatText({ zero: 'zero', ...forms }, 'ar', { n })),
      ['zero', 'one', 'two', 'few', 'many', 'other'],
    );
    assert.deepEqual(
      [1, 2, 5, 22].map((n) => formatText(forms, 'pl', { n })),
      ['one', 'few', 'many', 'few'],
    );
  });

  it('falls back to the general form', () => {
    assert.equal(formatText({ other: '{n} Dinge' }, 'de', { n: 1 }), '1 Dinge');
  });

  it('leaves a placeholder without a value to be seen, and what stands in a value alone', () => {
    assert.equal(formatText('{a} {b}', 'en', { a: '{b}' }), '\u2068{b}\u2069 {b}');
  });

  it('has a word for everything in English, with no HTML in it, and both forms where there is a number', () => {
    for (const [key, text] of Object.entries(en)) {
      const forms = typeof text === 'string' ? [text] : Object.values(text);
      for (const form of forms) {
        assert.notEqual(form.trim(), '', key);
        assert.doesNotMatch(form, /[<>&]/, key);
      }
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text), new Intl.PluralRules('en').resolvedOptions().pluralCategories, key);
    }
  });
});
