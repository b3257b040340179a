import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseConfig, type ParsedConfig } from '../../../src/widget/element/config.ts';

const PAGE = 'https://shop.example/products/tent?x=1';

function parse(attributes: Record<string, string>, pageUrl = PAGE): ParsedConfig {
  return parseConfig(new Map(Object.entries({ endpoint: '/api/assisters', ...attributes })), pageUrl);
}

function messages({ problems }: ParsedConfig): string {
  return problems.join('\n');
}

/** Names of the texts that were taken from the owner. */
function overridden({ host }: ParsedConfig): string[] {
  return Object.keys(host.strings);
}

describe('endpoint', () => {
  const allowed: [string, string][] = [
    ['/api/assisters', 'https://shop.example/api/assisters'],
    ['api', 'https://shop.example/products/api'],
    ['https://api.example/chat/', 'https://api.example/chat'],
    ['https://api.example/chat///', 'https://api.example/chat'],
    ['https://api.example', 'https://api.example'],
    ['  https://api.example/a  ', 'https://api.example/a'],
    ['HTTPS://API.EXAMPLE/a', 'https://api.example/a'],
    ['http://localhost:8787', 'http://localhost:8787'],
    ['/', 'https://shop.example'],
  ];
  for (const [value, url] of allowed) {
    it(`takes ${JSON.stringify(value)} as ${url}`, () => {
      const parsed = parse({ endpoint: value });
      assert.equal(parsed.config?.endpoint, url);
      assert.deepEqual(parsed.problems, []);
    });
  }

  const refused: [string, RegExp][] = [
    ['', /missing/],
    ['   ', /missing/],
    ['javascript:alert(1)', /http\(s\)/],
    ['data:text/plain,x', /http\(s\)/],
    ['blob:https://shop.example/1', /http\(s\)/],
    ['file:///etc/passwd', /http\(s\)/],
    ['ftp://shop.example', /http\(s\)/],
    ['https://user:pw@api.example', /password/],
    ['https://user@api.example', /user name/],
    ['https://api.example/\u0000', /http\(s\)/],
    ['https://api.exa\nmple/', /http\(s\)/],
    ['https://', /http\(s\)/],
    ['http://[', /http\(s\)/],
    ['//proxy.example/api', /http\(s\)/],
    ['\\\\proxy.example/api', /http\(s\)/],
    ['/\\proxy.example/api', /http\(s\)/],
    ['https://api.assisters.dev/v1', /the key must stay on a proxy/],
    ['https://API.Assisters.dev./v1', /the key must stay on a proxy/],
    ['https://api.assisters.dev:8443', /the key must stay on a proxy/],
    ['/api?site=1', /"\?"/],
    ['/api#x', /"#"/],
    ['/api?', /"\?"/],
  ];
  for (const [value, reason] of refused) {
    it(`refuses ${JSON.stringify(value)} and says why`, () => {
      const parsed = parse({ endpoint: value });
      assert.equal(parsed.config, null);
      assert.equal(parsed.problems.length, 1);
      assert.match(messages(parsed), reason);
      assert.match(messages(parsed), /^endpoint .*endpoint="\/api\/assisters"/);
    });
  }

  it('never repeats a password', () => {
    assert.doesNotMatch(messages(parse({ endpoint: 'https://user:hunter2@api.example' })), /hunter2/);
  });

  it('refuses a relative address on a page that has no http address itself', () => {
    assert.equal(parse({ endpoint: '/api' }, 'file:///home/me/index.html').config, null);
    assert.equal(parse({ endpoint: '/api' }, 'about:blank').config, null);
  });
});

describe('keys', () => {
  const KEY = `ast_live_${'A'.repeat(43)}`;

  for (const name of ['api-key', 'apikey', 'key', 'secret']) {
    it(`refuses an attribute named ${name}, whatever it holds`, () => {
      const parsed = parse({ [name]: 'abc' });
      assert.equal(parsed.config, null);
      assert.match(messages(parsed), new RegExp(`^${name}:`));
      assert.match(messages(parsed), /every visitor can read it/);
    });
  }

  for (const value of [KEY, `Bearer ${KEY}`, 'sk_live_51abc', 'pk_test_x', 'rk_live_1', `line\n${KEY}`]) {
    it(`refuses ${JSON.stringify(value.slice(0, 20))} in any attribute, without repeating it`, () => {
      for (const name of ['heading', 'assistant', 'title', 'data-anything', 'strings', 'endpoint']) {
        const parsed = parse({ [name]: value });
        assert.equal(parsed.config, null, name);
        assert.doesNotMatch(messages(parsed), /(ast|sk|pk|rk)_(live|test)_/);
      }
    });
  }

  it('lets a signed identity be, whatever it looks like', () => {
    assert.equal(parse({ 'user-token': 'sk_test_abc' }).config?.userToken, 'sk_test_abc');
  });

  it('lets words be that only resemble a key', () => {
    assert.notEqual(parse({ heading: 'We ask_live_questions', greeting: 'task_test_1' }).config, null);
  });
});

