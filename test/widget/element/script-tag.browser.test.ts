import { expect } from '@open-wc/testing';
import { insertForScriptTag } from '../../../src/widget/element/script-tag.ts';
import { captureConsole } from './fake-proxy.ts';

const NAMES = ['endpoint', 'assistant', 'heading', 'open', 'lang'];

/** The tag stays undefined here: what is inserted is looked at, not run. */
const chats = () => Array.from(document.querySelectorAll('assisters-chat'));

function script(attributes: Record<string, string>, parent: Element = document.head): HTMLScriptElement {
  const tag = document.createElement('script');
  // Never run: only its attributes matter.
  tag.type = 'text/plain';
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(name, value);
  parent.append(tag);
  return tag;
}

describe('insertForScriptTag', () => {
  let logged: ReturnType<typeof captureConsole>;

  beforeEach(() => (logged = captureConsole()));

  afterEach(() => {
    logged.restore();
    for (const element of document.querySelectorAll('assisters-chat, script[type="text/plain"]')) element.remove();
  });

  it('puts one element at the end of the body, with what stands on the tag (L11)', () => {
    const tag = script({ 'data-endpoint': '/api', 'data-heading': 'Acme', 'data-cfasync': 'false', id: 'x', 'data-onclick': 'alert(1)' });
    insertForScriptTag(tag, NAMES);
    expect(chats()).to.have.length(1);
    expect(document.body.lastElementChild).to.equal(chats()[0]);
    expect(chats()[0]!.outerHTML).to.equal('<assisters-chat endpoint="/api" heading="Acme"></assisters-chat>');
  });

  it('puts nothing for a tag without data-endpoint, not even for another tag', () => {
    script({ 'data-endpoint': '/other', src: '/x/assisters-chat.js' });
    insertForScriptTag(script({ src: '/assisters-chat.js' }), NAMES);
    expect(chats()).to.deep.equal([]);
  });

  it('puts one that only tells what is wrong for a tag with data-debug: without an endpoint, or refused for its key', () => {
    const names = [...NAMES, 'debug'];
    insertForScriptTag(script({ 'data-debug': '', src: '/assisters-chat.js' }), names);
    expect(chats().map(({ outerHTML }) => outerHTML)).to.deep.equal(['<assisters-chat debug=""></assisters-chat>']);
    chats()[0]!.remove();
    insertForScriptTag(script({ 'data-debug': '', 'data-endpoint': '/api', 'data-key': 'x' }), names);
    expect(chats().map(({ outerHTML }) => outerHTML)).to.deep.equal(['<assisters-chat debug=""></assisters-chat>']);
    expect(logged.error).to.have.length(1);
  });

  it('adds nothing when the same tag runs twice, or stands there twice', () => {
    const tag = script({ 'data-endpoint': '/api', 'data-heading': 'Acme' });
    insertForScriptTag(tag, NAMES);
    chats()[0]!.setAttribute('open', '');
    insertForScriptTag(tag, NAMES);
    insertForScriptTag(script({ 'data-endpoint': '/api', 'data-heading': 'Acme' }), NAMES);
    expect(chats()).to.have.length(1);
  });

  it('adds a second chat for a tag that asks for another one', () => {
    insertForScriptTag(script({ 'data-endpoint': '/api' }), NAMES);
    insertForScriptTag(script({ 'data-endpoint': '/api', 'data-assistant': 'sales' }), NAMES);
    expect(chats()).to.have.length(2);
  });

  it('finds its tags by file name where the browser does not tell, as in modules', () => {
    script({ 'data-endpoint': '/one', src: 'https://cdn.example/v1/assisters-chat.js?v=2' });
    script({ 'data-endpoint': '/two', src: '/js/assisters-chat.min.js' });
    script({ 'data-endpoint': '/loader', src: 'https://assisters-chat.example/loader.js' });
    script({ 'data-endpoint': '/foreign', src: '/app.js' });
    insertForScriptTag(null, NAMES);
    expect(chats().map((chat) => chat.getAttribute('endpoint'))).to.deep.equal(['/one', '/two']);
  });

  it('finds them too when a bundle of the site runs us', () => {
    script({ 'data-endpoint': '/one', src: '/js/assisters-chat.js' });
    insertForScriptTag(script({ src: '/bundle.js' }), NAMES);
    expect(chats()).to.have.length(1);
  });

  it('refuses a key on the tag, says why, and does not repeat it', () => {
    for (const [name, value] of [
      ['data-api-key', 'ast_live_123'],
      ['data-heading', 'sk_test_abc'],
      ['data-unknown', 'ast_live_123'],
    ] as const) {
      insertForScriptTag(script({ 'data-endpoint': '/api', [name]: value }), NAMES);
    }
    expect(chats()).to.deep.equal([]);
    expect(logged.error).to.have.length(3);
    expect(logged.error.join())
      .to.contain('every visitor can read it')
      .and.not.to.match(/ast_live|sk_test/);
  });

  it('lets a chat be that the page itself has removed', async () => {
    insertForScriptTag(script({ 'data-endpoint': '/api' }), NAMES);
    chats()[0]!.remove();
    await Promise.resolve();
    expect(chats()).to.deep.equal([]);
  });
});
