import { expect } from '@open-wc/testing';
import { marked } from 'marked';
import { checkTree } from '../../support/oracle.mjs';
import { createView, loadCorpus, reset, seeded, violations } from './answer-fixture.ts';

interface Payload {
  id: string;
  kind: 'attack' | 'must-stay-inert' | 'control' | 'advisory';
  payload: string;
  all_splits?: boolean;
  text_must_include?: string[];
  config?: { image_origins?: string[] };
}

describe('answers that attack', () => {
  const original = { alert: window.alert, confirm: window.confirm, prompt: window.prompt, fetch: window.fetch };
  const executed: unknown[] = [];
  const errors: string[] = [];
  const requested: string[] = [];
  let payloads: Payload[];
  let observer: PerformanceObserver;
  const onError = (event: ErrorEvent): void => void errors.push(event.message);

  const notice = (entries: PerformanceEntryList): void => {
    for (const { name } of entries) if (new URL(name).origin !== location.origin) requested.push(name);
  };

  before(async () => {
    ({ payloads } = await loadCorpus<{ payloads: Payload[] }>('own/xss/payloads.json'));
    for (const name of ['alert', 'confirm', 'prompt'] as const) window[name] = ((text: unknown) => void executed.push(text)) as never;
    addEventListener('error', onError);
    observer = new PerformanceObserver((list) => notice(list.getEntries()));
    observer.observe({ type: 'resource' });
  });

  after(() => {
    Object.assign(window, original);
    removeEventListener('error', onError);
    observer.disconnect();
  });

  beforeEach(() => {
    executed.length = errors.length = requested.length = 0;
  });

  afterEach(reset);

  /** Shows a payload in pieces, then uses all that can be used in it; returns what was wrong. */
  function attack({ id, payload, config }: Payload, cuts: readonly number[]): string[] {
    const imageOrigins = config?.image_origins;
    const { root, view } = createView(imageOrigins ? { images: imageOrigins } : {});
    const wrong: string[] = [];
    const check = (at: string): void => {
      for (const violation of violations(root, imageOrigins)) wrong.push(`${id} ${at}: ${violation}`);
    };
    root.addEventListener('click', (event) => event.preventDefault());
    for (const cut of cuts) {
      view.update(payload.slice(0, cut));
      check(`at ${cut}`);
    }
    while (!view.finish(payload));
    check('whole');
    for (const element of root.querySelectorAll('*')) {
      for (const type of ['mouseover', 'focus', 'toggle', 'error', 'load', 'pointerdown']) element.dispatchEvent(new Event(type));
      if (element.localName === 'a') (element as HTMLElement).click();
    }
    root.remove();
    return wrong;
  }

  async function settle(): Promise<void> {
    // Two tasks: handlers of failed loads and reports of requests come before the second.
    for (let i = 0; i < 2; i++) await new Promise((resolve) => setTimeout(resolve));
    notice(observer.takeRecords());
  }

  it('are seen by this harness when nothing sanitises them', async () => {
    const inert = document.implementation.createHTMLDocument('');
    const attacks = payloads.filter(({ kind }) => kind === 'attack');
    const flagged = attacks.filter(({ payload }) => {
      inert.body.innerHTML = marked.parse(payload, { async: false });
      return checkTree(inert.body).length > 0;
    });
    expect(flagged.length / attacks.length).to.be.greaterThan(0.9);

    const live = document.createElement('div');
    live.dataset.answer = '';
    document.body.append(live);
    live.innerHTML = '<details ontoggle="alert(1)" open>x</details><p onmouseover="alert(2)">y</p><img src="https://evil.invalid/p.png">';
    live.querySelector('p')!.dispatchEvent(new Event('mouseover'));
    await new Promise((resolve) => live.querySelector('img')!.addEventListener('error', resolve));
    await settle();
    expect(executed).to.include(2);
    expect(requested).to.deep.equal(['https://evil.invalid/p.png']);
  });

  it('do nothing when they come whole', async () => {
    expect(payloads.length).to.be.greaterThan(250);
    expect(payloads.flatMap((payload) => attack(payload, []))).to.deep.equal([]);
    await settle();
    expect({ executed, errors, requested }).to.deep.equal({ executed: [], errors: [], requested: [] });
  });

  it('do nothing when they come character by character, or cut anywhere', async () => {
    // Every one in Chromium and in a full run, a seeded tenth elsewhere.
    const { fullRun } = globalThis as { fullRun?: boolean };
    const share = fullRun || navigator.userAgent.includes('Chrome') ? 1 : 0.1;
    const random = seeded(1);
    const sample = payloads.filter(({ all_splits }) => all_splits !== false).filter(() => random() < share);
    expect(sample.length).to.be.greaterThan(share === 1 ? 200 : 10);
    for (const payload of sample) {
      const every = Array.from(payload.payload, (_, index) => index + 1);
      const wrong = [...attack(payload, every), ...every.flatMap((cut) => attack(payload, [cut]))];
      expect(wrong).to.deep.equal([]);
    }
    await settle();
    expect({ executed, errors, requested }).to.deep.equal({ executed: [], errors: [], requested: [] });
  }).timeout(240_000);

  it('stay readable where the words are wanted', () => {
    const wanted = payloads.filter(({ text_must_include }) => text_must_include);
    expect(wanted.length).to.be.greaterThan(0);
    for (const { payload, text_must_include } of wanted) {
      const { root, view } = createView();
      while (!view.finish(payload));
      for (const text of text_must_include!) expect(root.textContent).to.include(text);
    }
  });
});
