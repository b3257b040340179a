import { expect } from '@open-wc/testing';
import { createView, render, reset, violations, visibleText } from './answer-fixture.ts';

describe('links in answers', () => {
  afterEach(reset);

  const SHOWN: [string, string][] = [
    ['[a](https://x.example/p?q=1#f)', 'https://x.example/p?q=1#f'],
    ['[a](http://x.example)', 'http://x.example/'],
    ['[a](mailto:help@x.example)', 'mailto:help@x.example'],
    ['[a](tel:+4912345)', 'tel:+4912345'],
    ['[a](/returns.html#refunds)', `${location.origin}/returns.html#refunds`],
    ['[a](#refunds)', new URL('#refunds', document.baseURI).href],
    ['[a](//x.example/p)', `${location.protocol}//x.example/p`],
    ['<https://x.example/p>', 'https://x.example/p'],
    ['https://x.example/a_(b)', 'https://x.example/a_(b)'],
    ['[a](https://x.example/?a=1&amp;b=2)', 'https://x.example/?a=1&b=2'],
  ];
  for (const [markdown, href] of SHOWN) {
    it(`makes a link of ${markdown} (M10)`, () => {
      const link = render(markdown).querySelector('a')!;
      expect(link.getAttribute('href')).to.equal(href);
      expect(link.getAttribute('rel')).to.equal('noopener noreferrer nofollow ugc');
    });
  }

  it('writes addresses and numbers from left to right within a sentence from right to left, and words as they are (M11)', () => {
    const root = render(
      'راجع https://x.example/a/ أو <help@x.example> أو [+49 30 123-4](tel:+49301234) أو [اتصل بنا!](tel:+49301234) أو `a/b/`',
    );
    expect(getComputedStyle(root.querySelector('p')!).direction).to.equal('rtl');
    const directions = [...root.querySelectorAll<HTMLElement>('a, code')].map((element) => getComputedStyle(element).direction);
    expect(directions).to.deep.equal(['ltr', 'ltr', 'ltr', 'rtl', 'ltr']);
    // The slash at its end is at its right, not before it.
    const address = root.querySelector('a')!.firstChild!;
    const place = (at: number): number => {
      const range = document.createRange();
      range.setStart(address, at);
      range.setEnd(address, at + 1);
      return range.getBoundingClientRect().left;
    };
    expect(place(address.textContent!.length - 1)).to.be.greaterThan(place(0));
  });

  const REFUSED = [
    '[a](javascript:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](java&Tab;script:alert(1))',
    '[a](data:text/html,x)',
    '[a](blob:https://x.example/1)',
    '[a](file:///etc/passwd)',
    '[a](vscode://x)',
    '[a](ftp://x.example/)',
    '[a](https://user:word@x.example/)',
    '[a](https://bank.example@x.example/)',
    '[a](https://)',
  ];
  for (const markdown of REFUSED) {
    it(`makes only text of ${markdown}`, () => {
      const root = render(markdown);
      expect(root.querySelectorAll('a').length).to.equal(0);
      expect(visibleText(root)).to.equal('a');
    });
  }

  it('open as the owner decided', () => {
    const markdown = '[a](https://x.example/) [b](/here) [c](mailto:a@x.example)';
    const targets = (links: 'auto' | 'new' | 'same'): (string | null)[] =>
      [...render(markdown, { links }).querySelectorAll('a')].map((link) => link.getAttribute('target'));
    expect(targets('auto')).to.deep.equal(['_blank', null, null]);
    expect(targets('new')).to.deep.equal(['_blank', '_blank', null]);
    expect(targets('same')).to.deep.equal([null, null, null]);
  });

  const NAMES: [markdown: string, name: string | null][] = [
    ['[docs](https://x.example/)', 'docs (opens in a new tab)'],
    ['[the **whole** `a` &amp; more](https://x.example/)', 'the whole a & more (opens in a new tab)'],
    ['https://x.example/a', 'https://x.example/a (opens in a new tab)'],
    ['[![Our logo](https://x.example/l.png)](https://x.example/)', 'Our logo (opens in a new tab)'],
    ['[See ![Our logo](https://cdn.invalid/l.png)](https://x.example/)', 'See Our logo (opens in a new tab)'],
    ['[docs](/here)', null],
    ['[docs](mailto:a@x.example)', null],
  ];
  for (const [markdown, name] of NAMES) {
    it(`begin their name with their words, and say in it that they open a new tab: ${markdown} (M10)`, () => {
      const link = render(markdown, { images: ['https://cdn.invalid'] }).querySelector('a')!;
      expect(link.getAttribute('aria-label')).to.equal(name);
      // Another title would be read out beside the name.
      expect(link.getAttribute('title')).to.equal(name);
    });
  }

  it('keep their words as text to select, and have the same name when they were streamed (M10)', () => {
    const markdown = 'Go to [the **docs**](https://x.example/long/path) or [more][1].\n\n[1]: https://y.example/';
    const { root, view } = createView();
    for (let end = 1; end <= markdown.length; end++) {
      view.update(markdown.slice(0, end));
      expect(violations(root)).to.deep.equal([]);
    }
    while (!view.finish(markdown));
    expect(visibleText(root)).to.equal('Go to the docsx.example or morey.example.');
    expect([...root.querySelectorAll('a')].map(({ ariaLabel }) => ariaLabel)).to.deep.equal([
      'the docs (opens in a new tab)',
      'more (opens in a new tab)',
    ]);
  });

  const HOSTS: [string, string | null][] = [
    ['[limits](https://etrto.example/a)', 'etrto.example'],
    ['[https://bank.example](https://evil.invalid/)', 'evil.invalid'],
    ['[bank.example via evil.invalid](https://evil.invalid/)', 'evil.invalid'],
    ['[paypal.com](https://p\u0430ypal.invalid/)', 'xn--pypal-4ve.invalid'],
    ['[x.company.com](https://x.co/)', 'x.co'],
    ['https://x.example/a', null],
    ['[x.example](https://x.example/a)', null],
    ['[here](/here)', null],
    ['[Mail us](mailto:a@x.example)', null],
    ['[help@bank.example](mailto:a@evil.invalid)', 'a@evil.invalid'],
    ['[+49 123-45](tel:+4912345)', null],
    ['[0800 1](tel:+4990012345)', '+4990012345'],
  ];
  for (const [markdown, host] of HOSTS) {
    it(`shows ${host ?? 'nothing'} beside ${markdown}`, () => {
      expect(render(markdown).querySelector('[part=link-host]')?.textContent ?? null).to.equal(host);
    });
  }

  it('cannot be clicked before their end has come', () => {
    const markdown = 'Go to [docs](https://x.example/long/path) or https://y.example/path now.';
    const { root, view } = createView();
    for (let end = 1; end <= markdown.length; end++) {
      view.update(markdown.slice(0, end));
      for (const link of root.querySelectorAll('a')) {
        expect(['https://x.example/long/path', 'https://y.example/path']).to.include(link.href);
      }
    }
    expect(root.querySelectorAll('a').length).to.equal(2);
  });
});

