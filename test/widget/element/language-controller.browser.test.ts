import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { defineElement } from '../../../src/widget/define-element.ts';
import type { AssistersChat } from '../../../src/widget/element/assisters-chat.ts';
import { FakeProxy } from './fake-proxy.ts';

const page = document.documentElement;

describe('the language of the interface', () => {
  let proxy: FakeProxy;
  let chat: AssistersChat;

  before(() => {
    defineElement();
  });

  beforeEach(() => {
    proxy = new FakeProxy();
    localStorage.clear();
  });

  afterEach(() => {
    proxy.restore();
    page.removeAttribute('lang');
    page.removeAttribute('dir');
  });

  const dock = () => chat.shadowRoot!.querySelector<HTMLElement>('.dock')!;
  const launcher = () => dock().querySelector<HTMLElement>('[part=launcher]')!;
  const dialog = () => chat.shadowRoot!.querySelector('assisters-panel')?.shadowRoot?.querySelector('dialog') ?? null;
  const close = () => dialog()?.querySelector('[part=close]')?.getAttribute('aria-label');
  async function put(content = html`<assisters-chat endpoint="/api" heading="Acme"></assisters-chat>`): Promise<void> {
    const found = await fixture<HTMLElement>(content);
    chat = found.matches('assisters-chat') ? (found as AssistersChat) : found.querySelector('assisters-chat')!;
    await chat.updateComplete;
  }

  async function open(label: string): Promise<void> {
    chat.open = true;
    await waitUntil(() => close() === label, `${close()} is not ${label}`);
  }

  it('is the page’s: of the launcher at once, of the panel once it is wanted', async () => {
    page.lang = 'de-AT';
    await put();
    expect(launcher().ariaLabel).to.equal('Chat mit Acme');
    expect(dock().lang).to.equal('de-AT');
    await open('Chat schließen');
    expect(dialog()!.lang).to.equal('de-AT');
  });

  it('is English in a page that is, whatever the visitor reads', async () => {
    page.lang = 'en-GB';
    await put();
    await open('Close chat');
    expect(dialog()!.lang).to.equal('en-GB');
    expect(launcher().ariaLabel).to.equal('Chat with Acme');
  });

  it('is the visitor’s in a page that does not say, and English where that one is not there', async () => {
    await put();
    // The engines of these tests speak American English.
    expect(navigator.language).to.equal('en-US');
    await open('Close chat');
    expect(dialog()!.lang).to.equal('en-US');
    page.lang = 'sv';
    await waitUntil(() => dialog()!.lang === 'sv');
    page.lang = 'tlh';
    await waitUntil(() => dialog()!.lang === 'en-US');
    expect(close()).to.equal('Close chat');
  });

  it('is rather the element’s own, and that of what is around it', async () => {
    page.lang = 'de';
    await put(html`<div lang="fr"><assisters-chat endpoint="/api"></assisters-chat></div>`);
    await open('Fermer le chat');
    chat.lang = 'nl';
    await open('Chat sluiten');
    // Which is none of ours.
    chat.lang = 'da';
    await open('Fermer le chat');
  });

  it('is found through the shadow roots around it', async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="sv"><span></span></div>`);
    const root = outer.firstElementChild!.attachShadow({ mode: 'open' });
    chat = document.createElement('assisters-chat');
    chat.setAttribute('endpoint', '/api');
    root.append(chat);
    await chat.updateComplete;
    expect(dock().lang).to.equal('sv');
  });

  it('changes with the page’s own switch, also while the panel is open, and back', async () => {
    page.lang = 'it';
    await put();
    await open('Chiudi chat');
    page.lang = 'pl';
    await open('Zamknij czat');
    page.lang = 'en';
    await open('Close chat');
    page.lang = 'it';
    await open('Chiudi chat');
  });

  it('keeps the owner’s own texts over every language', async () => {
    page.lang = 'es';
    await put(html`<assisters-chat endpoint="/api" strings='{"close":"Weg"}'></assisters-chat>`);
    await open('Weg');
    await waitUntil(() => dialog()!.lang === 'es');
    page.lang = 'tr';
    await waitUntil(() => dialog()!.lang === 'tr');
    expect(close()).to.equal('Weg');
  });

  it('hands the panel the same texts as long as nothing of them changes', async () => {
    page.lang = 'uk';
    await put(html`<assisters-chat endpoint="/api" strings='{"close":"Weg"}'></assisters-chat>`);
    await open('Weg');
    await waitUntil(() => dialog()!.lang === 'uk');
    const panel = chat.shadowRoot!.querySelector('assisters-panel')!;
    const { strings } = panel;
    chat.theme = 'dark';
    await chat.updateComplete;
    expect(panel.strings === strings).to.equal(true);
  });

  it('mirrors the chat where the page has no direction of its own', async () => {
    page.lang = 'ar';
    await put();
    expect(getComputedStyle(dock()).direction).to.equal('rtl');
    expect(launcher().getBoundingClientRect().left).to.be.lessThan(100);
    page.lang = 'de';
    await waitUntil(() => getComputedStyle(dock()).direction === 'ltr');
    expect(launcher().getBoundingClientRect().left).to.be.greaterThan(100);
  });

  it('leaves a direction alone that the page has', async () => {
    page.lang = 'he';
    page.dir = 'ltr';
    await put();
    expect(getComputedStyle(dock()).direction).to.equal('ltr');
    page.dir = 'rtl';
    await waitUntil(() => getComputedStyle(dock()).direction === 'rtl');
  });

  it('comes for every chat of a page', async () => {
    page.lang = 'vi';
    const other = await fixture<AssistersChat>(html`<assisters-chat endpoint="/api" assistant="other" open></assisters-chat>`);
    await put(html`<assisters-chat endpoint="/api" open></assisters-chat>`);
    for (const one of [other, chat]) {
      await waitUntil(() => one.shadowRoot!.querySelector('assisters-panel')?.shadowRoot?.querySelector('dialog')?.lang === 'vi');
    }
  });

  it('is that of the page now, whatever was asked for last and comes late', async () => {
    page.lang = 'ko';
    await put();
    chat.open = true;
    await chat.updateComplete;
    page.lang = 'en';
    await open('Close chat');
    page.lang = 'ko';
    await waitUntil(() => dialog()!.lang === 'ko');
  });
});