describe('plain attributes', () => {
  it('have the documented defaults', () => {
    const { config, host, problems } = parse({});
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      endpoint: 'https://shop.example/api/assisters',
      assistant: null,
      mode: 'floating',
      heading: null,
      subheading: null,
      avatar: null,
      greeting: null,
      suggestions: [],
      placeholder: null,
      keep: { kind: 'local', ms: 30 * 86_400_000 },
      storageKey: null,
      user: null,
      userToken: null,
      links: 'auto',
      images: 'click',
      contact: null,
      disclosure: null,
      privacy: null,
      variant: 'document',
      maxLength: 4000,
      timeoutMs: 30_000,
      deadlineMs: 300_000,
      announce: 'blocks',
      feedback: false,
      sounds: false,
    });
    const { strings, ...rest } = host;
    assert.deepEqual(strings, {});
    assert.deepEqual(rest, {
      mode: 'floating',
      position: 'bottom-end',
      theme: 'auto',
      accent: null,
      layer: 'page',
      launcherLabel: null,
      teaser: null,
      teaserDelay: 8,
      lang: null,
    });
  });

  it('are on where a flag stands, whatever its text', () => {
    for (const text of ['', 'feedback', 'true', 'false']) assert.equal(parse({ feedback: text }).config?.feedback, true);
    assert.deepEqual(parse({ sounds: '' }).problems, []);
    assert.equal(parse({ sounds: '' }).config?.sounds, true);
  });

  it('fall back to the default when a word is unknown, and list the known ones', () => {
    const parsed = parse({ position: 'bottom-left', mode: 'popup', theme: 'blue', links: '*', variant: '__proto__', layer: '2147483648' });
    assert.equal(parsed.host.position, 'bottom-end');
    assert.equal(parsed.host.mode, 'floating');
    assert.equal(parsed.config?.links, 'auto');
    assert.equal(parsed.config?.variant, 'document');
    assert.equal(parsed.problems.length, 6);
    assert.match(messages(parsed), /bottom-end, bottom-start, top-end, top-start/);
  });

  it('take words in any case', () => {
    assert.equal(parse({ theme: ' Dark ' }).host.theme, 'dark');
  });

  it('make one line of text, and cut what is too long with an ellipsis', () => {
    assert.equal(parse({ heading: 'a\nb' }).config?.heading, 'a b');
    const heading = parse({ heading: 'A'.repeat(100_000) }).config?.heading ?? '';
    assert.equal(heading.length, 120);
    assert.ok(heading.endsWith('…'));
  });

  it('never cut a character in two', () => {
    assert.match(parse({ heading: '😀'.repeat(200) }).config?.heading ?? '', /^(?:😀){119}…$/u);
  });

  it('keep the lines of a greeting', () => {
    assert.equal(parse({ greeting: 'Hi!\n\n- one\n- two' }).config?.greeting, 'Hi!\n\n- one\n- two');
  });

  it('take an assistant by slug or id and nothing else', () => {
    assert.equal(parse({ assistant: 'pricing-advisor' }).config?.assistant, 'pricing-advisor');
    const parsed = parse({ assistant: '../admin' });
    assert.equal(parsed.config?.assistant, null);
    assert.match(messages(parsed), /slug/);
  });

  it('take user claims that are there', () => {
    assert.deepEqual(parse({ 'user-id': ' 7 ', 'user-email': 'a@b.example', 'user-name': '' }).config?.user, {
      id: '7',
      email: 'a@b.example',
    });
  });
});

describe('keep', () => {
  const times: [string, object][] = [
    ['30d', { kind: 'local', ms: 2_592_000_000 }],
    ['12h', { kind: 'local', ms: 43_200_000 }],
    ['45m', { kind: 'local', ms: 2_700_000 }],
    ['90s', { kind: 'local', ms: 90_000 }],
    ['2w', { kind: 'local', ms: 1_209_600_000 }],
    ['1.5h', { kind: 'local', ms: 5_400_000 }],
    ['SESSION', { kind: 'session' }],
    ['none', { kind: 'none' }],
  ];
  for (const [value, keep] of times) it(`reads ${value}`, () => assert.deepEqual(parse({ keep: value }).config?.keep, keep));

  for (const value of ['30', 'forever', '0d', '-1d', '1e9d', 'd', '30days']) {
    it(`reads ${value} as 30 days, with a warning`, () => {
      const parsed = parse({ keep: value });
      assert.deepEqual(parsed.config?.keep, { kind: 'local', ms: 2_592_000_000 });
      assert.equal(parsed.problems.length, 1);
    });
  }
});

