import { expect } from '@open-wc/testing';
import { TURN_STATES } from '../../src/widget/conversation/state.ts';
import { LoaderFrame } from './loader-frame.ts';

const CHAT = '<assisters-chat id="chat" endpoint="/api/assisters"><a id="fallback" href="#contact">Contact us</a></assisters-chat>';
const RECORD = 'assisters-chat:[null,"shop","https://shop.example/api/assisters"]';

/** What visitors use, by what it is. */
const TRIGGERS: Record<string, string> = {
  'data-assisters="show"': '<button id="on" data-assisters="show"><b>Help</b></button>',
  'data-assisters="toggle"': '<button id="on" data-assisters="toggle">Help</button>',
  'data-assisters="ask"': '<button id="on" data-assisters="ask" value="Where is it?">Ask</button>',
  'command="--show"': '<button id="on" commandfor="chat" command="--show">Help</button>',
  'command="--toggle"': '<button id="on" commandfor="chat" command="--toggle">Help</button>',
  'command="--prefill"': '<button id="on" commandfor="chat" command="--prefill" value="My order">Help</button>',
  'a link to #assisters-chat': '<a id="on" href="#assisters-chat">Help</a>',
  'a link to #assisters-ask': '<a id="on" href="#assisters-ask=Where%3F">Ask</a>',
};

const point = (node: Element): boolean => node.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));

