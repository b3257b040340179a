import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { answerWith, NAME, QUESTION, withOrca, type Visit } from './visit.ts';

/** Blocks of about a hundred words, each with what is heard of it. */
type Blocks = readonly { text: string; heard: string | RegExp }[];

const PROSE: Blocks = [
  {
    text: 'You may send back anything that you bought from us within thirty days, as long as it is unused and still in its box. Shoes may be tried on indoors.',
    heard: 'You may send back anything',
  },
  {
    text: 'Print the label from your account, put it on the parcel, and leave the parcel at any post office. You do not pay for that.',
    heard: 'Print the label from your account',
  },
  { text: 'Three things cannot come back:', heard: 'Three things cannot come back' },
  { text: '- food that was opened\n- gift cards\n- anything made to measure', heard: 'food that was opened' },
  {
    text: 'We look at every parcel within two days of its arrival. Your money is on its way to you on the third day, by the same route that it came to us.',
    heard: 'We look at every parcel',
  },
];

/** With blocks that are named, for nobody can follow them by ear. */
const TECHNICAL: Blocks = [
  {
    text: 'You may ask our server for the state of a return whenever you like. It needs the number of your order, which stands on the first page of the invoice, and nothing else. Three lines in a terminal are enough:',
    heard: 'You may ask our server',
  },
  { text: '```bash\nORDER=12345\ncurl https://shop.example/$ORDER\necho done\n```', heard: /Code block, bash, 3 lines/g },
  {
    text: 'It answers with one of the two states below, and with the day on which the parcel came:',
    heard: 'It answers with one of the two states',
  },
  {
    text: '| State | Meaning | Days |\n| --- | --- | --- |\n| open | under way | 3 |\n| paid | refunded | 5 |',
    heard: /Table, 3 columns, [23] rows/g,
  },
  {
    text: 'If neither of them is what you see, write to us, and somebody will look into it on the same day.',
    heard: 'If neither of them is what you see',
  },
];

const textOf = (blocks: Blocks): string => blocks.map(({ text }) => text).join('\n\n');
const countWords = (text: string): number => text.match(/[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0;

/** Holds what was heard since the question was sent against the answer that is shown then. */
async function checkHeardOnce(visit: Visit, blocks: Blocks, leastRatio: number): Promise<void> {
  await visit.chat.untilState('done');
  await visit.untilSilent();
  const utterances = visit.heard();
  const heard = utterances.join('\n');
  assert.equal(utterances[0], `${NAME} is answering`);
  assert.ok(visit.heardAfterMs('is answering') < 1000, `The status came after ${visit.heardAfterMs('is answering')} ms`);
  assert.equal(heard.split('is answering').length - 1, 1, 'the status is heard once');
  for (const block of blocks) assert.equal(heard.split(block.heard).length - 1, 1, `"${block.heard}" is heard once`);
  assert.ok(utterances.length <= blocks.length + 2, `${utterances.length} utterances for ${blocks.length} blocks`);
  const ratio = countWords(heard) / countWords(textOf(blocks));
  console.log(`${countWords(heard)} words heard of ${countWords(textOf(blocks))}: ${ratio.toFixed(2)}; ${utterances.length} utterances`);
  assert.ok(ratio >= leastRatio && ratio <= 1.3, `${ratio.toFixed(2)} words for each of the answer`);
  assert.ok(!heard.includes(QUESTION), 'own words are not said back');
}

describe('an answer, as Orca says it', { timeout: 290_000 }, () => {
  const hear = withOrca();

  hear(
    'is said once while it comes word by word, after one short status, and no question is said back (N1, N2, N3, N4)',
    {
      proxy: answerWith(textOf(PROSE)),
    },
    async (visit) => {
      await visit.ask();
      await checkHeardOnce(visit, PROSE, 0.9);
    },
  );

  hear('is said inside the modal dialog of a phone (P3, N3, N5)', { proxy: answerWith(textOf(PROSE)), isPhone: true }, async (visit) => {
    await visit.ask();
    assert.equal(await visit.page.locator('assisters-chat dialog:modal').count(), 1);
    await checkHeardOnce(visit, PROSE, 0.9);
  });

  hear('has its code and its tables named, not read out (N3)', { proxy: answerWith(textOf(TECHNICAL)) }, async (visit) => {
    await visit.ask();
    await checkHeardOnce(visit, TECHNICAL, 0.6);
  });

  hear('is told of once, and not read, when it comes to a closed panel (N6)', { proxy: answerWith(textOf(PROSE)) }, async (visit) => {
    await visit.ask();
    await visit.untilHeard('is answering');
    visit.press('Escape');
    await visit.chat.untilState('done');
    await visit.untilHeard(`New answer from ${NAME}`);
    await visit.untilSilent();
    const heard = visit.heard().join('\n');
    assert.equal(heard.split('New answer').length - 1, 1);
    assert.ok(!heard.includes('We look at every parcel'));
  });
});
