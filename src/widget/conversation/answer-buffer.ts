import { MAX_ANSWER_LENGTH } from '../../protocol/limits.ts';

/** Gathers an answer's pieces and hands them on once a frame: nothing that happens per piece may cost anything. */
export interface AnswerBuffer {
  /**
   * Takes a piece.
   *
   * @returns `false` when the answer has become longer than `MAX_ANSWER_LENGTH`: what fits is kept, the rest is not.
   */
  add(piece: string): boolean;
  /** Delivers what has gathered, without waiting for the frame. */
  flush(): void;
}

/** @param deliver - takes what came since the last frame, never empty. */
export function createAnswerBuffer(nextFrame: (callback: () => void) => () => void, deliver: (text: string) => void): AnswerBuffer {
  let gathered = '';
  let room = MAX_ANSWER_LENGTH;
  let cancelFrame: (() => void) | undefined;

  function flush(): void {
    cancelFrame?.();
    cancelFrame = undefined;
    const text = gathered;
    gathered = '';
    if (text !== '') deliver(text);
  }

  return {
    flush,
    add(piece) {
      const fits = piece.length <= room;
      // Without the first half of a pair whose second half is cut off.
      gathered += fits ? piece : piece.slice(0, room).replace(/[\ud800-\udbff]$/, '');
      room -= piece.length;
      if (gathered !== '') cancelFrame ??= nextFrame(flush);
      return fits;
    },
  };
}
