import type { Clock } from '../clock.ts';
import { Refusal } from '../refusal.ts';

/**
 * Reads a JSON body, never more of it than allowed: what `Content-Length` says is only a reason to refuse early.
 *
 * @param maxBytes - the most that is read, give or take one piece.
 * @param deadlineMs - the most that the whole body may take.
 * @throws {Refusal} `unsupported_media_type`, `payload_too_large`, or `invalid_request` for a body that is late or no JSON.
 */
export async function readJsonBody(request: Request, maxBytes: number, deadlineMs: number, clock: Clock): Promise<unknown> {
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(request.headers.get('content-type')?.trim() ?? '')) {
    // Other types need no preflight, so any page of the world could send them.
    throw new Refusal('unsupported_media_type', 415, 'Send the body as application/json, in UTF-8.');
  }
  if (!/^(?:identity)?$/i.test(request.headers.get('content-encoding')?.trim() ?? '')) {
    throw new Refusal('unsupported_media_type', 415, 'Send the body without a Content-Encoding.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const text = await readText(request, maxBytes, deadlineMs, clock);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which is nobody's to print.
    throw new Refusal('invalid_request', 400, 'The body is not JSON.');
  }
}

async function readText(request: Request, maxBytes: number, deadlineMs: number, clock: Clock): Promise<string> {
  if (request.body === null) return '';
  const reader = request.body.getReader();
  let stopClock = () => undefined as void;
  const late = new Promise<never>((_, reject) => {
    stopClock = clock.after(deadlineMs, () => reject(new Refusal('invalid_request', 408, 'The body did not arrive in time.')));
  });
  late.catch(() => undefined);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // What is left unread is not cancelled: on Node that would cut the connection before the answer is out.
    if (error instanceof Refusal) throw error;
    if (error instanceof TypeError && size > 0 && !request.signal.aborted) {
      throw new Refusal('invalid_request', 400, 'The body is not UTF-8, or was cut.');
    }
    throw new Refusal('invalid_request', 400, 'The body could not be read.');
  } finally {
    stopClock();
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('payload_too_large', 413, `The body has more than ${maxBytes} bytes.`);
}
