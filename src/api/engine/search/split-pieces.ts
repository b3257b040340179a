/** Words per piece, in turn: uneven, so that text flows rather than ticks. */
const RHYTHM = [3, 2, 4, 3, 5, 2];

/** Splits markdown into pieces of a few words; joined they are the text again, byte for byte. */
export function splitPieces(markdown: string): string[] {
  const words = markdown.match(/\s*\S+(?:\s+$)?/g) ?? [];
  const pieces: string[] = [];
  for (let index = 0, turn = 0; index < words.length; turn++) {
    const count = RHYTHM[turn % RHYTHM.length]!;
    pieces.push(words.slice(index, index + count).join(''));
    index += count;
  }
  return pieces;
}
