import { expect, fixture, html } from '@open-wc/testing';
import { copyText } from '../../../src/widget/markdown/copy-text.ts';

describe('copyText', () => {
  const clipboard = navigator.clipboard;
  const execCommand = document.execCommand;

  afterEach(() => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    document.execCommand = execCommand;
  });

  function setClipboard(writeText: ((text: string) => Promise<void>) | undefined): void {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: writeText && { writeText } });
  }

  it('uses the clipboard where there is one', async () => {
    let copied = '';
    setClipboard(async (text) => void (copied = text));
    expect(await copyText('Text', document.body)).to.equal(true);
    expect(copied).to.equal('Text');
  });

  it('selects what is shown for the old command where there is none', async () => {
    const place = await fixture<HTMLElement>(html`<p>Shown <b>text</b></p>`);
    let selected = '';
    document.execCommand = () => {
      selected = getSelection()!.toString();
      return true;
    };
    setClipboard(undefined);
    expect(await copyText('Text', place)).to.equal(true);
    expect(selected).to.equal('Shown text');
  });

  it('says so when neither way works, and leaves the text selected', async () => {
    const place = await fixture<HTMLElement>(html`<p>Shown</p>`);
    setClipboard(() => Promise.reject(new Error('denied')));
    document.execCommand = () => false;
    expect(await copyText('Text', place)).to.equal(false);
    expect(getSelection()!.toString()).to.equal('Shown');
  });
});
