import 'axe-core/axe.min.js';
import type { AxeResults } from 'axe-core';
import { expect } from '@open-wc/testing';
import { createPanel, descendants, FakeProxy, part, parts, removePanels, settle, until } from './panel-fixture.ts';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';

declare const axe: { run(context: Element, options: object): Promise<AxeResults> };

const ANSWER = '# Sizes\n\n- **One**\n- [Two](https://shop.example/two)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nls\n```\n\n> Quote';

describe('accessibility of the panel', () => {
  let proxy: FakeProxy;

  beforeEach(() => (proxy = new FakeProxy()));

  afterEach(() => {
    removePanels();
    proxy.restore();
    document.documentElement.style.removeProperty('color-scheme');
  });

  async function findings(panel: PanelElement): Promise<string[]> {
    await settle(panel);
    // Colours are judged when everything has appeared.
    for (const element of descendants(panel)) {
      for (const animation of element.getAnimations()) {
        if (animation.effect!.getTiming().iterations !== Infinity) animation.finish();
      }
    }
    const host = (panel.getRootNode() as ShadowRoot).host;
    const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false } } };
    const { violations } = await axe.run(host, options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  }

  for (const scheme of ['light', 'dark']) {
    it(`has no findings in ${scheme} before the first question, with the menu open, answering, answered and failed (M1, M6, M8, C1, V1)`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const panel = await createPanel({
        suggestions: ['Where is my order?'],
        privacy: 'https://shop.example/privacy',
        contact: 'mailto:help@shop.example',
      });
      expect(await findings(panel), 'empty').to.deep.equal([]);
      part(panel, 'menu').click();
      expect(await findings(panel), 'menu').to.deep.equal([]);
      part(panel, 'menu').click();
      void panel.ask('One');
      const chat = await proxy.chat(0);
      expect(await findings(panel), 'waiting').to.deep.equal([]);
      chat.sources([{ title: 'Guide', url: 'https://shop.example/guide' }]);
      chat.write(ANSWER);
      chat.done();
      await until(() => parts(panel, 'copy').length === 1);
      expect(await findings(panel), 'answered').to.deep.equal([]);
      for (const [index, refusal] of (
        [
          [500, 'server_error'],
          [413, 'payload_too_large'],
          [403, 'origin_not_allowed'],
        ] as const
      ).entries()) {
        void panel.ask('Two');
        (await proxy.chat(index + 1)).refuse(refusal[0], refusal[1]);
        await until(() => parts(panel, 'error').length === index + 1);
      }
      expect(await findings(panel), 'failed').to.deep.equal([]);
    });
  }

  it('has no findings when it is modal', async () => {
    const panel = await createPanel({}, { modal: true });
    expect(await findings(panel)).to.deep.equal([]);
  });
});
