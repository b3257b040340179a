import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';

/** Gathers an answer's pieces and hands them on once a frame: nothing that happens per piece may cost anything. */
export class AnswerBuffer {
  readonly #nextFrame: (callback: () => void) => () => void;
  readonly #deliver: (text: string) => void;
  #text = '';
  /** UTF-16 units that came so far, delivered or not. */
  #length = 0;
  #cancelFrame: (() => void) | null = null;

  /** @param deliver - takes what came since the last frame, never empty. */
  constructor(nextFrame: (callback: () => void) => () => void, deliver: (text: string) => void) {
    this.#nextFrame = nextFrame;
    this.#deliver = deliver;
  }

  /**
   * Takes a piece.
   *
   * @returns `false` when the answer has become longer than `MAX_ANSWER_LENGTH`: what fits is kept, the rest is not.
   */
  add(piece: string): boolean {
    const room = MAX_ANSWER_LENGTH - this.#length;
    const fits = piece.length <= room;
    const kept = fits ? piece : trimSplitPair(piece.slice(0, room));
    this.#length += kept.length;
    this.#text += kept;
    if (this.#text !== '') this.#cancelFrame ??= this.#nextFrame(() => this.flush());
    return fits;
  }

  /** Delivers what has gathered, without waiting for the frame. */
  flush(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#deliver(text);
  }
}

/** Leaves out a first half of a surrogate pair whose second half was cut off. */
function trimSplitPair(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
