import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright';
import { ChatPage } from '../support/chat-page.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

const POSITIONS = ['bottom-end', 'bottom-start', 'top-end', 'top-start'];

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 760 }, isMobile: true, hasTouch: true };

describe('the place of the chat', { timeout: 240_000 }, () => {
  let started: StartedPage;
  let browser: Browser;

  before(async () => {
    started = await startPage({
      tag: `<meta name="viewport" content="width=device-width,viewport-fit=cover"><h1>Shop</h1><div class="tall">Bikes</div>
        <assisters-chat endpoint="/api/assisters" heading="Nordhang" teaser="Which size?" teaser-delay="0"></assisters-chat>`,
      files: { 'page.js': `document.querySelector('.tall').style.height = '3000px';` },
      proxy: (_request, response) => void response.writeHead(404).end(),
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    started?.close();
  });

  const visit = async (options: BrowserContextOptions, run: (chat: ChatPage) => Promise<void>): Promise<void> => {
    const context = await browser.newContext(options);
    const chat = new ChatPage(await context.newPage());
    await chat.page.addInitScript(() => {
      const shifts: number[] = ((globalThis as Record<string, unknown>)['shifts'] = []);
      new PerformanceObserver((list) => {
        // What follows a click at once is wanted, and no shift to the browsers' own measure.
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
          if (!entry.hadRecentInput) shifts.push(entry.value);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await chat.page.goto(started.url);
    await chat.part('launcher').waitFor();
    await run(chat);
    await context.close();
  };

  it('shifts nothing of the page when it comes, invites, steps aside, opens and closes', () =>
    visit({ viewport: { width: 1000, height: 800 } }, async (chat) => {
      await chat.part('teaser').waitFor();
      await chat.page.evaluate(() => {
        const bar = document.createElement('div');
        bar.style.cssText = 'position: fixed; inset: auto 0 0; height: 80px';
        document.body.append(bar);
      });
      await chat.page.waitForFunction(() => {
        const button = document.querySelector('assisters-chat')!.shadowRoot!.querySelector('[part=launcher]')!;
        return button.getBoundingClientRect().bottom <= innerHeight - 90;
      });
      await chat.open();
      await settled(chat);
      await chat.part('close').click();
      await chat.part('panel').waitFor({ state: 'hidden' });
      assert.deepEqual(await chat.page.evaluate(() => (globalThis as Record<string, unknown>)['shifts']), []);
    }));

  it('fills a phone, keeps the page behind still and its composer above a keyboard, and takes 16 px to write (P3, C7)', () =>
    visit(PHONE, async (chat) => {
      await chat.open();
      await settled(chat);
      const box = () => chat.part('panel').evaluate((panel) => panel.getBoundingClientRect().toJSON() as DOMRect);
      let { top, height } = await box();
      assert.deepEqual([top, height], [0, 760]);
      assert.equal((await box()).width, 390);
      assert.ok(await chat.part('input').evaluate((input) => parseFloat(getComputedStyle(input).fontSize) >= 16));
      const { x, y } = (await chat.part('header').boundingBox())!;
      await chat.page.mouse.move(x + 100, y + 20);
      await chat.page.mouse.wheel(0, 600);
      await chat.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      assert.equal(await chat.page.evaluate(() => scrollY), 0);

      await chat.page.evaluate(() => {
        Object.defineProperties(visualViewport!, { height: { value: 420 }, offsetTop: { value: 60 } });
        visualViewport!.dispatchEvent(new Event('resize'));
      });
      ({ top, height } = await box());
      assert.deepEqual([top, height], [60, 420]);
      const composer = (await chat.part('input').boundingBox())!;
      assert.ok(composer.y + composer.height <= 480);
      assert.ok((await chat.part('header').boundingBox())!.y >= 60);
    }));

  it('keeps header and composer clear of a notch, and lets go of the safe area under a keyboard', () =>
    visit(PHONE, async (chat) => {
      const session = await chat.page.context().newCDPSession(chat.page);
      await session.send('Emulation.setSafeAreaInsetsOverride', { insets: { top: 44, bottom: 34, left: 20, right: 20 } });
      await chat.open();
      await settled(chat);
      const below = () => chat.part('composer').evaluate((composer) => parseFloat(getComputedStyle(composer).paddingBlockEnd));
      assert.ok((await chat.part('heading').boundingBox())!.y >= 44);
      assert.ok((await chat.part('input').boundingBox())!.x >= 20 + 16);
      assert.equal(await below(), 46);
      await chat.page.evaluate(() => {
        Object.defineProperties(visualViewport!, { height: { value: 420 } });
        visualViewport!.dispatchEvent(new Event('resize'));
      });
      assert.equal(await below(), 12);
    }));

  it('keeps draft, focus and conversation when a phone is turned or a window grows and shrinks (P3, P15)', () =>
    visit({ viewport: { width: 1000, height: 800 } }, async (chat) => {
      await chat.open();
      await chat.part('input').fill('A draft');
      for (const [width, height, isModal] of [
        [390, 760, true],
        [760, 390, true],
        [1000, 800, false],
      ] as const) {
        await chat.page.setViewportSize({ width, height });
        await chat.page.waitForFunction((modal) => {
          const panel = document.querySelector('assisters-chat')!.shadowRoot!.querySelector('assisters-panel')!;
          return panel.shadowRoot!.querySelector('dialog')!.matches(':modal') === modal;
        }, isModal);
        assert.equal(await chat.part('input').inputValue(), 'A draft');
        await chat.part('input').and(chat.page.locator(':focus')).waitFor();
      }
    }));

  it('closes on a phone when the system asks for it, and opens again in the middle of closing', () =>
    visit(PHONE, async (chat) => {
      await chat.open();
      await chat.part('close').focus();
      await chat.part('panel').evaluate((panel) => (panel as HTMLDialogElement).requestClose());
      await chat.part('panel').waitFor({ state: 'hidden' });
      await chat.part('launcher').click();
      await chat.part('close').click();
      await chat.page.evaluate(() => (document.querySelector('assisters-chat') as unknown as { show(): void }).show());
      await settled(chat);
      assert.equal(await chat.part('panel').evaluate((panel) => getComputedStyle(panel).opacity), '1');
    }));

  it('closes by Escape on a phone, and gives the focus back to its button (P5)', () =>
    visit(PHONE, async (chat) => {
      await chat.open();
      assert.ok(await chat.part('panel').evaluate((panel) => panel.matches(':modal')));
      await chat.page.keyboard.press('Escape');
      await chat.part('panel').waitFor({ state: 'hidden' });
      await chat.part('launcher').and(chat.page.locator(':focus')).waitFor();
    }));

  it('lets nobody into it by Tab or by a click while it closes (L5)', () =>
    visit({ viewport: { width: 1000, height: 800 } }, async (chat) => {
      await chat.page.evaluate(() => {
        const element = document.querySelector('assisters-chat')!;
        element.style.setProperty('--assisters-duration-close', '60s');
        document.body.append(Object.assign(document.createElement('button'), { textContent: 'Behind the chat' }));
      });
      await chat.open();
      await settled(chat);
      const { x, y } = (await chat.part('input').boundingBox())!;
      await chat.part('close').click();
      await chat.part('launcher').and(chat.page.locator(':focus')).waitFor();
      const isInside = () => document.querySelector('assisters-chat')!.shadowRoot!.activeElement?.localName === 'assisters-panel';
      assert.ok(await chat.part('panel').isVisible(), 'it is still to be seen');
      await chat.page.keyboard.press('Tab');
      assert.ok(!(await chat.page.evaluate(isInside)), 'by Tab');
      await chat.page.mouse.click(x + 20, y + 5);
      assert.ok(!(await chat.page.evaluate(isInside)), 'by a click');
    }));

  it('stands in the corner that it is told, in both directions, with its panel between its button and the page (L7, L12)', () =>
    visit({ viewport: { width: 1000, height: 900 } }, async (chat) => {
      await chat.open();
      for await (const [position, dir] of visitCorners(chat)) {
        const [button, panel] = await Promise.all(['launcher', 'panel'].map((name) => chat.part(name).boundingBox()));
        const isRight = position.endsWith('-end') === (dir === 'ltr');
        const isTop = position.startsWith('top');
        const right = await chat.page.evaluate(() => document.documentElement.clientWidth);
        const place = [isRight ? right - 76 : 20, isTop ? 20 : 824, 56, 56];
        assert.deepEqual([button!.x, button!.y, button!.width, button!.height], place, `button ${position} ${dir}`);
        const beside = [isRight ? right - 420 : 20, isTop ? 92 : 104, 400, 704];
        assert.deepEqual([panel!.x, panel!.y, panel!.width, panel!.height], beside, `panel ${position} ${dir}`);
      }
    }));

  for (const [what, isOpen] of [
    ['button', false],
    ['open panel', true],
  ] as const) {
    it(`moves its ${what} off what has the focus on the page and lies wholly beneath it, in every corner, and back (L13, P11)`, () =>
      visit({ viewport: { width: 1000, height: 800 } }, async (chat) => {
        const cover = chat.part(isOpen ? 'panel' : 'launcher');
        if (isOpen) await chat.open();
        for (const position of POSITIONS) {
          await chat.page.evaluate((value) => document.querySelector('assisters-chat')!.setAttribute('position', value), position);
          if (isOpen) await settled(chat);
          const rest = (await cover.boundingBox())!;
          const seen = await chat.page.evaluateHandle(({ x, y, width, height }) => {
            const add = (left: number, top: number): HTMLElement => {
              const button = document.body.appendChild(document.createElement('button'));
              button.style.cssText = `position: absolute; left: ${left}px; top: ${top}px; width: 20px; height: 20px; padding: 0`;
              return button;
            };
            return [add(x + width / 2 - 10, y + height / 2 - 10), add(480, 10)] as const;
          }, rest);
          await seen.evaluate(([beneath]) => beneath.focus());
          await chat.page.waitForFunction(([beneath]) => {
            const { left, right, top, bottom } = beneath.getBoundingClientRect();
            const corners = [left + 2, right - 2].flatMap((x) => [top + 2, bottom - 2].map((y) => document.elementFromPoint(x, y)));
            return corners.every((hit) => hit === beneath);
          }, seen);
          if (isOpen) {
            const header = (await chat.part('header').boundingBox())!;
            assert.ok(header.y >= 0 && header.y < 800, `its header stays: ${position}`);
          }
          assert.ok(await seen.evaluate(([beneath]) => document.activeElement === beneath), 'the focus is left alone');
          await seen.evaluate(([, beside]) => beside.focus());
          await chat.page.waitForFunction(
            ([name, y]) => {
              const root = document.querySelector('assisters-chat')!.shadowRoot!;
              const inner = root.querySelector('assisters-panel')?.shadowRoot;
              const element = root.querySelector(`[part=${name}]`) ?? inner?.querySelector(`[part=${name}]`);
              return Math.abs(element!.getBoundingClientRect().y - Number(y)) < 1;
            },
            [isOpen ? 'panel' : 'launcher', rest.y] as const,
          );
          await seen.evaluate((buttons) => buttons.forEach((button) => button.remove()));
        }
      }));
  }

  it('opens at once for those who want no motion (V5)', () =>
    visit({ viewport: { width: 1000, height: 800 }, reducedMotion: 'reduce' }, async (chat) => {
      await chat.part('launcher').click();
      await chat.part('panel').waitFor();
      assert.equal(await chat.part('panel').evaluate((panel) => panel.getAnimations().length), 0);
    }));

  it('grows out of the middle of its button, in every corner and direction', () =>
    visit({ viewport: { width: 1000, height: 800 } }, async (chat) => {
      await chat.open();
      for await (const [position, dir] of visitCorners(chat)) {
        const [x, y] = await chat.part('panel').evaluate((panel) => {
          const { left, top } = panel.getBoundingClientRect();
          const [x, y] = getComputedStyle(panel).transformOrigin.split(' ').map(parseFloat);
          return [left + x!, top + y!] as const;
        });
        const button = (await chat.part('launcher').boundingBox())!;
        assert.ok(Math.abs(x - button.x - 28) < 1 && Math.abs(y - button.y - 28) < 1, `${position} ${dir}`);
      }
    }));
});

const settled = (chat: ChatPage): Promise<unknown> =>
  chat.part('panel').evaluate((panel) => Promise.all(panel.getAnimations().map(({ finished }) => finished)));

/** Brings an open chat into each corner, in both directions of the page. */
async function* visitCorners(chat: ChatPage): AsyncGenerator<readonly [position: string, dir: 'ltr' | 'rtl']> {
  for (const position of POSITIONS) {
    for (const dir of ['ltr', 'rtl'] as const) {
      await chat.page.evaluate(
        ([position, dir]) => {
          document.documentElement.dir = dir;
          document.querySelector('assisters-chat')!.setAttribute('position', position);
        },
        [position, dir] as const,
      );
      await settled(chat);
      yield [position, dir];
    }
  }
}