describe('suggestions', () => {
  it('are a JSON list or one a line', () => {
    assert.deepEqual(parse({ suggestions: '["Where is my order?", "Sizes?"]' }).config?.suggestions, ['Where is my order?', 'Sizes?']);
    assert.deepEqual(parse({ suggestions: '\n Where is my order? \n\n Sizes?\n' }).config?.suggestions, ['Where is my order?', 'Sizes?']);
  });

  it('are left out where they are no text, or longer than a message may be', () => {
    const parsed = parse({ suggestions: JSON.stringify(['ok', 1, null, 'A'.repeat(31)]), 'max-length': '30' });
    assert.deepEqual(parsed.config?.suggestions, ['ok']);
    assert.deepEqual(parsed.problems, ['suggestions="1, null" is not questions, one a line.']);
  });

  for (const value of ['["a",', '{"a":1}', '{"a":']) {
    it(`are none where the JSON is broken, or no list: ${value}`, () => {
      const parsed = parse({ suggestions: value });
      assert.deepEqual(parsed.config?.suggestions, []);
      assert.equal(parsed.problems.length, 1);
    });
  }
});

describe('numbers', () => {
  it('take seconds with decimals', () => {
    const { config } = parse({ timeout: '0.5', deadline: '.25' });
    assert.equal(config?.timeoutMs, 500);
    assert.equal(config?.deadlineMs, 250);
  });

  it('take no delay at all for the teaser, and 8 seconds for a wrong one, with a warning', () => {
    assert.equal(parse({ 'teaser-delay': '0' }).host.teaserDelay, 0);
    assert.equal(parse({ 'teaser-delay': '2.5' }).host.teaserDelay, 2.5);
    for (const value of ['-1', 'soon', '1.2.3', '99999999']) {
      const parsed = parse({ 'teaser-delay': value });
      assert.equal(parsed.host.teaserDelay, 8);
      assert.equal(parsed.problems.length, 1);
    }
  });

  it('cut a teaser after 90 characters', () => {
    assert.equal(Array.from(parse({ teaser: '👍'.repeat(200) }).host.teaser!).length, 90);
  });

  for (const value of ['0', '-1', '1e9', 'ten', 'Infinity', '99999999']) {
    it(`reads a timeout of ${value} as the default, with a warning`, () => {
      const parsed = parse({ timeout: value });
      assert.equal(parsed.config?.timeoutMs, 30_000);
      assert.equal(parsed.problems.length, 1);
    });
  }

  it('lower the length of a message, never raise it', () => {
    assert.equal(parse({ 'max-length': '200' }).config?.maxLength, 200);
    for (const value of ['4001', '1e9', '0', '-5', '1.5']) {
      const parsed = parse({ 'max-length': value });
      assert.equal(parsed.config?.maxLength, 4000);
      assert.equal(parsed.problems.length, 1);
    }
  });
});

describe('addresses', () => {
  it('are made absolute, and only of harmless schemes', () => {
    const { config } = parse({ avatar: '/a.png', contact: 'mailto:help@shop.example', privacy: 'https://shop.example/privacy' });
    assert.equal(config?.avatar, 'https://shop.example/a.png');
    assert.equal(config?.contact, 'mailto:help@shop.example');
    assert.equal(parse({ contact: 'tel:+49123' }).config?.contact, 'tel:+49123');
    for (const name of ['avatar', 'contact', 'privacy']) {
      const parsed = parse({ [name]: 'javascript:alert(1)' });
      assert.equal(parsed.problems.length, 1);
      assert.doesNotMatch(JSON.stringify(parsed.config), /javascript:/);
    }
  });

  it('name image hosts exactly, without wildcards', () => {
    assert.deepEqual(parse({ images: 'cdn.example.com https://img.example:8443/' }).config?.images, [
      'https://cdn.example.com',
      'https://img.example:8443',
    ]);
    for (const value of ['*', '*.example.com', 'http://cdn.example', 'https://a.example/path', 'https:']) {
      const parsed = parse({ images: value });
      assert.equal(parsed.config?.images, 'click');
      assert.equal(parsed.problems.length, 1);
    }
    assert.deepEqual(parse({ images: '* cdn.example x:y' }).problems, ['images="*, x:y" is not click, never or a host.']);
    assert.equal(parse({ images: 'never' }).config?.images, 'never');
  });
});

