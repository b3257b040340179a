import type { Browser } from 'playwright';

/** How far a channel may be off, of 255: nobody sees that. */
const TOLERANCE = 4;

/**
 * Compares two PNGs.
 *
 * @returns the share of pixels that differ, 0 to 1; 1 where not even their sizes are the same.
 */
export async function comparePictures(browser: Browser, one: Buffer, other: Buffer): Promise<number> {
  if (one.equals(other)) return 0;
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ({ pictures, tolerance }) => {
        const [a, b] = await Promise.all(
          pictures.map(async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
            context.drawImage(bitmap, 0, 0);
            return context.getImageData(0, 0, bitmap.width, bitmap.height);
          }),
        );
        if (a!.width !== b!.width || a!.height !== b!.height) return 1;
        let count = 0;
        for (let at = 0; at < a!.data.length; at += 4) {
          const isOff = [0, 1, 2].some((channel) => Math.abs(a!.data[at + channel]! - b!.data[at + channel]!) > tolerance);
          if (isOff) count++;
        }
        return count / (a!.width * a!.height);
      },
      { pictures: [one, other].map((png) => png.toString('base64')), tolerance: TOLERANCE },
    );
  } finally {
    await page.close();
  }
}
