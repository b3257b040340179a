import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { LitElement } from 'lit';
import { HostThemeController, isLightColor, pageScheme } from '../../../src/widget/controllers/host-theme-controller.ts';
import { emulateSystem } from '../../support/emulate-system.ts';

class ThemedElement extends LitElement {
  theme: 'auto' | 'system' | 'light' | 'dark' = 'auto';

  constructor() {
    super();
    new HostThemeController(this, () => this.theme);
  }
}
customElements.define('test-themed', ThemedElement);

describe('isLightColor', () => {
  const colors: [string, boolean | null][] = [
    ['rgb(255, 255, 255)', true],
    ['rgb(0, 0, 0)', false],
    ['rgb(23, 24, 26)', false],
    ['rgb(250, 250, 246)', true],
    ['rgb(255, 255, 0)', true],
    ['rgb(0, 0, 255)', false],
    ['rgba(0, 0, 0, 0)', null],
    ['rgba(0, 0, 0, 0.2)', null],
    ['rgba(0, 0, 0, 0.9)', false],
    ['color(srgb 0.1 0.1 0.1)', false],
    ['color(display-p3 1 1 1 / 0.4)', null],
    ['oklch(0.2 0.01 250)', false],
    ['oklab(0.97 0 0)', true],
    ['lab(95 0 0)', true],
    ['transparent', null],
  ];
  for (const [color, isLight] of colors) it(`says ${isLight} of ${color}`, () => expect(isLightColor(color)).to.equal(isLight));

  it('reads colours as the browser itself writes them', () => {
    const probe = document.body.appendChild(document.createElement('div'));
    const read = (color: string) => {
      probe.style.backgroundColor = color;
      return isLightColor(getComputedStyle(probe).backgroundColor);
    };
    expect(read('white')).to.equal(true);
    expect(read('hsl(220 10% 10%)')).to.equal(false);
    expect(read('oklch(20% 0 0)')).to.equal(false);
    expect(read('lab(90% 0 0)')).to.equal(true);
    expect(read('color-mix(in srgb, white, black 90%)')).to.equal(false);
    expect(read('transparent')).to.equal(null);
    probe.remove();
  });
});

describe('pageScheme', () => {
  const root = document.documentElement;

  afterEach(() => {
    for (const element of [root, document.body]) {
      for (const name of ['style', 'class', 'data-theme', 'data-bs-theme']) element.removeAttribute(name);
    }
  });

  it("follows the page's own switch, wherever it is", () => {
    for (const element of [root, document.body]) {
      for (const name of ['data-theme', 'data-bs-theme']) {
        element.setAttribute(name, 'dark');
        expect(pageScheme(), name).to.equal('dark');
        element.setAttribute(name, 'light');
        expect(pageScheme(), name).to.equal('light');
        element.removeAttribute(name);
      }
      element.classList.add('dark');
      expect(pageScheme()).to.equal('dark');
      element.classList.remove('dark');
    }
    root.style.colorScheme = 'dark';
    expect(pageScheme()).to.equal('dark');
  });

  it('looks past names that say nothing', () => {
    root.dataset['theme'] = 'corporate';
    expect(pageScheme()).to.equal('light');
  });

  it('takes the lightness of the background where there is no switch', () => {
    document.body.style.background = '#111';
    expect(pageScheme()).to.equal('dark');
    document.body.style.background = '';
    root.style.background = '#111';
    expect(pageScheme()).to.equal('dark');
  });

  it('stays light on a light page while the system is dark', async () => {
    await emulateSystem('dark');
    expect(pageScheme()).to.equal('light');
    root.style.colorScheme = 'light dark';
    root.style.background = '#fff';
    expect(pageScheme()).to.equal('light');
    root.style.background = '';
    expect(pageScheme(), 'nothing painted, and the page leaves it to the system').to.equal('dark');
    await emulateSystem('light');
  });
});

