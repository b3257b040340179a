import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright';
import { HOST_ATTRIBUTES, PANEL_ATTRIBUTES, attributeName } from '../../src/widget/element/attributes.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startPage, type StartedPage } from '../support/start-page.ts';

interface CorpusCase {
  id: string;
  group: string;
  title: string;
  value: string;
  attribute?: string;
}

const { cases: corpus } = JSON.parse(readFileSync('test/corpora/own/widget/widget-config.json', 'utf8')) as { cases: CorpusCase[] };

const inGroup = (group: string): string[] => corpus.filter((entry) => entry.group === group).map(({ value }) => value);

const SCRIPT_URL = 'javascript:alert(1)';
const MARKUP = '"></style><script>alert(1)</script><img src=x onerror=alert(1)>';
const COLORS = inGroup('theme-value').filter((value) => value !== '#0a7');

/** By attribute, what is wrong in it, and what its line says instead. */
const WRONG: Readonly<Record<string, readonly [values: readonly string[], wanted: string]>> = {
  accent: [[...COLORS, 'inherit', '#12', '12px', 'url(https://evil.example/x)', MARKUP], 'is not a CSS colour such as #3b5bdb.'],
  mode: [['popup', '__proto__', MARKUP], 'is not floating, inline, fullscreen.'],
  position: [['bottom-left', 'constructor', MARKUP], 'is not bottom-end, bottom-start, top-end, top-start.'],
  theme: [['blue', ...COLORS], 'is not auto, system, light, dark.'],
  layer: [['2147483648', '-1'], 'is not page, top.'],
  links: [['*', SCRIPT_URL], 'is not auto, new, same.'],
  variant: [['__proto__', 'valueOf'], 'is not document, bubbles.'],
  avatar: [[SCRIPT_URL, 'http://', 'data:image/svg+xml,<svg onload="alert(1)">', 'blob:x'], 'is not an http(s) address.'],
  privacy: [[SCRIPT_URL, 'data:text/html,<script>alert(1)</script>'], 'is not an http(s) address.'],
  contact: [[SCRIPT_URL, 'vbscript:x', 'ftp://shop.example', 'http://['], 'is not mailto:, tel: or http(s).'],
  assistant: [['../admin', 'a/b', 'a b', MARKUP], 'is not a slug such as pricing-advisor.'],
  keep: [['forever', '-1d', '1e9d', '30', MARKUP], 'is not 30d, 12h, session or none.'],
  lang: [['__proto__', '../en', 'e', MARKUP], 'is not a language such as pt-BR.'],
  strings: [
    [...inGroup('json-config'), '{', '[1]', '[]', '"x"', '5', 'true', '{"send":null}', MARKUP],
    'is not JSON such as {"send": "Ask"}.',
  ],
  suggestions: [['["a",', '{"a":1}', '[1]', '{"__proto__":{"polluted":1}}'], 'is not questions, one a line.'],
  images: [['*', '*.example.com', 'http://cdn.example', SCRIPT_URL], 'is not click, never or a host.'],
  'max-length': [['1e9', '-5', '0', '4001', '12px', '1.5', 'NaN'], 'is not 1 to 4000.'],
  timeout: [['-1', '0', 'ten', 'Infinity', '99999999', '1.2.3', '30s'], 'is not seconds such as 30.'],
  deadline: [['-1', '0', 'ten', '1e9'], 'is not seconds such as 300.'],
  'teaser-delay': [['-1', 'soon', '99999999'], 'is not seconds such as 8.'],
};

/** Without which it must not start. */
const ENDPOINTS = [
  ...inGroup('endpoint').filter((value) => value !== 'https://api.example/chat/'),
  'ftp://shop.example',
  'http://[',
  '/api?x=1',
  'https://api.assisters.dev/v1',
  MARKUP.replace('"', '//'),
];

/** Any text is right in them, and is shown as the text that it is. */
const TEXTS = ['heading', 'subheading', 'placeholder', 'launcher-label', 'disclosure', 'greeting', 'teaser'];

/** An avatar is asked for wherever the owner says that it is. */
const EVERY = [...Object.keys(HOST_ATTRIBUTES), ...Object.keys(PANEL_ATTRIBUTES)].filter((property) => property !== 'avatar');

/** How an attribute comes to its chat. */
const MANNERS = ['parsed', 'attribute', 'property', 'script tag'] as const;

interface Seen {
  /** What the console was told. */
  lines: string[];
  /** All that the chat consists of, shadow roots included; without `style`, which tells of places. */
  tree: string;
  accent: string;
  background: string;
  hasLauncher: boolean;
  hasInput: boolean;
  /** The owner's own content is shown in the chat's place. */
  hasFallback: boolean;
  /** The same, once the attribute is gone again. */
  mended: Seen | null;
}

