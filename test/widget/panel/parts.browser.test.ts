import { expect } from '@open-wc/testing';
import { createPanel, FakeProxy, part, parts, removePanels, settle, until } from './panel-fixture.ts';

/** The contract's parts that lie in the panel, by the state that shows them. */
const PARTS = {
  empty: ['panel', 'header', 'heading', 'close', 'menu', 'notice', 'messages', 'greeting', 'suggestion', 'composer', 'input', 'send'],
  answered: ['message', 'content', 'actions', 'copy', 'sources', 'jump'],
  failed: ['error', 'retry'],
  running: ['stop'],
};

describe('parts of the panel', () => {
  let proxy: FakeProxy;
  let sheet: HTMLStyleElement;

  beforeEach(() => {
    proxy = new FakeProxy();
    sheet = document.createElement('style');
    sheet.textContent = Object.values(PARTS)
      .flat()
      .map((name) => `panel-host::part(${name}) { outline: 3px solid rgb(1, 2, 3) }`)
      .join('\n');
    document.head.append(sheet);
  });

  afterEach(() => {
    sheet.remove();
    removePanels();
    proxy.restore();
  });

  function expectReached(panel: Element, names: readonly string[]): void {
    for (const name of names) {
      const found = parts(panel, name);
      expect(found.length, name).to.be.greaterThan(0);
      for (const element of found) expect(getComputedStyle(element).outlineColor, name).to.equal('rgb(1, 2, 3)');
    }
  }

  it('are all reached by ::part from outside', async () => {
    const panel = await createPanel({ suggestions: ['One?'] });
    expectReached(panel, PARTS.empty);
    void panel.ask('One');
    await settle(panel);
    expectReached(panel, PARTS.running);
    (await proxy.chat(0)).refuse(500, 'server_error');
    await until(() => parts(panel, 'error').length === 1);
    expectReached(panel, PARTS.failed);
    part(panel, 'retry').click();
    const chat = await proxy.chat(1);
    chat.sources([{ title: 'Guide', url: 'https://shop.example/guide' }]);
    chat.write(Array.from({ length: 60 }, (_, index) => `Paragraph ${index}`).join('\n\n'));
    chat.done();
    await until(() => parts(panel, 'jump').length === 1 && parts(panel, 'copy').length === 1);
    expectReached(panel, PARTS.answered);
  });
});
