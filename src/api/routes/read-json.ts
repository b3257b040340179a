import type { z } from '@hono/zod-openapi';
import { MAX_BODY_BYTES } from '../../protocol/limits.ts';
import { createRefusal } from '../refusal.ts';

/** Bytes of an oversized body that are read and thrown away, so that the client gets to read the refusal instead of a reset. */
const MAX_DRAINED_BYTES = 4 * 1024 * 1024;

/**
 * Reads and checks a request's JSON body.
 *
 * @throws {AssistersError} `unsupported_media_type`, `payload_too_large` or `invalid_request`; the message names each wrong field.
 */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = request.headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw createRefusal('unsupported_media_type', 'Send the body as Content-Type: application/json.');
  const encoding = request.headers.get('Content-Encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw createRefusal('unsupported_media_type', 'Send the body without Content-Encoding.');
  }
  const parsed = schema.safeParse(parseJson(await readBytes(request)));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')} ${message}.`.trim());
  throw createRefusal('invalid_request', [...new Set(problems)].join(' '));
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    size += next.value.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(next.value);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) {
      await reader?.cancel();
      break;
    }
  }
  if (size > MAX_BODY_BYTES) throw createRefusal('payload_too_large', `The body must have at most ${MAX_BODY_BYTES} bytes.`);
  return Buffer.concat(chunks);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw createRefusal('invalid_request', 'The body is not JSON in UTF-8.');
  }
}