describe('host-theme-controller', () => {
  const root = document.documentElement;
  const added: Element[] = [];
  let host: ThemedElement;

  const scheme = (): string => getComputedStyle(host).colorScheme;
  const turns = (to: 'light' | 'dark'): Promise<void> => waitUntil(() => scheme() === to, `turns ${to}`);

  /** Puts something into the page's head. */
  const add = (tag: string, attributes: object): HTMLElement => {
    const element = document.head.appendChild(Object.assign(document.createElement(tag), attributes));
    added.push(element);
    return element;
  };

  beforeEach(async () => {
    host = await fixture<ThemedElement>(html`<test-themed></test-themed>`);
    expect(scheme()).to.equal('light');
  });

  afterEach(async () => {
    for (const element of added.splice(0)) element.remove();
    for (const element of [root, document.body]) {
      for (const name of ['style', 'class', 'data-theme', 'data-bs-theme']) element.removeAttribute(name);
    }
    await emulateSystem('light');
  });

  for (const [name, element] of [
    ['html', root],
    ['body', document.body],
  ] as const) {
    for (const attribute of ['data-theme', 'data-bs-theme']) {
      it(`follows ${attribute} of ${name} there and back`, async () => {
        element.setAttribute(attribute, 'dark');
        await turns('dark');
        element.setAttribute(attribute, 'light');
        await turns('light');
        element.setAttribute(attribute, 'dark');
        await turns('dark');
        element.removeAttribute(attribute);
        await turns('light');
      });
    }

    it(`follows the class "dark" of ${name} there and back`, async () => {
      element.classList.add('other', 'dark');
      await turns('dark');
      element.classList.remove('dark');
      await turns('light');
    });

    it(`follows color-scheme of ${name} there and back`, async () => {
      element.style.colorScheme = 'dark';
      await turns('dark');
      element.style.colorScheme = 'only light';
      await turns('light');
    });

    it(`follows the background of ${name}, also one that a class brings, and one that fades`, async () => {
      add('style', { textContent: '.night { background: #101214 }' });
      element.className = 'night';
      await turns('dark');
      element.className = '';
      await turns('light');
      element.style.transition = 'background-color 100ms';
      element.style.backgroundColor = '#fafafa';
      await new Promise((ended) => document.addEventListener('transitionend', ended, { once: true }));
      element.style.backgroundColor = '#111';
      await turns('dark');
    });
  }

  it('follows a sheet that comes into the head and goes', async () => {
    const sheet = add('style', { textContent: 'body { background: #111 }' });
    await turns('dark');
    sheet.textContent = 'body { background: #eee }';
    await turns('light');
    sheet.textContent = ':root { color-scheme: dark }';
    await turns('dark');
    sheet.remove();
    await turns('light');
  });

  it("follows the page's meta, there and back, where nothing else says more", async () => {
    const meta = add('meta', { name: 'color-scheme', content: 'dark' }) as HTMLMetaElement;
    await turns('dark');
    meta.content = 'light';
    await turns('light');
    meta.content = 'only dark';
    await turns('dark');
    root.dataset['theme'] = 'light';
    await turns('light');
    delete root.dataset['theme'];
    await turns('dark');
    root.style.colorScheme = 'light';
    await turns('light');
  });

  it('takes a switch for more than a background', async () => {
    document.body.style.background = '#fff';
    document.body.dataset['theme'] = 'dark';
    await turns('dark');
    document.body.style.background = '#111';
    document.body.dataset['theme'] = 'light';
    await turns('light');
  });

  it('turns with the system only where the page does: by a media query, by color-scheme, or by its meta', async function () {
    // Puppeteer cannot have its style sheets hear of another system.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    const sheet = add('style', { textContent: '@media (prefers-color-scheme: dark) { body { background: #111 } }' });
    await emulateSystem('dark');
    await turns('dark');
    await emulateSystem('light');
    await turns('light');

    sheet.textContent = ':root { color-scheme: light dark }';
    await emulateSystem('dark');
    await turns('dark');
    await emulateSystem('light');
    await turns('light');
    sheet.remove();

    add('meta', { name: 'color-scheme', content: 'light dark' });
    await emulateSystem('dark');
    await turns('dark');
    await emulateSystem('light');
    await turns('light');
  });

  it('is never dark on a light page, whatever the system says', async () => {
    await emulateSystem('dark');
    for (const css of ['', 'body { background: #fff }', ':root { background: #f4f4f4 }', ':root { color-scheme: light }']) {
      const sheet = add('style', { textContent: css });
      // Whatever is looked at is looked at again.
      root.classList.toggle('looked');
      host.requestUpdate();
      await host.updateComplete;
      await new Promise(requestAnimationFrame);
      expect(scheme(), css).to.equal('light');
      sheet.remove();
    }
    add('meta', { name: 'color-scheme', content: 'light dark' });
    add('style', { textContent: 'body { background: #fff }' });
    await new Promise(requestAnimationFrame);
    expect(scheme(), 'a page that could be dark, and is not').to.equal('light');
  });

  it('leaves the page when its host does, and looks again when that comes back', async () => {
    host.remove();
    root.classList.add('dark');
    await new Promise(requestAnimationFrame);
    expect(host.style.colorScheme).to.equal('light');
    document.body.append(host);
    host.requestUpdate();
    await turns('dark');
    host.remove();
  });

  it('does as it is told: light, dark, or as the system', async () => {
    root.classList.add('dark');
    for (const [theme, said] of [
      ['light', 'light'],
      ['system', 'light dark'],
      ['dark', 'dark'],
    ] as const) {
      host.theme = theme;
      host.requestUpdate();
      await host.updateComplete;
      expect(scheme()).to.equal(said);
    }
  });
});
