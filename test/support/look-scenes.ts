import type { ChatPage } from './chat-page.ts';
import { LOOK_LANGUAGES } from './look-languages.ts';
import { dress, type LookDress, type LookOptions, type LookSite, type Reply } from './look-site.ts';

/** One state of the chat. */
export interface LookScene {
  name: string;
  options?: Partial<LookOptions>;
  /** The panel stays closed: the picture is of the launcher's corner. */
  isClosed?: boolean;
  /** Height of the panel in px, where there is less to show than a whole one. */
  height?: number;
  /** Brings a chat that was just opened into its state. */
  act?(chat: ChatPage, site: LookSite): Promise<void>;
  /** What a mouse or a key has to do again when the page has turned to the other side. */
  pose?(chat: ChatPage): Promise<void>;
  /** How it is looked at, where not in every way. */
  dresses?: readonly LookDress[];
  /** What happens after the first picture. */
  next?(chat: ChatPage): Promise<void>;
}

const TYRES = `# Tyres for the Trailhead 2 (2021)

The frame takes 29-inch tyres, up to 2.4 inches wide at the rear. These two are in stock today:

- **Ridgeline 29 × 2.25** rolls fast on hard gravel, tubeless ready, €44
- **Scree Grip 29 × 2.4** has more bite on wet`;

/** As it is where its sources are there. */
const CITED = TYRES.replace('at the rear.', '$&[1]');

const TABLE = `

| Rider | Front | Rear | Tubeless front | Tubeless rear |
| --- | --- | --- | --- | --- |
| **60 kg** | 1.9 bar | 2.0 bar | 1.6 bar | 1.7 bar |
| **75 kg** | 2.1 bar | 2.3 bar | 1.8 bar | 1.9 bar |
| **90 kg** | 2.3 bar | 2.6 bar | 2.0 bar | 2.2 bar |`;

const ASK = {
  tyres: 'Which tyres fit my 2021 Trailhead 2, and what pressure should I run on gravel?',
  saturday: 'Thanks. Are you open on Saturday?',
};

const source = (title: string): { title: string; url: string } => ({ title, url: 'https://nordhang.example/guide' });

const WHOLE: Reply = {
  text: `${CITED} roots, €52

Start with these pressures and adjust by feel:${TABLE}

Heavier luggage? Add 0.2 bar and check the [rim pressure limits](https://etrto.example/limits) first.[2]

We can mount them while you wait. Here is the workshop as a waypoint for your GPS:

\`\`\`gpx
<wpt lat="47.2692" lon="11.4041">
  <name>Nordhang workshop</name>
  <desc>Bike service, rear yard</desc>
</wpt>
\`\`\``,
  sources: ['Trailhead manual', 'Tyre guide', 'Workshop'].map(source),
};

const SATURDAY: Reply = {
  text: 'Yes, from 9:00 to 16:00. The workshop takes the last bike at 15:30.',
  sources: [source('Opening hours')],
};

const TRAILERS: Reply = {
  text: 'Yes, all summer, from €19 a day. Book on the [rental page](/rental.html) or ask in the shop.',
  sources: [source('Rental prices'), source('Trailer guide')],
};

async function ask(chat: ChatPage, site: LookSite, text: string, reply: Reply, ...states: string[]): Promise<void> {
  site.reply(reply);
  await chat.part('input').fill(text);
  // Enter sends on no phone.
  await chat.part('send').click();
  await chat.untilState(...(states.length > 0 ? states : ['done']));
}

/** A conversation that was there before the page. */
async function restoreWhole(chat: ChatPage, site: LookSite): Promise<void> {
  await ask(chat, site, ASK.tyres, WHOLE);
  await chat.page.clock.setFixedTime(new Date('2026-06-18T14:05:00Z'));
  await ask(chat, site, ASK.saturday, SATURDAY);
  // A question that was just asked stays at the top: what was looked at before is above.
  await chat.page.evaluate(() => {
    const host = document.querySelector('assisters-chat')!;
    host.removeAttribute('open');
    host.replaceWith(host.cloneNode());
  });
  await chat.open();
  await chat.untilState('done');
}

const scrollTo = (chat: ChatPage, place: 'top' | 'end'): Promise<void> =>
  chat.part('messages').evaluate(async (log, where) => {
    log.scrollTop = where === 'top' ? 0 : log.scrollHeight;
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
  }, place);

const blur = (chat: ChatPage): Promise<void> => chat.part('input').blur();

const AR = {
  composerPlaceholder: 'اكتب سؤالك',
  sources: { one: 'مصدر واحد', two: 'مصدران', other: '{n} مصادر' },
  disclosure: 'مساعد يعمل بالذكاء الاصطناعي. قد تخطئ الإجابات.',
  today: 'اليوم',
  copy: 'نسخ',
};

