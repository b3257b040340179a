import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

type Page = { name: string; source: string; elements: Tree.Element[]; errors: string[] };

const SHOP = fileURLToPath(new URL('../../demo/shop/', import.meta.url));
const CHAT_SCRIPT = '/assisters-chat.js';

function readPage(name: string): Page {
  const source = readFileSync(SHOP + name, 'utf8');
  const errors: string[] = [];
  const document = parse(source, {
    sourceCodeLocationInfo: true,
    onParseError: (error) => errors.push(`${error.code} in line ${error.startLine}`),
  });
  return { name, source, elements: [...elementsIn(document)], errors };
}

function* elementsIn(node: Tree.Node): Generator<Tree.Element> {
  if ('tagName' in node) yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsIn(child);
}

function textOf(node: Tree.Node): string {
  if (node.nodeName === '#text') return (node as Tree.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value;
}

function named(page: Page, tagName: string): Tree.Element[] {
  return page.elements.filter((element) => element.tagName === tagName);
}

function idsOf(page: Page): string[] {
  return page.elements.flatMap((element) => attribute(element, 'id') ?? []);
}

/** What stands between the tags, white space folded and the mark of the current page removed. */
function frameOf(page: Page, tagName: 'header' | 'footer'): string {
  const frame = named(page, tagName).find((element) => attribute(element, 'class') === `site-${tagName}`);
  assert.ok(frame?.sourceCodeLocation, `${page.name} has no <${tagName} class="site-${tagName}">`);
  return page.source
    .slice(frame.sourceCodeLocation.startOffset, frame.sourceCodeLocation.endOffset)
    .replace(/ aria-current="\w+"/g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([<>]) ?/g, '$1');
}

const pages = readdirSync(SHOP)
  .filter((name) => name.endsWith('.html'))
  .map(readPage);
const pageByName = new Map(pages.map((page) => [page.name, page]));

describe('the demo shop', () => {
  it('has its front page and the pages that answer the starter questions', () => {
    for (const name of ['index.html', 'sizes.html', 'returns.html', 'workshop.html', 'rental.html', 'contact.html', 'privacy.html']) {
      assert.ok(pageByName.has(name), name);
    }
  });

  it('says how long one has to return something, under its own heading', () => {
    const page = pageByName.get('returns.html')!;
    const heading = page.elements.find((element) => attribute(element, 'id') === 'how-long')!;
    assert.equal(heading.tagName, 'h2');
    assert.equal(textOf(heading).trim(), 'How long do I have to return something?');
    const siblings = heading.parentNode!.childNodes;
    const answer = siblings.slice(siblings.indexOf(heading) + 1).find((node) => node.nodeName === 'p')!;
    assert.match(textOf(answer), /30 days from delivery/);
    assert.ok(idsOf(page).includes('refunds'));
  });

  it('has the same header and footer on every page', () => {
    const front = pageByName.get('index.html')!;
    for (const page of pages) {
      assert.equal(frameOf(page, 'header'), frameOf(front, 'header'), page.name);
      assert.equal(frameOf(page, 'footer'), frameOf(front, 'footer'), page.name);
    }
  });

  it('names one price for a product wherever a card shows it', () => {
    const priceByProduct = new Map<string, string>();
    for (const page of pages) {
      for (const card of named(page, 'article')) {
        const inside = [...elementsIn(card)];
        const product = inside.flatMap((element) => attribute(element, 'id') ?? [])[0];
        const price = inside.find((element) => attribute(element, 'class') === 'price');
        assert.ok(product && price, `a card in ${page.name} lacks its id or price`);
        const text = textOf(price).trim();
        assert.equal(text, priceByProduct.get(product) ?? text, `${product} in ${page.name}`);
        priceByProduct.set(product, text);
      }
    }
    for (const [product, text] of priceByProduct) {
      const own = pageByName.get(`${product}.html`);
      if (!own) continue;
      const price = own.elements.find((element) => attribute(element, 'class') === 'price');
      assert.equal(price && textOf(price).trim(), text, `${product}.html`);
    }
  });

  for (const page of pages) {
    describe(page.name, () => {
      it('parses without an error', () => {
        assert.deepEqual(page.errors, []);
      });

      it('has a language, a viewport, a title and a description of its own', () => {
        assert.equal(attribute(named(page, 'html')[0]!, 'lang'), 'en');
        const meta = (name: string) => named(page, 'meta').find((element) => attribute(element, 'name') === name);
        assert.match(attribute(meta('viewport')!, 'content')!, /width=device-width/);
        const description = attribute(meta('description')!, 'content')!;
        const title = textOf(named(page, 'title')[0]!);
        assert.ok(description.length >= 50 && description.length <= 170, `description has ${description.length} characters`);
        for (const other of pages) {
          if (other === page) continue;
          assert.notEqual(textOf(named(other, 'title')[0]!), title);
          assert.notEqual(
            attribute(
              named(other, 'meta').find((m) => attribute(m, 'name') === 'description')!,
              'content',
            ),
            description,
          );
        }
      });

      it('has one h1, one main and a skip link to it', () => {
        assert.equal(named(page, 'h1').length, 1);
        assert.equal(named(page, 'main').length, 1);
        const first = named(page, 'body')[0]!.childNodes.find((node) => 'tagName' in node) as Tree.Element;
        assert.equal(attribute(first, 'href'), `#${attribute(named(page, 'main')[0]!, 'id')}`);
      });

      it('steps down one heading level at a time', () => {
        let level = 0;
        for (const element of page.elements) {
          const next = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? 0);
          if (next === 0) continue;
          assert.ok(next <= level + 1, `h${next} after h${level}: ${textOf(element)}`);
          level = next;
        }
      });

      it('gives every section heading an id, and no id twice', () => {
        for (const heading of [...named(page, 'h2'), ...named(page, 'h3')]) {
          assert.match(attribute(heading, 'id') ?? '', /^[a-z0-9][a-z0-9-]*$/, textOf(heading));
        }
        const ids = idsOf(page);
        assert.deepEqual(
          ids.filter((id, index) => ids.indexOf(id) !== index),
          [],
        );
      });

      it('has no link that leads nowhere', () => {
        for (const link of named(page, 'a')) {
          const href = attribute(link, 'href');
          assert.ok(href, `a link without an address: ${textOf(link)}`);
          if (/^(mailto:[\w.]+@nordhang\.example(\?|$)|tel:\+493000000\d{3}$)/.test(href)) continue;
          const match = /^(?:\/([\w-]+\.html)?)?(?:#([\w-]+))?$/.exec(href);
          assert.ok(match, `not an internal address: ${href}`);
          const target = href.startsWith('#') ? page : pageByName.get(match[1] ?? 'index.html');
          assert.ok(target, `no such page: ${href}`);
          if (match[2]) assert.ok(idsOf(target).includes(match[2]), `no such heading: ${href}`);
        }
      });

      it('loads nothing but its style sheet, its icon and the chat', () => {
        for (const element of page.elements) {
          for (const { name, value } of element.attrs) {
            if (element.tagName === 'a' || !['href', 'src', 'srcset', 'poster', 'data', 'action'].includes(name)) continue;
            assert.match(value, /^\/(shop\.css|favicon\.svg|assisters-chat\.js)$/, `<${element.tagName} ${name}>`);
            if (value !== CHAT_SCRIPT) assert.ok(existsSync(SHOP + value.slice(1)), value);
          }
        }
      });

      it('works under a strict content security policy', () => {
        assert.equal(named(page, 'style').length, 0);
        for (const element of page.elements) {
          for (const { name, value } of element.attrs) {
            assert.ok(name !== 'style' && !name.startsWith('on') && !/^\s*javascript:/i.test(value), `<${element.tagName} ${name}>`);
          }
        }
      });

      it('ends with the one pasted chat tag, in the same words as everywhere', () => {
        const scripts = named(page, 'script');
        assert.equal(scripts.length, 1);
        const tag = scripts[0]!;
        const body = named(page, 'body')[0]!;
        assert.equal(
          body.childNodes.findLast((node) => 'tagName' in node),
          tag,
        );
        assert.equal(textOf(tag), '');
        const settings = Object.fromEntries(tag.attrs.map(({ name, value }) => [name, value]));
        const suggestions: unknown = JSON.parse(settings['data-suggestions']!);
        assert.ok(Array.isArray(suggestions) && suggestions.length === 4);
        assert.equal(settings.src, CHAT_SCRIPT);
        assert.equal(settings['data-endpoint'], '/api/assisters');
        assert.equal(settings['data-assistant'], 'shop');
        assert.deepEqual(tag.attrs, named(pageByName.get('index.html')!, 'script')[0]!.attrs);
      });

      it('labels its tables', () => {
        for (const table of named(page, 'table')) {
          assert.ok([...elementsIn(table)].some((element) => element.tagName === 'caption' && textOf(element).trim()));
          assert.ok([...elementsIn(table)].filter((element) => element.tagName === 'th').every((th) => attribute(th, 'scope')));
        }
      });
    });
  }
});

describe('the style sheet of the demo shop', () => {
  it('loads nothing from anywhere', () => {
    assert.doesNotMatch(readFileSync(`${SHOP}shop.css`, 'utf8'), /url\(|@import|@font-face/);
  });
});
