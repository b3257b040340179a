import type { Locator } from 'playwright';
import type { ChatPage } from './chat-page.ts';
import type { LookOptions, LookSite, Reply } from './look-site.ts';

/** One picture of the chat. */
export interface LookScene {
  name: string;
  options?: Partial<LookOptions>;
  /** Brings a chat that was just opened into its state. */
  act?(chat: ChatPage, site: LookSite): Promise<void>;
  /** What the picture shows, with some of the page around it; the panel unless told. */
  target?(chat: ChatPage): Locator;
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

const PHONE: Partial<LookOptions> = { width: 390, height: 760, touch: true };

const launcherAlone = (chat: ChatPage): Locator => chat.part('launcher');

const empty: LookScene = {
  name: 'empty',
  options: {
    attributes: {
      subheading: 'AI assistant · answers in seconds',
      suggestions: 'Which frame size do I need?\nWhere is my order?\nBook a bike service\nCan I try a tent before buying?',
      privacy: '/privacy.html',
    },
  },
  act: (chat) => chat.part('suggestion').first().hover(),
};

const reading: LookScene = {
  name: 'reading',
  async act(chat, site) {
    await restoreWhole(chat, site);
    await scrollTo(chat, 'top');
    await blur(chat);
  },
};

const end: LookScene = {
  name: 'end',
  async act(chat, site) {
    await restoreWhole(chat, site);
    await scrollTo(chat, 'end');
    await blur(chat);
  },
};

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
  options: { attributes: { subheading: 'AI assistant · answers in seconds', timeout: '0.5', deadline: '2' } },
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

const small = { '--assisters-panel-height': '356px' };

const offline: LookScene = {
  name: 'offline',
  options: { tokens: small },
  async act(chat, site) {
    await ask(chat, site, 'Are you open on Saturday?', SATURDAY);
    await chat.page.context().setOffline(true);
    await chat.ask('Do I need to book the fitting?');
    await chat.untilState('queued');
    await blur(chat);
  },
};

const rateLimit: LookScene = {
  name: 'rate-limit',
  options: { tokens: small },
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
  options: { tokens: { '--assisters-panel-height': '408px' } },
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

const menu: LookScene = {
  name: 'menu',
  options: { tokens: small, attributes: { subheading: 'AI assistant · answers in seconds', contact: 'mailto:help@nordhang.example' } },
  async act(chat) {
    await chat.part('menu').click();
    await chat.page.locator('assisters-chat .item').first().hover();
  },
};

const closed: LookScene = { name: 'closed', target: launcherAlone };

const unread: LookScene = {
  name: 'unread',
  target: launcherAlone,
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

const focused: LookScene = {
  name: 'focused',
  target: launcherAlone,
  async act(chat) {
    await chat.page.keyboard.press('Tab');
  },
};

/** Each thing that the chat can look like. */
export const SCENES = {
  closed,
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
  accent,
  arabic,
  menu,
};

const CLOSED = new Set<LookScene>([closed, unread, focused]);

const MARGIN = 24;

/**
 * Brings a scene about and takes its picture.
 *
 * @param options - what differs from the scene's own.
 */
export async function takePicture(site: LookSite, scene: LookScene, options: Partial<LookOptions> = {}): Promise<Buffer> {
  const own = scene.options ?? {};
  const size = { width: 1280, height: 840 };
  const chat = await site.open({
    ...size,
    ...own,
    ...options,
    attributes: { subheading: 'AI assistant · answers in seconds', ...own.attributes, ...options.attributes },
    tokens: { ...own.tokens, ...options.tokens },
  });
  try {
    if (!CLOSED.has(scene)) {
      await chat.part('launcher').click();
      await chat.part('input').waitFor();
      await chat.page.mouse.move(0, 0);
    }
    await scene.act?.(chat, site);
    const isPhone = (options.touch ?? own.touch) === true;
    if (isPhone) return await shootAtRest(chat);
    const box = (await (scene.target?.(chat) ?? chat.part('panel')).boundingBox())!;
    const clip = { x: box.x - MARGIN, y: box.y - MARGIN, width: box.width + 2 * MARGIN, height: box.height + 2 * MARGIN };
    const view = chat.page.viewportSize()!;
    clip.x = Math.max(0, clip.x);
    clip.y = Math.max(0, clip.y);
    clip.width = Math.min(clip.width, view.width - clip.x);
    clip.height = Math.min(clip.height, view.height - clip.y);
    return await shootAtRest(chat, clip);
  } finally {
    await site.leave();
  }
}

/** Takes pictures until two in a row are the same: what was asked for a moment ago is shown by then. */
async function shootAtRest({ page }: ChatPage, clip?: { x: number; y: number; width: number; height: number }): Promise<Buffer> {
  const shoot = (): Promise<Buffer> => page.screenshot({ ...(clip && { clip }), animations: 'disabled' });
  let picture = await shoot();
  for (let left = 10; left > 0; left--) {
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
    const next = await shoot();
    if (next.equals(picture)) break;
    picture = next;
  }
  return picture;
}
