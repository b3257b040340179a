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
      { pictures: [one, other].map(encode), tolerance: TOLERANCE },
    );
  } finally {
    await page.close();
  }
}

/** Several pictures in one, side by side in rows, each row as high as its first picture. */
export interface Tiles {
  /** What a failure calls each of them. */
  names: readonly string[];
  sizes: readonly { width: number; height: number }[];
  /** How many stand in a row. */
  columns: number;
}

export interface TileComparison {
  /** The tiles as one PNG: what is kept. Empty where nothing differs. */
  sheet: Buffer;
  /** Share of pixels that differ, 0 to 1, of each tile by its name; 1 for all where there is no other sheet, or one of another size. */
  shares: Map<string, number>;
  /** The sheet, pale, and in red what differs. */
  difference: Buffer;
}

/** Lays PNGs out as tiles, and compares them with a sheet that was laid out so before. */
export async function compareTiles(
  browser: Browser,
  { names, sizes, columns }: Tiles,
  pictures: readonly Buffer[],
  other: Buffer | null,
): Promise<TileComparison> {
  const rows = sizes.filter((_, index) => index % columns === 0);
  const boxes = sizes.map(({ width, height }, index) => ({
    width,
    height,
    x: Math.max(...sizes.map((size) => size.width)) * (index % columns),
    y: rows.slice(0, Math.floor(index / columns)).reduce((sum, row) => sum + row.height, 0),
  }));
  const page = await browser.newPage();
  try {
    const found = await page.evaluate(
      async ({ boxes, pictures, other, tolerance }) => {
        const read = async (base64: string): Promise<ImageBitmap> => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          return createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        };
        const write = async (canvas: OffscreenCanvas): Promise<string> => {
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
          let text = '';
          for (const byte of bytes) text += String.fromCharCode(byte);
          return btoa(text);
        };
        const width = Math.max(...boxes.map((box) => box.x + box.width));
        const height = Math.max(...boxes.map((box) => box.y + box.height));
        const open = () => new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
        const [ours, theirs] = [open(), open()];
        for (const [index, picture] of pictures.entries()) ours.drawImage(await read(picture), boxes[index]!.x, boxes[index]!.y);
        const kept = other === null ? null : await read(other);
        if (kept?.width !== width || kept.height !== height) {
          const sheet = await write(ours.canvas);
          return { sheet, shares: boxes.map(() => 1), difference: sheet };
        }
        theirs.drawImage(kept, 0, 0);
        const [a, b] = [ours.getImageData(0, 0, width, height), theirs.getImageData(0, 0, width, height)];
        const shares = boxes.map((box) => {
          let count = 0;
          for (let y = box.y; y < box.y + box.height; y++) {
            for (let x = box.x; x < box.x + box.width; x++) {
              const at = (y * width + x) * 4;
              let isOff = false;
              for (let channel = at; channel < at + 3; channel++) isOff ||= Math.abs(a.data[channel]! - b.data[channel]!) > tolerance;
              if (isOff) count++;
              for (const channel of [0, 1, 2]) a.data[at + channel] = isOff ? (channel === 0 ? 255 : 0) : 192 + a.data[at + channel]! / 4;
            }
          }
          return count / (box.width * box.height);
        });
        if (shares.every((share) => share === 0)) return { sheet: '', shares, difference: '' };
        const sheet = await write(ours.canvas);
        ours.putImageData(a, 0, 0);
        return { sheet, shares, difference: await write(ours.canvas) };
      },
      { boxes, pictures: pictures.map(encode), other: other && encode(other), tolerance: TOLERANCE },
    );
    return {
      sheet: Buffer.from(found.sheet, 'base64'),
      shares: new Map(names.map((name, index) => [name, found.shares[index]!])),
      difference: Buffer.from(found.difference, 'base64'),
    };
  } finally {
    await page.close();
  }
}

function encode(png: Buffer): string {
  return png.toString('base64');
}
