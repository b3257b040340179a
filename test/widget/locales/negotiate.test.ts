import assert from 'node:assert/strict';
import { it } from 'node:test';
import { negotiate } from '../../../src/widget/locales/negotiate.ts';

const CASES: [wanted: string, tag: string, locale: string][] = [
  ['de', 'de', 'de'],
  ['de-AT', 'de', 'de-AT'],
  ['en-GB', 'en', 'en-GB'],
  ['ar-EG', 'ar', 'ar-EG'],
  ['iw', 'he', 'he'],
  ['he-IL', 'he', 'he-IL'],
  ['pt', 'pt-BR', 'pt-BR'],
  ['pt-PT', 'pt-BR', 'pt-BR'],
  ['pt-AO', 'pt-BR', 'pt-BR'],
  ['zh', 'zh-Hans', 'zh'],
  ['zh-CN', 'zh-Hans', 'zh-CN'],
  ['zh-SG', 'zh-Hans', 'zh-SG'],
  ['zh-TW', 'zh-Hant', 'zh-TW'],
  ['zh-HK', 'zh-Hant', 'zh-HK'],
  ['zh-Hant-HK', 'zh-Hant', 'zh-Hant-HK'],
  ['DE-at', 'de', 'de-AT'],
  ['uk-UA-u-nu-latn', 'uk', 'uk-UA'],
];
for (const [wanted, tag, locale] of CASES) {
  it(`${wanted} is answered in ${tag}`, () => assert.deepEqual(negotiate([wanted]), { tag, locale }));
}

it('takes the first language of a list that it has', () => {
  assert.equal(negotiate(['da', 'nb-NO', 'fr-CA', 'de']).tag, 'fr');
});

// Serbian in Latin letters, of old `sh`, is not Russian, Kurdish in Arabic ones not Arabic, Azerbaijani not Turkish; Norwegian is not Swedish.
for (const wanted of [
  [],
  ['tlh'],
  ['sr-Latn'],
  ['sh'],
  ['ku-Arab'],
  ['az'],
  ['uk-Latn'],
  ['no'],
  ['nn-NO'],
  ['in'],
  ['tl'],
  ['ji'],
  ['ur'],
]) {
  it(`speaks English where it has none: ${wanted.join()}`, () => assert.deepEqual(negotiate(wanted), { tag: 'en', locale: 'en' }));
}

for (const wrong of ['', '*', 'de_DE', '-', 'a', 'klingon-and-more-of-it', '😀', '__proto__', 'constructor', 'und', 'und-DE']) {
  it(`passes over what is no language: ${JSON.stringify(wrong)}`, () => assert.equal(negotiate([wrong, 'sv']).tag, 'sv'));
}
