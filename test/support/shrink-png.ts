import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';

/** Packs the pixels of a PNG as tightly as zlib can: browsers care for speed, and leave it half again as large. */
export function shrinkPng(png: Buffer): Buffer {
  const parts: Buffer[] = [png.subarray(0, 8)];
  const pixels: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') pixels.push(data);
    else if (type === 'IHDR') parts.push(chunk(type, data));
  }
  const packed = deflateSync(inflateSync(Buffer.concat(pixels)), { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
  return Buffer.concat([...parts, chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

/** @see https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
