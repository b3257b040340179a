/** Milliseconds in which a backlog would be shown if it went on as fast as it begins. */
const SPREAD_MS = 350;

/** Milliseconds after its end in which the rest of an answer is shown; a late frame may add some, but no more than `GRACE_MS`. */
const END_MS = 200;
const GRACE_MS = 30;

/** Code units a millisecond, however little there is. */
const LEAST_RATE = 0.04;

/** Code units in one frame, of a burst as servers send them: slow frames show no more at once. */
const MOST = 12;

/** A backlog in code units that is no burst: it is shown as it is. */
const MAX_BACKLOG = 1000;

/** Milliseconds of a frame: when text comes after a rest, its first piece is not as long as the rest was. */
const FRAME_MS = 16;

/** Code units behind a cut in which a character of several ends. */
const MAX_CHARACTER = 64;

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter() : undefined;

/** Lets text that arrives in bursts appear evenly, character by character, as a reader sees them. */
export class Reveal {
  /** Some of the text waits for its frame. */
  isBehind = false;
  /** Code units that are to be seen. */
  #length = 0;
  /** What is due of the next one. */
  #due = 0;
  #nowMs = 0;
  #endMs: number | undefined;

  /**
   * How much of a text is to be seen now; to be called once a frame while that is not all of it.
   *
   * @param text - All that there is of it; it may be another text than before.
   * @param nowMs - The current time, in milliseconds since any fixed moment.
   * @param grows - More of it may come: its last character, but for the plainest ones, may be the first part of another, and waits.
   * @param isPaced - It need not be seen at once.
   * @returns code units; as much as there is when nothing waits but such a character.
   */
  advance(text: string, nowMs: number, grows: boolean, isPaced: boolean): number {
    const sinceMs = this.isBehind ? nowMs - this.#nowMs : FRAME_MS;
    this.#nowMs = nowMs;
    this.#endMs = grows ? undefined : (this.#endMs ?? nowMs + END_MS);
    const end = grows && isPaced && text.charCodeAt(text.length - 1) > 127 ? startOfLast(text) : text.length;
    const backlog = end - this.#length;
    const leftMs = (this.#endMs ?? Infinity) - nowMs;
    // What came as a whole has no beginning to go on from.
    const isWhole = !isPaced || backlog > MAX_BACKLOG || (!grows && this.#length === 0) || leftMs < -GRACE_MS;
    if (isWhole || backlog <= 0) {
      // What is seen stays, though it turned out to be the first part of a character.
      this.#length = Math.max(end, Math.min(this.#length, text.length));
      this.#due = 0;
      this.isBehind = false;
      return this.#length;
    }
    // Its beginning is shown as soon as it is there.
    if (this.#length === 0) this.#due = MOST;
    const rate = Math.max(LEAST_RATE, backlog / SPREAD_MS, backlog / Math.max(leftMs, sinceMs));
    this.#due = Math.min(this.#due + rate * sinceMs, Math.max(MOST, backlog / 8));
    const step = Math.floor(this.#due);
    this.#due -= step;
    if (step) this.#length = Math.min(end, endOfCharacter(text, this.#length, step));
    this.isBehind = this.#length < end;
    return this.#length;
  }
}

/** The end of the character that a text's `step`-th code unit from `start` on belongs to. */
export function endOfCharacter(text: string, start: number, step: number): number {
  const found = segmenter?.segment(text.slice(start, start + step + MAX_CHARACTER)).containing(step - 1);
  return start + (found ? found.index + found.segment.length : step);
}

/** Where a text's last character begins, be it half of one. */
function startOfLast(text: string): number {
  const start = Math.max(0, text.length - MAX_CHARACTER);
  const rest = text.slice(start).replace(/[\uD800-\uDBFF]$/, '');
  return segmenter ? start + (segmenter.segment(rest).containing(rest.length - 1)?.index ?? 0) : text.length;
}
