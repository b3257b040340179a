const CONTAINER = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*/;
/** A line that may still become any of several things: `-`, `12.`, `#`, `|--`, two backticks. */
const UNDECIDED = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)]))*[ \t]*(?:[-*+_=#|:~` \t]+|\d{1,9}[.)]?)?$/;
const DEFINITION = /(?:^|\n) {0,3}\[[^\]\n]+\]:[ \t]*(?:\n[ \t]*)?[^\n]*$/;
const HALF_TAG = /<(?:[a-zA-Z/?!][^<>\n]{0,200})?$/;

/**
 * The part of an unfinished answer that can be shown: what may still become something else is held back.
 *
 * @param source - All text so far, with `\n` line ends.
 */
export function holdBack(source: string): string {
  const text = source.replace(/[\uD800-\uDBFF]$/, '');
  const { inFence, commentStart } = scan(text);
  if (commentStart >= 0) return text.slice(0, commentStart);
  const lineStart = text.lastIndexOf('\n') + 1;
  const line = text.slice(lineStart);
  if (inFence) {
    // Half of the closing fence, or an opening one whose language is still being typed.
    const opening = /^(.*?(?:`{3,}|~{3,}))[^`\n]*$/.exec(line);
    if (inFence === 'opening') return text.slice(0, lineStart) + (opening?.[1] ?? line);
    return /^[ \t>]*(?:`+|~+)[ \t]*$/.test(line) ? text.slice(0, lineStart) : text;
  }
  let held = line.length <= 200 && UNDECIDED.test(line) ? text.slice(0, lineStart) : text;
  held = held.replace(DEFINITION, '');
  const tag = HALF_TAG.exec(held);
  if (tag && !isInCode(held, tag.index)) held = held.slice(0, tag.index);
  return holdTableHead(held, held.length < text.length);
}

/** Holds back a table's header row until its delimiter row is there: as a paragraph its bars would flash up. */
function holdTableHead(text: string, delimiterHeld: boolean): string {
  const end = delimiterHeld && text.endsWith('\n') ? text.length - 1 : text.length;
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const before = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  return text[start] === '|' && !/^ *\|/.test(before) ? text.slice(0, start) : text;
}

/** Finds what is still open at the end: a code fence, or an HTML comment outside of code. */
function scan(text: string): { inFence: false | 'opening' | 'body'; commentStart: number } {
  let fence: { mark: string; quoted: boolean } | undefined;
  let openedAt = -1;
  let commentStart = -1;
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const line = text.slice(start, end);
    const prefix = CONTAINER.exec(line)?.[0] ?? '';
    if (fence && fence.quoted && !/^[ \t]*>/.test(line)) fence = undefined;
    if (commentStart >= 0) {
      if (line.includes('-->')) commentStart = -1;
    } else if (fence) {
      const mark = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      // Without its line end a closing fence may still be code.
      if (mark?.startsWith(fence.mark) && end < text.length) fence = undefined;
    } else {
      const mark = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line.slice(prefix.length))?.[0];
      if (mark) {
        fence = { mark, quoted: prefix.includes('>') };
        openedAt = start;
      } else {
        const at = line.indexOf('<!--');
        if (at >= 0 && !line.includes('-->', at) && !isInCode(text, start + at)) commentStart = start + at;
      }
    }
    start = end + 1;
  }
  const opening = fence !== undefined && text.indexOf('\n', openedAt) < 0;
  return { inFence: fence ? (opening ? 'opening' : 'body') : false, commentStart };
}

/** Tells whether an odd number of backticks stands before a place in its paragraph: good enough for what is shown for a moment. */
function isInCode(text: string, index: number): boolean {
  const paragraph = text.slice(text.lastIndexOf('\n\n', index) + 1, index);
  return paragraph.split('`').length % 2 === 0;
}
