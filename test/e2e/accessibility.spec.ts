import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { findFaults, listen, readAloud, runAxe } from '../support/audit-page.ts';
import { ChatPage } from '../support/chat-page.ts';
import { bringAbout, PHONE, SCENES, type LookScene } from '../support/look-scenes.ts';
import { dress, LOOK_TIME, LookSite } from '../support/look-site.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startStack } from '../support/stack.ts';

/** A page that has no findings of its own. */
const PAGE = `<meta name="color-scheme" content="light dark"><title>Nordhang</title><body>
<main><h1>Nordhang</h1><p>Bikes and tents, in <a href="/workshop.html">our workshop</a> too.</p></main>`;

/** What axe finds, or leaves to a person, by its rule's id, the element and its words, and why that is right. */
const DECIDED: readonly { id: string; of: RegExp; why?: RegExp; because: string }[] = [
  { id: 'css-orientation-lock', of: /^<html/, because: 'axe reads no adopted style sheets; placing.spec.ts turns a phone' },
  {
    id: 'th-has-data-cells',
    of: /^<table><thead>(?!.*<tbody)/,
    because: 'the rows of a table that arrives come after its head',
  },
  {
    id: 'hidden-content',
    of: /^<(svg|dialog|(button|span) [^>]*hidden="")/,
    because: 'an icon of another state, a description, or the panel or launcher while it is not there',
  },
  {
    id: 'color-contrast',
    of: /./,
    why: /(obscured|overlapped) by another element|too short to determine|encountered an error/,
    because: 'what is scrolled away, lies under the menu or is one digit; tokens.browser.test.ts holds every colour on every surface',
  },
  {
    id: 'focus-order-semantics',
    of: /^<div (part="table-scroller"|class="(table|messages)"[^>]* role="group")/,
    because: 'what scrolls is reached by key; a landmark for each table and chat would drown those of the page',
  },
  {
    id: 'hidden-content',
    of: /^<(span class="avatar"|p class="subheading")/,
    because: 'on a low screen the header is one line; what it leaves out is analyzed on the larger ones',
  },
  {
    id: 'label-content-name-mismatch',
    of: /^<a class="source"/,
    because: 'the name has number and title too, with a colon and marks of direction between them, which axe takes for other words',
  },
  {
    id: 'region',
    of: /^<div dir="auto">.*Not sure about the frame size/,
    because: 'the invitation stands beside its button, which is in no landmark of the page either',
  },
];

const confirm: LookScene = {
  ...SCENES.fullMenu,
  name: 'confirm',
  async act(chat, site) {
    await SCENES.fullMenu.act!(chat, site);
    await chat.page.locator('assisters-chat .item').first().press('Enter');
    await chat.page.locator('assisters-chat #confirm').waitFor();
  },
};

/** By the name of the file that says what is heard of it. */
const STATES: Readonly<Record<string, LookScene>> = {
  closed: SCENES.closed,
  teaser: SCENES.teaser,
  unread: SCENES.unread,
  open: SCENES.empty,
  sending: SCENES.waiting,
  streaming: SCENES.streaming,
  answered: SCENES.reading,
  judged: SCENES.judged,
  failed: SCENES.trouble,
  offline: SCENES.offline,
  queued: SCENES.rateLimit,
  menu: SCENES.fullMenu,
  confirm,
  phone: SCENES.phone,
  arabic: SCENES.arabic,
};

const FOLDER = fileURLToPath(new URL('aria/', import.meta.url));

const update = process.env['UPDATE_ARIA'] === '1';

/**
 * Axe takes the forced colour of what is behind a word, and the unforced one of the word.
 *
 * @see https://github.com/dequelabs/axe-core/issues/3978
 */
const UNKNOWN_WHEN_FORCED = ['color-contrast'];

async function audit(page: Page, condition: string, skipped?: readonly string[]): Promise<void> {
  const findings = (await runAxe(page, skipped)).filter(
    ({ rule, element, why }) =>
      !DECIDED.some((decided) => decided.id === rule && decided.of.test(element) && (decided.why ?? /./).test(why)),
  );
  assert.deepEqual(findings, [], condition);
  assert.deepEqual(await findFaults(page), [], condition);
}