/** The page's side: what the tests ask it. */
interface BadInputPage {
  see(manner: (typeof MANNERS)[number], attribute: string, value: unknown): Promise<Seen>;
  /** The page beside the chat. */
  page(): string;
  /** Sets each value by each attribute, and takes it away again. @returns what went wrong. */
  setAll(values: readonly string[], attributes: readonly string[]): Promise<string[]>;
  /** The same with what is no text, by a property. @returns what went wrong. */
  setOdd(property: string): Promise<string[]>;
}

declare const bad: BadInputPage;

// Runs in the page, before all else. A string of HTML is how a tag comes from a server.
const PAGE_SIDE = (): void => {
  const lines: string[] = [];
  for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[level] = (...words: unknown[]) => {
      // What a second script of ours says, which only the test brings.
      if (words[0] !== '<assisters-chat> is defined already.') lines.push(`${level} ${words.join(' ')}`);
    };
  }
  window.alert = () => void lines.push('a script was run');
  type Chat = HTMLElement & { updateComplete: Promise<unknown>; open: boolean };
  const camelCase = (name: string): string => name.replace(/-./g, ([, letter]) => letter!.toUpperCase());
  const walk = (root: ParentNode): string =>
    [...root.childNodes]
      .map((node) => {
        if (node instanceof Text) return node.data.trim().replaceAll('<', '&lt;');
        if (!(node instanceof Element)) return '';
        const attributes = [...node.attributes]
          .filter(({ name }) => name !== 'style')
          .map(({ name, value }) => ` ${name}="${value.replaceAll('<', '&lt;')}"`);
        return `<${node.localName}${attributes.sort().join('')}>${node.shadowRoot ? `{${walk(node.shadowRoot)}}` : ''}${walk(node)}</>`;
      })
      .join('');
  const settle = async (chat: Chat): Promise<void> => {
    for (let times = 0; times < 2; times++) {
      await chat.updateComplete;
      const panel = chat.shadowRoot!.querySelector<Chat>('assisters-panel');
      await panel?.updateComplete;
      for (const inner of panel?.shadowRoot!.querySelectorAll<Chat>('assisters-message-log, assisters-composer') ?? [])
        await inner.updateComplete;
    }
  };
  const look = (chat: Chat): Seen => {
    const root = chat.shadowRoot!;
    const launcher = root.querySelector('[part=launcher]');
    const panel = root.querySelector('assisters-panel')?.shadowRoot;
    return {
      lines: lines.splice(0),
      tree: walk(root),
      accent: chat.style.getPropertyValue('--assisters-accent'),
      background: launcher ? getComputedStyle(launcher).backgroundColor : '',
      hasLauncher: (launcher?.getBoundingClientRect().width ?? 0) >= 44,
      hasInput: panel?.querySelector('assisters-composer')?.shadowRoot!.querySelector('textarea') !== undefined,
      hasFallback: chat.querySelector('a')?.checkVisibility() ?? false,
      mended: null,
    };
  };
  const start = (chat: Element): void => {
    if (!chat.hasAttribute('endpoint')) chat.setAttribute('endpoint', '/api/assisters');
    chat.append(Object.assign(document.createElement('a'), { href: '/contact', textContent: 'Contact us' }));
  };
  const open = async (): Promise<Chat> => {
    const chat = document.createElement('assisters-chat') as Chat;
    start(chat);
    chat.setAttribute('open', '');
    document.body.append(chat);
    await settle(chat);
    return chat;
  };
  /** At most one line was said, it begins so, and the chat is there. */
  const check = (chat: Chat, given: string, beginning: string, trouble: string[]): void => {
    const { lines: said, hasLauncher, hasInput } = look(chat);
    if (said.length > 1 || (said[0] && !said[0].includes(beginning))) trouble.push(`${given}: ${said.join(' | ')}`);
    if (!hasLauncher || !hasInput) trouble.push(`${given}: the chat is gone`);
  };
  const side: BadInputPage = {
    async see(manner, attribute, value) {
      let chat = document.createElement('assisters-chat') as Chat;
      const give = (to: unknown): void => {
        if (manner === 'property') (chat as unknown as Record<string, unknown>)[camelCase(attribute)] = to;
        else if (typeof to === 'string') chat.setAttribute(attribute, to);
        else chat.removeAttribute(attribute);
      };
      if (manner === 'parsed') {
        const escaped = String(value).replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
        const template = document.createElement('template');
        template.innerHTML = `<assisters-chat open ${value === null ? '' : `${attribute}="${escaped}"`}></assisters-chat>`;
        chat = document.importNode(template.content, true).firstElementChild as Chat;
        start(chat);
        document.body.append(chat);
      } else if (manner === 'script tag') {
        const tag = document.createElement('script');
        tag.src = `/assisters-chat.js?${performance.now()}`;
        Object.assign(tag.dataset, { endpoint: '/api/assisters', open: '' });
        if (value !== null) tag.setAttribute(`data-${attribute}`, String(value));
        await new Promise((resolve) => {
          tag.onload = resolve;
          document.head.append(tag);
        });
        tag.remove();
        const inserted = document.querySelector<Chat>('assisters-chat');
        // Refused as a whole.
        if (!inserted)
          return {
            lines: lines.splice(0),
            tree: '',
            accent: '',
            background: '',
            hasLauncher: false,
            hasInput: false,
            hasFallback: false,
            mended: null,
          };
        chat = inserted;
        start(chat);
      } else {
        chat = await open();
        give(value);
      }
      await settle(chat);
      const seen = look(chat);
      if (manner !== 'script tag') {
        // HTML's own property knows no null.
        give(attribute === 'endpoint' ? '/api/assisters' : attribute === 'lang' && manner === 'property' ? '' : null);
        await settle(chat);
        seen.mended = look(chat);
      }
      chat.remove();
      return seen;
    },
    page() {
      const ours = document.querySelectorAll('assisters-chat');
      const rest = document.documentElement.cloneNode(true) as Element;
      return `${ours.length} ${rest.outerHTML} ${document.adoptedStyleSheets.length} ${String(({} as { polluted?: unknown }).polluted)} ${localStorage.length + sessionStorage.length}`;
    },
    async setAll(values, attributes) {
      const chat = await open();
      const trouble: string[] = [];
      for (const attribute of attributes) {
        for (const value of values) {
          chat.setAttribute(attribute, value);
          await settle(chat);
          if (attribute === 'endpoint') chat.setAttribute('endpoint', '/api/assisters');
          else chat.removeAttribute(attribute);
          await settle(chat);
          check(chat, `${attribute}="${value.slice(0, 60)}"`, `<assisters-chat>: ${attribute}`, trouble);
        }
      }
      chat.remove();
      return trouble;
    },
    async setOdd(property) {
      const chat = await open();
      const trouble: string[] = [];
      const set = async (value: unknown): Promise<void> => {
        (chat as unknown as Record<string, unknown>)[property] = value;
        await settle(chat);
      };
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const none = Object.create(null) as object;
      for (const value of [
        5,
        NaN,
        10n,
        true,
        {},
        [],
        [[]],
        circular,
        none,
        Symbol(),
        () => 1,
        new Date(NaN),
        document.body,
        new Map(),
        /x/,
      ]) {
        await set(value);
        await set(property === 'endpoint' ? '/api/assisters' : null);
        check(chat, typeof value, '<assisters-chat>: ', trouble);
      }
      chat.remove();
      return trouble;
    },
  };
  Object.assign(window, { bad: side });
};