const ARABIC: Partial<LookOptions> = {
  lang: 'ar',
  dir: 'rtl',
  attributes: { heading: 'نوردهانغ', subheading: 'مساعد بالذكاء الاصطناعي · يجيب خلال ثوانٍ', strings: JSON.stringify(AR) },
};

const DESKTOP = { width: 800, height: 840, touch: false };

/** Of a usual phone. */
export const PHONE = { width: 390, height: 760, touch: true };

const empty: LookScene = {
  name: 'empty',
  options: {
    attributes: {
      suggestions: 'Which frame size do I need?\nWhere is my order?\nBook a bike service\nCan I try a tent before buying?',
      privacy: '/privacy.html',
    },
  },
  pose: (chat) => chat.part('suggestion').first().hover(),
};

/** What was said before, looked at from one of its ends. */
const lookBack = (name: string, place: 'top' | 'end'): LookScene => ({
  name,
  async act(chat, site) {
    await restoreWhole(chat, site);
    await scrollTo(chat, place);
    await blur(chat);
  },
});

const reading = lookBack('reading', 'top');

const end = lookBack('end', 'end');

const waiting: LookScene = {
  name: 'waiting',
  async act(chat, site) {
    await ask(chat, site, ASK.tyres, { end: 'held' }, 'sending');
    await blur(chat);
    await chat.page.locator('assisters-chat .waiting').waitFor();
    await chat.part('stop').waitFor();
  },
};

const streaming: LookScene = {
  name: 'streaming',
  options: { motion: true },
  async act(chat, site) {
    await ask(chat, site, ASK.tyres, { text: TYRES, end: 'held' }, 'streaming');
    await chat.answer.getByText('has more bite').waitFor({ timeout: 5_000 });
    await chat.part('input').fill('And what do they weigh?');
    await chat.part('stop').waitFor();
  },
};

const trouble: LookScene = {
  name: 'trouble',
  options: { attributes: { timeout: '0.5', deadline: '2' } },
  async act(chat, site) {
    // Recovery ends by the clock.
    await chat.page.clock.install({ time: new Date('2026-06-18T14:03:00Z') });
    const text = `You need three things: rim tape, a valve and 60 ml of sealant per wheel. All three are in the [Tubeless kit 29](/tubeless.html) at €39.

Clean the rim bed first, then lay the tape under tension, starting opposite the valve hole and`;
    await ask(chat, site, 'How do I make my wheels tubeless?', { text, end: 'cut' }, 'interrupted');
    await ask(
      chat,
      site,
      'And how long does the sealant last?',
      { refuse: { status: 400, code: 'invalid_request', retryAfter: 0 } },
      'failed',
    );
    await scrollTo(chat, 'top');
    await blur(chat);
  },
};

const offline: LookScene = {
  name: 'offline',
  height: 356,
  async act(chat, site) {
    await ask(chat, site, 'Are you open on Saturday?', SATURDAY);
    await chat.page.context().setOffline(true);
    await ask(chat, site, 'Do I need to book the fitting?', {}, 'queued');
    await blur(chat);
  },
};

const rateLimit: LookScene = {
  name: 'rate-limit',
  height: 356,
  async act(chat, site) {
    await ask(chat, site, 'Are you open on Saturday?', SATURDAY);
    await ask(
      chat,
      site,
      'Which of the two is quieter on asphalt?',
      { refuse: { status: 429, code: 'rate_limit_exceeded', retryAfter: 12 } },
      'queued',
    );
    await blur(chat);
  },
};

const phone: LookScene = {
  name: 'phone',
  options: PHONE,
  async act(chat, site) {
    await ask(chat, site, ASK.tyres, { text: `${CITED} roots, €52${TABLE}`, sources: ['Trailhead 2 manual', 'Tyre guide'].map(source) });
    await blur(chat);
  },
};

const accent: LookScene = {
  name: 'accent',
  height: 408,
  async act(chat, site) {
    await ask(chat, site, 'Do you rent child trailers?', TRAILERS);
    await chat.part('input').fill('How many children fit in one?');
  },
};

