/**
 * `npm run contact-sheet [FILE] [-- --mock FOLDER] [--only TEXT] [--scale N]`: one picture of everything that the built chat can look
 * like, for a person to look at, each beside the design's own picture where the folder of those is given. Needs `npm run build`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENES, takePictures, type LookScene } from '../test/support/look-scenes.ts';
import { LookSite, type LookOptions } from '../test/support/look-site.ts';
import { openBrowser } from '../test/support/open-browser.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mock: { type: 'string' }, only: { type: 'string', default: '' }, scale: { type: 'string', default: '1' } },
});
const file = positionals[0] ?? join(tmpdir(), 'assisters-contact-sheet.png');
const scale = Number(values.scale);

const accent = (color: string, dark = false): Partial<LookOptions> => ({ dark, attributes: { accent: color } });

const square: Partial<LookOptions> = { tokens: { '--assisters-radius': '0px' } };

/** Caption, scene, what differs from it, and the picture of the design: the same state, drawn. */
const ENTRIES: [caption: string, scene: LookScene, options?: Partial<LookOptions>, picture?: string][] = [
  ['1 Teaser', SCENES.teaser, {}, '1-shop-closed.png'],
  ['1 Unread', SCENES.unread],
  ['2 Empty', SCENES.empty, {}, '2-empty.png'],
  ['3a Conversation, reading', SCENES.reading, {}, '3a-conversation-reading.png'],
  ['3b Conversation, at the end', SCENES.end, {}, '3b-conversation-end.png'],
  ['4a Waiting', SCENES.waiting, {}, '4a-waiting.png'],
  ['4b Streaming', SCENES.streaming, {}, '4b-streaming.png'],
  ['5a Cut off and failed', SCENES.trouble, {}, '5a-failed-cut-off.png'],
  ['5b Offline', SCENES.offline, {}, '5b-offline-rate-limit.png'],
  ['5c Rate limit', SCENES.rateLimit],
  ['6a Phone with its keyboard', SCENES.keyboard, {}, '6a-phone-keyboard.png'],
  ['6b Phone', SCENES.phone, {}, '6b-phone.png'],
  ['7a Dark, reading', SCENES.reading, { dark: true }, '7a-dark-reading.png'],
  ['7b Dark, at the end', SCENES.end, { dark: true }, '7b-dark-end.png'],
  ['8 Right to left', SCENES.arabic, {}, '8-rtl-arabic.png'],
  ['9a Accent #ffcc00', SCENES.accent, accent('#ffcc00'), '9a-accent-yellow.png'],
  ['9b Accent #0b6b3a', SCENES.accent, accent('#0b6b3a'), '9b-accent-green.png'],
  ['9c #ffcc00, dark', SCENES.accent, accent('#ffcc00', true), '9c-accent-yellow-dark.png'],
  ['9d #0b6b3a, dark', SCENES.accent, accent('#0b6b3a', true), '9d-accent-green-dark.png'],
  ['10 Menu', SCENES.menu, {}, '10-parts.png'],
  ['10 Menu, full', SCENES.fullMenu],
  ['10 Launcher', SCENES.closed],
  ['10 Launcher with the focus', SCENES.focused],
  ['10 Send with the focus, answer judged', SCENES.judged],
  ['10 --assisters-radius: 0', SCENES.accent, square],
  ['10 Launcher, --assisters-radius: 0', SCENES.unread, square],
  ['11 Scripts', SCENES.scripts],
];

const browser = await openBrowser();
try {
  const site = await LookSite.start(browser);
  const figures: string[] = [];
  for (const [caption, scene, options = {}, picture = ''] of ENTRIES.filter(([caption]) => caption.startsWith(values.only))) {
    console.log(caption);
    const [ours] = await takePictures(site, scene, { ...options, scale }, [{ ...scene.options, ...options }]);
    const mock = join(values.mock ?? '', picture);
    const theirs = values.mock !== undefined && picture !== '' && existsSync(mock) ? readFileSync(mock) : null;
    const image = (png: Buffer, dpr: number): string =>
      `<img src="data:image/png;base64,${png.toString('base64')}" style="zoom:${scale / dpr}">`;
    figures.push(`<figure><figcaption>${caption}</figcaption>${image(ours!, scale)}${theirs === null ? '' : image(theirs, 2)}</figure>`);
  }
  await site.close();
  const sheet = await browser.newPage({ viewport: { width: 2000 * scale, height: 1000 } });
  await sheet.setContent(
    `<style>body { margin: 0; padding: 20px; box-sizing: border-box; width: max-content; max-width: 100%; display: flex; flex-wrap: wrap; gap: 20px; align-items: start; background: #cdd2d8; font: 14px "Noto Sans" }
    figure { margin: 0; max-width: 100% } img { vertical-align: top; max-width: ${1392 * scale}px } figcaption { font-weight: 600; padding-block: 6px }</style>${figures.join('')}`,
  );
  writeFileSync(file, await sheet.locator('body').screenshot());
  console.log(file);
} finally {
  await browser.close();
}
