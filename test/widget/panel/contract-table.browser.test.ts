import { expect } from '@open-wc/testing';
import type { PanelElement } from '../../../src/widget/panel/panel-element.ts';
import { createPanel, descendants, FakeProxy, part, parts, removePanels, settle, until, words, type SentRequest } from './panel-fixture.ts';

/** What came back → state, words, what is offered, and the code that the page is told. */
interface Row {
  title: string;
  reply: (chat: SentRequest) => void;
  state: 'failed' | 'queued';
  says: string | RegExp;
  offers: string[];
  code: string;
}

const refuse =
  (status: number, code: string, headers?: Record<string, string>): Row['reply'] =>
  (chat) =>
    chat.refuse(status, code, headers);

const UNAVAILABLE = { state: 'failed', says: 'The assistant is not available right now.', offers: ['Contact a person'] } as const;
const WRONG = { state: 'failed', says: 'Something went wrong.', offers: ['Try again'] } as const;
const COUNTS = { state: 'queued', offers: ['Cancel'], code: 'rate_limit_exceeded' } as const;

const TABLE: Row[] = [
  ...(
    [
      [400, 'invalid_request'],
      [413, 'payload_too_large'],
    ] as const
  ).map(([status, code]) => ({
    title: `${status} ${code}`,
    reply: refuse(status, code),
    state: 'failed' as const,
    says: 'Your message could not be sent.',
    offers: ['Edit'],
    code: 'invalid_request',
  })),
  ...(
    [
      [401, 'invalid_api_key'],
      [402, 'insufficient_funds'],
      [403, 'origin_not_allowed'],
      [404, 'assistant_not_found'],
      [503, 'service_unavailable'],
    ] as const
  ).map(([status, code]) => ({
    title: `${status} ${code}`,
    reply: refuse(status, code),
    ...UNAVAILABLE,
    offers: ['Contact a person'],
    code,
  })),
  ...(
    [
      ['12', /in 0:1[12]\./],
      [new Date(Date.now() + 31_000).toUTCString(), /in 0:(29|3[01])\./],
      ['soon', /in 0:0[4-6]\./],
      ['Thu, 01 Jan 1998 00:00:00 GMT', /in 0:0[4-6]\./],
    ] as const
  ).map(([retryAfter, says]) => ({
    title: `429 with Retry-After: ${retryAfter}`,
    reply: refuse(429, 'rate_limit_exceeded', { 'retry-after': retryAfter }),
    ...COUNTS,
    says,
    offers: ['Cancel'],
  })),
  { title: '429 without a time', reply: refuse(429, 'rate_limit_exceeded'), ...COUNTS, says: /in 0:0[4-6]\./, offers: ['Cancel'] },
  {
    title: '503 with Retry-After',
    reply: refuse(503, 'service_unavailable', { 'retry-after': '9' }),
    ...COUNTS,
    says: /in 0:0[89]\./,
    offers: ['Cancel'],
  },
  {
    title: '429 with more than a minute',
    reply: refuse(429, 'rate_limit_exceeded', { 'retry-after': '600' }),
    state: 'failed',
    says: 'Too many questions just now. Try again in 10 minutes.',
    offers: ['Try again'],
    code: 'rate_limit_exceeded',
  },
  ...(
    [
      [409, 'conflict'],
      [418, 'teapot'],
      [500, 'server_error'],
      [502, 'upstream_error'],
      [504, 'upstream_error'],
    ] as const
  ).map(([status, code]) => ({
    title: `${status} ${code}`,
    reply: refuse(status, code),
    ...WRONG,
    offers: ['Try again'],
    code: 'server_error',
  })),
  {
    title: 'a page of HTML',
    reply: (chat) => chat.respond('<h1>secret upstream words</h1>', 'text/html'),
    ...WRONG,
    offers: ['Try again'],
    code: 'bad_response',
  },
  {
    title: 'a stream that ends before its first word',
    reply: (chat) => (chat.sources([]), chat.cut()),
    ...WRONG,
    offers: ['Try again'],
    code: 'interrupted',
  },
];

describe("what a visitor sees, by the contract's table", () => {
  let proxy: FakeProxy;
  let panel: PanelElement;

  beforeEach(async () => {
    proxy = new FakeProxy();
    panel = await createPanel({ contact: 'mailto:help@shop.example' });
  });

  afterEach(() => {
    removePanels();
    proxy.restore();
  });

  for (const { title, reply, state, says, offers, code } of TABLE) {
    it(`after ${title}: ${String(says)} (M13)`, async () => {
      const codes: string[] = [];
      panel.addEventListener('assisters-error', ({ detail }) => codes.push(detail.code));
      void panel.ask('Where is my order?');
      reply(await proxy.chat(0));
      await until(() => codes.length > 0);
      await settle(panel);
      expect(codes).to.deep.equal([code]);
      const [question, answer] = parts(panel, 'message');
      expect(answer!.dataset['state']).to.equal(state);
      expect(words(question!)).to.contain('Where is my order?', 'the visitor’s words stay');
      const problem = part(panel, state === 'queued' ? 'status' : 'error');
      if (typeof says === 'string') expect(words(problem)).to.contain(says);
      else expect(words(problem)).to.match(says);
      expect([...problem.querySelectorAll('button, a')].map((offered) => words(offered))).to.deep.equal(offers);
      const contact = problem.querySelector('a');
      if (contact) expect(contact.getAttribute('href')).to.equal('mailto:help@shop.example');
      for (const element of descendants(panel)) {
        for (const secret of ['secret upstream words', String(code), 'proxy.example'])
          for (const child of element.childNodes)
            if (child instanceof Text && element.localName !== 'style') expect(child.data).not.to.contain(secret);
      }
      expect((part(panel, 'input') as HTMLTextAreaElement).disabled).to.equal(false);
      expect(proxy.chats.length).to.equal(1, 'nothing is asked again by itself');
    });
  }
});
