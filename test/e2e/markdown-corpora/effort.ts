/** How much of a corpus is run; set by the test, which knows the engine and whether this is a full run. */
export interface Effort {
  seed: number;
  /** Share of the cases, 0 to 1. */
  share: number;
  /** Ways in which a case is cut, beside character by character. */
  chunkings: number;
}

/** A case this short is cut at every place, as far as the effort goes; a longer one at random. */
const SHORT = 200;

/** A text that is very long is not cut into more pieces than about twice so many. */
const MOST_CUTS = 150;

/** A seeded choice of the cases, never none. */
export function sample<T>(cases: readonly T[], share: number, random: () => number): readonly T[] {
  const chosen = cases.filter(() => random() < share);
  return chosen.length > 0 ? chosen : cases.slice(0, 1);
}

/** Lists of places at which a text is cut: everywhere, then as many two-way splits or random chunkings as are asked for. */
export function chunkingsOf(text: string, count: number, random: () => number): number[][] {
  if (text.length > SHORT) return Array.from({ length: count }, () => randomCuts(text.length, random));
  const places = everyCut(text);
  return [
    places,
    ...places
      .map((cut) => ({ cut, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, count)
      .map(({ cut }) => [cut]),
  ];
}

/** Every place inside of a text, inside of surrogate pairs and line ends too. */
export function everyCut(text: string): number[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => index + 1);
}

/** Pieces of a few characters, of a token, of a line, of a paragraph: one scale for each chunking. */
export function randomCuts(length: number, random: () => number): number[] {
  const scale = Math.max([4, 20, 120, 800][Math.floor(random() * 4)]!, length / MOST_CUTS);
  const cuts: number[] = [];
  for (let at = 0; ; cuts.push(at)) {
    at += 1 + Math.floor(random() * scale);
    if (at >= length) return cuts;
  }
}
