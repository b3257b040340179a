import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EndpointFacts, Reply } from '../../../src/checklist/ask-endpoint.ts';
import { checkAttributes, closest } from '../../../src/checklist/checks/check-attributes.ts';
import { checkCors } from '../../../src/checklist/checks/check-cors.ts';
import { checkEndpoint } from '../../../src/checklist/checks/check-endpoint.ts';
import { checkKeys } from '../../../src/checklist/checks/check-keys.ts';
import { allow, checkPolicy } from '../../../src/checklist/checks/check-policy.ts';
import { checkScript } from '../../../src/checklist/checks/check-script.ts';
import { checkStorage } from '../../../src/checklist/checks/check-storage.ts';
import { parseConfig } from '../../../src/widget/element/config.ts';
import { createConfig, createContext } from '../fake-context.ts';

const PAGE = 'https://shop.example/tents.html';
const SCRIPT = { src: 'https://cdn.example/assisters-chat.js', attributes: new Map([['data-endpoint', '/api']]) };

/** What the tag's own reader makes of attributes, so that its reasons and ours stay together. */
function tagOf(values: Record<string, string>) {
  const attributes = new Map(Object.entries(values));
  const { config, problems } = parseConfig(attributes, PAGE);
  return createContext({ attributes, tag: { config, problems } });
}

