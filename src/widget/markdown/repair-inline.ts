/** Code units for which an unclosed `[` is taken for a link that is being typed. */
const MAX_LABEL = 120;

/** Openers of emphasis beyond which a paragraph is not prose, and is left as it is. */
const MAX_OPENERS = 200;

interface Opener {
  readonly run: string;
  readonly index: number;
}

/**
 * Completes or hides what is half-typed at the end of a paragraph, so that no bare syntax flashes up while an answer streams.
 *
 * `**bo` becomes `**bo**`, an open code span is closed, `[text](ht` becomes `text`, a half image or a lone marker vanishes.
 *
 * @param source - One paragraph, cell or heading whose end is the end of the text so far.
 */
export function repairInline(source: string): string {
  const openers: Opener[] = [];
  const brackets: number[] = [];
  let text = source.trimEnd().replace(/&#?\w{0,31}$/, '');
  for (let i = 0; i < text.length;) {
    const char = text[i]!;
    if (char === '\\') {
      if (i === text.length - 1) text = text.slice(0, i);
      i += 2;
    } else if (char === '`') {
      const run = runAt(text, i);
      const end = codeEnd(text, i + run.length, run);
      if (end < 0) {
        const code = text.slice(i + run.length).replace(/`+$/, '');
        return close(code.trim() === '' ? text.slice(0, i) : text.slice(0, i) + run + code + run, openers);
      }
      i = end;
    } else if (char === '<') {
      i += /^<[^\s<>][^<>]*>/.exec(text.slice(i, i + 2000))?.[0].length ?? 1;
    } else if (char === '[') {
      brackets.push(i++);
    } else if (char === ']') {
      const start = brackets.pop();
      const end = start === undefined ? i + 1 : linkEnd(text, i + 1);
      if (end < 0) {
        const image = text[start! - 1] === '!';
        return close(text.slice(0, image ? start! - 1 : start) + (image ? '' : text.slice(start! + 1, i)), shift(openers, start!, image));
      }
      i = end;
    } else if (char === '*' || char === '_' || char === '~') {
      const run = runAt(text, i);
      if (i + run.length === text.length && !closes(openers, run)) return close(text.slice(0, i), openers);
      readRun(openers, text, i, run);
      if (openers.length > MAX_OPENERS) return source;
      i += run.length;
    } else i++;
  }
  const start = brackets.at(-1);
  if (start !== undefined && text.length - start <= MAX_LABEL) {
    const image = text[start - 1] === '!';
    return close(text.slice(0, image ? start - 1 : start) + (image ? '' : text.slice(start + 1)), shift(openers, start, image));
  }
  return close(text, openers);
}

function runAt(text: string, index: number): string {
  let end = index + 1;
  while (text[end] === text[index]) end++;
  return text.slice(index, end);
}

function codeEnd(text: string, from: number, run: string): number {
  for (let i = text.indexOf(run, from); i >= 0; i = text.indexOf(run, i)) {
    const found = runAt(text, i);
    i += found.length;
    if (found === run) return i;
  }
  return -1;
}

/** Where a link ends whose label closed just before `from`; negative while its address or reference is not complete. */
function linkEnd(text: string, from: number): number {
  if (from === text.length) return -1;
  if (text[from] === '[') return text.indexOf(']', from) + 1 || -1;
  if (text[from] !== '(') return from;
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return -1;
}

/** Openers after a removed bracket move up by it; those inside of a removed image go with it. */
function shift(openers: readonly Opener[], start: number, image: boolean): Opener[] {
  if (image) return openers.filter(({ index }) => index < start);
  return openers.map(({ run, index }) => ({ run, index: index > start ? index - 1 : index }));
}

function closes(openers: readonly Opener[], run: string): boolean {
  const opener = openers.findLast((other) => other.run[0] === run[0]);
  return opener !== undefined && run.length >= opener.run.length;
}

function readRun(openers: Opener[], text: string, index: number, run: string): void {
  const before = text[index - 1] ?? ' ';
  const after = text[index + run.length] ?? ' ';
  const wordBefore = /[\p{L}\p{N}]/u.test(before);
  const single = run[0] === '_' || run === '*';
  if (!/\s/.test(before) && !(run[0] === '_' && /[\p{L}\p{N}]/u.test(after))) {
    const match = openers.findLastIndex((other) => other.run[0] === run[0]);
    if (match >= 0) {
      const { run: opened, index: at } = openers[match]!;
      openers.length = match;
      if (opened.length > run.length) openers.push({ run: opened.slice(run.length), index: at });
      return;
    }
  }
  if (/\S/.test(after) && !(single && wordBefore) && run !== '~') openers.push({ run, index });
}

/** Drops openers that nothing follows, then closes the others, innermost first. */
function close(source: string, openers: readonly Opener[]): string {
  let text = source.trimEnd();
  const left = [...openers];
  while (left.length > 0 && left.at(-1)!.index + left.at(-1)!.run.length >= text.length) text = text.slice(0, left.pop()!.index).trimEnd();
  return (
    text +
    left
      .reverse()
      .map(({ run }) => run)
      .join('')
  );
}
