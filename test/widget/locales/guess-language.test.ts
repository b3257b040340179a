import assert from 'node:assert/strict';
import { it } from 'node:test';
import { guessLanguage } from '../../../src/widget/locales/guess-language.ts';

const CASES: [text: string, locale: string, language: string, why: string][] = [
  ['Где мой заказ A-1001?', 'en', 'ru', 'Cyrillic in an English interface'],
  ['هل يمكنني إرجاع الطلب؟', 'de', 'ar', 'Arabic'],
  ['איפה ההזמנה שלי?', 'en-GB', 'he', 'Hebrew'],
  ['मेरा ऑर्डर कहाँ है?', 'en', 'hi', 'Devanagari'],
  ['สินค้าอยู่ที่ไหน', 'en', 'th', 'Thai'],
  ['Πού είναι η παραγγελία;', 'en', 'el', 'Greek'],
  ['返品できますか？', 'en', 'ja', 'kana'],
  ['領収書・保証書・返品票をご用意ください', 'en', 'ja', 'much Han with some kana'],
  ['可以，三十天内可退货。', 'en', 'zh', 'Han alone'],
  ['반품할 수 있나요?', 'en', 'ko', 'Hangul'],
  ['Führen Sie `npm install assisters-chat` aus', 'en', '', 'Latin, of which nothing is known'],
  ['Use it as described.', 'ar', '', 'Latin in an Arabic interface'],
  ['Где мой заказ?', 'uk', '', 'the script that the interface has itself'],
  ['سفارش من کجاست؟', 'fa', '', 'the script that the interface has itself'],
  ['返品可能期間三十日', 'ja', '', 'Japanese without kana'],
  ['返品できますか？', 'zh-Hans', 'ja', 'kana in a Chinese interface'],
  ['可以，三十天內可退貨。', 'zh-Hant', '', 'Chinese in a Chinese interface'],
  ['可以，三十天內可退貨。', 'zh-TW', '', 'Chinese in a Chinese interface'],
  ['Ask for “Привет” at the desk, they will know what to do with it', 'en', '', 'one foreign word'],
  ['استخدم `docker compose up` ثم افتح https://example.com', 'en', 'ar', 'a sentence with code and an address'],
  ['', 'en', '', 'nothing'],
  ['1 + 1 = 2 😀', 'en', '', 'no letters'],
];
for (const [text, locale, language, why] of CASES) {
  it(`${why}: ${JSON.stringify(text)} in ${locale}`, () => assert.equal(guessLanguage(text, locale), language));
}

it('goes by the beginning of a long text, so that it does not change its mind', () => {
  assert.equal(guessLanguage(`${'Привет. '.repeat(60)}${'English words. '.repeat(1000)}`, 'en'), 'ru');
});
