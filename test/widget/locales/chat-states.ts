import type { Strings } from '../../../src/widget/locales/en.ts';
import type { Turn, TurnFailure } from '../../../src/widget/conversation/state.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { serializeConversation } from '../../../src/widget/storage/saved-conversation.ts';
import { storageName } from '../../../src/widget/storage/storage-name.ts';
import { descendants, part, parts, until, type FakeProxy } from '../panel/panel-fixture.ts';
import type { FakeScreenReader } from '../screen-reader.ts';
import { isForm } from './seen-texts.ts';

/** A chat that a state is brought about in. */
export interface TestChat {
  readonly chat: AssistersChat;
  readonly proxy: FakeProxy;
  readonly reader: FakeScreenReader;
  /** The words of the interface, which name its buttons. */
  readonly strings: Strings;
  /** What is to be undone afterwards. */
  readonly undo: (() => void)[];
}

/** What the chat can look like, in one or several steps. */
export interface ChatState {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly isClosed?: boolean;
  /** From the beginning: what waits for the network would be sent. */
  readonly isOffline?: boolean;
  /** What was said before. */
  readonly turns?: () => Partial<Turn>[];
  /** Goes from step to step, and names each when it is there. */
  steps(test: TestChat): AsyncGenerator<string, void>;
}

export const ENDPOINT = 'https://proxy.example/api';

// The words of owner, visitor and assistant are Greek, which neither English nor any made-up language is.
const ANSWER = `# Μεγέθη

Το πλαίσιο δέχεται λάστιχα 29 ιντσών, δείτε τον [οδηγό](https://shop.example/guide).[1]

- ένα
- δύο

| α | β |
|---|---|
| 1 | 2 |

\`\`\`1
κώδικας 1
\`\`\`

![](https://shop.example/picture.png)`;

const SOURCES = [
  { title: 'Οδηγός ελαστικών', url: 'https://shop.example/guide' },
  { title: 'Ωράριο', url: 'https://shop.example/hours' },
];

const SHORT = 'Ναι, από τις εννέα έως τις τέσσερις. '.repeat(8);

const DAY_MS = 86_400_000;

const failure = (changes: Partial<TurnFailure>): TurnFailure => ({
  code: 'server_error',
  status: 0,
  retryable: true,
  editable: false,
  retryAtMs: null,
  requestId: null,
  ...changes,
});

/** A turn that is still to be sent. */
const WAITS = { state: 'queued', key: `turn_${'a'.repeat(22)}`, endedAtMs: null } as const;

const limited = (inMs: number): TurnFailure => failure({ code: 'rate_limit_exceeded', status: 429, retryAtMs: Date.now() + inMs });

/** Writes down a conversation for the chat of that key to find. */
export function saveTurns(turns: readonly Partial<Turn>[], storageKey: string): void {
  const all = turns.map((turn, index): Turn => ({
    // What was said of an answer is remembered by its name.
    id: `${storageKey}-${index}`,
    key: '',
    question: 'Πού είναι η παραγγελία μου;',
    answer: '',
    state: 'done',
    place: index,
    askedAtMs: Date.now(),
    endedAtMs: Date.now(),
    answerId: null,
    tokens: null,
    sources: [],
    failure: null,
    sends: 1,
    waits: 0,
    ...turn,
  }));
  const state = { sessionId: 'sess_test', turns: all, discarded: [], changedAtMs: Date.now() };
  sessionStorage.setItem(storageName({ endpoint: ENDPOINT, assistant: null, storageKey }), serializeConversation(state));
}

/** Waits until a text of the interface is said. */
function hear({ reader, strings }: TestChat, ...keys: (keyof Strings)[]): Promise<void> {
  return until(() => keys.every((key) => reader.words.some((words) => isForm(words, strings[key]))));
}

/** What is done every some seconds is done at once. */
function hurry(): () => void {
  const { setInterval } = globalThis;
  globalThis.setInterval = ((act: () => void, ms: number) => setInterval(act, Math.min(ms, 500))) as typeof setInterval;
  return () => (globalThis.setInterval = setInterval);
}

/** Asks, whatever comes of it. */
function ask(chat: AssistersChat): Promise<unknown> {
  return chat.ask('Πού είναι η παραγγελία μου;').catch(() => {});
}

/** Goes as far as the question before a conversation is deleted. */
async function beginToForget({ chat, strings }: TestChat): Promise<void> {
  await press(chat, strings.menu);
  await press(chat, strings.forget);
  await until(() => inPanel(chat, '#confirm'));
}