const arabic: LookScene = {
  name: 'arabic',
  options: ARABIC,
  async act(chat, site) {
    const text = `# إطارات Trailhead 2 (2021)

يتسع الهيكل لإطارات مقاس 29 بوصة، وبعرض يصل إلى 2.4 بوصة في الخلف.[1] هذان متوفران اليوم:

- **Ridgeline 29 × 2.25**: سريع على الحصى الصلب، 44 يورو
- **Scree Grip 29 × 2.4**: ثابت على البلل، 52 يورو

| وزن الراكب | أمامي | خلفي | أمامي دون أنبوب | خلفي دون أنبوب |
| --- | --- | --- | --- | --- |
| **60 كغ** | 1.9 بار | 2.0 بار | 1.6 بار | 1.7 بار |
| **75 كغ** | 2.1 بار | 2.3 بار | 1.8 بار | 1.9 بار |

راجع أولًا [حدود ضغط الحافة](https://etrto.example/limits)`;
    await ask(chat, site, 'ما الإطارات المناسبة لدراجتي Trailhead 2 موديل 2021، وما الضغط المناسب للحصى؟', {
      text,
      sources: ['دليل Trailhead 2', 'دليل الإطارات'].map(source),
    });
    await scrollTo(chat, 'top');
    await blur(chat);
  },
};

const scripts: LookScene = {
  name: 'scripts',
  height: 560,
  async act(chat, site) {
    const text = `Wir sprechen auch Deutsch, français und русский.

בשבת אנחנו פתוחים מ־9:00 עד 16:00. הסדנה סוגרת ב־15:30.

हम शनिवार को **9:00** से 16:00 बजे तक खुले हैं।

周六 9:00 至 16:00 营业。土曜日は 9:00 から 16:00 まで営業しています。토요일은 9:00부터 16:00까지 엽니다.`;
    await ask(chat, site, 'האם אתם פתוחים בשבת?', { text, sources: ['営業時間', 'שעות פתיחה', 'खुलने का समय'].map(source) });
    await blur(chat);
  },
};

/** An answer in one of the languages, then the menu over it. */
export function showLanguage(tag: string): LookScene {
  const { dir, subheading, question, words, source: title, strings = {} } = LOOK_LANGUAGES[tag]!;
  const [fit, fast, grip, more] = words;
  const text = `${fit}[1]

- **Ridgeline 29 × 2.25**: ${fast}
- **Scree Grip 29 × 2.4**: ${grip}

${more} <https://nordhang.example/tyres/>

\`\`\`sh
nordhang pressure --front 1.9 # bar
\`\`\``;
  return {
    name: `language-${tag}`,
    options: {
      lang: tag,
      dir,
      attributes: { subheading, contact: 'mailto:help@nordhang.example', sounds: '', strings: JSON.stringify(strings) },
    },
    dresses: [
      { dark: false, dir },
      { dark: true, dir },
    ],
    async act(chat, site) {
      await ask(chat, site, question, { text, sources: [source(title)] });
      await scrollTo(chat, 'top');
      await blur(chat);
    },
    next: (chat) => chat.part('menu').click(),
  };
}

/** Judged, and about to be asked again by key. */
const judged: LookScene = {
  name: 'judged',
  height: 408,
  async act(chat, site) {
    await ask(chat, site, 'Do you rent child trailers?', TRAILERS);
    await chat.answer.getByRole('button', { name: 'Helpful', exact: true }).click();
    await chat.part('input').fill('And tents?');
    await chat.part('input').press('Tab');
    await chat.page.mouse.move(0, 0);
  },
};

/** What a keyboard leaves of a phone. */
const keyboard: LookScene = {
  name: 'keyboard',
  options: PHONE,
  async act(chat, site) {
    const { text = '' } = WHOLE;
    await ask(chat, site, ASK.tyres, { text: text.slice(0, text.indexOf('Start with')), sources: [source('Trailhead 2 manual')] });
    await ask(chat, site, ASK.saturday, { text: SATURDAY.text! });
    await chat.part('input').fill('Can you fit them while I wait?');
    await chat.page.evaluate(() => {
      Object.defineProperty(visualViewport!, 'height', { value: 476 });
      visualViewport!.dispatchEvent(new Event('resize'));
    });
    await scrollTo(chat, 'end');
  },
};

/** Before anything was asked, and with all that it can hold. */
const menu: LookScene = {
  name: 'menu',
  height: 356,
  options: { attributes: { contact: 'mailto:help@nordhang.example' } },
  act: (chat) => chat.part('menu').click(),
  pose: hoverItem,
};

const fullMenu: LookScene = {
  name: 'full-menu',
  height: 480,
  options: { attributes: { contact: 'mailto:help@nordhang.example', sounds: '' } },
  async act(chat, site) {
    await ask(chat, site, 'Do you rent child trailers?', TRAILERS);
    await chat.part('menu').click();
  },
  pose: hoverItem,
};

function hoverItem(chat: ChatPage): Promise<void> {
  return chat.page.locator('assisters-chat .item').first().hover();
}

