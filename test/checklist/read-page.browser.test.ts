import { expect } from '@open-wc/testing';
import { readPage } from '../../src/checklist/read-page.ts';

describe('readPage', () => {
  afterEach(() => document.querySelectorAll('assisters-chat').forEach((chat) => chat.remove()));

  /** The tag stays undefined here. */
  function createChat(part?: [name: string, attributes: object]): HTMLElement {
    const chat = document.body.appendChild(document.createElement('assisters-chat'));
    if (part) chat.attachShadow({ mode: 'open' }).append(Object.assign(document.createElement(part[0]), part[1]));
    return chat;
  }

  const read = (element: HTMLElement, wasOpen = false) =>
    readPage({ element, wasOpen, readTag: () => ({ config: null, problems: [] }) }, []);

  it('hears chats by their button, without one by their panel (X6)', () => {
    const chat = createChat(['button', { part: 'launcher', ariaLabel: 'Chat with Tents' }]);
    createChat(['assisters-panel', { assistantName: 'Bikes' }]);
    createChat();
    expect(read(chat).chats.map(({ name }) => name)).to.deep.equal(['Chat with Tents', 'Bikes', null]);
  });

  it('takes a chat for one that opens itself while it is told to (O1)', () => {
    const chat = createChat();
    expect(read(chat, true).opensItself).to.equal(false);
    chat.setAttribute('open', '');
    expect(read(chat, true).opensItself).to.equal(true);
    // A visitor has opened it.
    expect(read(chat, false).opensItself).to.equal(false);
  });
});