describe('startLaunchers', () => {
  let page: LoaderFrame;
  const open = async (...entries: Parameters<typeof LoaderFrame.open>): Promise<void> => {
    page = await LoaderFrame.open(...entries);
  };

  afterEach(() => {
    page.close();
    for (const store of [localStorage, sessionStorage]) store.clear();
  });

  const isShown = (node: Element | null | undefined): boolean => node?.checkVisibility({ visibilityProperty: true }) ?? false;

  describe('until somebody wants the chat', () => {
    it('asks for nothing, keeps nothing and changes nothing of the page', async () => {
      await open(`<header></header>${CHAT}`);
      const before = [page.document.head.outerHTML, page.find('header').outerHTML, page.chat.outerHTML].join();
      point(page.find('header'));
      page.find('header').click();
      page.document.body.click();
      await page.settled();
      expect(page.asked).to.deep.equal([]);
      expect([page.document.head.outerHTML, page.find('header').outerHTML, page.chat.outerHTML].join()).to.equal(before);
      expect(Object.keys(localStorage).concat(Object.keys(sessionStorage))).to.deep.equal([]);
      expect(isShown(page.launcher)).to.equal(true);
      expect(page.find('#fallback').checkVisibility()).to.equal(false);
    });

    it('is not called by what is meant for something else, by what hides it, or by a link to another page', async () => {
      await open(
        `${CHAT}<dialog id="other"></dialog><button commandfor="other" command="show-modal"></button>
        <button data-assisters="hide"></button><button commandfor="chat" command="--hide"></button>
        <a href="#elsewhere"></a><a href="about:blank#assisters-chat" target="_blank"></a>`,
      );
      page.document.addEventListener('click', (event) => event.preventDefault());
      for (const node of page.document.querySelectorAll<HTMLElement>('button, a')) {
        point(node);
        node.click();
      }
      expect(page.asked).to.deep.equal([]);
      expect(page.chat.hasAttribute('open')).to.equal(false);
    });

    it('lets the page hide it by nothing but hidden', async () => {
      await open(`<style>:not(:defined) { display: none; visibility: hidden } assisters-chat { display: none !important }</style>${CHAT}`);
      expect(isShown(page.launcher)).to.equal(true);
      page.chat.hidden = true;
      expect(isShown(page.launcher)).to.equal(false);
      page.chat.hidden = false;
      expect(isShown(page.launcher)).to.equal(true);
    });

    it('hides with the part of the page that it is in', async () => {
      await open(`<div style="visibility: hidden">${CHAT}</div>`);
      expect(isShown(page.launcher)).to.equal(false);
    });
  });

  describe('when somebody wants it', () => {
    for (const [name, intend] of Object.entries<(node: HTMLElement) => unknown>({
      'pointed at': point,
      focused: (node) => node.focus(),
      pressed: (node) => node.click(),
    })) {
      it(`fetches the script once when its launcher is ${name}, and then again and again`, async () => {
        await open(CHAT);
        for (let count = 0; count < 3; count++) {
          intend(page.launcher!);
          page.launcher!.blur();
        }
        expect(page.asked).to.deep.equal([0]);
      });
    }

    for (const [name, trigger] of Object.entries(TRIGGERS)) {
      it(`fetches the script when it is pointed at, and opens for a press: ${name}`, async () => {
        await open(trigger + CHAT);
        point(page.find('#on'));
        expect(page.asked).to.deep.equal([0]);
        expect(page.chat.hasAttribute('open')).to.equal(false);
        ((page.find('#on').firstElementChild as HTMLElement | null) ?? page.find('#on')).click();
        expect(page.chat.hasAttribute('open')).to.equal(true);
        expect(page.asked).to.deep.equal([0]);
        expect(page.document.activeElement).to.equal(page.chat);
      });
    }

    it('is found by a button in a shadow tree of the page', async () => {
      await open(`<div id="host"></div>${CHAT}`);
      const root = page.find('#host').attachShadow({ mode: 'open' });
      const button = root.appendChild(page.document.createElement('button'));
      button.dataset['assisters'] = 'show';
      button.click();
      expect(page.asked).to.deep.equal([0]);
      expect(page.chat.hasAttribute('open')).to.equal(true);
    });

    it('opens the chat that was pressed, of two', async () => {
      await open(`<assisters-chat endpoint="/a"></assisters-chat><assisters-chat id="second" endpoint="/b"></assisters-chat>`);
      page.find('#second').shadowRoot!.querySelector('button')!.click();
      expect(page.find('#second').hasAttribute('open')).to.equal(true);
      expect(page.chat.hasAttribute('open')).to.equal(false);
    });

    it('opens for a press on what the owner puts in the place of its icon', async () => {
      await open('<assisters-chat endpoint="/a"><i slot="launcher"><b>Help</b></i></assisters-chat>');
      page.find('b').click();
      expect(page.chat.hasAttribute('open')).to.equal(true);
    });

    it('hands over to the script the question that was pressed last, once', async () => {
      await open(TRIGGERS['data-assisters="ask"']! + CHAT);
      page.find('#on').click();
      page.find('#on').click();
      const queue = page.window.AssistersChat as unknown[];
      expect(queue).to.deep.equal([]);
      // As the script does it.
      page.window.eval(`AssistersChat.push = (...entries) => (window.got = entries);
        customElements.define('assisters-chat', class extends HTMLElement {})`);
      await page.succeed();
      expect((page.window as unknown as { got: unknown }).got).to.deep.equal([['ask', 'Where is it?', page.chat]]);
    });

    for (const entry of [['show'], ['ask', 'Where is it?']]) {
      it(`fetches the script for AssistersChat.push(${JSON.stringify(entry)}), and leaves it there for the script`, async () => {
        await open(CHAT);
        const queue = page.window.AssistersChat as unknown[];
        expect(queue.push(entry)).to.equal(1);
        expect(page.asked).to.deep.equal([0]);
        expect(Array.from(queue)).to.deep.equal([entry]);
      });

      it(`fetches the script at once for what was pushed before: ${JSON.stringify(entry)}`, async () => {
        await open(CHAT, (window) => (window.AssistersChat = window.Array.of(entry)));
        expect(page.asked).to.deep.equal([0]);
        expect(page.window.AssistersChat).to.have.length(1);
      });
    }

    it('leaves a global of the page alone that only has its name', async () => {
      const own = { version: 3 };
      await open(CHAT, (window) => (window.AssistersChat = own));
      expect(page.window.AssistersChat).to.equal(own);
      page.launcher!.click();
      expect(page.asked).to.deep.equal([0]);
    });

    it('fetches the script for an address that calls it, now or later', async () => {
      await open(CHAT, (window) => (window.location.hash = '#assisters-chat'));
      expect(page.asked).to.deep.equal([0]);
      page.close();
      await open(CHAT);
      const changed = new Promise((resolve) => page.window.addEventListener('hashchange', resolve));
      page.window.location.hash = '#assisters-ask=Where';
      await changed;
      expect(page.asked).to.deep.equal([0]);
    });
  });

  describe('what is kept in the browser', () => {
    for (const state of TURN_STATES) {
      const isPending = ['queued', 'sending', 'streaming', 'recovering'].includes(state);
      it(`${isPending ? 'fetches the script for a turn' : 'waits beside a turn'} that is ${state}`, async () => {
        for (const store of [localStorage, sessionStorage]) {
          store.clear();
          store.setItem(RECORD, JSON.stringify({ turns: [{ state: 'done' }, { state, question: 'Q' }] }));
          await open(CHAT);
          expect(page.asked).to.deep.equal(isPending ? [0] : []);
          page.close();
        }
      });
    }

    it('waits beside what is not of a chat, and beside words that only look so', async () => {
      localStorage.setItem('jobs', '{"state":"queued"}');
      localStorage.setItem(RECORD, JSON.stringify({ turns: [{ state: 'done', question: '"state":"queued"' }] }));
      await open(CHAT);
      expect(page.asked).to.deep.equal([]);
    });
  });

  describe('chats that show at once', () => {
    for (const attributes of ['open', 'mode="inline"', 'mode="Fullscreen"', 'debug', 'key="x"', 'heading="ast_live_x"', 'endpoint=""']) {
      it(`leaves to the script: ${attributes}`, async () => {
        await open(`<assisters-chat ${attributes} endpoint="/api"></assisters-chat>`);
        expect(page.asked).to.deep.equal([0]);
        expect(page.launcher ?? null).to.equal(null);
      });
    }

    it('waits beside values that only look like such attributes, over several lines', async () => {
      await open(CHAT.replace('endpoint', `heading='A\n open="" key="x" mode="inline"' endpoint`));
      expect(page.asked).to.deep.equal([]);
      expect(isShown(page.launcher)).to.equal(true);
    });

    it('fetches the script when a chat is opened by an attribute', async () => {
      await open(CHAT);
      page.chat.setAttribute('open', '');
      await page.settled();
      expect(page.asked).to.deep.equal([0]);
    });
  });

  describe('as the page changes', () => {
    it('paints a chat that comes late, and one whose attributes come after it', async () => {
      await open('');
      const late = page.document.createElement('assisters-chat');
      page.document.body.append(late);
      late.setAttribute('endpoint', '/api');
      await page.settled();
      expect(isShown(page.launcher)).to.equal(true);
      late.setAttribute('launcher-label', 'Ask us');
      await page.settled();
      expect(page.launcher!.ariaLabel).to.equal('Ask us');
      expect(page.asked).to.deep.equal([]);
    });

    for (const layer of ['page', 'top']) {
      it(`keeps its one launcher while a chat is moved: layer ${layer}`, async () => {
        await open(`<main></main><assisters-chat endpoint="/api" layer="${layer}" accent="gold"></assisters-chat>`);
        const { launcher } = page;
        page.find('main').append(page.chat);
        await page.settled();
        expect(page.launcher).to.equal(launcher);
        expect(isShown(launcher)).to.equal(true);
        expect(page.chat.shadowRoot!.childElementCount).to.equal(1);
      });
    }

    it('serves all chats once when it runs twice', async () => {
      await open(CHAT);
      page.start();
      page.launcher!.click();
      expect(page.asked).to.deep.equal([0]);
      expect(page.chat.shadowRoot!.childElementCount).to.equal(1);
    });

    it('rests where the chat itself is', async () => {
      await open(CHAT, (window) => window.eval('customElements.define("assisters-chat", class extends HTMLElement {})'));
      page.chat.click();
      expect(page.asked).to.deep.equal([]);
      expect(page.chat.shadowRoot).to.equal(null);
    });

    for (const mode of ['open', 'closed'] as const) {
      it(`leaves a chat to the script that has another's shadow root, and goes on with the others: ${mode}`, async () => {
        await open(`${CHAT}<assisters-chat id="second" endpoint="/b"></assisters-chat>`, (window) => {
          window.document.querySelector('assisters-chat')!.attachShadow({ mode }).append('Theirs');
        });
        expect(page.errors).to.deep.equal([]);
        expect(page.asked).to.deep.equal([0]);
        expect(isShown(page.find('#second').shadowRoot!.querySelector('button'))).to.equal(true);
      });
    }

    it('takes the place of a declared shadow root', async () => {
      await open(
        '<assisters-chat endpoint="/api"><template shadowrootmode="open"><p>Loading</p></template></assisters-chat>',
        // What is given as text has none else.
        ({ document }) => document.querySelector('template') && document.body.setHTMLUnsafe(document.body.innerHTML),
      );
      expect(isShown(page.launcher)).to.equal(true);
      expect(page.chat.shadowRoot!.querySelector('p')).to.equal(null);
    });
  });

  describe('when the script cannot be had', () => {
    it('tries again with each press, and with nothing less', async () => {
      await open(CHAT);
      page.launcher!.click();
      await page.fail();
      expect(page.chat.hasAttribute('open')).to.equal(false);
      point(page.launcher!);
      page.launcher!.blur();
      page.launcher!.focus();
      expect(page.asked).to.deep.equal([0]);
      page.launcher!.click();
      expect(page.chat.hasAttribute('open')).to.equal(true);
      await page.fail();
      page.launcher!.click();
      expect(page.asked).to.deep.equal([0, 1, 2]);
    });

    it('shows beside the launcher what the owner wrote inside of the tag, whose own links mean themselves', async () => {
      await open(CHAT);
      page.launcher!.click();
      await page.fail();
      expect([isShown(page.launcher), isShown(page.find('#fallback'))]).to.deep.equal([true, true]);
      page.launcher!.click();
      await page.fail();
      expect(page.chat.shadowRoot!.querySelectorAll('slot:not([name])')).to.have.length(1);
      page.find('#fallback').focus();
      page.find('#fallback').click();
      expect(page.asked).to.deep.equal([0, 1]);
      expect(page.document.activeElement).to.equal(page.find('#fallback'));
    });

    it('gives a launcher, and keeps the fallback, to a chat that was to be open', async () => {
      await open(CHAT.replace('id=', 'open id='));
      expect(isShown(page.find('#fallback'))).to.equal(true);
      await page.fail();
      await page.settled();
      expect([isShown(page.launcher), isShown(page.find('#fallback'))]).to.deep.equal([true, true]);
    });

    it('forgets the question that was pressed, for its next press says it again', async () => {
      await open(TRIGGERS['data-assisters="ask"']! + CHAT);
      page.find('#on').click();
      await page.fail();
      expect(page.window.AssistersChat).to.have.length(0);
      page.find('#on').click();
      expect(page.asked).to.deep.equal([0, 1]);
    });
  });
});
