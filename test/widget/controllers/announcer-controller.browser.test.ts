import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { LitElement } from 'lit';
import { AnnouncerController } from '../../../src/widget/controllers/announcer-controller.ts';
import { FakeScreenReader } from '../screen-reader.ts';

class AnnouncingElement extends LitElement {
  isOpen = true;
  readonly announcer = new AnnouncerController(this, () => this.isOpen);

  override render() {
    return html`<input /><button></button>
      <div id="inside">${this.announcer.regions}</div>
      <div id="outside">${this.announcer.outerRegions}</div>`;
  }
}
customElements.define('announcing-element', AnnouncingElement);

/** A page that nobody looks at, as far as scripts ask; the same function shows it again. */
function hidePage(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('announcer-controller', () => {
  let element: AnnouncingElement;

  beforeEach(async () => {
    element = await fixture<AnnouncingElement>(html`<announcing-element></announcing-element>`);
  });

  describe('where the browser can tell screen readers', () => {
    let reader: FakeScreenReader;

    beforeEach(() => (reader = new FakeScreenReader()));

    afterEach(() => {
      reader.restore();
      delete (document as { hidden?: boolean }).hidden;
    });

    it('says one thing after the other, each once, never two of them within 0.4 s (N9)', async () => {
      for (const word of ['One', 'Two', 'Three']) element.announcer.say(word);
      await waitUntil(() => reader.words.length === 3, '', { timeout: 5000 });
      expect(reader.words).to.deep.equal(['One', 'Two', 'Three']);
      const [first, second, third] = reader.heard.map(({ atMs }) => atMs) as [number, number, number];
      expect(Math.min(second - first, third - second)).to.be.at.least(399);
      for (const region of element.announcer.regions) expect(region.childElementCount).to.equal(0);
    });

    it('waits until the focus has stayed where it is for 0.25 s, in whatever shadow (N9)', async () => {
      const [input, button] = [element.renderRoot.querySelector('input')!, element.renderRoot.querySelector('button')!];
      input.focus();
      element.announcer.say('Copied');
      let movedAtMs = 0;
      for (const target of [button, input, button]) {
        await new Promise((resolve) => setTimeout(resolve, 150));
        target.focus();
        movedAtMs = performance.now();
        expect(reader.words).to.deep.equal([]);
      }
      await waitUntil(() => reader.words.length === 1);
      expect(reader.heard[0]!.atMs - movedAtMs).to.be.at.least(249);
    });

    it('says a long text sentence by sentence, and cuts none (N9)', async () => {
      const sentence = (word: string): string => `${`${word} `.repeat(40)}ends.`;
      const text = ['Alpha', 'Beta', 'Gamma'].map(sentence).join(' ');
      element.announcer.say(text);
      await waitUntil(() => reader.words.join(' ').length >= text.length, '', { timeout: 5000 });
      expect(reader.words).to.deep.equal(['Alpha', 'Beta', 'Gamma'].map(sentence));
    });

    it('says short sentences of a long text together (N9)', async () => {
      element.announcer.say('It is so. '.repeat(40));
      await waitUntil(() => reader.words.join(' ').length >= 399, '', { timeout: 5000 });
      expect(reader.words.map(({ length }) => length)).to.deep.equal([299, 99]);
    });

    it('says what is urgent first, and with high priority (N7)', async () => {
      element.announcer.say('One');
      element.announcer.say('Two');
      element.announcer.say('It failed', { isUrgent: true });
      await waitUntil(() => reader.words.length === 3, '', { timeout: 5000 });
      expect(reader.heard.map(({ text, priority }) => [text, priority])).to.deep.equal([
        ['It failed', 'high'],
        ['One', 'normal'],
        ['Two', 'normal'],
      ]);
    });

    it('says words in their own language (M11)', async () => {
      element.announcer.say('Es ist da', { lang: 'de' });
      element.announcer.say('Copied');
      await waitUntil(() => reader.words.length === 2);
      expect(reader.heard.map(({ lang }) => lang)).to.deep.equal(['de', undefined]);
    });

    it('speaks from inside of the dialog while it is open, and from beside it while it is closed (N5, X4)', async () => {
      const from = (): string | undefined => reader.heard.at(-1)?.from.parentElement!.id;
      element.announcer.say('One');
      await waitUntil(() => from() === 'inside');
      element.isOpen = false;
      element.announcer.say('Two');
      await waitUntil(() => from() === 'outside');
    });

    it('says nothing in a page that is not looked at, and all of it when it is again (N6)', async () => {
      hidePage(true);
      element.announcer.say('One');
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(reader.words).to.deep.equal([]);
      hidePage(false);
      await waitUntil(() => reader.words.length === 1);
    });

    it('takes back what was not said yet', async () => {
      element.announcer.say('Long answer', { topic: 'answer' });
      element.announcer.say('Copied');
      element.announcer.withdraw('answer');
      await waitUntil(() => reader.words.length === 1);
      expect(reader.words).to.deep.equal(['Copied']);
    });

    it('says nothing for nothing, and nothing any more when it has left the page', async () => {
      element.announcer.say('  ');
      element.announcer.say('Copied');
      const parent = element.parentElement!;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, 600));
      parent.append(element);
      element.announcer.say('Back');
      await waitUntil(() => reader.words.length > 0);
      expect(reader.words).to.deep.equal(['Back']);
    });
  });

  describe('where the browser cannot, or must not', () => {
    const native = Element.prototype.ariaNotify;

    beforeEach(() => delete Element.prototype.ariaNotify);

    afterEach(() => {
      if (native) Element.prototype.ariaNotify = native;
    });

    const texts = (): (string | null)[] => element.announcer.regions.map(({ textContent }) => textContent);

    it('has live regions that are there before the first word, none of them an alert (N7)', () => {
      const regions = [...element.renderRoot.querySelectorAll('[aria-live]')];
      expect(regions.map(({ ariaLive }) => ariaLive)).to.deep.equal(['polite', 'polite', 'assertive', 'polite', 'polite', 'assertive']);
      for (const region of regions) {
        expect(region.textContent).to.equal('');
        expect(region.hasAttribute('role')).to.equal(false);
      }
    });

    it('uses them in turns, so that the same words are heard twice, and takes back what was spoken', async () => {
      element.announcer.say('Copied');
      element.announcer.say('Copied', { lang: 'en' });
      await waitUntil(() => texts().join() === 'Copied,Copied,');
      expect(element.announcer.regions[1].querySelector('p')!.lang).to.equal('en');
      await waitUntil(() => texts().join() === ',,', '', { timeout: 3000 });
    });

    it('says what is urgent assertively', async () => {
      element.announcer.say('It failed', { isUrgent: true });
      await waitUntil(() => texts().join() === ',,It failed');
    });

    it('is empty at once when it leaves the page', async () => {
      element.announcer.say('Copied');
      await waitUntil(() => texts().join() === 'Copied,,');
      element.remove();
      expect(texts().join()).to.equal(',,');
    });

    it('speaks by them, too, where the page forbids the other way', async () => {
      const said: string[] = [];
      Element.prototype.ariaNotify = (text: string) => void said.push(text);
      Object.defineProperty(document, 'featurePolicy', {
        configurable: true,
        value: { allowsFeature: (name: string) => name !== 'aria-notify' },
      });
      element.announcer.say('Copied');
      await waitUntil(() => texts().join() === 'Copied,,');
      delete (document as { featurePolicy?: unknown }).featurePolicy;
      expect(said).to.deep.equal([]);
    });
  });
});
