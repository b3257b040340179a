import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pseudoStrings, type PseudoLocale } from '../../support/pseudo-locale.ts';
import { en, type Plural, type Strings } from '../../../src/widget/locales/en.ts';
import { negotiate } from '../../../src/widget/locales/negotiate.ts';

const formsOf = (text: string | Plural): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String);

for (const [tag, script] of [
  ['en-XA', /^[^a-z]*$/i],
  ['ar-XB', /^\P{sc=Latin}*$/u],
] as [PseudoLocale, RegExp][]) {
  describe(`the made-up texts in ${tag}`, () => {
    const strings = pseudoStrings(tag);

    it('are those of the English ones, with every placeholder, in brackets, and without one of their letters', () => {
      assert.deepEqual(Object.keys(strings), Object.keys(en));
      for (const [key, english] of Object.entries(en)) {
        for (const text of formsOf(strings[key as keyof Strings])) {
          assert.deepEqual(placeholders(text), placeholders(formsOf(english).at(-1)!), key);
          assert.match(text, /^\[.+\]$/);
          assert.match(text.replace(/\{\w+\}/g, ''), script);
          assert.equal(text, text.normalize('NFC'), 'no letter is two');
        }
      }
    });

    it('have the form for every number', () => {
      const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
      assert.deepEqual(Object.keys(strings.jumpNew), pluralCategories);
    });

    it('go the way of the language that they are made up as', () => {
      assert.deepEqual(negotiate([tag]), { tag: tag.slice(0, 2), locale: tag });
    });
  });
}

it('the accented ones are longer by as much as translations are', () => {
  const count = (strings: object): number => Object.values(strings).flatMap(formsOf).join('').length;
  const growth = count(pseudoStrings('en-XA')) / count(en);
  assert.ok(growth > 1.35 && growth < 1.5, `${growth}`);
});