describe('images in answers', () => {
  const PIXEL = `${location.origin}/pixel.png`;

  afterEach(reset);

  it('load only when asked for, and stay when the answer grows (M15)', () => {
    const { root, view } = createView();
    view.update(`See ![Our logo](${PIXEL}) and`);
    expect(root.querySelector('img')).to.equal(null);
    const button = root.querySelector<HTMLButtonElement>('button[part=image-placeholder]')!;
    expect(button.textContent).to.include('Our logo').and.to.include(location.host);
    view.update(`See ![Our logo](${PIXEL}) and more`);
    expect(root.querySelector('button')).to.equal(button);
    button.click();
    const image = root.querySelector('img')!;
    expect(image.getAttribute('src')).to.equal(PIXEL);
    expect([image.alt, image.loading, image.decoding, image.referrerPolicy]).to.deep.equal(['Our logo', 'lazy', 'async', 'no-referrer']);
    view.finish(`See ![Our logo](${PIXEL}) and more.`);
    expect(root.querySelector('img')).to.equal(image);
  });

  it('are called an image where they have no words (M15)', () => {
    const images = ['https://cdn.invalid'];
    for (const words of ['', ' ']) {
      expect(render(`![${words}](https://cdn.invalid/a.png)`, { images }).querySelector('img')!.alt).to.equal('Image');
    }
    const root = render(`![](${PIXEL})`);
    root.querySelector('button')!.click();
    expect(root.querySelector('img')!.alt).to.equal('Image');
  });

  it('never load where the owner forbade it', () => {
    const root = render('![Our logo](https://x.example/l.png)', { images: 'never' });
    expect(root.querySelector('img, button')).to.equal(null);
    expect(visibleText(root)).to.equal('Our logo');
  });

  it('load at once from an allowed origin alone, compared whole', () => {
    const images = ['https://cdn.invalid'];
    const allowed = `${images[0]}/pixel.png`;
    expect(render(`![a](${allowed})`, { images }).querySelector('img')?.getAttribute('src')).to.equal(allowed);
    for (const src of [`${allowed.replace('https:', 'http:')}`, `${images[0]}.evil.invalid/p.png`, 'https://evil.invalid/p.png']) {
      expect(render(`![a](${src})`, { images }).querySelector('img, button'), src).to.equal(null);
    }
  });

  it('are only their words when their address is none', () => {
    for (const src of ['javascript:alert(1)', 'data:image/png;base64,AA', 'http://x.example/a.png']) {
      const root = render(`![Our logo](${src})`);
      expect(root.querySelector('img, button'), src).to.equal(null);
      expect(visibleText(root)).to.equal('Our logo');
    }
  });

  it('are no button inside of a link', () => {
    expect(render('[![Our logo](https://x.example/l.png)](/home)').querySelector('button')).to.equal(null);
  });
});
