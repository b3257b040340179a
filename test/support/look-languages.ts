import { disguise, pseudoStrings } from './pseudo-locale.ts';

/** What is said in a picture of a language. */
export interface LookLanguage {
  readonly dir: 'ltr' | 'rtl';
  readonly subheading: string;
  readonly question: string;
  /** The answer's first paragraph up to its source, what two tyres are praised for, and the words before an address and a command. */
  readonly words: readonly [fit: string, fast: string, grip: string, more: string];
  readonly source: string;
  /** The texts of the interface, where they are not the chat's own. */
  readonly strings?: object;
}

const ENGLISH = {
  subheading: 'AI assistant · answers in seconds',
  question: 'Which tyres fit my Trailhead 2 (2021)?',
  words: [
    'The frame takes 29-inch tyres, up to 2.4 inches wide at the rear; the manual calls that “wide”.',
    'rolls fast on gravel, €44',
    'has more bite when it is wet, €52',
    'More on each of them, and the command that tells the pressure (in bar):',
  ],
  source: 'Tyre guide',
} as const;

const madeUp = (tag: 'en-XA' | 'ar-XB', dir: 'ltr' | 'rtl'): LookLanguage => {
  const { subheading, question, words, source } = ENGLISH;
  const [fit, fast, grip, more] = words.map((text) => disguise(text, tag)) as [string, string, string, string];
  return {
    dir,
    subheading: disguise(subheading, tag),
    question: disguise(question, tag),
    words: [fit, fast, grip, more],
    source: disguise(source, tag),
    strings: pseudoStrings(tag),
  };
};

/** The languages that are looked at: one of each script that has rules of its own, one of long words, and those that nobody speaks. */
export const LOOK_LANGUAGES: Readonly<Record<string, LookLanguage>> = {
  ar: {
    dir: 'rtl',
    subheading: 'مساعد بالذكاء الاصطناعي · يجيب خلال ثوانٍ',
    question: 'ما الإطارات المناسبة لدراجتي Trailhead 2 (2021)؟',
    words: [
      'يتسع الهيكل لإطارات مقاس 29 بوصة، وبعرض يصل إلى 2.4 بوصة في الخلف؛ ويسمّي الدليل ذلك «عريضًا».',
      'سريع على الحصى، 44 يورو',
      'ثابت على البلل، 52 يورو',
      'المزيد عن كلٍّ منهما، والأمر الذي يعرض الضغط (بالبار):',
    ],
    source: 'دليل الإطارات',
  },
  he: {
    dir: 'rtl',
    subheading: 'עוזר AI · עונה תוך שניות',
    question: 'אילו צמיגים מתאימים ל־Trailhead 2 שלי (2021)?',
    words: [
      'השלדה מתאימה לצמיגים בקוטר 29 אינץ׳, וברוחב של עד 2.4 אינץ׳ מאחור; במדריך זה נקרא ”רחב”.',
      'מהיר על חצץ, 44 אירו',
      'אוחז היטב על קרקע רטובה, 52 אירו',
      'עוד על כל אחד מהם, והפקודה שמציגה את הלחץ (בבר):',
    ],
    source: 'מדריך הצמיגים',
  },
  hi: {
    dir: 'ltr',
    subheading: 'AI सहायक · कुछ सेकंड में जवाब',
    question: 'मेरी Trailhead 2 (2021) में कौन से टायर लगेंगे?',
    words: [
      'फ़्रेम में 29 इंच के टायर लगते हैं, पीछे 2.4 इंच तक चौड़े; पुस्तिका इन्हें “चौड़ा” कहती है।',
      'बजरी पर तेज़ चलता है, €44',
      'गीली ज़मीन पर अच्छी पकड़, €52',
      'दोनों के बारे में और जानकारी, और दबाव (बार में) बताने वाला आदेश:',
    ],
    source: 'टायर मार्गदर्शिका',
  },
  ja: {
    dir: 'ltr',
    subheading: 'AIアシスタント・数秒で回答',
    question: 'Trailhead 2（2021年モデル）に合うタイヤはどれですか？',
    words: [
      'フレームには29インチのタイヤが入ります。後輪は幅2.4インチまでで、取扱説明書では「ワイド」と呼ばれています。',
      '砂利道でもよく転がります。44ユーロ',
      '濡れた路面で*よく*グリップします。52ユーロ',
      'それぞれの詳しい説明と、空気圧（bar）を表示するコマンドは次のとおりです。',
    ],
    source: 'タイヤガイド',
  },
  'zh-Hans': {
    dir: 'ltr',
    subheading: 'AI 助手 · 数秒内回答',
    question: '我的 Trailhead 2（2021 款）适合什么轮胎？',
    words: [
      '车架可装29英寸轮胎，后轮最宽2.4英寸，手册里称之为“宽胎”。',
      '在碎石路上滚动顺畅，44欧元',
      '在湿滑路面上抓地力*更好*，52欧元',
      '两款轮胎的详细介绍，以及显示胎压（单位bar）的命令：',
    ],
    source: '轮胎指南',
  },
  de: {
    dir: 'ltr',
    subheading: 'KI-Assistent · antwortet in Sekunden',
    question: 'Welche Reifen passen auf mein Trailhead 2 (2021)?',
    words: [
      'Der Rahmen nimmt 29-Zoll-Reifen auf, hinten bis 2,4 Zoll breit; die Bedienungsanleitung nennt das „breit“.',
      'rollt leicht auf Schotter, 44 €',
      'mehr Halt auf nassem Untergrund, 52 €',
      'Mehr über beide und der Befehl, der den Reifendruck anzeigt (in bar):',
    ],
    source: 'Reifendruckempfehlungen für Mountainbikes und Gravelbikes',
  },
  'en-XA': madeUp('en-XA', 'ltr'),
  'ar-XB': madeUp('ar-XB', 'rtl'),
};
