import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { answerWith, NAME, QUESTION, refuse, withOrca } from './visit.ts';

const ANSWER = 'You may send back anything within thirty days.';

describe('the chat, as Orca has it by keyboard', { timeout: 290_000 }, () => {
  const hear = withOrca();

  hear(
    'names its button, then its dialog and text box, and the button that sends and stops (L1, L2, P1, C1, C4)',
    {
      proxy: answerWith(`${ANSWER} `.repeat(20)),
    },
    async (visit) => {
      await visit.untilHeard('Home');
      visit.press('Tab');
      await visit.untilSilent();
      visit.attend();
      visit.press('Tab');
      await visit.untilHeard(new RegExp(`^Chat with ${NAME} collapsed push button`));
      await visit.untilSilent();

      visit.attend();
      visit.press('Return');
      await visit.untilHeard(`${NAME} dialog`);
      await visit.untilHeard(/^Your question entry/);
      await visit.untilSilent();

      visit.attend();
      visit.press('Tab');
      await visit.untilHeard(/^Send push button/);
      visit.attend();
      visit.press('shift+Tab');
      await visit.untilHeard('Focus mode');
      visit.press('x', 'Return');
      await visit.chat.answer.waitFor();
      visit.press('Tab');
      await visit.untilHeard(/^Stop answering push button/);
    },
  );

  hear('has each message as a heading, so that H goes from one to the next (M2)', { proxy: answerWith(ANSWER) }, async (visit) => {
    await visit.ask();
    await visit.chat.untilState('done');
    await visit.untilSilent();
    // To Orca's own keys, away from those of the text box.
    visit.press('Insert+a');
    await visit.untilHeard('Browse mode');
    visit.attend();
    visit.press('shift+h');
    await visit.untilHeard(new RegExp(`^${NAME}, .* heading level 3`));
    visit.press('shift+h');
    await visit.untilHeard(/^You, .* heading level 3/);
    visit.attend();
    visit.press('h');
    await visit.untilHeard(new RegExp(`^${NAME}, .* heading level 3`));
  });

  hear('says once that an answer was copied (M7)', { proxy: answerWith(ANSWER) }, async (visit) => {
    await visit.ask();
    await visit.chat.untilState('done');
    await visit.untilSilent();
    await visit.chat.answer.locator('[part~="copy"]').focus();
    await visit.untilHeard(/^Copy push button/);
    await visit.untilSilent();
    visit.attend();
    visit.press('Return');
    await visit.untilHeard('Copied');
    await visit.untilSilent();
    assert.equal(visit.heard().join('\n').split('Copied').length - 1, 1);
  });

  hear('says once that a question failed (M13, N7)', { proxy: refuse }, async (visit) => {
    await visit.ask();
    await visit.untilHeard('Your message could not be sent.');
    await visit.untilSilent();
    const heard = visit.heard().join('\n');
    assert.equal(heard.split('could not be sent').length - 1, 1);
    assert.ok(!heard.includes(QUESTION));
  });
});
