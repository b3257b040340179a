import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { isLightColor, pageScheme } from '../../../src/widget/controllers/host-theme-controller.ts';

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

  it('stays light on a light page while the system is dark', async function () {
    // Puppeteer cannot emulate media in Firefox.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    await emulateMedia({ colorScheme: 'dark' });
    expect(pageScheme()).to.equal('light');
    root.style.colorScheme = 'light dark';
    root.style.background = '#fff';
    expect(pageScheme()).to.equal('light');
    root.style.background = '';
    expect(pageScheme(), 'nothing painted, and the page leaves it to the system').to.equal('dark');
    await emulateMedia({ colorScheme: 'light' });
  });
});