describe('the endpoint', () => {
  for (const [text, title] of [
    ['', /does not say where your proxy is/],
    ['https://api.assisters.dev/v1', /is the Assisters API itself/],
    ['javascript:alert(1)', /not an address/],
    ['//proxy.example', /not an address/],
    ['https://me:word@proxy.example', /user name or a password/],
    ['/api?x=1', /"\?" or a "#"/],
    ['http://proxy.example', /page is https, the endpoint is http/],
    ['http://localhost:8787', /visitor's own computer/],
  ] as const) {
    it(`names what is wrong with "${text}", and gives a line to paste`, () => {
      const finding = checkEndpoint(tagOf({ endpoint: text }));
      assert.equal(finding.state, 'bad', finding.title);
      assert.match(finding.title, title);
      assert.match(finding.paste!, /^endpoint="/);
    });
  }

  it('is right when it is an address of the page or of another https server', () => {
    assert.equal(checkEndpoint(tagOf({ endpoint: '/api/assisters' })).state, 'ok');
    assert.equal(checkEndpoint(tagOf({ endpoint: 'https://proxy.example/' })).state, 'ok');
  });

  it('is written with data- where the chat came from a script tag', () => {
    assert.match(checkEndpoint({ ...tagOf({}), scripts: [SCRIPT] }).paste!, /^data-endpoint="/);
  });
});

describe('a key in the page', () => {
  const KEY = 'ast_live_0123456789abcdefghijABCDEFGHIJ';
  const isSilent = (finding: object): void => assert.doesNotMatch(JSON.stringify(finding), /0123456789/);

  it('is named by the attribute of the tag, never shown', () => {
    for (const name of ['api-key', 'heading', 'title']) {
      const finding = checkKeys(tagOf({ endpoint: '/api', [name]: KEY }));
      assert.equal(finding.state, 'bad');
      assert.match(finding.title, new RegExp(`the chat’s tag, ${name}`));
      isSilent(finding);
    }
  });

  it('is found in scripts and attributes of the page, and named by its kind alone', () => {
    const finding = checkKeys(createContext({ texts: [{ where: '<div data-x>', text: `a ${KEY}` }] }));
    assert.equal(finding.state, 'bad');
    assert.match(finding.title, /<div data-x> \(ast_live_…\)/);
    isSilent(finding);
  });

  it('is found on a script tag that was refused because of it', () => {
    const scripts = [{ src: SCRIPT.src, attributes: new Map([['data-api-key', KEY]]) }];
    const finding = checkKeys(createContext({ scripts }));
    assert.match(finding.title, /script tag, data-api-key/);
    isSilent(finding);
  });

  it('is none where a page carries a public key of its shop, or names the kind of a key', () => {
    const texts = [
      { where: 'x', text: 'pk_live_0123456789abcdef' },
      { where: 'y', text: 'Keys begin with ast_live_.' },
    ];
    assert.equal(checkKeys(createContext({ texts })).state, 'ok');
  });
});

describe('permission for another origin', () => {
  const read: Reply = { kind: 'answered', status: 405, isHtml: false, json: undefined, code: null };
  const failed: Reply = { kind: 'failed' };
  const facts = (changes: Partial<EndpointFacts>): EndpointFacts => ({
    health: failed,
    chat: failed,
    bare: failed,
    rest: null,
    isThere: false,
    knowsChat: false,
    ...changes,
  });
  const context = createContext({ tag: { config: createConfig({ userToken: 'jwt' }), problems: [] } });
  const check = (changes: Partial<EndpointFacts>) => checkCors(context, 'https://proxy.example/chat', facts(changes));

  it('is not needed at home', () => {
    assert.match(checkCors(context, 'https://shop.example/api', facts({ chat: read })).title, /Not needed/);
  });

  it('is there when a request with the headers of a question could be read', () => {
    assert.equal(check({ chat: read }).state, 'ok');
  });

  it('is there for questions alone, which does for a plain forwarder: a warning with the rest of it', () => {
    const { state, paste, fix } = check({ chat: read, rest: failed });
    assert.equal(state, 'warn');
    assert.equal(paste, 'Access-Control-Allow-Methods: GET, POST, DELETE');
    assert.match(fix!.join(), /content-type, idempotency-key, last-event-id, x-assisters-user/);
    assert.equal(check({ chat: read, rest: read }).state, 'ok');
  });

  it('lacks the headers of a question when only a bare request could be read', () => {
    assert.equal(
      check({ bare: read, isThere: true }).paste,
      'Access-Control-Allow-Headers: content-type, idempotency-key, x-assisters-user',
    );
  });

  it('is missing when a server is there and nothing could be read; the header names this page', () => {
    const { state, paste, fix } = check({ isThere: true });
    assert.equal(state, 'bad');
    assert.equal(paste, 'Access-Control-Allow-Origin: https://shop.example');
    assert.match(fix!.join(' '), /ALLOWED_ORIGINS=https:\/\/shop\.example/);
  });

  it('cannot be known when nothing answers', () => {
    assert.equal(check({}).state, 'unknown');
  });
});

describe('the page’s policy', () => {
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; trusted-types mine";
  const tag = { config: createConfig({ endpoint: 'https://proxy.example/x', avatar: 'https://img.example/a.png' }), problems: [] };

  it('is right when nothing was stopped', async () => {
    assert.equal((await checkPolicy(createContext({ tag }))).state, 'ok');
  });

  it('is told as the very directive that it has to be', async () => {
    const violations = [{ directive: 'connect-src', blocked: 'https://proxy.example/x/health', policy }];
    const finding = await checkPolicy(createContext({ tag, violations }));
    assert.equal(finding.state, 'bad');
    assert.equal(finding.paste, "connect-src 'self' https://proxy.example;");
  });

  it('has the picture’s host from default-src, without its none', async () => {
    const violations = [{ directive: 'img-src', blocked: 'https://img.example/a.png', policy }];
    const finding = await checkPolicy(createContext({ tag, violations, loadImage: () => Promise.resolve(false) }));
    assert.equal(finding.paste, 'img-src https://img.example;');
  });

  it('has the name of the chat’s Trusted Types policy beside those that are there', async () => {
    const violations = [{ directive: 'trusted-types', blocked: 'trusted-types-policy assisters-chat', policy }];
    const finding = await checkPolicy(createContext({ tag, violations, isDrawn: false }));
    assert.equal(finding.paste, 'trusted-types mine assisters-chat;');
    assert.equal((await checkPolicy(createContext({ tag, isDrawn: false }))).paste, 'trusted-types assisters-chat;');
  });

  it('is not blamed for what it stopped of others, nor for a picture that is not there', async () => {
    const violations = [{ directive: 'connect-src', blocked: 'https://ads.example/', policy }];
    assert.equal((await checkPolicy(createContext({ tag, violations }))).state, 'ok');
    assert.equal((await checkPolicy(createContext({ tag, loadImage: () => Promise.resolve(false) }))).state, 'warn');
  });

  it('keeps what a directive allows already', () => {
    assert.equal(
      allow({ policy: 'CONNECT-SRC https://a.example' }, 'connect-src', 'https://b.example'),
      'connect-src https://a.example https://b.example',
    );
  });
});

describe('the attributes', () => {
  it('are right when all are known, or belong to any element', () => {
    const attributes = new Map(
      ['endpoint', 'accent', 'id', 'class', 'aria-label', 'data-cfasync', 'v-cloak', '@click', 'dir'].map((name) => [name, 'x']),
    );
    assert.equal(checkAttributes(createContext({ attributes })).state, 'ok');
  });

  it('that nobody knows are named, with what was meant (O1)', () => {
    const attributes = new Map(['asistant', 'launcherlabel', 'data-endpoint', 'zebra'].map((name) => [name, 'x']));
    const { fix } = checkAttributes(createContext({ attributes }));
    assert.deepEqual(fix, [
      'asistant means nothing to the chat. Did you mean assistant?',
      'launcherlabel means nothing to the chat. Did you mean launcher-label?',
      'data-endpoint is for the script tag; on <assisters-chat> write endpoint.',
      'zebra means nothing to the chat.',
    ]);
  });

  it('of a script tag have data- before them', () => {
    const scripts = [
      {
        src: SCRIPT.src,
        attributes: new Map([...['src', 'data-acent', 'endpoint', 'data-cfasync', 'id'].map((name) => [name, 'x'] as const)]),
      },
    ];
    assert.deepEqual(checkAttributes(createContext({ scripts })).fix, [
      'data-acent means nothing to the chat. Did you mean data-accent?',
      'On the script tag, endpoint has to be data-endpoint.',
    ]);
  });

  it('with values that cannot be used are told as on the console', () => {
    const context = tagOf({ endpoint: '/api', keep: 'forever' });
    assert.match(checkAttributes(context).fix![0]!, /keep="forever" is not/);
  });

  it('that are empty where a name belongs are told as on the console (O1)', () => {
    assert.match(checkAttributes(tagOf({ endpoint: '/api', heading: '' })).fix![0]!, /heading="" names nothing/);
  });

  it('that open the panel on load are told what that does to people (O1)', () => {
    const open = (mode: string, more: [string, string][] = []) =>
      checkAttributes(createContext({ opensItself: true, attributes: new Map([['mode', mode], ...more]), known: ['mode', 'endpoint'] }));
    const { state, title, fix } = open('floating');
    assert.equal(state, 'warn');
    assert.match(title, /^open shows the panel with every load/);
    assert.match(fix!.join(), /covers the page.*data-assisters="show"/);
    assert.match(open('floating', [['zebra', '']]).fix!.join('\n'), /^zebra means nothing.*\nOn a small screen/);
    // There it changes nothing.
    for (const mode of ['inline', 'Fullscreen']) assert.equal(open(mode).state, 'ok');
  });

  it('are guessed only where the guess is near', () => {
    assert.equal(closest('accnt', ['accent', 'assistant']), 'accent');
    assert.equal(closest('colour', ['accent', 'assistant']), undefined);
  });
});

describe('script and memory', () => {
  it('name a script that is there twice, and one that its browser refuses', () => {
    assert.match(checkScript(createContext({ scripts: [SCRIPT] })).title, /loaded once, from https:\/\/cdn\.example\/assisters-chat\.js/);
    assert.match(checkScript(createContext({ scripts: [SCRIPT, SCRIPT] })).title, /2 times/);
    const strict = { src: SCRIPT.src, attributes: new Map([['integrity', 'sha384-x']]) };
    assert.equal(checkScript(createContext({ scripts: [strict] })).paste, 'crossorigin="anonymous"');
  });

  it('name two chats with one id, or one conversation (X6)', () => {
    const chats = (...pairs: [string, string | null][]) =>
      createContext({ chats: pairs.map(([id, conversation]) => ({ id, conversation, name: null })) });
    assert.match(checkScript(chats(['a', 'x'], ['a', 'y'])).title, /the same id, “a”/);
    assert.equal(checkScript(chats(['', 'x'], ['', 'x'])).paste, 'storage-key="second"');
    assert.match(checkScript(chats(['', 'x'], ['', null])).title, /no usable endpoint/);
    assert.equal(checkScript(chats(['', 'x'], ['b', 'y'])).state, 'ok');
  });

  it('name two chats that sound alike, and how to mend that (X6)', () => {
    const chats = (...names: (string | null)[]) =>
      createContext({ chats: names.map((name, at) => ({ id: `${at}`, conversation: `${at}`, name })) });
    const { state, title, fix, paste } = checkScript(chats('Chat with shop.example', 'Chat with shop.example'));
    assert.equal(state, 'warn');
    assert.match(title, /both called “Chat with shop\.example”/);
    assert.match(fix![0]!, /heading of its own.*launcher-label/);
    assert.match(paste!, /^heading="/);
    assert.equal(checkScript(chats('Chat with Tents', 'Chat with Bikes', null, null)).state, 'ok');
  });

  it('name a browser that keeps nothing, and a choice to keep nothing', () => {
    const tag = { config: createConfig(), problems: [] };
    assert.equal(checkStorage(createContext({ tag })).state, 'ok');
    assert.equal(checkStorage(createContext({ tag, storage: { local: false, session: true, isFramed: false } })).state, 'warn');
    const none = { config: createConfig({ keep: { kind: 'none' } }), problems: [] };
    assert.equal(checkStorage(createContext({ tag: none })).paste, 'keep="30d"');
  });
});
