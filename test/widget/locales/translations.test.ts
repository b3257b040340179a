import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { en, type Plural, type Strings } from '../../../src/widget/locales/en.ts';
import { LAUNCHER_TEXTS } from '../../../src/widget/locales/launcher-texts.ts';

type Key = keyof Strings;

const TAGS = Object.keys(LAUNCHER_TEXTS);
const KEYS = Object.keys(en) as Key[];

/** Beside English. */
const WANTED = 'ar de es fa fr he hi it ja ko nl pl pt-BR ru sv tr uk vi zh-Hans zh-Hant'.split(' ');

/** Words that a language shares with English. */
const SHARED: Record<string, Key[]> = {
  de: ['code'],
  fr: ['conversation', 'sources', 'code', 'image'],
  it: ['privacy'],
  nl: ['privacy', 'code'],
};

/** What those are written in that have no Latin letters; names of keys and formats are as on the key or in the file. */
const SCRIPTS: Record<string, RegExp> = {
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
  'zh-Hans': /\p{Script=Han}/u,
  'zh-Hant': /\p{Script=Han}/u,
};

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
const formsOf = (text: string | Plural): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const englishOf = (key: Key): string => (typeof en[key] === 'string' ? en[key] : en[key].other);

it('all languages are there', () => assert.deepEqual(TAGS, WANTED));

for (const tag of TAGS) {
  describe(`the texts in ${tag}`, async () => {
    const path = new URL(`../../../src/widget/locales/${tag}.ts`, import.meta.url);
    const { strings } = (await import(path.href)) as { strings: Strings };
    const all = KEYS.flatMap((key) => formsOf(strings[key]).map((text) => [key, text] as const));

    it('are those of the English ones, no more and no fewer, in their order', () => {
      assert.deepEqual(Object.keys(strings), KEYS);
    });

    it('say whether a native speaker has read them', () => {
      assert.match(
        readFileSync(path, 'utf8'),
        /\/\*\* .*(A machine's draft: no native speaker has read it yet|Read by a native speaker)\. \*\//,
      );
    });

    it('have the form for every number that the language has, and no other (L6)', () => {
      const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
      for (const key of KEYS) {
        const text: string | Plural = strings[key];
        assert.equal(typeof text, typeof en[key], key);
        if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), [...pluralCategories].sort(), key);
      }
    });

    it('say something', () => {
      for (const [key, text] of all) assert.match(text, /\p{L}|\{\w+\}/u, key);
    });

    it('keep every placeholder', () => {
      for (const [key, text] of all) assert.deepEqual(placeholders(text), placeholders(englishOf(key)), `${key}: ${text}`);
    });

    it('are set as print is: no HTML, no typewriter quotes, no dots for an ellipsis, no blanks around them', () => {
      for (const [key, text] of all) {
        assert.doesNotMatch(text, /["'<>&`]|\.\.\.|^\s|\s$|  /, `${key}: ${text}`);
        assert.equal(text, text.normalize('NFC'), key);
        // What separates scripts is put there where a text is filled in.
        assert.doesNotMatch(text, /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/, key);
      }
    });

    it('are no English by accident', () => {
      const script = SCRIPTS[tag];
      for (const [key, text] of all) {
        const words = text.replace(/\{\w+\}/g, '');
        if (/\p{L}/u.test(words) && !SHARED[tag]?.includes(key)) assert.notEqual(text, englishOf(key), key);
        if (script && /\p{L}/u.test(words)) assert.match(words, script, `${key}: ${text}`);
      }
    });

    it('have room where they stand', () => {
      for (const [key, text] of all) {
        const { length } = englishOf(key);
        assert.ok(Array.from(text).length <= Math.max(length * 1.8, length + 12), `${key}: ${text}`);
      }
    });

    it('name a second try and an edit by the words of their buttons (M13)', () => {
      assert.ok(strings.retryNamed.startsWith(strings.retry), strings.retryNamed);
      assert.ok(strings.editNamed.startsWith(strings.edit), strings.editNamed);
    });
  });
}
