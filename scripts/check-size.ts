/** Prints what a visitor downloads, to the byte, and fails when a file has outgrown its budget. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Bytes after brotli 11. Raise one only with a reason, in the commit that needs it. */
const BUDGETS: Readonly<Record<string, number>> = {
  'assisters-chat.js': 63_800,
  'loader.js': 2_000,
  // The longest of them.
  'locales/uk.js': 1_650,
};

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
let failed = false;

console.log('file                    minified      gzip    brotli    budget');
for (const [name, budget] of Object.entries(BUDGETS)) {
  const path = join(DIST, name);
  if (!existsSync(path)) {
    console.error(`dist/${name} is not there. Run: npm run build`);
    failed = true;
    continue;
  }
  const bytes = readFileSync(path);
  const gzip = gzipSync(bytes, { level: 9 }).byteLength;
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  }).byteLength;
  const row = [bytes.byteLength, gzip, brotli, budget].map((count) => count.toLocaleString('en').padStart(10)).join('');
  console.log(`${name.padEnd(22)}${row}`);
  if (brotli > budget) {
    console.error(`dist/${name} is ${brotli - budget} bytes over its budget.`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