const closed: LookScene = { name: 'closed', isClosed: true };

const teaser: LookScene = {
  name: 'teaser',
  isClosed: true,
  options: { attributes: { teaser: 'Not sure about the frame size? I can work it out from your height.', 'teaser-delay': '0' } },
  act: (chat) => chat.part('teaser').waitFor(),
};

const unread: LookScene = {
  name: 'unread',
  isClosed: true,
  async act(chat, site) {
    for (let count = 0; count < 2; count++) {
      site.reply(SATURDAY);
      await chat.page.evaluate(async (text) => {
        const host = document.querySelector<HTMLElement & { ask(text: string): Promise<unknown>; hide(): void }>('assisters-chat')!;
        const answered = host.ask(text);
        host.hide();
        await answered;
      }, ASK.saturday);
    }
    await chat.part('badge').getByText('2').waitFor();
  },
};

const focused: LookScene = { name: 'focused', isClosed: true, act: (chat) => chat.page.keyboard.press('Tab') };

/** Each thing that the chat can look like. */
export const SCENES = {
  closed,
  teaser,
  unread,
  focused,
  empty,
  reading,
  end,
  waiting,
  streaming,
  trouble,
  offline,
  rateLimit,
  phone,
  keyboard,
  accent,
  judged,
  arabic,
  scripts,
  menu,
  fullMenu,
};

/** Of the page beside a panel, and of the launcher's corner. */
const MARGIN = 24;
const CORNER = { width: 368, height: 176 };

/** From the lower edge of a panel to that of the page: launcher, gap and offset. */
const BELOW = 92;

/** How large a picture is: the same, whatever the scene does to the chat. */
export function sizePicture(scene: LookScene, options: Partial<LookOptions> = {}): { width: number; height: number } {
  if (scene.isClosed) return CORNER;
  const { width, height, touch } = { ...DESKTOP, ...scene.options, ...options };
  return touch ? { width, height } : { width: 400 + 2 * MARGIN, height: (scene.height ?? 704) + BELOW + MARGIN };
}

/**
 * Opens a page with the chat in a state; the site ends it.
 *
 * @param options - what differs from the scene's own.
 */
export async function bringAbout(site: LookSite, scene: LookScene, options: Partial<LookOptions> = {}): Promise<ChatPage> {
  const own = scene.options ?? {};
  const chat = await site.open({
    ...DESKTOP,
    ...own,
    ...options,
    attributes: { subheading: 'AI assistant · answers in seconds', feedback: '', ...own.attributes, ...options.attributes },
    tokens: { '--assisters-panel-height': `${scene.height ?? 704}px`, ...own.tokens, ...options.tokens },
  });
  if (!scene.isClosed) {
    await chat.part('launcher').click();
    await chat.part('input').waitFor();
    await chat.page.mouse.move(0, 0);
  }
  await scene.act?.(chat, site);
  return chat;
}

/**
 * Brings a scene about and takes its pictures.
 *
 * @param options - what differs from the scene's own.
 * @param dresses - one picture for each.
 */
export async function takePictures(
  site: LookSite,
  scene: LookScene,
  options: Partial<LookOptions>,
  dresses: readonly LookDress[],
): Promise<Buffer[]> {
  const all = { ...DESKTOP, ...scene.options, ...options };
  try {
    const chat = await bringAbout(site, scene, options);
    const size = sizePicture(scene, options);
    const pictures: Buffer[] = [];
    for (const one of dresses) {
      // The first picture is taken at rest: from there on nothing moves but what turning the page moves, within a frame.
      await dress(chat.page, one);
      if (!all.touch) await scene.pose?.(chat);
      const x = one.dir === 'rtl' ? 0 : all.width - size.width;
      const clip = { ...size, x, y: all.height - size.height };
      pictures.push(await (pictures.length === 0 ? shootAtRest(chat, clip) : shoot(chat, clip)));
      if (pictures.length === 1) await scene.next?.(chat);
    }
    return pictures;
  } finally {
    await site.leave();
  }
}

interface Clip {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Takes a picture once what was asked for is painted. */
async function shoot({ page }: ChatPage, clip: Clip): Promise<Buffer> {
  await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
  return page.screenshot({ clip, animations: 'disabled' });
}

/** Takes pictures until two in a row are the same: what was asked for a moment ago is shown by then. */
async function shootAtRest(chat: ChatPage, clip: Clip): Promise<Buffer> {
  let picture = await shoot(chat, clip);
  for (let left = 10; left > 0; left--) {
    const next = await shoot(chat, clip);
    if (next.equals(picture)) break;
    picture = next;
  }
  return picture;
}
