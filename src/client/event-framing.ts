import { AssistersError } from '../protocol/assisters-error.ts';
import { MAX_STREAM_LINE } from '../protocol/limits.ts';

/**
 * Puts back the blank lines that end events.
 *
 * The reference shows its events one under the other with no blank line between them; by the standard that is one long event
 * which ends with the stream. Every payload of the API is one JSON object, and a complete object cannot go on, so the next
 * `event:` or `data:` line after one starts an event of its own. A stream that follows the standard passes unchanged.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class EventFraming {
  /** The line that has no end yet. */
  #line = '';
  /** `data` of the event being read. */
  #data = '';
  /** Whether the last character was a CR, whose LF may be the next one. */
  #afterCr = false;

  /**
   * @param text - the next decoded piece, cut anywhere.
   * @returns text for an event-stream parser; only whole lines, the rest is kept for the next call.
   * @throws {AssistersError} `bad_response` when a line or an event passes `MAX_STREAM_LINE`.
   */
  feed(text: string): string {
    let out = '';
    let start = 0;
    if (this.#afterCr && text.length > 0) {
      this.#afterCr = false;
      if (text[0] === '\n') {
        out += '\n';
        start = 1;
      }
    }
    for (let index = start; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit !== 10 && unit !== 13) continue;
      let end = index + 1;
      if (unit === 13) {
        if (end === text.length) this.#afterCr = true;
        else if (text.charCodeAt(end) === 10) end++;
      }
      const line = this.#line + text.slice(start, index);
      this.#line = '';
      out += this.#beforeLine(line) + line + text.slice(index, end);
      start = end;
      index = end - 1;
    }
    this.#line += text.slice(start);
    if (this.#line.length > MAX_STREAM_LINE || this.#data.length > MAX_STREAM_LINE) {
      throw new AssistersError('bad_response', 'A line of the stream is longer than 1 MB.');
    }
    return out;
  }

  /** What ends the stream: a last event that is whole but lacks its blank line is not lost. */
  flush(): string {
    const line = this.#line;
    this.#line = '';
    const before = line === '' ? '' : this.#beforeLine(line);
    return isCompleteObject(this.#data) ? `${before}${line}\n\n` : '';
  }

  #beforeLine(line: string): string {
    if (line === '') {
      this.#data = '';
      return '';
    }
    const field = /^(data|event)(?::|$)/.exec(line)?.[1];
    if (field === undefined) return '';
    const splits = this.#data !== '' && isCompleteObject(this.#data);
    if (splits) this.#data = '';
    if (field === 'data') {
      const value = line.slice(5).replace(/^ /, '');
      this.#data = this.#data === '' ? value : `${this.#data}\n${value}`;
    }
    // Two: after a lone CR the first one would only complete a CRLF.
    return splits ? '\n\n' : '';
  }
}

function isCompleteObject(text: string): boolean {
  // The cheap look first: nearly every event ends properly and is never parsed here at all.
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Not whole yet: more of it stands on the next line.
    return false;
  }
}
