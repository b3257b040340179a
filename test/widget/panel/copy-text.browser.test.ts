import { expect, fixture, html } from '@open-wc/testing';
import { copyText } from '../../../src/widget/panel/copy-text.ts';

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

  it('selects the text for the old command where there is none, and leaves nothing behind', async () => {
    const place = await fixture<HTMLElement>(html`<div><button>Copy</button></div>`);
    place.querySelector('button')!.focus();
    let selected = '';
    document.execCommand = () => {
      const field = document.activeElement as HTMLTextAreaElement;
      selected = field.value.slice(field.selectionStart, field.selectionEnd);
      return true;
    };
    setClipboard(undefined);
    expect(await copyText('Text', place.querySelector('button')!)).to.equal(true);
    expect(selected).to.equal('Text');
    expect(place.childElementCount).to.equal(1);
    expect(place.querySelector('button')!.matches(':focus')).to.equal(true);
  });

  it('says so when neither way works', async () => {
    setClipboard(() => Promise.reject(new Error('denied')));
    document.execCommand = () => false;
    expect(await copyText('Text', document.body)).to.equal(false);
  });
});