describe('bad input', { timeout: 300_000 }, () => {
  let site: StartedPage;
  let browser: Browser;
  let page: Page;
  let untouched: string;
  const trouble: string[] = [];

  before(async () => {
    // Without a policy: what is tested is the script, not the browser's second wall.
    site = await startPage({
      tag: '<h1>Shop</h1>',
      policy: 'img-src * data:',
      proxy: (_request, response) => void response.writeHead(404).end(),
    });
    browser = await openBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => trouble.push(`error ${String(error)}`));
    page.on('dialog', (dialog) => void (trouble.push(`dialog ${dialog.message()}`), dialog.dismiss()));
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      const isOurs = origin === new URL(site.url).origin && /^\/$|^\/assisters-chat\.js$|^\/api\/assisters\/assistants\//.test(pathname);
      if (!isOurs && request.url() !== 'data:,') trouble.push(`request ${request.url()}`);
    });
    await page.addInitScript(PAGE_SIDE);
    await page.goto(site.url);
    await page.waitForFunction(() => customElements.get('assisters-chat') !== undefined);
  });
  beforeEach(async () => {
    untouched = await page.evaluate(() => bad.page());
  });
  afterEach(async () => {
    // Rejections that nobody caught are told a task later.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    assert.deepEqual(trouble.splice(0), []);
    assert.equal(await page.evaluate(() => bad.page()), untouched, 'the page has changed');
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  const see = (manner: (typeof MANNERS)[number], attribute: string, value: unknown): Promise<Seen> =>
    page.evaluate(([manner, attribute, value]) => bad.see(manner as 'parsed', attribute as string, value), [
      manner,
      attribute,
      value,
    ] as const);

  /** A tag as it looks where the attribute is absent; an attribute of the tag itself is none of its looks. */
  const likeAbsent = ({ tree, accent, background, hasLauncher, hasInput, hasFallback }: Seen): object => ({
    tree,
    accent,
    background,
    hasLauncher,
    hasInput,
    hasFallback,
  });

  for (const manner of MANNERS) {
    for (const [attribute, [values, wanted]] of Object.entries(WRONG)) {
      it(`counts as absent and is told in one line: ${attribute}, by ${manner} (O1)`, async () => {
        const absent = await see(manner, 'class', null);
        assert.deepEqual(absent.lines, []);
        assert.ok(absent.hasLauncher && absent.hasInput && !absent.hasFallback);
        for (const value of values) {
          const seen = await see(manner, attribute, value);
          assert.deepEqual(likeAbsent(seen), likeAbsent(absent), value);
          assert.equal(seen.lines.length, 1, `${value}: ${seen.lines.join('\n')}`);
          const [line] = seen.lines;
          assert.ok(line!.startsWith(`warn <assisters-chat>: ${attribute}="`) && line!.endsWith(wanted), line);
          assert.ok(line!.length < 250);
          if (seen.mended) assert.deepEqual([seen.mended.lines, likeAbsent(seen.mended)], [[], likeAbsent(absent)]);
        }
      });
    }

    it(`keeps the chat from starting, says why in one line, and leaves the place to the owner's own content: endpoint, by ${manner} (O4)`, async () => {
      for (const value of ENDPOINTS) {
        // No parser of HTML lets it through.
        if (manner === 'parsed' && value.includes('\u0000')) continue;
        const { lines, hasLauncher, hasFallback, mended } = await see(manner, 'endpoint', value);
        assert.equal(lines.length, 1, `${value}: ${lines.join('\n')}`);
        assert.match(lines[0]!, /^error <assisters-chat>: endpoint (is|holds|has) .*Write endpoint="\/api\/assisters"\.$/);
        assert.ok(!hasLauncher && hasFallback, value);
        if (mended) assert.ok(mended.hasLauncher && mended.hasInput && mended.lines.length === 0, `${value} mended`);
      }
    });

    it(`refuses a key, in one line that does not repeat it: by ${manner}`, async () => {
      for (const { attribute, value } of [
        ...corpus.filter(({ group }) => group === 'api-key'),
        { attribute: 'heading', value: 'sk_live_51abc' },
      ]) {
        // No property has the name of a key.
        if (manner === 'property' && attribute === 'api-key') continue;
        const { lines, hasLauncher } = await see(manner, attribute!, value);
        assert.equal(lines.length, 1);
        assert.match(lines[0]!, /^error <assisters-chat>: (api-key|heading): .*keep it on your proxy\.$/);
        assert.ok(!lines[0]!.includes(value) && !hasLauncher);
      }
    });

    it(`is shown as the text that it is, on one line and cut where it is long: ${TEXTS.join(', ')}, by ${manner}`, async () => {
      for (const attribute of TEXTS) {
        for (const value of [...inGroup('text-attribute'), MARKUP, '\u0000\u202e\ud800']) {
          const { lines, tree, hasLauncher, hasInput } = await see(manner, attribute, value);
          assert.deepEqual(lines, [], `${attribute} ${value.slice(0, 60)}`);
          assert.ok(hasLauncher && hasInput);
          assert.doesNotMatch(tree, /<(script|img|style)[ >]/);
          if (attribute !== 'greeting') assert.ok(tree.length < 20_000, `${attribute} is ${tree.length} long`);
        }
      }
    });
  }

  it('throws nothing, runs nothing and says no more than a line, whatever of the corpus stands in whatever attribute', async () => {
    const values = corpus.map(({ value }) => value);
    assert.deepEqual(
      await page.evaluate(([values, attributes]) => bad.setAll(values!, attributes!), [values, EVERY.map(attributeName)]),
      [],
    );
  });

  it('tells every wrong attribute in a line of its own, and each of them once', async () => {
    const lines = await page.evaluate(async () => {
      const chat = document.createElement('assisters-chat') as HTMLElement & { updateComplete: Promise<unknown> };
      chat.setAttribute('endpoint', '/api/assisters');
      chat.setAttribute('theme', 'blue');
      chat.setAttribute('timeout', 'ten');
      document.body.append(chat);
      const warned: string[] = [];
      console.warn = (line: string) => void warned.push(line);
      await chat.updateComplete;
      chat.setAttribute('heading', 'Another');
      await chat.updateComplete;
      chat.setAttribute('position', 'left');
      await chat.updateComplete;
      chat.remove();
      return warned;
    });
    assert.deepEqual(
      lines.map((line) => /^<assisters-chat>: (\w+)="/.exec(line)?.[1]),
      ['theme', 'timeout', 'position'],
    );
  });

  for (const property of [...EVERY, 'announce'].filter((name) => name !== 'lang')) {
    it(`survives what is no text at all, as a property: ${property}`, async () => {
      assert.deepEqual(await page.evaluate((name) => bad.setOdd(name), property), []);
    });
  }
});
