import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findBrowsers } from '../../scripts/find-browsers.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { WebKitSession } from '../support/webdriver.ts';

const { webkit } = findBrowsers();

/** Finds by part through open shadow roots; a function's body for the page. */
const FIND = `
  const all = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  const parts = (name) => all(document).filter((element) => (element.getAttribute('part') ?? '').split(' ').includes(name));
`;

if (webkit !== null) {
  describe('the built script in WebKitGTK', { timeout: 180_000 }, () => {
    let stack: Stack;
    let session: WebKitSession;
    before(async () => {
      stack = await startStack();
      session = await WebKitSession.start(webkit);
    });
    after(async () => {
      await session?.close();
      await stack?.close();
    });

    it('opens, asks, streams and answers, and has the conversation after a reload', async () => {
      await session.open(stack.site);
      await session.waitFor(`${FIND} return parts('launcher').length === 1`);
      await session.run(`${FIND} parts('launcher')[0].click()`);
      await session.waitFor(`${FIND} return parts('input').length === 1`);
      await session.type(`${FIND} return parts('input')[0]`, 'How long do I have to return something?');
      await session.run(`${FIND} parts('send')[0].click()`);
      await session.waitFor(
        `${FIND} return parts('message').some((message) => message.dataset.role === 'assistant' && message.dataset.state === 'done')`,
      );
      const read = `${FIND} return parts('content').map((content) => content.textContent).join(' | ')`;
      assert.match(await session.run<string>(read), /How long do I have to return something\?.*30 days/s);
      await session.open(`${stack.site}/returns.html`);
      await session.waitFor(`${FIND} return parts('launcher').length === 1`);
      await session.run(`${FIND} parts('launcher')[0].click()`);
      await session.waitFor(`${FIND} return parts('message').length === 2`);
      assert.match(await session.run<string>(read), /30 days/);
    });
  });
}
