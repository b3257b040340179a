import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { tokens } from '../../../src/widget/themes/tokens.styles.ts';

class TokenElement extends LitElement {
  static override styles = tokens;

  override render() {
    return html`<i></i>`;
  }
}
customElements.define('token-element', TokenElement);

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
  function paint(token: string): number[] {
    const probe = element.renderRoot.querySelector('i')!;
    probe.style.color = `var(--assisters-${token})`;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

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
        expect(contrast(paint('color-on-accent'), paint('accent')), `ink on ${accent}`).to.be.at.least(4.5);
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

  it('give way to what the page says of its element', () => {
    const sheet = document.createElement('style');
    sheet.textContent = 'token-element { --assisters-color-surface: rgb(1, 2, 3) }';
    document.head.append(sheet);
    expect(paint('color-surface')).to.deep.equal([1, 2, 3]);
    sheet.remove();
  });
});
