import { AssistersError } from '../protocol/assisters-error.ts';
import { MAX_STREAM_LINE } from '../protocol/limits.ts';

/**
 * Puts back the blank lines that end events.
 *
 * The reference shows its events one under the other with no blank line between them; by the standard that is one long event
 * which ends with the stream. Every payload of the API is one JSON object, and a complete object cannot go on, so the next
 * `event:` or `data:` line after one starts an event of its own. A stream that follows the standard says the same as before.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventFraming {
  /** The line that has no end yet; a CR at its end waits for the LF that may belong to it. */
  #rest = '';
  /** `data` of the event being read. */
  #data = '';

  /**
   * @param text - the next decoded piece, cut anywhere.
   * @returns text for an event-stream parser: whole lines that end in LF; the rest is kept for the next call.
   * @throws {AssistersError} `bad_response` when a line or an event passes `MAX_STREAM_LINE`.
   */
  feed(text: string): string {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop()!;
    const out = lines.map((line) => `${this.#before(line)}${line}\n`).join('');
    if (Math.max(this.#rest.length, this.#data.length) > MAX_STREAM_LINE) {
      throw new AssistersError('bad_response', 'A line is longer than 1 MB.');
    }
    return out;
  }

  /** What ends the stream: a last event that is whole but lacks its blank line is not lost. */
  flush(): string {
    const out = this.#rest && this.feed('\n');
    return isWholeObject(this.#data) ? `${out}\n` : out;
  }

  /** The blank line that is missing before a line, or nothing. */
  #before(line: string): string {
    const [, field, value = ''] = /^\ufeff?(data|event)(?:$|: ?(.*))/s.exec(line) ?? [];
    const starts = field !== undefined && isWholeObject(this.#data);
    if (starts || line === '') this.#data = '';
    if (field === 'data') this.#data += (this.#data && '\n') + value;
    return starts ? '\n' : '';
  }
}

/** Only asked where an event goes on over several lines: one that ends properly is never parsed here at all. */
function isWholeObject(text: string): boolean {
  try {
    // Of all JSON values, only an object ends so. The cheap look comes first.
    return text.trimEnd().endsWith('}') && JSON.parse(text) !== null;
  } catch {
    // Not whole yet: more of it stands on the next line.
    return false;
  }
}
