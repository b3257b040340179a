import { expect } from '@open-wc/testing';
import { insertChat } from '../../src/loader/insert-chat.ts';

/** The tag stays undefined here. */
const chats = () => Array.from(document.querySelectorAll('assisters-chat'));

function script(attributes: Record<string, string>): HTMLScriptElement {
  const tag = document.createElement('script');
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(name, value);
  return tag;
}

describe('insertChat', () => {
  afterEach(() => chats().forEach((chat) => chat.remove()));

  it('puts one element at the end of the body, with what stands on the tag and is no matter of every element (L11)', () => {
    insertChat(
      script({
        id: 'x',
        'data-endpoint': '/api',
        'data-heading': 'Acme',
        'data-onclick': 'alert(1)',
        'data-style': 'all: unset',
        'data-': 'x',
      }),
    );
    expect(document.body.lastElementChild!.outerHTML).to.equal('<assisters-chat endpoint="/api" heading="Acme"></assisters-chat>');
  });

  it('puts none for a tag without data-endpoint', () => {
    insertChat(script({ 'data-heading': 'Acme' }));
    insertChat(script({ 'data-endpoint': '' }));
    expect(chats()).to.deep.equal([]);
  });

  it('puts one where the same tag stands twice, whatever is in its values, and two for two', () => {
    const attributes = { 'data-endpoint': '/api', 'data-suggestions': '["Where is \\"it\\"?"]\nWhen?' };
    insertChat(script(attributes));
    insertChat(script(attributes));
    expect(chats()).to.have.length(1);
    insertChat(script({ ...attributes, 'data-assistant': 'support' }));
    expect(chats()).to.have.length(2);
  });

  it('waits until the page is parsed', () => {
    Object.defineProperty(document, 'readyState', { value: 'loading', configurable: true });
    insertChat(script({ 'data-endpoint': '/api' }));
    delete (document as { readyState?: string }).readyState;
    expect(chats()).to.deep.equal([]);
    document.body.append(document.createElement('footer'));
    dispatchEvent(new Event('DOMContentLoaded'));
    expect(document.body.lastElementChild).to.equal(chats()[0]);
    document.querySelector('footer')!.remove();
  });
});
