import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { registerAccent, tokens } from '../../../src/widget/themes/tokens.styles.ts';

class TokenElement extends LitElement {
  static override styles = tokens;

  override render() {
    return html`<i></i>`;
  }
}
customElements.define('token-element', TokenElement);
registerAccent();

const SURFACES = ['surface', 'raised', 'sunken', 'code', 'bubble'];
/** Corners and a grid of the sRGB cube: 729 accents, the hardest ones among them. */
const STEPS = ['00', '20', '40', '60', '80', 'a0', 'c0', 'e0', 'ff'];
const ACCENTS = STEPS.flatMap((red) => STEPS.flatMap((green) => STEPS.map((blue) => `#${red}${green}${blue}`)));

describe('tokens', () => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  let element: TokenElement;

  beforeEach(async () => {
    element = await fixture<TokenElement>(html`<token-element></token-element>`);
  });

  /** Red, green and blue as they are painted, 0 to 255. */
  function paint(token: string, prefix = '--assisters-'): number[] {
    const probe = element.renderRoot.querySelector('i')!;
    probe.style.color = `var(${prefix}${token})`;
    // Whatever shines through is the grey below, and changes what is read.
    context.fillStyle = '#808080';
    context.fillRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  /** What the launcher, and whatever else is of the accent's colour, is filled with. */
  const fill = (): number[] => paint('assisters-accent', '--_');

  /** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
  function contrast(one: number[], other: number[]): number {
    const luminance = (color: number[]): number => {
      const [red, green, blue] = color.map((channel) => {
        const value = channel / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light! + 0.05) / (dark! + 0.05);
  }

  for (const scheme of ['light', 'dark']) {
    it(`are legible in ${scheme}: 4.5:1 for words, 3:1 for the edges of controls, on every surface`, () => {
      element.style.colorScheme = scheme;
      for (const surface of SURFACES.map((name) => paint(`color-${name}`))) {
        for (const name of ['text', 'text-muted', 'danger', 'success', 'warning']) {
          expect(contrast(paint(`color-${name}`), surface), name).to.be.at.least(4.5);
        }
        expect(contrast(paint('color-border-strong'), surface)).to.be.at.least(3);
      }
    });

    it(`make any accent legible in ${scheme}: its ink 4.5:1, links 4.5:1, rings 3:1`, () => {
      element.style.colorScheme = scheme;
      const surfaces = SURFACES.map((name) => paint(`color-${name}`));
      for (const accent of ACCENTS) {
        element.style.setProperty('--assisters-accent', accent);
        expect(contrast(paint('color-on-accent'), fill()), `ink on ${accent}`).to.be.at.least(4.5);
        const [link, ring] = [paint('color-accent-text'), paint('color-accent-ui')];
        for (const surface of surfaces) {
          expect(contrast(link, surface), `link of ${accent}`).to.be.at.least(4.5);
          expect(contrast(ring, surface), `ring of ${accent}`).to.be.at.least(3);
        }
        const soft = paint('color-accent-soft');
        expect(contrast(link, soft), `pressed in ${accent}`).to.be.at.least(4.5);
        expect(contrast(paint('color-text'), soft), `text on soft ${accent}`).to.be.at.least(4.5);
      }
    });
  }

  for (const accent of [
    '#fc08',
    '#ffcc0080',
    '#ffcc0000',
    'rgb(255 204 0 / 1%)',
    'hsl(48, 100%, 50%, .5)',
    'color-mix(in srgb, #fc0 30%, transparent)',
  ]) {
    it(`let nothing shine through a page's accent of ${accent}`, () => {
      element.style.setProperty('--assisters-accent', accent);
      expect(fill()).to.deep.equal([255, 204, 0]);
      expect(paint('color-on-accent')).to.deep.equal([0, 0, 0]);
    });
  }

  it('take a transparent accent for the black that it is', () => {
    element.style.setProperty('--assisters-accent', 'transparent');
    expect(fill()).to.deep.equal([0, 0, 0]);
    expect(paint('color-on-accent')).to.deep.equal([255, 255, 255]);
  });

  for (const accent of ['blurple', '12px', '#12', 'var(--nothing)', 'inherit', 'initial', 'unset', 'none', '"red"', 'url(x.png)', '']) {
    it(`take "${accent}" as a page's accent for the default`, () => {
      element.style.setProperty('--assisters-accent', accent);
      for (const scheme of ['light', 'dark']) {
        element.style.colorScheme = scheme;
        expect(fill()).to.deep.equal([59, 91, 219]);
        expect(paint('color-on-accent')).to.deep.equal([255, 255, 255]);
        for (const name of ['color-accent-text', 'color-accent-ui'])
          expect(contrast(paint(name), paint('color-surface')), name).to.be.at.least(3);
      }
    });
  }

  it('cannot be broken out of by an accent', () => {
    element.style.setProperty('--assisters-accent', 'red; background: blue');
    element.setAttribute('style', '--assisters-accent: red; --assisters-color-surface: rgb(1, 2, 3); }');
    expect(fill()).to.deep.equal([255, 0, 0]);
    element.setAttribute('style', '--assisters-accent: red} :host { --assisters-radius: 0 }');
    expect(fill()).to.deep.equal([59, 91, 219]);
    expect(getComputedStyle(element).getPropertyValue('--assisters-radius').trim()).to.equal('16px');
  });

  it('follow an accent of the page when it changes', () => {
    element.style.setProperty('--assisters-accent', 'blurple');
    expect(fill()).to.deep.equal([59, 91, 219]);
    element.style.setProperty('--assisters-accent', 'rgb(0 128 0 / 20%)');
    expect(fill()).to.deep.equal([0, 128, 0]);
  });

  it('may be typed twice: another version of the script may have been first', () => {
    expect(registerAccent).not.to.throw();
  });

  it('give way to what the page says of its element', () => {
    const sheet = document.createElement('style');
    sheet.textContent = 'token-element { --assisters-color-surface: rgb(1, 2, 3) }';
    document.head.append(sheet);
    expect(paint('color-surface')).to.deep.equal([1, 2, 3]);
    sheet.remove();
  });
});
