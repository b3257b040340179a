import { seeded, violations } from '../../widget/markdown/answer-fixture.ts';
import { everyCut, randomCuts, type Effort } from './effort.ts';
import { isEqual, oneShot, smallest, type Finding } from './equality.ts';
import { nextTask } from './stream.ts';

type Random = () => number;

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** What answers are made of, and what turns one block into two, or two into one. */
const FRAGMENTS: readonly string[] = [
  'Some words',
  'words with **strong**, *soft*, `code`, ~~gone~~ and ***both***',
  'Title\n=====',
  'two\nlines\n---',
  '===',
  '---',
  '- - -',
  '# One #',
  '### Three ###   ',
  '#not a heading',
  '- tight\n- list',
  '- loose\n\n- list',
  '- one\n\n\n- far',
  '-\n  empty first line',
  '-   wide\n\n    and its second paragraph',
  '* other bullet',
  '+ [ ] open\n+ [x] done',
  '1. one\n1. two\n1. three',
  '0. zero\n1) other mark',
  '123456789. large number',
  '- a\n  - b\n    - c\n      - d',
  '- a\n\n  > quoted\n  > lines\n\n  after',
  '- ```js\n  const a = 1;\n\n  // b\n  ```\n- next',
  'lazy continuation',
  '  two spaces',
  '    four spaces',
  '\ttab',
  '\t\ttwo tabs',
  '> quote',
  '> quote\nlazy line',
  '> > deep\n> shallow\nlazy',
  '> - item\nlazy\n> - item',
  '> ```\n> code\n> ```',
  '> ```\ncode outside',
  '>',
  '>\n> after an empty line',
  '```ts\nlet a = `b`;\n```',
  '```\nnever closed',
  '~~~ python\nprint("~~~")\n~~~',
  '`````md\n```js\n1\n```\n`````',
  '```not `a` fence',
  '``',
  '```',
  '<div>\n*html*\n\n</div>',
  '<details><summary>**More**</summary>\n\nhidden *words*\n\n- a\n\n</details>',
  '<details>\n<summary>Never closed',
  '</details>',
  '<!-- comment -->',
  '<!-- never closed',
  '-->',
  'a <kbd>K</kbd> b <sub>c</sub><br>d <b>e</b>',
  '<script>alert(1)</script>',
  '<pre>\n\n  kept\n</pre>',
  '<img src=x onerror=alert(1)>',
  'Array<string> and <your-host>',
  '<',
  '<a href="',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |',
  'a | b\n:-: | --:\n`x|y` | \\|',
  '| a | b |\n|---|--x|\n| 1 | 2 |',
  '| a | b |\n|---|\n| 1 | 2 |',
  '| a |\n|---|\ntext without a bar\n> quote',
  '|---|---|',
  '| lonely head |',
  'hard  \nbreak\\\nand another   ',
  'one\r\ntwo\r\n\r\nthree',
  'one\rtwo',
  'n\u0000l',
  '\ud83d',
  '\ude00 \udbff\ud83d\ude00',
  '\u202eright\u202c \u2066isolated\u2069 \u200bzero\u200d',
  '\u05e9\u05dc\u05d5\u05dd *\u05e2\u05d5\u05dc\u05dd*',
  '1234 \u0645\u0631\u062d\u0628\u0627',
  '\u00a0\u2003wide spaces\u3000',
  '**',
  '*',
  '_',
  '__a__b__',
  '***a** b*',
  '*a **b* c**',
  '*a_b*c_ ~~~d~~ ~e~',
  '**open\nover lines',
  'closing**',
  '`open',
  '`` a ` b ``',
  '[a](https://a.example/ "title")',
  '[a](<https://a.example/b c>)',
  '[a](javascript:alert(1))',
  '[*a* `b` ![i](https://i.example/p.png)](https://a.example/)',
  '![alt *soft*](https://i.example/a.png)',
  '[half](https://a.example/',
  '[half',
  '![',
  '](',
  'see [ref], [text][ref], [ref][] and [Late  One]',
  '- item with [late one]',
  '> quote with [ref]',
  '| [ref] |\n|---|\n| [late one] |',
  '# [late one]',
  '[ref]: https://ref.example/ "Title"',
  '[ref]: https://second.example/',
  '[late one]:\n  https://late.example/\n  "title"',
  '[late one]: <https://late.example/> broken title',
  '> [ref]: https://inside.example/',
  '[^1]: note',
  'https://auto.example/a_b_(c). www.auto.example, me@auto.example',
  '<https://angle.example/> <me@angle.example>',
  '\\*escaped\\* \\\\ \\[',
  '\\',
  '&amp; &copy; &#35; &#x1F600; &nope; &#0;',
  '&am',
  '-',
  '+',
  '1.',
  '12',
  '|',
  '#',
  '=',
  ':',
  '!',
];

