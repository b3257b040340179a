import { expect, fixture, html } from '@open-wc/testing';
import { AssistersError, type AssistersErrorCode } from '../../../src/protocol/assisters-error.ts';
import type { Turn, TurnFailure } from '../../../src/widget/conversation/state.ts';
import { toTurnFailure } from '../../../src/widget/conversation/turn-failure.ts';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';
import type { MessageLogElement } from '../../../src/widget/panel/message-log-element.ts';
import type { PanelConfig } from '../../../src/widget/panel/panel-config.ts';
import { createScene, type Scene } from '../../../src/widget/panel/scene.ts';
import { createConfig, part, parts, until, words } from './panel-fixture.ts';

function createTestScene(changes: Partial<PanelConfig> = {}): Scene {
  return createScene(undefined, createConfig(changes), new Phrases(en, 'en'), 'Nordhang', 'shop.example');
}

function createTurn(changes: Partial<Turn> = {}): Turn {
  return {
    id: 'turn1',
    key: 'key1',
    question: 'Where is my order?',
    answer: '',
    state: 'sending',
    place: 1,
    askedAtMs: Date.UTC(2026, 0, 1, 12),
    endedAtMs: null,
    answerId: null,
    tokens: null,
    sources: [],
    failure: null,
    sends: 1,
    waits: 0,
    ...changes,
  };
}

/** What the conversation makes of an error. */
function createFailure(code: AssistersErrorCode, options: { status?: number; retryAfterMs?: number } = {}): TurnFailure {
  return toTurnFailure(new AssistersError(code, 'Words for developers', options), Date.now(), 0);
}

/** Puts a turn into a log and returns one of its messages. */
async function show(
  author: 'user' | 'assistant',
  turn: Turn,
  contact: string | null = null,
  changes: Partial<PanelConfig> = {},
): Promise<HTMLElement> {
  const log = await fixture<MessageLogElement>(html`
    <assisters-message-log .scene=${createTestScene({ contact, ...changes })} .turns=${[turn]} .hasEmpty=${false}></assisters-message-log>
  `);
  return log.shadowRoot!.querySelector<HTMLElement>(`[data-role='${author}']`)!;
}

async function change(message: HTMLElement, turn: Turn): Promise<void> {
  const log = logOf(message);
  log.turns = [turn];
  await log.updateComplete;
}

function logOf(message: HTMLElement): MessageLogElement {
  return (message.getRootNode() as ShadowRoot).host as MessageLogElement;
}