describe('strings', () => {
  it('override known texts and plural forms', () => {
    const parsed = parse({ strings: '{"send":"Ask","sources":{"one":"{n} page","other":"{n} pages"},"charsLeft":"{n} left"}' });
    assert.deepEqual(parsed.problems, []);
    assert.deepEqual(parsed.host.strings, {
      send: 'Ask',
      sources: { one: '{n} page', other: '{n} pages' },
      charsLeft: '{n} left',
    });
  });

  for (const value of ['5', 'true', 'null', '[]', '["send"]', '"send"']) {
    it(`are no ${value}, with a warning`, () => {
      const parsed = parse({ strings: value });
      assert.deepEqual(overridden(parsed), []);
      assert.equal(parsed.problems.length, 1);
    });
  }

  it('leave out wrong kinds and tell of all of them at once', () => {
    const parsed = parse({ strings: '{"send":1,"sources":{"one":"x"},"nonsense":"x","close":"Shut"}' });
    assert.deepEqual(overridden(parsed), ['close']);
    assert.equal(parsed.problems.length, 1);
    assert.match(messages(parsed), /send, sources, nonsense/);
  });
});

interface CorpusCase {
  id: string;
  group: string;
  title: string;
  value: string;
  attribute?: string;
}

const corpus = JSON.parse(readFileSync(new URL('../../corpora/own/widget/widget-config.json', import.meta.url), 'utf8')) as {
  cases: CorpusCase[];
};

describe('corpus widget-config', () => {
  const inGroup = (group: string) => corpus.cases.filter((entry) => entry.group === group);

  for (const { id, title, value } of inGroup('endpoint')) {
    it(`${id} endpoint ${title}`, () => {
      const parsed = parse({ endpoint: value }, 'http://shop.example/');
      assert.equal(parsed.config?.endpoint ?? null, id === 'wc-s-004' ? 'https://api.example/chat' : null);
      if (id !== 'wc-s-004') assert.notEqual(messages(parsed), '');
    });
  }

  for (const { id, title, value, attribute } of inGroup('api-key')) {
    it(`${id} ${title}`, () => {
      const parsed = parse({ [attribute ?? '']: value });
      assert.equal(parsed.config, null);
      assert.match(messages(parsed), /proxy/);
      assert.ok(!JSON.stringify(parsed).includes(value));
    });
  }

  for (const { id, title, value } of inGroup('json-config')) {
    it(`${id} ${title} in strings`, () => {
      const parsed = parse({ strings: value });
      assert.equal(parsed.problems.length, 1);
      assert.deepEqual(overridden(parsed), []);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.ok(messages(parsed).length < 500);
    });
  }

  for (const { id, title, value } of inGroup('text-attribute')) {
    it(`${id} ${title}`, () => {
      const { config } = parse({ heading: value, subheading: value, placeholder: value });
      assert.ok((config?.heading?.length ?? 0) <= 120);
      assert.doesNotMatch(config?.heading ?? '', /\n/);
      if (id === 'wc-s-014') assert.equal(config?.heading, value);
    });
  }

  for (const { id, title, value } of inGroup('enum-attribute')) {
    it(`${id} ${title}`, () => {
      const defaults = parse({});
      const attribute = { 'wc-s-021': 'position', 'wc-s-022': 'layer', 'wc-s-023': 'lang', 'wc-s-024': 'avatar', 'wc-s-025': 'images' }[id];
      assert.ok(attribute);
      const parsed = parse({ [attribute]: value });
      assert.equal(parsed.problems.length, 1);
      assert.deepEqual(parsed.config, defaults.config);
      assert.deepEqual(parsed.host, defaults.host);
    });
  }

  it('knows every group', () => {
    // Accents need a browser: accent.browser.test.ts.
    const groups = ['endpoint', 'api-key', 'json-config', 'text-attribute', 'theme-value', 'enum-attribute'];
    assert.deepEqual(
      corpus.cases.filter(({ group }) => !groups.includes(group)),
      [],
    );
  });
});

it('reads nothing from a polluted prototype', () => {
  const pollution = Object.prototype as Record<string, unknown>;
  pollution['open'] = pollution['heading'] = 'polluted';
  try {
    assert.equal(parse({}).config?.heading, null);
  } finally {
    delete pollution['open'];
    delete pollution['heading'];
  }
});

describe('an empty name', () => {
  for (const name of ['heading', 'launcher-label']) {
    it(`is told, and counts as absent: ${name} (O1)`, () => {
      for (const value of ['', '  ']) {
        const parsed = parse({ [name]: value });
        assert.deepEqual(parsed.problems, [`${name}="" names nothing. Write a name, or leave it out.`]);
        assert.deepEqual([parsed.config?.heading, parsed.host.launcherLabel], [null, null]);
      }
      assert.deepEqual(parse({ [name]: 'Acme' }).problems, []);
    });
  }

  it('is none of what may be left empty', () => {
    assert.deepEqual(parse({ subheading: '', placeholder: '', teaser: '', accent: '', theme: '' }).problems, []);
  });
});
