import { sendKeys } from '@web/test-runner-commands';
import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { FakeScreenReader } from '../screen-reader.ts';
import { createPanel, FakeProxy, part, parts, press, removePanels, settle, until, words } from './panel-fixture.ts';

describe('header-menu', () => {
  let proxy: FakeProxy;
  let reader: FakeScreenReader;
  let ticks = 0;
  const { start } = AudioScheduledSourceNode.prototype;

  beforeEach(() => {
    proxy = new FakeProxy();
    reader = new FakeScreenReader();
    ticks = 0;
    AudioScheduledSourceNode.prototype.start = () => void ticks++;
  });

  afterEach(() => {
    AudioScheduledSourceNode.prototype.start = start;
    removePanels();
    proxy.restore();
    reader.restore();
  });

  function root(panel: PanelElement): ShadowRoot {
    return part(panel, 'menu').getRootNode() as ShadowRoot;
  }

  /** The entries of the open menu. */
  function entries(panel: PanelElement): HTMLElement[] {
    return [...root(panel).querySelectorAll<HTMLElement>('.item')];
  }

  function entry(panel: PanelElement, label: string): HTMLElement {
    return entries(panel).find((item) => words(item) === label)!;
  }

  async function openMenu(panel: PanelElement): Promise<void> {
    part(panel, 'menu').click();
    await settle(panel);
  }

  async function answer(panel: PanelElement, index = 0): Promise<void> {
    void panel.ask('One');
    const chat = await proxy.chat(index);
    chat.write('Two');
    chat.done();
    await until(() => parts(panel, 'message').at(-1)!.dataset['state'] === 'done');
  }

  it('offers what makes sense: nothing to keep or to delete before the first question (O3)', async () => {
    const panel = await createPanel({ sounds: true, contact: 'mailto:help@shop.example' });
    await openMenu(panel);
    expect(entries(panel).map(words)).to.deep.equal([
      'Start a new chat',
      'Screen reader announcements',
      'Turn sounds on',
      'Contact a person',
    ]);
    part(panel, 'menu').click();
    await answer(panel);
    await openMenu(panel);
    expect(entries(panel).map(words)).to.deep.equal([
      'Start a new chat',
      'Download as Markdown',
      'Download as JSON',
      'Print conversation',
      'Delete conversation',
      'Screen reader announcements',
      'Turn sounds on',
      'Contact a person',
    ]);
  });

  it('is walked through with the arrow keys, Home and End, and round its ends', async () => {
    const panel = await createPanel({ sounds: true, contact: 'mailto:help@shop.example' });
    await openMenu(panel);
    const menu = part(panel, 'menu');
    menu.focus();
    const focused = (): string => words(root(panel).activeElement!);
    for (const [key, label] of [
      ['ArrowUp', 'Contact a person'],
      ['ArrowDown', 'Start a new chat'],
      ['ArrowDown', 'Screen reader announcements'],
      ['End', 'Contact a person'],
      ['Home', 'Start a new chat'],
      ['ArrowUp', 'Contact a person'],
    ] as const) {
      expect(press(root(panel).activeElement!, key), key).to.equal(false);
      expect(focused(), key).to.equal(label);
    }
    press(root(panel).activeElement!, 'Escape');
    expect(root(panel).activeElement).to.equal(menu);
    await settle(panel);
    // Closed, it leaves the keys to the browser.
    expect(press(menu, 'ArrowDown')).to.equal(true);
  });

  it('asks before it deletes; where the proxy has no such route, only what is here goes, and that is said (P9)', async () => {
    const panel = await createPanel();
    await answer(panel);
    const states: string[] = [];
    panel.addEventListener('assisters-session', (event) => states.push(event.detail.state));
    await openMenu(panel);
    entry(panel, 'Delete conversation').click();
    await until(() => root(panel).querySelector('#confirm') !== null);
    expect(words(root(panel).querySelector('#question')!)).to.equal('Delete this conversation, here and on the server?');
    root(panel).querySelector<HTMLElement>('#confirm')!.click();
    const said = 'Deleted here. The server has no way to delete its copy.';
    await until(() => words(root(panel).querySelector('#question')!) === said);
    expect(proxy.paths.filter((path) => path.startsWith('DELETE'))).to.have.length(1);
    await until(() => reader.words.includes(said));
    expect(parts(panel, 'message')).to.have.length(0);
    expect(states).to.deep.equal(['forgotten']);
    const dismiss = [...root(panel).querySelectorAll<HTMLElement>('.choices button')];
    expect(dismiss.map(words)).to.deep.equal(['Dismiss']);
    expect(root(panel).activeElement === dismiss[0]).to.equal(true);
    dismiss[0]!.click();
    await until(() => root(panel).querySelector('#question') === null);
  });

  it('turns a sound on, lets it be heard, and plays it for an answer that nobody looks at', async () => {
    const panel = await createPanel({ sounds: true });
    const { userActivation } = navigator;
    // As after a click anywhere.
    Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { hasBeenActive: true } });
    await openMenu(panel);
    entry(panel, 'Turn sounds on').click();
    expect(ticks).to.equal(1);
    await settle(panel);
    await openMenu(panel);
    expect(words(entries(panel).at(-1)!)).to.equal('Turn sounds off');
    panel.open = false;
    await answer(panel);
    expect(ticks).to.equal(2);
    entry(panel, 'Turn sounds off').click();
    await answer(panel, 1);
    expect(ticks).to.equal(2);
    Object.defineProperty(navigator, 'userActivation', { configurable: true, value: userActivation });
  });

  it('plays nothing for who did not ask for it, nor for an answer that is looked at (L10)', async () => {
    const panel = await createPanel({ sounds: true }, { open: false });
    await answer(panel);
    panel.open = true;
    await openMenu(panel);
    entry(panel, 'Turn sounds on').click();
    ticks = 0;
    // The page has the focus.
    await sendKeys({ press: 'Tab' });
    if (document.hasFocus()) await answer(panel, 1);
    expect(ticks).to.equal(0);
  });

  it('lets the visitor choose what screen readers hear of answers, above what the owner chose (N11)', async () => {
    const place = { keep: { kind: 'session' } as const, storageKey: 'choosing' };
    const panel = await createPanel({ ...place, announce: 'complete' });
    await openMenu(panel);
    entry(panel, 'Screen reader announcements').click();
    const radios = (): HTMLElement[] => [...root(panel).querySelectorAll<HTMLElement>('[role=radio]')];
    await until(() => radios().length === 4);
    expect(radios().map((radio) => [words(radio), radio.ariaChecked])).to.deep.equal([
      ['Read answers as they arrive', 'false'],
      ['Read answers when finished', 'true'],
      ['Only say when an answer is ready', 'false'],
      ['Off', 'false'],
    ]);
    await until(() => root(panel).activeElement === radios()[1]);
    press(radios()[1]!, 'ArrowDown');
    expect(root(panel).activeElement === radios()[2]).to.equal(true);
    radios()[2]!.click();
    expect(root(panel).activeElement === part(panel, 'menu')).to.equal(true);
    await settle(panel);
    // Nothing is stored of somebody who has asked nothing.
    expect(Object.keys(sessionStorage).filter((key) => key.endsWith(':announce'))).to.deep.equal([]);
    await answer(panel);
    await until(() => reader.words.at(-1) === 'New answer from Nordhang');
    expect(reader.words).to.not.include('Two');
    removePanels();
    const again = await createPanel({ ...place, announce: 'off' });
    await openMenu(again);
    entry(again, 'Screen reader announcements').click();
    await until(() => root(again).querySelector('[role=radio]') !== null);
    expect(words(root(again).querySelector('[aria-checked=true]')!)).to.equal('Only say when an answer is ready');
    await again.forget().catch(() => undefined);
    expect(Object.keys(sessionStorage).filter((key) => key.endsWith(':announce'))).to.deep.equal([]);
  });
});
