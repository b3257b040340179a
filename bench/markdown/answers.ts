/** Markdown as models write it, of any length and always the same. */

const WORDS =
  'the return of an order takes about thirty days and shipping is free for members in most countries while stocks last so please keep the receipt'.split(
    ' ',
  );

/** What an answer is made of. */
export type Kind = 'mixed' | 'code' | 'list' | 'table' | 'paragraph';

/** The end of each answer, by which it is seen that all of it is shown. */
export const LAST_WORDS = 'These are the last words';

/**
 * An answer.
 *
 * @param length - Code units, about.
 */
export function createAnswer(kind: Kind, length: number): string {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const word = (): string => {
    const plain = pick(WORDS);
    const chance = random();
    if (chance < 0.05) return `**${plain}**`;
    if (chance < 0.08) return `\`${plain}\``;
    if (chance < 0.1) return `[${plain}](https://shop.example/${plain})`;
    return chance < 0.13 ? `*${plain}*` : plain;
  };
  const words = (count: number): string => Array.from({ length: count }, word).join(' ');
  const line = (): string =>
    `  const ${pick(WORDS)} = compute(${pick(WORDS)}, ${Math.floor(random() * 1000)}); // ${pick(WORDS)} ${pick(WORDS)}`;
  const row = (): string => `| ${words(2)} | ${words(3)} | ${Math.floor(random() * 1000)} |`;
  const lines = (count: number, make: () => string): string => Array.from({ length: count }, make).join('\n');
  const HEAD = '| name | what | price |\n|---|---|--:|\n';
  const blocks = [
    () => `## ${words(4)}`,
    () => `${words(60)}.`,
    () => `${words(25)}.`,
    () => lines(4, () => `- ${words(11)}`),
    () => lines(3, () => `1. ${words(9)}\n   - ${words(5)}`),
    () => `\`\`\`js\n${lines(8, line)}\n\`\`\``,
    () => `${HEAD}${lines(5, row)}`,
    () => `> ${words(20)}`,
  ];
  const parts: Record<Kind, { before: string; part: () => string }> = {
    mixed: { before: '', part: () => `${pick(blocks)()}\n\n` },
    code: { before: '```js\n', part: () => `${line()}\n` },
    list: { before: '', part: () => `- ${words(10)}\n` },
    table: { before: HEAD, part: () => `${row()}\n` },
    paragraph: { before: '', part: () => `${words(14)}. ` },
  };
  const { before, part } = parts[kind];
  let text = before;
  while (text.length < length) text += part();
  return kind === 'table' ? `${text}| ${LAST_WORDS} | | |` : kind === 'list' ? `${text}- ${LAST_WORDS}` : `${text}${LAST_WORDS}`;
}