/** Longer than what is read and shown as one. */
const LARGE: readonly ((random: Random) => string)[] = [
  () =>
    lines(150, (index) => `Sentence ${index} of a paragraph with *some* words and a [link](https://a.example/${index}).`).replaceAll(
      '\n',
      ' ',
    ),
  () => lines(150, (index) => `line ${index} with \`code\` and **strong words** in it`),
  () => 'wordswithoutanyspace'.repeat(260),
  (random) => lines(60, (index) => `- item ${index}${random() < 0.1 ? '\n' : ''}`),
  () => lines(70, (index) => `${index + 3}. item ${index} [ref]\n\n   more`),
  () => lines(55, (index) => `- item ${index}\n  - inner\n  - inner`),
  (random) => `| a | b |\n|:--|--:|\n${lines(70, (index) => (random() < 0.1 ? `| ${index} |` : `| ${index} | **x** [ref] |`))}`,
  (random) => `\`\`\`ts\n${lines(150, (index) => (random() < 0.2 ? '' : `const a${index} = [${index}];`))}\n\`\`\``,
  () => `~~~\n${lines(90, (index) => '  indented more than the fence '.repeat(3) + index)}`,
  () => lines(90, (index) => `    code ${index}`),
  () => lines(120, (index) => `> quoted line ${index}, long enough for the quote to be cut`),
  () => `<details>\n\n${lines(90, (index) => `Hidden paragraph ${index}, ${'which is quite long, '.repeat(5)}\n`)}`,
  () => `<!--\n${lines(200, (index) => `comment line ${index}, ${'which is quite long, '.repeat(3)}`)}\n-->`,
];

const SEPARATORS: readonly string[] = [
  '',
  ' ',
  '\n',
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  '\n\n',
  '\n\n\n',
  '\n  ',
  '\n    ',
  '\n> ',
  '\n \t\n',
  '\r\n',
  '\r\n\r\n',
];

/**
 * Makes answers of random fragments, cuts them at random, and compares as `runEquality` does; of what they end as, nothing is off the
 * list. Case `n` has the seed `seed + n`.
 */
export async function runDocuments({ seed, chunkings }: Pick<Effort, 'seed' | 'chunkings'>, count: number): Promise<Finding> {
  const finding: Finding = { cases: count, streams: 0, wrong: [] };
  for (let own = seed; own < seed + count && finding.wrong.length < 4; own++) {
    const random = seeded(own);
    const markdown = createDocument(random);
    const whole = oneShot(markdown, {
      onFrame: (root) => finding.wrong.push(...violations(root).map((violation) => `seed ${own}: ${violation}`)),
    });
    const ways = Array.from({ length: chunkings }, () => randomCuts(markdown.length, random));
    if (markdown.length < 400) ways.push(everyCut(markdown));
    finding.streams += ways.length;
    const cuts = ways.find((way) => !isEqual(markdown, way, whole));
    if (cuts !== undefined) finding.wrong.push(`seed ${own}: ${smallest(markdown, cuts)}`);
    await nextTask();
  }
  return finding;
}

function createDocument(random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let text = '';
  for (let count = 1 + Math.floor(random() * 10); count > 0; count--) {
    text += (random() < 0.04 ? pick(LARGE)(random) : pick(FRAGMENTS)) + pick(SEPARATORS);
  }
  return text;
}
