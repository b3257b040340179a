import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { pseudoStrings } from '../../support/pseudo-locale.ts';
import { defineElement } from '../../../src/widget/define-element.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { en, type Strings } from '../../../src/widget/locales/en.ts';
import { LAUNCHER_TEXTS } from '../../../src/widget/locales/launcher-texts.ts';
import { FakeProxy, settle, until } from '../panel/panel-fixture.ts';
import { CHAT_STATES, ENDPOINT, pretend, saveTurns, type ChatState } from './chat-states.ts';
import { FakeScreenReader } from '../screen-reader.ts';
import { findCutTexts, isForm, readTexts } from './seen-texts.ts';

type Key = keyof Strings;

const PSEUDO = { 'en-XA': pseudoStrings('en-XA'), 'ar-XB': pseudoStrings('ar-XB') };

/** In which language, and how wide the window is: as on a desk, as on a phone, and as on the smallest. */
const WINDOWS = [
  ['en-XA', 1280],
  ['en-XA', 390],
  ['en-XA', 320],
  ['ar-XB', 1280],
  ['ar-XB', 390],
] as const;

describe('the texts that the chat shows', () => {
  let proxy: FakeProxy;
  let reader: FakeScreenReader;
  let chat: AssistersChat;
  let undo: (() => void)[];
  /** Each has a conversation of its own. */
  let chats = 0;
  /** All that was shown or said, be it for a moment. */
  let seen: Set<string>;
  const shown = new Set<Key>();

  before(() => {
    defineElement();
  });

  beforeEach(() => {
    proxy = new FakeProxy();
    reader = new FakeScreenReader();
    undo = [];
  });

  afterEach(async () => {
    for (const one of undo) one();
    chat.remove();
    proxy.restore();
    reader.restore();
    sessionStorage.clear();
    await setViewport({ width: 800, height: 600 });
  });

  /** Puts a chat into the page, in a made-up language by the way that owners have: their own texts, and `lang`. */
  async function put({ attributes = {}, isClosed = false, isOffline = false, turns }: ChatState, tag: keyof typeof PSEUDO): Promise<void> {
    const key = `${chats++}`;
    if (isOffline) undo.push(pretend('onLine', false));
    if (turns) saveTurns(turns(), key);
    chat = document.createElement('assisters-chat');
    const all = { endpoint: ENDPOINT, 'storage-key': key, keep: 'session', heading: 'Νορδ', subheading: 'Ποδήλατα', ...attributes };
    for (const [name, value] of Object.entries(all)) chat.setAttribute(name, value);
    chat.open = !isClosed;
    document.body.append(chat);
    await speak(tag);
    if (!isClosed) await until(() => dialog()?.open);
  }

  const dialog = () => chat.shadowRoot?.querySelector('assisters-panel')?.shadowRoot?.querySelector('dialog');

  async function speak(tag: string): Promise<void> {
    chat.lang = tag;
    if (tag in PSEUDO) chat.setAttribute('strings', JSON.stringify(PSEUDO[tag as keyof typeof PSEUDO]));
    else chat.removeAttribute('strings');
    await chat.updateComplete;
    await until(() => !dialog() || dialog()!.lang === tag);
    await settle(chat);
  }

  /** Watches what is shown meanwhile. */
  function listen(): MutationObserver {
    seen = new Set();
    const observer = new MutationObserver(look);
    const watched = new Set<Node>();
    function look(): void {
      for (const { text, element } of readTexts(chat)) {
        seen.add(text);
        // A number may stand in an element of its own.
        if (element.matches('span')) seen.add(element.textContent);
        const root = element.getRootNode();
        if (watched.has(root)) continue;
        watched.add(root);
        observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
      }
    }
    look();
    return observer;
  }

  /** What is not in the made-up language; names are set apart, and times are the browser's. */
  function findEnglish(): string[] {
    return [...readTexts(chat)]
      .filter(({ element }) => !element.closest('time, [part=link-host]'))
      .map(({ text }) => text)
      .concat(reader.heard.map(({ raw }) => raw))
      .filter((text) => /[a-z]/i.test(text.replace(/\u2068[^\u2069]*\u2069?/g, '').replace('shop.example', '')));
  }

  /** Texts that have no room, and get none in the next frames: a font may come late. */
  async function findStillCut(): Promise<string[]> {
    let cut = findCutTexts(chat);
    for (let frames = 0; cut.length > 0 && frames < 30; frames++) {
      await new Promise(requestAnimationFrame);
      cut = findCutTexts(chat);
    }
    return cut;
  }

  for (const [tag, width] of WINDOWS) {
    for (const state of CHAT_STATES) {
      it(`come from the locale alone, and have room: ${tag} at ${width} px, ${state.name}`, async () => {
        await setViewport({ width, height: 800 });
        await put(state, tag);
        const observer = listen();
        for await (const step of state.steps({ chat, proxy, reader, strings: PSEUDO[tag], undo })) {
          await settle(chat);
          expect(findEnglish(), `English ${step}`).to.deep.equal([]);
          expect(await findStillCut(), step).to.deep.equal([]);
        }
        observer.disconnect();
        for (const words of reader.words) seen.add(words);
        for (const key of Object.keys(en) as Key[]) if ([...seen].some((text) => isForm(text, PSEUDO[tag][key]))) shown.add(key);
      }).timeout(60_000);
    }
  }

  it('are all that there are', () => {
    expect((Object.keys(en) as Key[]).filter((key) => !shown.has(key))).to.deep.equal([]);
  });

  for (const state of CHAT_STATES) {
    it(`have room in every language on the smallest phone: ${state.name}`, async () => {
      await setViewport({ width: 320, height: 800 });
      await put(state, 'en-XA');
      for await (const step of state.steps({ chat, proxy, reader, strings: PSEUDO['en-XA'], undo })) {
        for (const tag of ['en', ...Object.keys(LAUNCHER_TEXTS)]) {
          await speak(tag);
          expect(await findStillCut(), `${step} in ${tag}`).to.deep.equal([]);
        }
        await speak('en-XA');
      }
    }).timeout(240_000);
  }
});