/** Presses the button that is named so, or says so. */
async function press(chat: AssistersChat, words: string): Promise<void> {
  const find = () =>
    [...descendants(chat)].find(
      (element): element is HTMLButtonElement =>
        element instanceof HTMLButtonElement && [element.ariaLabel, element.textContent.trim()].includes(words),
    );
  await until(find);
  find()!.click();
}

const inPanel = (chat: AssistersChat, selector: string): Element | null =>
  chat.shadowRoot!.querySelector('assisters-panel')?.shadowRoot?.querySelector(selector) ?? null;

async function write(chat: AssistersChat, text: string): Promise<void> {
  const input = part(chat, 'input') as HTMLTextAreaElement;
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await until(() => parts(chat, 'composer')[0]?.querySelector('.count'));
}

/** What the engine says of a query as far as scripts ask. */
function answerMedia(asked: string): () => void {
  const { matchMedia } = globalThis;
  globalThis.matchMedia = (query) => matchMedia(query.includes(asked) ? 'all' : query);
  return () => (globalThis.matchMedia = matchMedia);
}

/** A property of the navigator, for as long as it is needed. */
export function pretend(name: 'onLine' | 'clipboard', value: unknown): () => void {
  Object.defineProperty(navigator, name, { configurable: true, value });
  return () => Reflect.deleteProperty(navigator, name);
}