describe('for those who do not see it, or see it otherwise, the chat', { timeout: 600_000 }, () => {
  let browser: Browser;
  let site: LookSite;

  before(async () => {
    browser = await openBrowser();
    site = await LookSite.start(browser, PAGE);
  });
  after(async () => {
    await site?.close();
    await browser?.close();
  });
  afterEach(() => site.leave());

  for (const [name, scene] of Object.entries(STATES)) {
    it(`has no findings: ${name} (N1, N10, P1, P4, P19, X1, X2, X5)`, async () => {
      const { page } = await bringAbout(site, scene);
      await audit(page, 'light');
      await dress(page, { dir: 'rtl' });
      await audit(page, 'right to left');
      await page.emulateMedia({ colorScheme: 'dark' });
      await dress(page, { dark: true });
      await audit(page, 'dark');
      await page.emulateMedia({ forcedColors: 'active' });
      await audit(page, 'dark, forced colours', UNKNOWN_WHEN_FORCED);
      await page.emulateMedia({ colorScheme: 'light' });
      await dress(page, {});
      await audit(page, 'forced colours', UNKNOWN_WHEN_FORCED);
      if (scene.options?.touch) return;
      await page.emulateMedia({ forcedColors: 'none' });
      // 1280 × 1024 at 400 %.
      await page.setViewportSize({ width: 320, height: 256 });
      await audit(page, '400 %');
      await site.leave();
      const phone = await bringAbout(site, scene, PHONE);
      await audit(phone.page, 'phone');
    });

    it(`is heard as it was: ${name} (L2, L4, L6, M1, M2, M8, M12, P1, P19)`, async () => {
      const { page } = await bringAbout(site, scene);
      const heard = await readAloud(page);
      const file = join(FOLDER, `${name}.yml`);
      if (update) {
        mkdirSync(FOLDER, { recursive: true });
        return writeFileSync(file, heard);
      }
      assert.equal(heard, existsSync(file) ? readFileSync(file, 'utf8') : '', `${name}: UPDATE_ARIA=1 takes what is meant`);
    });
  }

  it('has no findings beside another one, and another name (X6)', async () => {
    const { page } = await site.open({ width: 1000, height: 840, attributes: { suggestions: 'Where is my order?' } });
    await page.evaluate(() => {
      const first = document.querySelector('assisters-chat')!;
      const second = first.cloneNode() as Element;
      for (const [name, value] of Object.entries({ heading: 'Workshop', position: 'bottom-start', 'storage-key': 'workshop' })) {
        second.setAttribute(name, value);
      }
      first.after(second);
    });
    const launchers = page.locator('assisters-chat [part~="launcher"]');
    await launchers.nth(1).waitFor();
    await audit(page, 'closed');
    for (const index of [0, 1]) {
      await launchers.nth(index).click();
      await page.locator('assisters-chat [part~="suggestion"]').nth(index).waitFor();
    }
    await audit(page, 'open');
    const heard = await readAloud(page);
    assert.deepEqual(
      heard.match(/^- (button|dialog) .*/gm),
      ['Nordhang', 'Workshop'].flatMap((name) => [`- button "Chat with ${name}" [expanded]`, `- dialog "${name}":`]),
    );
  });

  it('says nothing of what was there before, of another language, of new looks and of a time that passes (N8, M4)', async () => {
    const chat = await bringAbout(site, SCENES.rateLimit);
    const { page } = chat;
    await chat.answer.getByRole('button', { name: 'Cancel' }).click();
    await chat.untilState('stopped');
    const heard = await listen(page);
    await page.evaluate(() => {
      const host = document.querySelector('assisters-chat')!;
      host.removeAttribute('open');
      host.replaceWith(host.cloneNode());
    });
    await chat.open();
    await chat.untilState('stopped');
    await page.evaluate(() => (document.documentElement.lang = 'de'));
    await chat.page.locator('assisters-chat').getByLabel('Chat schließen').waitFor();
    await page.evaluate(() => {
      const host = document.querySelector('assisters-chat')!;
      for (const [name, value] of Object.entries({ accent: '#0b6b3a', heading: 'Werkstatt', theme: 'dark', variant: 'bubbles' })) {
        host.setAttribute(name, value);
      }
    });
    await chat.part('heading').getByText('Werkstatt').waitFor();
    site.reply({ refuse: { status: 429, code: 'rate_limit_exceeded', retryAfter: 12 } });
    await chat.ask('Und am Sonntag?');
    await chat.untilState('queued');
    await page.clock.setFixedTime(new Date(LOOK_TIME.getTime() + 5_000));
    await chat.answer.getByText('0:07').waitFor();
    await page.clock.setFixedTime(new Date(LOOK_TIME.getTime() + 8_000));
    await chat.answer.getByText('0:04').waitFor();
    // Of what was asked just now alone, and once: nothing came before, nothing after, and not that it is answered, which it was not.
    assert.deepEqual(
      (await heard()).map((text) => text.replaceAll(/[\u2068\u2069]/g, '')),
      ['Im Moment gehen zu viele Fragen ein. Ich versuche es in 12 Sekunden erneut.'],
    );
  });
});

for (const path of ['/', '/sizes.html']) {
  it(`has no findings on a page of the shop, from the first word of an answer to the last: ${path}`, { timeout: 120_000 }, async () => {
    const stack = await startStack();
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      await page.goto(stack.site + path);
      const chat = new ChatPage(page);
      await chat.part('launcher').waitFor();
      await audit(page, 'closed');
      await chat.open();
      await audit(page, 'open');
      await chat.ask('Which frame size do I need?');
      await chat.untilState('streaming', 'done');
      await audit(page, 'streaming');
      await chat.untilState('done');
      await audit(page, 'answered');
    } finally {
      await browser.close();
      await stack.close();
    }
  });
}
