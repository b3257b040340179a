const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations after which no sentence ends. */
const ABBREVIATION = /\b(e\.g|i\.e|approx|incl|excl|max|min|no|nr|vs|mr|mrs|ms|dr|st|etc)\.\s*$/i;

/** Splits a paragraph of markdown into sentences, never inside bold text, a link or after an abbreviation. */
export function splitSentences(markdown: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of SEGMENTER.segment(markdown)) {
    open += segment;
    if (isWhole(open)) {
      sentences.push(open.trim());
      open = '';
    }
  }
  if (open.trim() !== '') sentences.push(open.trim());
  return sentences.filter((sentence) => sentence !== '');
}

function isWhole(text: string): boolean {
  const plain = text.replace(/\\./g, '');
  const count = (mark: RegExp): number => plain.match(mark)?.length ?? 0;
  return (
    count(/\*/g) % 2 === 0 &&
    count(/`/g) % 2 === 0 &&
    count(/\[/g) === count(/\]/g) &&
    !ABBREVIATION.test(text) &&
    !/\]\([^)]*$/.test(plain)
  );
}