/** Every state in which the chat has words of its own. */
export const CHAT_STATES: readonly ChatState[] = [
  {
    name: 'invited',
    isClosed: true,
    attributes: { teaser: 'Σας βοηθάμε να βρείτε το σωστό μέγεθος σκελετού;', 'teaser-delay': '0' },
    async *steps({ chat }) {
      await until(() => parts(chat, 'teaser').length > 0);
      yield 'with the teaser';
    },
  },
  {
    name: 'answered while it was closed',
    isClosed: true,
    async *steps(test) {
      const { chat, proxy } = test;
      const asked = ask(chat);
      chat.hide();
      const sent = await proxy.chat(0);
      sent.write('Εδώ.');
      sent.done();
      await asked;
      await until(() => parts(chat, 'badge').length > 0);
      await hear(test, 'newAnswer');
      yield 'with the badge';
    },
  },
  {
    name: 'empty',
    attributes: {
      suggestions: 'Ποιο μέγεθος σκελετού χρειάζομαι;\nΠού είναι η παραγγελία μου;',
      privacy: '/privacy.html',
      contact: 'mailto:help@shop.example',
      sounds: '',
    },
    async *steps({ chat, strings }) {
      yield 'with starters and notice';
      await press(chat, strings.menu);
      yield 'with the menu open';
      await press(chat, strings.announceLabel);
      await until(() => inPanel(chat, '[role=radio]'));
      yield 'with the choice of announcements';
    },
  },
  {
    name: 'written in',
    attributes: { 'max-length': '200' },
    async *steps(test) {
      const { chat, undo } = test;
      await write(chat, 'α'.repeat(150));
      await hear(test, 'charsLeft');
      yield 'with few characters left';
      await write(chat, 'α'.repeat(1434));
      await hear(test, 'tooLong');
      yield 'too long';
      await write(chat, '\u200b');
      yield 'with nothing that is seen';
      undo.push(answerMedia('pointer: coarse'));
      chat.shadowRoot!.querySelector('assisters-panel')!.shadowRoot!.querySelector('assisters-composer')!.requestUpdate();
      yield 'by touch';
    },
  },
  {
    name: 'asked',
    async *steps(test) {
      const { chat, proxy, undo } = test;
      undo.push(hurry());
      void ask(chat);
      await proxy.chat(0);
      await until(() => parts(chat, 'stop').length > 0);
      await hear(test, 'answering', 'stillWorking');
      yield 'waiting';
      chat.stop();
      await until(() => parts(chat, 'retry').length > 0);
      await hear(test, 'stopped');
      yield 'stopped';
    },
  },
  {
    name: 'heard',
    async *steps(test) {
      const { chat, proxy } = test;
      void ask(chat);
      const sent = await proxy.chat(0);
      sent.write(ANSWER);
      sent.done();
      await hear(test, 'codeBlock', 'tableSpoken', 'image');
      yield 'piece by piece';
    },
  },
  {
    name: 'answered',
    attributes: { feedback: '', sounds: '', contact: 'mailto:help@shop.example' },
    turns: () => [{ answer: ANSWER, sources: SOURCES, answerId: 'msg_1' }],
    async *steps(test) {
      const { chat, strings, undo } = test;
      undo.push(pretend('clipboard', { writeText: () => Promise.resolve() }));
      await until(() => parts(chat, 'citation').length > 0);
      yield 'with code, table, image and sources';
      await press(chat, strings.copyCode);
      await press(chat, strings.copy);
      await hear(test, 'copied');
      yield 'copied';
      await press(chat, strings.helpful);
      await hear(test, 'thanks');
      yield 'judged';
      await press(chat, strings.menu);
      yield 'with the whole menu open';
      await press(chat, strings.soundOn);
      await press(chat, strings.menu);
      yield 'with sounds';
      await press(chat, strings.newChat);
      await until(() => inPanel(chat, '#confirm'));
      yield 'about to be begun anew';
      await press(chat, strings.cancel);
      await beginToForget(test);
      yield 'about to be deleted';
    },
  },
  {
    name: 'not deleted',
    turns: () => [{ answer: SHORT }],
    async *steps(test) {
      const { chat, strings } = test;
      const said = (): string | undefined => inPanel(chat, '#question')?.textContent?.trim();
      await beginToForget(test);
      const { fetch } = globalThis;
      globalThis.fetch = () => Promise.resolve(new Response('', { status: 500 }));
      inPanel(chat, '#confirm')!.dispatchEvent(new MouseEvent('click'));
      await until(() => said() === strings.errForget);
      yield 'at all';
      globalThis.fetch = fetch;
      inPanel(chat, '#confirm')!.dispatchEvent(new MouseEvent('click'));
      await until(() => said() === strings.forgotHere);
      yield 'on the server';
    },
  },
  {
    name: 'in trouble',
    attributes: { contact: 'mailto:help@shop.example' },
    turns: () => [
      { state: 'failed', failure: failure({ code: 'invalid_request', status: 413, retryable: false, editable: true }) },
      { state: 'failed', failure: failure({}) },
      { state: 'failed', failure: failure({ code: 'origin_not_allowed', status: 403, retryable: false }) },
      { state: 'failed', failure: limited(-1000) },
      { state: 'failed', failure: limited(600_000) },
      { state: 'interrupted', answer: SHORT, failure: failure({ code: 'interrupted' }) },
      { state: 'stopped', answer: SHORT },
    ],
    async *steps({ chat }) {
      await until(() => parts(chat, 'error').length === 6);
      yield 'of every kind';
    },
  },
  {
    name: 'queued',
    turns: () => [
      { ...WAITS, failure: limited(55_000) },
      { ...WAITS, sends: 0 },
    ],
    async *steps({ chat }) {
      await until(() => parts(chat, 'status').length > 0);
      yield 'with a countdown';
    },
  },
  {
    name: 'offline',
    turns: () => [{ answer: SHORT }],
    async *steps({ chat, undo }) {
      undo.push(pretend('onLine', false));
      dispatchEvent(new Event('offline'));
      await until(() => parts(chat, 'status').length > 0);
      yield 'before a question';
    },
  },
  {
    name: 'offline with a question',
    isOffline: true,
    turns: () => [{ ...WAITS, failure: failure({ code: 'offline' }) }],
    async *steps({ chat }) {
      await until(() => parts(chat, 'status').length > 0);
      yield 'that waits';
    },
  },
  {
    name: 'long',
    turns: () =>
      Array.from({ length: 12 }, (_, index) => {
        const askedAtMs = Date.now() - (index < 11 ? DAY_MS : 0);
        return { answer: SHORT.repeat(2), askedAtMs, endedAtMs: askedAtMs };
      }),
    async *steps({ chat, proxy }) {
      // Or more, where the window shows the beginning of these.
      await until(() => parts(chat, 'message').length >= 20);
      const log = part(chat, 'messages');
      // A question that was just asked comes to the top in one of the next frames.
      const away = (): Promise<void> =>
        until(() => {
          log.scrollTop = log.scrollHeight / 2;
          return parts(chat, 'jump').length > 0;
        });
      await away();
      yield 'and read from the middle';
      void ask(chat);
      const sent = await proxy.chat(0);
      await away();
      sent.write(SHORT);
      sent.done();
      await until(() => parts(chat, 'message').at(-1)!.dataset['state'] === 'done');
      yield 'with a new answer below';
      log.scrollTop = 0;
      await until(() => parts(chat, 'message').length === 26);
      yield 'and whole';
    },
  },
];