describe('message', () => {
  it('shows the visitor’s words as they were sent, never as HTML or markdown', async () => {
    const question = '  <img src=x onerror=alert(1)> **not bold**\nsecond line';
    const message = await show('user', createTurn({ question }));
    expect(part(message, 'content').textContent).to.equal(question);
    expect(part(message, 'content').childElementCount).to.equal(0);
  });

  it('shows an answer as markdown, and keeps its text when HTML comes in it', async () => {
    const message = await show('assistant', createTurn({ state: 'done', answer: 'It is **here** <script>alert(1)</script>' }));
    expect(part(message, 'content').querySelector('strong')!.textContent).to.equal('here');
    expect(part(message, 'content').querySelector('script')).to.equal(null);
    expect(words(part(message, 'content'))).to.contain('<script>');
  });

  it('says that it is done only when all of the text is in the document', async () => {
    const message = await show('assistant', createTurn({ state: 'streaming', answer: 'One' }));
    let text = '';
    const observer = new MutationObserver(() => (text = words(part(message, 'content'))));
    observer.observe(message, { attributeFilter: ['data-state'] });
    await change(message, createTurn({ state: 'done', answer: 'One two three' }));
    await until(() => message.dataset['state'] === 'done');
    await Promise.resolve();
    observer.disconnect();
    expect(text).to.equal('One two three');
  });

  it('tells what it does while nothing has come, outside of the content (M14)', async () => {
    const message = await show('assistant', createTurn());
    expect(words(message.querySelector('.waiting')!)).to.equal('Looking through shop.example');
    expect(part(message, 'content').childNodes).to.have.length(0);
    await change(message, createTurn({ state: 'streaming', answer: 'Text' }));
    expect(message.querySelector('.waiting')).to.equal(null);
  });

  it('keeps the node of its content over all states and attempts', async () => {
    const message = await show('assistant', createTurn());
    const content = part(message, 'content');
    await change(message, createTurn({ state: 'interrupted', answer: 'Half', failure: createFailure('interrupted') }));
    await change(message, createTurn({ key: 'key2' }));
    expect(words(content)).to.equal('');
    await change(message, createTurn({ key: 'key2', state: 'done', answer: 'Whole' }));
    expect(part(message, 'content')).to.equal(content);
    expect(words(content)).to.equal('Whole');
  });

  const wordings: [AssistersErrorCode, string][] = [
    ['invalid_request', 'Your message could not be sent.'],
    ['offline', 'Your message could not be sent.'],
    ['invalid_api_key', 'The assistant is not available right now.'],
    ['insufficient_funds', 'The assistant is not available right now.'],
    ['origin_not_allowed', 'The assistant is not available right now.'],
    ['assistant_not_found', 'The assistant is not available right now.'],
    ['service_unavailable', 'The assistant is not available right now.'],
    ['server_error', 'Something went wrong.'],
    ['bad_response', 'Something went wrong.'],
    ['interrupted', 'Something went wrong.'],
    ['timeout', 'Something went wrong.'],
  ];
  for (const [code, wording] of wordings) {
    it(`says "${wording}" for ${code} without an answer (M13)`, async () => {
      const message = await show('assistant', createTurn({ state: 'failed', failure: createFailure(code) }));
      expect(words(part(message, 'error').querySelector('.words')!)).to.equal(wording);
      expect(part(message, 'content').contains(part(message, 'error'))).to.equal(false);
    });
  }

  it('says that an answer was cut off when some of it is there', async () => {
    const message = await show('assistant', createTurn({ state: 'interrupted', answer: 'Half', failure: createFailure('timeout') }));
    expect(words(part(message, 'error').querySelector('.words')!)).to.equal('The answer was cut off.');
    expect(words(part(message, 'content'))).to.equal('Half');
  });

  it('speaks of no answer when nothing but white space came', async () => {
    const message = await show('assistant', createTurn({ state: 'failed', answer: '\n ', failure: createFailure('interrupted') }));
    expect(words(part(message, 'error').querySelector('.words')!)).to.equal('Something went wrong.');
    expect(parts(message, 'actions')).to.deep.equal([]);
  });

  it('tells how long to wait', async () => {
    const failure = createFailure('rate_limit_exceeded', { status: 429, retryAfterMs: 90_000 });
    const message = await show('assistant', createTurn({ state: 'failed', failure }));
    expect(words(part(message, 'error').querySelector('.words')!)).to.equal('Too many questions just now. Try again in 90 seconds.');
  });

  it('offers to try again where that may help, to edit where the words were refused, a person where nothing helps (M13, O3)', async () => {
    const contact = 'https://shop.example/contact';
    const passing = await show('assistant', createTurn({ state: 'failed', failure: createFailure('server_error') }), contact);
    expect(part(passing, 'retry').localName).to.equal('button');
    expect(passing.querySelector('a')).to.equal(null);
    const refused = createFailure('invalid_request', { status: 400 });
    const edited = await show('assistant', createTurn({ state: 'failed', failure: refused }), contact);
    expect(parts(edited, 'retry')).to.deep.equal([]);
    expect(words(part(edited, 'error').querySelector('button')!)).to.equal('Edit');
    const gone = createFailure('insufficient_funds', { status: 402 });
    const final = await show('assistant', createTurn({ state: 'failed', failure: gone }), contact);
    expect(final.querySelectorAll('button')).to.have.length(0);
    expect(final.querySelector('a')!.href).to.equal(contact);
  });

  it('says what failed with a sign and words, and names the way out by the question (M13)', async () => {
    const question = 'Where is my order? '.repeat(10);
    const message = await show('assistant', createTurn({ question, state: 'failed', failure: createFailure('server_error') }));
    const error = part(message, 'error');
    expect(error.querySelectorAll('.words > svg')).to.have.length(1);
    expect(words(error.querySelector('.words')!)).to.equal('Something went wrong.');
    const retry = part(message, 'retry');
    expect(words(retry)).to.equal('Try again');
    const name = retry.getAttribute('aria-label')!.replaceAll(/[\u2068\u2069]/g, '');
    expect(name).to.equal(`Try again: ${question.slice(0, 60)}…`);
    const refused = createFailure('invalid_request', { status: 400 });
    const edited = await show('assistant', createTurn({ state: 'failed', failure: refused }));
    const edit = part(edited, 'error').querySelector('button')!;
    expect(edit.getAttribute('aria-label')!.replaceAll(/[\u2068\u2069]/g, '')).to.equal('Edit: Where is my order?');
  });

  it('asks for the same turn again', async () => {
    const message = await show('assistant', createTurn({ state: 'failed', failure: createFailure('server_error') }));
    let turnId = '';
    message.addEventListener('retry-request', (event) => (turnId = event.value));
    part(message, 'retry').click();
    expect(turnId).to.equal('turn1');
  });

  it('marks an answer as stopped, without an error, and can ask again', async () => {
    const message = await show('assistant', createTurn({ state: 'stopped', answer: 'Half' }));
    expect(parts(message, 'error')).to.deep.equal([]);
    expect(words(message)).to.contain('Answer stopped');
    expect(words(part(message, 'retry'))).to.equal('Try again');
    expect(words(part(message, 'content'))).to.equal('Half');
  });

  it('copies the answer as markdown and says so (M7)', async () => {
    const message = await show('assistant', createTurn({ state: 'done', answer: 'It is **here**' }));
    let copied = '';
    const clipboard = navigator.clipboard;
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text: string) => void (copied = text) },
    });
    const announced = new Promise<string>((resolve) => {
      logOf(message).addEventListener('announce-request', (event) => resolve(event.value), { once: true });
    });
    part(message, 'copy').click();
    expect(await announced).to.equal('Copied');
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    expect(copied).to.equal('It is **here**');
    await logOf(message).updateComplete;
    // Its name, if it changed, would be read out beside it.
    expect(part(message, 'copy').getAttribute('aria-label')).to.equal('Copy');
    expect(part(message, 'copy').querySelector('.done')).to.not.equal(null);
  });

  it('says aloud that code was copied (M7)', async () => {
    const message = await show('assistant', createTurn({ state: 'done', answer: '```js\nlet a;\n```' }));
    const { clipboard } = navigator;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async () => undefined } });
    const said: string[] = [];
    logOf(message).addEventListener('announce-request', ({ value }) => said.push(value));
    part(message, 'code-copy').click();
    await until(() => words(part(message, 'code-copy')) === 'Copied');
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
    expect(said).to.deep.equal(['Copied']);
    expect(part(message, 'code-copy').ariaLabel).to.equal('Copy code');
  });

  it('has thumbs only where the owner wants them, and only under a whole answer', async () => {
    const turn = createTurn({ state: 'done', answer: 'Text' });
    expect((await show('assistant', turn)).querySelector('[aria-pressed]')).to.equal(null);
    const message = await show('assistant', { ...turn, state: 'stopped' }, null, { feedback: true });
    expect(message.querySelector('[aria-pressed]')).to.equal(null);
    await change(message, turn);
    const names = [...message.querySelectorAll('[aria-pressed]')].map((thumb) => thumb.getAttribute('aria-label'));
    expect(names).to.deep.equal(['Helpful', 'Not helpful']);
  });

  it('tells the page what the visitor thinks of an answer, without its text, and takes it back (M7)', async () => {
    const turn = createTurn({ id: 'judged', state: 'done', answer: 'Text', answerId: 'msg_1' });
    const message = await show('assistant', turn, null, { feedback: true });
    const log = logOf(message);
    const told: unknown[] = [];
    const said: string[] = [];
    log.addEventListener('assisters-feedback', ({ detail, bubbles, composed }) => told.push({ ...detail, isPublic: bubbles && composed }));
    log.addEventListener('announce-request', ({ value }) => said.push(value));
    const pressed = (): (string | null)[] =>
      [...message.querySelectorAll('[aria-pressed]')].map((thumb) => thumb.getAttribute('aria-pressed'));
    const [up, down] = message.querySelectorAll<HTMLElement>('[aria-pressed]');
    for (const [thumb, expected] of [
      [up!, ['true', 'false']],
      [down!, ['false', 'true']],
      [down!, ['false', 'false']],
    ] as const) {
      thumb.click();
      await log.updateComplete;
      expect(pressed()).to.deep.equal(expected);
    }
    expect(told).to.deep.equal(['up', 'down', null].map((value) => ({ id: 'msg_1', value, isPublic: true })));
    expect(said).to.deep.equal(['Thanks for your feedback', 'Thanks for your feedback']);
    // Another element that shows the same turn shows what was chosen.
    up!.click();
    const again = await show('assistant', turn, null, { feedback: true });
    expect(again.querySelector('.up')!.getAttribute('aria-pressed')).to.equal('true');
  });

  it('tells when a question was asked to who looks at it, beside the bubble, and moves nothing for that (M4)', async () => {
    const message = await show('user', createTurn({ question: 'Where is my order? '.repeat(40) }));
    const time = message.querySelector('time')!;
    expect(time.dateTime).to.equal('2026-01-01T12:00:00.000Z');
    expect(getComputedStyle(time).opacity).to.equal('0');
    const content = part(message, 'content');
    expect(message.offsetHeight).to.equal(content.offsetHeight);
    message.tabIndex = -1;
    message.focus();
    expect(getComputedStyle(time).opacity).to.equal('1');
    expect(time.getBoundingClientRect().right).to.be.at.most(content.getBoundingClientRect().left);
  });

  it('has no actions while the answer arrives', async () => {
    const message = await show('assistant', createTurn({ state: 'streaming', answer: 'Text' }));
    expect(parts(message, 'actions')).to.deep.equal([]);
    await change(message, createTurn({ state: 'done', answer: 'Text' }));
    expect(part(message, 'copy').localName).to.equal('button');
  });

  it('names its sources, and makes a link of none that leads elsewhere than to the web (M10, M12)', async () => {
    const sources = [
      { title: 'Tyre guide', url: 'https://shop.example/tyres' },
      { title: 'Trap', url: 'javascript:alert(1)' },
    ];
    const message = await show('assistant', createTurn({ state: 'done', answer: 'Text', sources }));
    const links = [...part(message, 'sources').querySelectorAll('a')];
    expect(links.map(({ href }) => href)).to.deep.equal(['https://shop.example/tyres']);
    const name = links[0]!.getAttribute('aria-label')!;
    expect(name.replaceAll(/[\u2068\u2069]/g, '')).to.equal('Source 1: Tyre guide (opens in a new tab)');
    // Another title would be read out beside the name.
    expect(links[0]!.title).to.equal(name);
    expect(words(part(message, 'sources'))).to.contain('1 source');
  });

  it('says in which language its words are, where their script is another than the interface’s (M11)', async () => {
    const question = await show('user', createTurn({ question: 'Где мой заказ?' }));
    expect(part(question, 'content').lang).to.equal('ru');
    const turn = createTurn({ state: 'streaming', answer: 'הנה ההזמנה' });
    const message = await show('assistant', turn);
    expect(part(message, 'content').lang).to.equal('he');
    expect(part(question, 'content').closest('article')!.hasAttribute('lang')).to.equal(false);
    // Asked again, it is answered in another.
    await change(message, { ...turn, state: 'done', answer: 'Here it is.' });
    expect(part(message, 'content').hasAttribute('lang')).to.equal(false);
  });

  it('is an article that its hidden heading names by author and time (P19, M1, M2, M3, X1)', async () => {
    const message = await show('assistant', createTurn({ state: 'done', answer: 'Text' }));
    expect(message.localName).to.equal('article');
    const heading = message.querySelector(`#${message.getAttribute('aria-labelledby')!}`)!;
    expect(heading.localName).to.equal('h3');
    expect(words(heading)).to.match(/^Nordhang, \d/);
  });

  it('names a second try by the beginning of its question, which ends with a whole character', async () => {
    const family = '👩‍👩‍👧‍👦';
    const failed = { state: 'failed', failure: createFailure('interrupted') } as const;
    const message = await show('assistant', createTurn({ ...failed, question: `${'a'.repeat(55)}${family}${family}` }));
    const name = (): string =>
      part(message, 'retry')
        .getAttribute('aria-label')!
        .replace(/[\u2068\u2069]/g, '');
    expect(name()).to.equal(`Try again: ${'a'.repeat(55)}${family}…`);
    await change(message, createTurn({ ...failed, question: `${'a'.repeat(55)}${family}` }));
    expect(name(), 'nothing is left out').to.equal(`Try again: ${'a'.repeat(55)}${family}`);
    await change(message, createTurn({ ...failed, question: 'कि'.repeat(40) }));
    expect(name()).to.equal(`Try again: ${'कि'.repeat(30)}…`);
  });

  it('says in which language a question and its answer are, where that is seen to be another than its own (M11)', async () => {
    const turn = { question: 'Где мой заказ?', answer: '返品*できますか*？', state: 'done' } as const;
    const answer = await show('assistant', createTurn(turn));
    const contents = parts(logOf(answer), 'content');
    expect(contents.map(({ lang }) => lang)).to.deep.equal(['ru', 'ja']);
    const style = (): CSSStyleDeclaration => getComputedStyle(contents[1]!.querySelector('em')!);
    // Set as that language is: with dots beside what is stressed, and lines that end between words.
    expect(style().fontStyle).to.equal('normal');
    if (CSS.supports('word-break: auto-phrase')) expect(style().wordBreak).to.equal('auto-phrase');
    await change(answer, createTurn({ ...turn, question: 'Where is it?', answer: '*Here.*' }));
    expect(style().fontStyle).to.equal('italic');
    expect(contents.map((content) => content.hasAttribute('lang'))).to.deep.equal([false, false]);
  });
});
