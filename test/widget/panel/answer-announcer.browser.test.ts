import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { FakeScreenReader } from '../screen-reader.ts';
import { createPanel, descendants, FakeProxy, part, parts, removePanels, settle, until, type SentRequest } from './panel-fixture.ts';

/** A page that nobody looks at, as far as scripts ask. */
function hidePage(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Long enough for whatever would still be said. */
const silence = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 900));

describe('answer-announcer', () => {
  let proxy: FakeProxy;
  let reader: FakeScreenReader;
  const { setInterval, clearInterval } = globalThis;

  beforeEach(() => {
    proxy = new FakeProxy();
    reader = new FakeScreenReader();
  });

  afterEach(() => {
    Object.assign(globalThis, { setInterval, clearInterval });
    removePanels();
    reader.restore();
    proxy.restore();
    delete (document as { hidden?: boolean }).hidden;
  });

  const heard = (count: number): Promise<void> => until(() => reader.words.length >= count);

  async function ask(panel: PanelElement, index = 0): Promise<SentRequest> {
    void panel.ask('One').catch(() => undefined);
    return proxy.chat(index);
  }

  /** Asks, and waits until it was said that an answer is on its way: of one that is there at once that is not said. */
  async function askAndHear(panel: PanelElement): Promise<SentRequest> {
    const chat = await ask(panel);
    await heard(1);
    return chat;
  }

  const PARTS = [
    '## Returns\n\n',
    'They are free ',
    'for 30 days.\n\n',
    '- by post\n- in the shop\n\n',
    '```bash\nnpm ci\n```\n\n',
    'Ask us.',
  ];
  const SAID = ['Returns', 'They are free for 30 days.', 'by post\nin the shop', 'Code block, bash, 1 line', 'Ask us.'];

  it('says that it answers, then each piece as it is finished, once, and never what the visitor said (N2, N3, N4)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.write(PARTS[0]! + PARTS[1]!);
    await heard(2);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'Returns']);
    for (const piece of PARTS.slice(2)) chat.write(piece);
    chat.done();
    await heard(6);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', ...SAID]);
  });

  it('says every fifteen seconds that there is nothing yet, until there is, and not in a closed panel (N2)', async () => {
    let remind: (() => void) | undefined;
    let timer: unknown;
    globalThis.setInterval = ((act: () => void, ms: number) => {
      if (ms !== 15_000) return setInterval(act, ms);
      remind = act;
      return (timer = setInterval(() => undefined, 1e9));
    }) as typeof setInterval;
    const cleared: unknown[] = [];
    globalThis.clearInterval = (timer) => {
      cleared.push(timer);
      clearInterval(timer);
    };
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    remind!();
    await heard(2);
    // In a hidden page, where nothing is said, it is not counted.
    hidePage(true);
    for (let count = 0; count < 3; count++) remind!();
    hidePage(false);
    await heard(3);
    panel.open = false;
    await settle(panel);
    expect(cleared).to.include(timer);
    panel.open = true;
    await until(() => !cleared.includes(timer));
    chat.write('Two');
    await until(() => cleared.includes(timer));
    chat.done();
    await heard(4);
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'Still working on it', 'Still working on it', 'Two']);
  });

  it('has no text that grows in a live region, in whatever shadow (N1)', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write(PARTS.join(''));
    await until(() => parts(panel, 'content').length === 2);
    for (const content of parts(panel, 'content')) {
      let element: Element | null = content;
      while (element) {
        const live: Element | null = element.closest('[aria-live], [role=log], [role=status], [role=alert], output');
        expect(live === null).to.equal(true);
        element = (element.getRootNode() as ShadowRoot).host ?? null;
      }
    }
  });

  it('says an answer once at its end where the owner wants it whole (N11)', async () => {
    const panel = await createPanel({ announce: 'complete' });
    const chat = await askAndHear(panel);
    for (const piece of PARTS) chat.write(piece);
    await heard(1);
    await silence();
    expect(reader.words).to.have.length(1);
    chat.done();
    await heard(2);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', SAID.join('\n')]);
  });

  it('says only that there is one where the owner wants no more (N11)', async () => {
    const panel = await createPanel({ announce: 'status' });
    const chat = await askAndHear(panel);
    chat.write('Two');
    chat.done();
    await heard(2);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'New answer from Nordhang']);
  });

  it('says nothing of answers where the owner wants silence, but what went wrong (N11)', async () => {
    const panel = await createPanel({ announce: 'off' });
    const chat = await ask(panel);
    chat.write('Two');
    chat.done();
    (await ask(panel, 1)).refuse(413, 'payload_too_large');
    await heard(1);
    await silence();
    expect(reader.words).to.deep.equal(['Your message could not be sent.']);
  });

  it('says what went wrong once, with high priority (N7, M13)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.refuse(500, 'internal_error');
    await heard(2);
    await silence();
    expect(reader.heard.map(({ text, priority }) => [text, priority])).to.deep.equal([
      ['Nordhang is answering', 'normal'],
      ['Something went wrong.', 'high'],
    ]);
  });

  it('says nothing of an answer on its way when it has failed already (N7)', async () => {
    const panel = await createPanel();
    (await ask(panel)).refuse(500, 'internal_error');
    await heard(1);
    await silence();
    expect(reader.words).to.deep.equal(['Something went wrong.']);
  });

  it('says that the visitor has stopped an answer, and no more of it', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write(PARTS.join(''));
    await until(() => parts(panel, 'message')[1]!.dataset['state'] === 'streaming');
    panel.stop();
    await until(() => reader.words.includes('Answer stopped'));
    await silence();
    expect(reader.words.at(-1)).to.equal('Answer stopped');
    expect(reader.words).to.not.include('Ask us.');
  });

  it('says that there is a new answer while the panel is closed, from beside it (N6, X4)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    panel.open = false;
    await settle(panel);
    for (const piece of PARTS) chat.write(piece);
    chat.done();
    await heard(2);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'New answer from Nordhang']);
    const { from } = reader.heard[1]!;
    expect(from.closest('dialog')).to.equal(null);
    expect(getComputedStyle(from).display).to.equal('block');
    expect(from.checkVisibility()).to.equal(true);
  });

  it('says what came while the page was hidden when the visitor is back (N6)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    hidePage(true);
    for (const piece of PARTS) chat.write(piece);
    const answered = new Promise((resolve) => panel.addEventListener('assisters-answer', resolve, { once: true }));
    chat.done();
    await answered;
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering']);
    hidePage(false);
    await heard(6);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', ...SAID]);
  });

  it('speaks from inside of a modal panel (N5)', async () => {
    const panel = await createPanel({}, { modal: true });
    const chat = await askAndHear(panel);
    chat.write('Two');
    chat.done();
    await heard(2);
    for (const { from } of reader.heard) expect(from.closest('dialog:modal')).to.not.equal(null);
  });

  it('says nothing of what was said on an earlier page, nor for another language, another heading or a new render (N8)', async () => {
    const keep = { kind: 'session' } as const;
    const panel = await createPanel({ keep, storageKey: 'heard' });
    const chat = await askAndHear(panel);
    chat.write(PARTS.join(''));
    chat.done();
    await heard(6);
    removePanels();
    const again = await createPanel({ keep, storageKey: 'heard' });
    await until(() => parts(again, 'content').length === 2 && parts(again, 'content')[1]!.textContent!.includes('Ask us.'));
    again.locale = 'en-GB';
    again.strings = { ...again.strings, copyCode: 'Copy it' };
    await settle(again);
    again.config = { ...again.config, heading: 'Other', links: 'new' };
    await settle(again);
    again.open = false;
    await settle(again);
    again.open = true;
    await settle(again);
    await silence();
    expect(reader.words).to.have.length(6);
    await again.forget().catch(() => undefined);
  });

  it('goes on where it was when the language changes while an answer arrives (N3)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.write('First.\n\nSecond.\n\nThi');
    await heard(3);
    panel.strings = { ...panel.strings, copyCode: 'Copy it' };
    await settle(panel);
    chat.write('rd.');
    chat.done();
    await heard(4);
    await silence();
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'First.', 'Second.', 'Third.']);
  });

  it('says a question that is asked again from its beginning', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.write('First.\n\nSec');
    await heard(2);
    panel.stop();
    await heard(3);
    panel.retry();
    part(panel, 'input').focus();
    const second = await proxy.chat(1);
    await heard(4);
    second.write('First.\n\nSecond.');
    second.done();
    await heard(6);
    await silence();
    expect(reader.words.slice(3)).to.deep.equal(['Nordhang is answering', 'First.', 'Second.']);
  });

  it('says the rest of an answer while the next question waits, and then that this one is answered', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.write('First.\n\nSecond.\n\nThi');
    await until(() => parts(panel, 'content')[1]!.textContent!.includes('Thi'));
    void panel.ask('Two').catch(() => undefined);
    chat.write('rd.');
    chat.done();
    const second = await proxy.chat(1);
    await heard(5);
    second.write('Two.');
    second.done();
    await heard(6);
    await silence();
    const answering = 'Nordhang is answering';
    expect(reader.words.filter((text) => text !== answering)).to.deep.equal(['First.', 'Second.', 'Third.', 'Two.']);
    expect(reader.words.filter((text) => text === answering)).to.have.length(2);
  });

  it('says what there is of an answer that was cut off, after it has said so', async () => {
    const panel = await createPanel({ announce: 'complete' });
    const chat = await askAndHear(panel);
    chat.write('First.\n\nSec');
    await until(() => parts(panel, 'message')[1]!.dataset['state'] === 'streaming');
    chat.cut();
    await until(() => parts(panel, 'error').length === 1);
    await heard(3);
    expect(reader.words).to.deep.equal(['Nordhang is answering', 'The answer was cut off.', 'First.\nSec']);
  });

  it('speaks an answer in another script in its own language (M11)', async () => {
    const panel = await createPanel();
    const chat = await askAndHear(panel);
    chat.write('שלום לכם');
    chat.done();
    await heard(2);
    expect(reader.heard[1]!.lang).to.equal('he');
  });

  it('uses nothing that only some screen readers know (N10)', async () => {
    const panel = await createPanel();
    const chat = await ask(panel);
    chat.write('Two');
    await until(() => parts(panel, 'content').length === 2);
    for (const element of descendants(panel)) expect(element.hasAttribute('aria-busy')).to.equal(false);
  });
});
