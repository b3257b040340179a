import { expect } from '@open-wc/testing';
import { findLauncher, paintLauncher } from '../../src/loader/launcher.ts';
import { parseConfig } from '../../src/widget/element/config.ts';
import { formatLauncherLabel } from '../../src/widget/element/launcher-label.ts';
import { readAttributes } from '../../src/widget/element/read-attributes.ts';
import { en } from '../../src/widget/locales/en.ts';

/** The tag stays undefined here. */
function paint(attributes: Record<string, string> = {}): HTMLElement {
  const chat = document.createElement('assisters-chat');
  for (const [name, value] of Object.entries({ endpoint: '/api', ...attributes })) chat.setAttribute(name, value);
  document.body.append(chat);
  paintLauncher(chat, false);
  return chat;
}

describe('paintLauncher', () => {
  afterEach(() => document.querySelectorAll('assisters-chat').forEach((chat) => chat.remove()));

  for (const attributes of [
    {},
    { heading: 'Nordhang' },
    { heading: '' },
    { 'launcher-label': 'Ask us' },
    { heading: 'Nordhang', 'launcher-label': '' },
    { heading: 'متجر' },
    { heading: '{name} $& $1' },
  ] as Record<string, string>[]) {
    it(`names the button as the chat does: ${JSON.stringify(attributes)} (L2)`, () => {
      const chat = paint(attributes);
      const { config, host } = parseConfig(readAttributes(chat), document.baseURI);
      const name = config!.heading ?? location.host;
      expect(findLauncher(chat)!.ariaLabel).to.equal(formatLauncherLabel(en, 'en', name, host.launcherLabel, 0));
    });
  }

  it("says that its own words are English, and leaves the owner's to the language of the page", () => {
    const chat = paint({ heading: 'Nordhang', lang: 'de' });
    const language = () => findLauncher(chat)!.closest('[lang]')?.getAttribute('lang');
    expect(language()).to.equal('en');
    chat.setAttribute('launcher-label', 'Frag uns');
    paintLauncher(chat, false);
    expect(language()).to.equal(undefined);
  });

  it('tells that it opens a dialog, which is closed (L4)', () => {
    const { ariaExpanded, ariaHasPopup, localName } = findLauncher(paint())!;
    expect([ariaExpanded, ariaHasPopup, localName]).to.deep.equal(['false', 'dialog', 'button']);
  });

  it('is at hand as part and slot of the chat', () => {
    const chat = paint();
    chat.append(Object.assign(document.createElement('b'), { slot: 'launcher', textContent: 'Help' }));
    expect(chat.querySelector('b')!.assignedSlot!.closest('[part="launcher"]')).to.equal(findLauncher(chat));
  });

  it('paints again what is in the top layer already, as it is', () => {
    const chat = paint({ layer: 'top' });
    const dock = findLauncher(chat)!.parentElement!;
    let toggles = 0;
    dock.addEventListener('beforetoggle', () => toggles++);
    paintLauncher(chat, false);
    expect([dock.matches(':popover-open'), toggles]).to.deep.equal([true, 0]);
  });

  it('takes an accent that is a colour, and follows it', () => {
    const chat = paint({ accent: 'gold' });
    const fill = () => getComputedStyle(findLauncher(chat)!).backgroundColor;
    expect(fill()).to.equal('color(srgb 1 0.843137 0)');
    chat.setAttribute('accent', 'no colour');
    paintLauncher(chat, false);
    chat.setAttribute('accent', '#123456');
    paintLauncher(chat, false);
    expect(fill()).to.equal('color(srgb 0.0705882 0.203922 0.337255)');
    expect(chat.shadowRoot!.childElementCount).to.equal(1);
  });

  it('uses no style element and no style attribute, and leaves the tag as it was (X2)', () => {
    const chat = paint({ layer: 'top', position: 'top-start' });
    expect(chat.shadowRoot!.querySelectorAll('style, [style]')).to.have.length(0);
    expect(chat.getAttributeNames().sort()).to.deep.equal(['endpoint', 'layer', 'position']);
  });

  it('shows what stands inside of the tag only when the script cannot be had', () => {
    const chat = paint();
    const fallback = chat.appendChild(Object.assign(document.createElement('p'), { textContent: 'Call us' }));
    expect(fallback.checkVisibility()).to.equal(false);
    paintLauncher(chat, true);
    paintLauncher(chat, true);
    expect(fallback.checkVisibility()).to.equal(true);
    expect(chat.shadowRoot!.childElementCount).to.equal(2);
  });
});
