import type { Browser } from 'playwright';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The greatest contrast between any two pixels in each box of a PNG, 1 to 21.
 *
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function measureContrast(browser: Browser, png: Buffer, boxes: readonly Box[]): Promise<number[]> {
  return evaluate(browser, [png], boxes, ([picture], found) =>
    found.map(({ x, y, width, height }) => {
      let [least, most] = [1, 0];
      for (let row = Math.max(0, Math.round(y)); row < Math.min(picture!.height, y + height); row++) {
        for (let column = Math.max(0, Math.round(x)); column < Math.min(picture!.width, x + width); column++) {
          const light = picture!.light[row * picture!.width + column]!;
          least = Math.min(least, light);
          most = Math.max(most, light);
        }
      }
      return (most + 0.05) / (least + 0.05);
    }),
  );
}

/** How many pixels of two PNGs of one size differ by a contrast of 3:1 or more. */
export async function measureChange(browser: Browser, before: Buffer, after: Buffer): Promise<number> {
  const [count] = await evaluate(browser, [before, after], [], ([one, other]) => [
    one!.light.filter((light, at) => {
      const [dark, bright] = [Math.min(light, other!.light[at]!), Math.max(light, other!.light[at]!)];
      return (bright + 0.05) / (dark + 0.05) >= 3;
    }).length,
  ]);
  return count!;
}

interface Picture {
  width: number;
  height: number;
  /** WCAG luminance, pixel by pixel. */
  light: number[];
}

/** Reads PNGs by the browser's own means; the function is run there, so that it can use nothing from here. */
async function evaluate(
  browser: Browser,
  pngs: readonly Buffer[],
  boxes: readonly Box[],
  measure: (pictures: Picture[], boxes: readonly Box[]) => number[],
): Promise<number[]> {
  const page = await browser.newPage();
  try {
    const pictures = await page.evaluateHandle(
      (pngs) =>
        Promise.all(
          pngs.map(async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const { width, height } = bitmap;
            const context = new OffscreenCanvas(width, height).getContext('2d')!;
            context.drawImage(bitmap, 0, 0);
            const { data } = context.getImageData(0, 0, width, height);
            const linear = Array.from({ length: 256 }, (_, byte) => (byte <= 10 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
            const light: number[] = [];
            for (let at = 0; at < data.length; at += 4) {
              light.push(0.2126 * linear[data[at]!]! + 0.7152 * linear[data[at + 1]!]! + 0.0722 * linear[data[at + 2]!]!);
            }
            return { width, height, light };
          }),
        ),
      pngs.map((png) => png.toString('base64')),
    );
    return await pictures.evaluate(measure, boxes);
  } finally {
    await page.close();
  }
}
