import { expect, fixture, html } from '@open-wc/testing';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';
import type { ComposerElement } from '../../../src/widget/panel/composer-element.ts';
import type { PanelRequest } from '../../../src/widget/panel/requests.ts';
import { createScene } from '../../../src/widget/panel/scene.ts';
import { createConfig, part, parts, pointByFinger, press, words } from './panel-fixture.ts';

describe('composer-element', () => {
  const scene = createScene(undefined, createConfig({ maxLength: 200 }), new Phrases(en, 'en'), 'Nordhang', 'shop.example');
  let composer: ComposerElement;
  let input: HTMLTextAreaElement;
  let sent: string[];
  let stops: number;
  let said: string[];

  beforeEach(async () => {
    sent = [];
    stops = 0;
    said = [];
    composer = await fixture<ComposerElement>(html`
      <assisters-composer
        style="--_control: 36px"
        .scene=${scene}
        .busy=${false}
        @compose=${(event: PanelRequest) => sent.push(event.value)}
        @stop-request=${() => stops++}
        @announce-request=${(event: PanelRequest) => said.push(event.value.replaceAll(/[\u2068\u2069]/g, ''))}
      ></assisters-composer>
    `);
    input = part(composer, 'input') as HTMLTextAreaElement;
  });

  async function write(text: string): Promise<void> {
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await composer.updateComplete;
  }

  async function become(busy: boolean): Promise<HTMLElement> {
    composer.busy = busy;
    await composer.updateComplete;
    return part(composer, busy ? 'stop' : 'send');
  }

  it('sends with Enter and empties itself (C2)', async () => {
    await write('Where is my order?');
    expect(press(input, 'Enter'), 'default left alone').to.equal(false);
    await composer.updateComplete;
    expect(sent).to.deep.equal(['Where is my order?']);
    expect(input.value).to.equal('');
  });

  it('writes a new line with Shift+Enter (C2)', async () => {
    await write('One');
    expect(press(input, 'Enter', { shiftKey: true }), 'default left alone').to.equal(true);
    expect(sent).to.deep.equal([]);
  });

  it('writes a new line with Enter on a touch screen, says so, and sends with its button (C2)', async () => {
    const hint = (): string => words(composer.shadowRoot!.getElementById(input.getAttribute('aria-describedby')!)!);
    expect([hint(), input.enterKeyHint]).to.deep.equal(['Press Enter to send, Shift and Enter for a new line.', 'send']);
    const restore = pointByFinger();
    await write('One');
    expect(press(input, 'Enter'), 'default left alone').to.equal(true);
    expect(sent).to.deep.equal([]);
    expect([hint(), input.enterKeyHint]).to.deep.equal(['Use the Send button to send.', 'enter']);
    part(composer, 'send').click();
    restore();
    expect(sent).to.deep.equal(['One']);
  });

  it('sends nothing while an input method composes, in the order of Chrome and in that of Safari (C3)', async () => {
    await write('にほん');
    press(input, 'Enter', { isComposing: true });
    // Safari: compositionend has passed, the key is told with code 229.
    press(input, 'Enter', { keyCode: 229 } as KeyboardEventInit);
    expect(sent).to.deep.equal([]);
    press(input, 'Enter', { keyCode: 13 } as KeyboardEventInit);
    expect(sent).to.deep.equal(['にほん']);
  });

  it('sends once, and the whole word, whichever way a composition ends (C3)', async () => {
    const orders: [name: string, act: () => void][] = [
      [
        'Chrome',
        () => {
          press(input, 'Process', { isComposing: true, keyCode: 229 } as KeyboardEventInit);
          press(input, 'Enter', { isComposing: true, keyCode: 229 } as KeyboardEventInit);
          input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
        },
      ],
      [
        'Firefox',
        () => {
          press(input, 'Enter', { isComposing: true, keyCode: 13 } as KeyboardEventInit);
          input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
        },
      ],
      [
        'Safari',
        () => {
          input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
          press(input, 'Enter', { keyCode: 229 } as KeyboardEventInit);
        },
      ],
    ];
    for (const [name, act] of orders) {
      input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      await write('日本');
      act();
      expect(sent.splice(0), `${name} while composing`).to.deep.equal([]);
      expect(input.value, name).to.equal('日本');
      press(input, 'Enter', { keyCode: 13 } as KeyboardEventInit);
      await composer.updateComplete;
      expect(sent.splice(0), `${name} afterwards`).to.deep.equal(['日本']);
    }
  });

  it('leaves a word alone that is being composed: neither cut where it is too long, nor the caret moved', async () => {
    await write('a'.repeat(199));
    input.focus();
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    input.value = `にほん${input.value}`;
    input.setSelectionRange(3, 3);
    input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    await composer.updateComplete;
    expect(input.value).to.have.length(202);
    expect(input.selectionStart).to.equal(3);
  });

  it('sends nothing that says nothing, and says so by its button, which can still be reached (C4)', async () => {
    for (const text of ['', '  \n ', '\u200b', '\u0007']) {
      await write(text);
      press(input, 'Enter');
      part(composer, 'send').click();
      expect(part(composer, 'send').getAttribute('aria-disabled')).to.equal('true');
    }
    expect(sent).to.deep.equal([]);
    expect((part(composer, 'send') as HTMLButtonElement).disabled).to.equal(false);
  });

  it('tells how many characters are left from 100 on, by code points after NFC (C5)', async () => {
    await write('a'.repeat(99));
    expect(composer.shadowRoot!.querySelector('.count')).to.equal(null);
    await write('👍'.repeat(101));
    expect(words(composer.shadowRoot!.querySelector('.count')!)).to.equal('99 characters left');
    await write('e\u0301'.repeat(199));
    expect(words(composer.shadowRoot!.querySelector('.count')!)).to.equal('1 character left');
  });

  it('is described by what is there, and by nothing else (C2, C5, X1)', async () => {
    const described = (): string[] => {
      const ids = input.getAttribute('aria-describedby')!.split(' ');
      return ids.map((id) => words(composer.shadowRoot!.getElementById(id)!));
    };
    expect(described()).to.deep.equal(['Press Enter to send, Shift and Enter for a new line.']);
    await write('a'.repeat(199));
    expect(described()).to.deep.equal(['1 character left', 'Press Enter to send, Shift and Enter for a new line.']);
  });

  it('says in words that a question of control characters is empty', async () => {
    for (const text of ['\u0007', '\u0001\u200b']) {
      await write(text);
      press(input, 'Enter');
      expect(words(composer.shadowRoot!.querySelector('.count')!)).to.equal('Your question is empty.');
      expect(input.getAttribute('aria-invalid')).to.equal('true');
    }
    expect(sent).to.deep.equal([]);
    // Somebody who begins with a space has done nothing wrong yet.
    await write('  ');
    expect(composer.shadowRoot!.querySelectorAll('.count').length).to.equal(0);
  });

  it('keeps what is too long whole, says by how much, and sends it when it fits (C5)', async () => {
    await write('a'.repeat(202));
    expect(input.value).to.have.length(202);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    expect(words(composer.shadowRoot!.querySelector('.count')!)).to.equal('Your question is 2 characters too long.');
    press(input, 'Enter');
    expect(sent).to.deep.equal([]);
    await write('a'.repeat(200));
    expect(input.getAttribute('aria-invalid')).to.equal('false');
    press(input, 'Enter');
    expect(sent).to.have.length(1);
  });

  it('says aloud that 100, 20 and no characters are left, each once when the text has come to it (C5)', async () => {
    for (const length of [99, 100, 101, 150, 179, 180, 199, 200]) await write('a'.repeat(length));
    expect(said).to.deep.equal(['100 characters left', '20 characters left', '0 characters left']);
    // Back again says nothing, and what is pasted is said as it now is.
    for (const length of [190, 90, 185]) await write('a'.repeat(length));
    expect(said.slice(3)).to.deep.equal(['15 characters left']);
  });

  it('says aloud that a question has become too long, once, and describes it so (C5)', async () => {
    for (const length of [10, 203, 204, 205]) await write('a'.repeat(length));
    expect(said).to.deep.equal(['Your question is 3 characters too long.']);
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    const [description] = input.getAttribute('aria-describedby')!.split(' ');
    expect(words(composer.shadowRoot!.getElementById(description!)!)).to.equal('Your question is 5 characters too long.');
    for (const length of [200, 201]) await write('a'.repeat(length));
    expect(said.slice(1)).to.deep.equal(['Your question is 1 character too long.']);
  });

  it('says nothing aloud of words that were put into it (C5)', async () => {
    composer.prefill('a'.repeat(190));
    await composer.updateComplete;
    expect(said).to.deep.equal([]);
  });

  it('keeps the words of a question that was not taken', async () => {
    composer.addEventListener('compose', (event) => event.preventDefault());
    await write('Kept');
    press(input, 'Enter');
    await composer.updateComplete;
    expect(input.value).to.equal('Kept');
  });

  it('has one button that sends or stops, and keeps its focus when it changes (P9, M14, C4)', async () => {
    const send = part(composer, 'send');
    send.focus();
    const stop = await become(true);
    expect(stop).to.equal(send);
    expect(stop.getAttribute('aria-label')).to.equal('Stop answering');
    expect(stop.matches(':focus')).to.equal(true);
    expect(parts(composer, 'send')).to.deep.equal([]);
    stop.click();
    expect(stops).to.equal(1);
  });

  it('lets one write on while an answer arrives, but not send (P9)', async () => {
    await become(true);
    await write('And what do they weigh?');
    press(input, 'Enter');
    expect(sent).to.deep.equal([]);
    expect(input.value).to.equal('And what do they weigh?');
  });

  it('does not stop by the second half of a double click on Send (C4)', async () => {
    const stop = await become(true);
    stop.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    expect(stops).to.equal(0);
  });

  it('does not send the draft of who meant Stop when the answer ended (C4)', async () => {
    await become(true);
    await write('Draft');
    const send = await become(false);
    send.click();
    expect(sent).to.deep.equal([]);
    await write('Draft, thought over');
    send.click();
    expect(sent).to.deep.equal(['Draft, thought over']);
  });

  it('takes a prefilled text, caret behind it', async () => {
    composer.prefill('Where is my order?');
    await composer.updateComplete;
    expect(input.value).to.equal('Where is my order?');
    expect(input.selectionStart).to.equal(18);
    expect(part(composer, 'send').getAttribute('aria-disabled')).to.equal('false');
  });

  it('grows to six lines and then scrolls', async () => {
    const heights: number[] = [];
    for (const lines of [1, 3, 6, 12]) {
      await write(Array.from({ length: lines }, () => 'line').join('\n'));
      heights.push(input.getBoundingClientRect().height);
    }
    expect(heights[1]).to.be.greaterThan(heights[0]!);
    expect(heights[2]).to.be.greaterThan(heights[1]!);
    expect(heights[3]).to.be.closeTo(heights[2]!, 1);
    expect(input.scrollHeight).to.be.greaterThan(input.clientHeight);
  });

  it('leaves an empty field in the direction of the interface and a filled one in that of its text', async () => {
    expect(input.hasAttribute('dir')).to.equal(false);
    await write('مرحبا');
    expect(getComputedStyle(input).direction).to.equal('rtl');
  });

  it('takes its placeholder and its caret from colours that can be seen (C1, C9)', () => {
    composer.style.setProperty('--assisters-color-text-muted', 'rgb(1, 2, 3)');
    composer.style.setProperty('--assisters-color-accent-text', 'rgb(4, 5, 6)');
    const { color, opacity } = getComputedStyle(input, '::placeholder');
    expect([color, opacity]).to.deep.equal(['rgb(1, 2, 3)', '1']);
    expect(getComputedStyle(input).caretColor).to.equal('rgb(4, 5, 6)');
  });

  it('has a label of its own, whatever the placeholder says (C1)', () => {
    expect(input.labels).to.have.length(1);
    expect(words(input.labels[0]!)).to.equal('Your question');
  });
});
