import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { AnnouncerController } from '../../../src/widget/controllers/announcer-controller.ts';

class AnnouncingElement extends LitElement {
  readonly announcer = new AnnouncerController(this);

  override render() {
    return this.announcer.regions;
  }
}
customElements.define('announcing-element', AnnouncingElement);

describe('announcer-controller', () => {
  it('has two polite regions that are there before the first word', async () => {
    const element = await fixture<AnnouncingElement>(html`<announcing-element></announcing-element>`);
    const regions = [...element.renderRoot.querySelectorAll("[aria-live='polite']")];
    expect(regions).to.have.length(2);
    expect(regions.map(({ textContent }) => textContent)).to.deep.equal(['', '']);
  });

  it('uses them in turns, so that the same words are heard twice', async () => {
    const element = await fixture<AnnouncingElement>(html`<announcing-element></announcing-element>`);
    const regions = element.announcer.regions;
    element.announcer.announce('Copied');
    element.announcer.announce('Copied');
    expect(regions.map(({ textContent }) => textContent)).to.deep.equal(['Copied', 'Copied']);
    expect(regions.map(({ childElementCount }) => childElementCount)).to.deep.equal([1, 1]);
  });

  it('says nothing for nothing', async () => {
    const element = await fixture<AnnouncingElement>(html`<announcing-element></announcing-element>`);
    element.announcer.announce('  ');
    expect(element.announcer.regions.map(({ childElementCount }) => childElementCount)).to.deep.equal([0, 0]);
  });

  it('takes back what was said once it was spoken, and at once when it leaves the page', async () => {
    const element = await fixture<AnnouncingElement>(html`<announcing-element></announcing-element>`);
    const [first] = element.announcer.regions;
    element.announcer.announce('Copied');
    await new Promise<void>((resolve) => {
      new MutationObserver(() => resolve()).observe(first, { childList: true });
    });
    expect(first.childElementCount).to.equal(0);
    element.announcer.announce('Copied');
    element.remove();
    expect(element.announcer.regions.map(({ childElementCount }) => childElementCount)).to.deep.equal([0, 0]);
  });
});
