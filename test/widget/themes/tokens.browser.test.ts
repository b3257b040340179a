import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { hostStyles } from '../../../src/widget/element/host.styles.ts';
import { answerStyles } from '../../../src/widget/panel/answer.styles.ts';
import { composerStyles } from '../../../src/widget/panel/composer.styles.ts';
import { messageLogStyles } from '../../../src/widget/panel/message-log.styles.ts';
import { messageStyles } from '../../../src/widget/panel/message.styles.ts';
import { panelStyles } from '../../../src/widget/panel/panel.styles.ts';
import { reset } from '../../../src/widget/themes/reset.styles.ts';
import { registerAccent, tokens } from '../../../src/widget/themes/tokens.styles.ts';

class TokenElement extends LitElement {
  static override styles = tokens;

  override render() {
    return html`<i></i>`;
  }
}
customElements.define('token-element', TokenElement);
registerAccent();

/** What stands on the page: the launcher and what comes beside it. */
class DockElement extends LitElement {
  static override styles = [tokens, reset, hostStyles];

  override render() {
    return html`<div class="dock floating bottom-end">
      <button class="launcher"><svg class="icon"></svg><span class="badge">2</span></button>
      <div class="teaser">Which size?</div>
    </div>`;
  }
}
customElements.define('dock-element', DockElement);

/** One of each thing in the panel that is painted by a token of its own. */
class PartsElement extends LitElement {
  static override styles = [tokens, reset, panelStyles, messageLogStyles, messageStyles, answerStyles, composerStyles];

  override render() {
    return html`<dialog class="panel floating" open>
        <header class="header">
          <span class="avatar"></span>
          <p class="subheading"></p>
        </header>
        <div class="status"><svg class="icon"></svg></div>
        <div class="empty"></div>
        <div class="flow">
          <article data-role="user"><div part="content">Question</div></article>
          <div class="answer">
            <div>
              <div>
                <pre><code>x</code></pre>
                <blockquote></blockquote>
                <div part="code-block"></div>
              </div>
            </div>
          </div>
          <div class="sources"></div>
          <a class="source"><b>1</b></a>
          <div class="actions">
            <button class="icon-button" aria-pressed="true"><svg class="icon done"></svg></button>
          </div>
          <button class="text-button">Try again</button>
        </div>
        <button class="jump"></button>
        <div class="list"><button class="item forget"></button></div>
        <div class="composer">
          <div class="field"><textarea class="input"></textarea><button class="send" part="send"></button></div>
        </div>
      </dialog>
      <dialog class="panel floating closed"></dialog>`;
  }
}
customElements.define('parts-element', PartsElement);

type Effect = [token: string, value: string, element: 'dock' | 'parts', selector: string, property: string, effect: string];

/** What each token does, somewhere. A test that calls for a value shows that the token, and nothing else, has brought it about. */
const EFFECTS: readonly Effect[] = [
  ['accent', 'rgb(255, 0, 0)', 'dock', '.launcher', 'background-color', 'color(srgb 1 0 0)'],
  ['radius', '30px', 'parts', '.panel', 'border-top-left-radius', '30px'],
  ['density', '2', 'parts', '.composer', 'padding-top', '24px'],
  ['motion', '2', 'dock', '.icon', 'transition-duration', '0.28s, 0.28s'],
  ['font-family', 'fantasy', 'dock', '.dock', 'font-family', 'fantasy'],
  ['font-size', '30px', 'dock', '.dock', 'font-size', '30px'],
  ['font-mono', 'fantasy', 'parts', 'code', 'font-family', 'fantasy'],
  ['panel-width', '333px', 'parts', '.panel', 'width', '333px'],
  ['panel-height', '222px', 'parts', '.panel', 'height', '222px'],
  ['launcher-size', '80px', 'dock', '.launcher', 'height', '80px'],
  ['offset-inline', '44px', 'dock', '.dock', 'right', '44px'],
  ['offset-block', '44px', 'dock', '.dock', 'bottom', '44px'],
  ['z-index', '7', 'dock', '.dock', 'z-index', '7'],
  ['space-2', '9px', 'parts', '.empty', 'padding-bottom', '9px'],
  ['space-3', '9px', 'parts', '.actions', 'margin-top', '9px'],
  ['space-4', '9px', 'parts', '.composer', 'padding-top', '9px'],
  ['space-5', '9px', 'parts', '.composer', 'padding-left', '9px'],
  ['space-7', '9px', 'parts', '.flow', 'row-gap', '9px'],
  ['space-8', '9px', 'parts', '.empty', 'padding-top', '9px'],
  ['color-surface', 'rgb(1, 2, 3)', 'parts', '.panel', 'background-color', 'rgb(1, 2, 3)'],
  ['color-raised', 'rgb(1, 2, 3)', 'parts', '.field', 'background-color', 'rgb(1, 2, 3)'],
  ['color-sunken', 'rgb(1, 2, 3)', 'parts', '.status', 'background-color', 'rgb(1, 2, 3)'],
  ['color-code', 'rgb(1, 2, 3)', 'parts', '[part=code-block]', 'background-color', 'rgb(1, 2, 3)'],
  ['color-bubble', 'rgb(1, 2, 3)', 'parts', '[data-role=user] [part=content]', 'background-color', 'rgb(1, 2, 3)'],
  ['color-text', 'rgb(1, 2, 3)', 'parts', '.panel', 'color', 'rgb(1, 2, 3)'],
  ['color-text-muted', 'rgb(1, 2, 3)', 'parts', '.subheading', 'color', 'rgb(1, 2, 3)'],
  ['color-danger', 'rgb(1, 2, 3)', 'dock', '.badge', 'background-color', 'rgb(1, 2, 3)'],
  ['color-success', 'rgb(1, 2, 3)', 'parts', '.done', 'color', 'rgb(1, 2, 3)'],
  ['color-warning', 'rgb(1, 2, 3)', 'parts', '.status .icon', 'color', 'rgb(1, 2, 3)'],
  ['color-border', 'rgb(1, 2, 3)', 'parts', '.source', 'border-top-color', 'rgb(1, 2, 3)'],
  ['color-border-strong', 'rgb(1, 2, 3)', 'parts', '.field', 'border-top-color', 'rgb(1, 2, 3)'],
  ['color-on-accent', 'rgb(1, 2, 3)', 'parts', '.send', 'color', 'rgb(1, 2, 3)'],
  ['color-accent-text', 'rgb(1, 2, 3)', 'parts', '.text-button', 'color', 'rgb(1, 2, 3)'],
  ['color-accent-ui', 'rgb(1, 2, 3)', 'parts', '.input:focus', '--_line', 'rgb(1, 2, 3)'],
  ['color-accent-soft', 'rgb(1, 2, 3)', 'parts', '[aria-pressed]', 'background-color', 'rgb(1, 2, 3)'],
  [
    'shadow-launcher',
    'rgb(1, 2, 3) 0px 0px 1px 0px',
    'dock',
    '.launcher',
    'box-shadow',
    'color(xyz-d65 0.95 1 1.09) 0px 0px 0px 1px, rgb(1, 2, 3) 0px 0px 1px 0px',
  ],
  ['shadow-panel', 'rgb(1, 2, 3) 0px 0px 1px 0px', 'parts', '.panel', 'box-shadow', 'rgb(1, 2, 3) 0px 0px 1px 0px'],
  ['shadow-raised', 'rgb(1, 2, 3) 0px 0px 1px 0px', 'dock', '.teaser', 'box-shadow', 'rgb(1, 2, 3) 0px 0px 1px 0px'],
  ['ease-smooth', 'steps(3)', 'dock', '.dock', 'transition-timing-function', 'steps(3)'],
  ['ease-snappy', 'steps(3)', 'parts', '.panel', 'transition-timing-function', 'ease, steps(3)'],
  ['ease-bouncy', 'steps(3)', 'dock', '.badge', 'transition-timing-function', 'steps(3)'],
  ['ease-out', 'steps(3)', 'parts', '.jump', 'animation-timing-function', 'steps(3)'],
  ['ease-in', 'steps(3)', 'parts', '.closed', 'transition-timing-function', 'steps(3)'],
  ['duration-instant', '7s', 'parts', '.text-button', 'transition-duration', '7s'],
  ['duration-fast', '7s', 'dock', '.icon', 'transition-duration', '7s, 7s'],
  ['duration-base', '7s', 'parts', '.jump', 'animation-duration', '7s'],
  ['duration-open', '7s', 'parts', '.panel', 'transition-duration', '0.14s, 7s'],
  ['duration-close', '7s', 'parts', '.closed', 'transition-duration', '7s'],
];

/** Steps of the scale that nothing of ours takes: they are there for what the page says of a part. */
const SCALE = ['space-1', 'space-6'];

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
    it(`are legible in ${scheme}: 4.5:1 for words, 3:1 for the edges of controls, on every surface (C1, C9, V1, V2)`, () => {
      element.style.colorScheme = scheme;
      for (const surface of SURFACES.map((name) => paint(`color-${name}`))) {
        for (const name of ['text', 'text-muted', 'danger', 'success', 'warning']) {
          expect(contrast(paint(`color-${name}`), surface), name).to.be.at.least(4.5);
        }
        expect(contrast(paint('color-border-strong'), surface)).to.be.at.least(3);
      }
    });

    it(`make any accent legible in ${scheme}: its ink 4.5:1, links 4.5:1, rings 3:1 (L8, L9, V1, V2)`, () => {
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

  describe('each', () => {
    const roots = { dock: html`<dock-element></dock-element>`, parts: html`<parts-element></parts-element>` };

    for (const [token, value, tag, selector, property, effect] of EFFECTS) {
      it(`--assisters-${token} has its effect`, async () => {
        const host = await fixture<LitElement>(roots[tag]);
        if (selector.endsWith(':focus')) host.renderRoot.querySelector<HTMLElement>('.input')!.focus();
        const target = host.renderRoot.querySelector(selector)!;
        const read = () => {
          for (const change of target.getAnimations()) change.finish();
          return getComputedStyle(target).getPropertyValue(property);
        };
        expect(read()).not.to.equal(effect);
        host.style.setProperty(`--assisters-${token}`, value);
        expect(read()).to.equal(effect);
      });
    }

    for (const token of SCALE) {
      it(`--assisters-${token} can be used for a part, and follows the density`, () => {
        const probe = element.renderRoot.querySelector('i')!;
        probe.style.cssText = `display: block; width: var(--assisters-${token})`;
        const { width } = probe.getBoundingClientRect();
        element.style.setProperty('--assisters-density', '0.5');
        expect(width).to.be.greaterThan(0);
        expect(probe.getBoundingClientRect().width).to.equal(width / 2);
      });
    }

    it('is told of here', () => {
      const names = new Set([...tokens.cssText.matchAll(/--assisters-([\w-]+):/g)].map(([, name]) => name!));
      expect([...EFFECTS.map(([token]) => token), ...SCALE]).to.have.members([...names]);
    });
  });

  it('make every corner of one radius, and square all of them at 0', async () => {
    const parts = await fixture<LitElement>(html`<parts-element></parts-element>`);
    const dock = await fixture<LitElement>(html`<dock-element></dock-element>`);
    const corner = (selector: string) => getComputedStyle(parts.renderRoot.querySelector(selector)!).borderRadius;
    expect(['.panel', '[data-role=user] [part=content]', '.field', '[part=code-block]', '.item', '.source'].map(corner)).to.deep.equal([
      '16px',
      '18px 18px 6px',
      '14px',
      '10px',
      '8px',
      '1584px',
    ]);
    for (const host of [parts, dock]) {
      host.style.setProperty('--assisters-radius', '0px');
      for (const each of host.renderRoot.querySelectorAll('*')) {
        expect(getComputedStyle(each).borderRadius, `${each.localName}.${each.className}`).to.equal('0px');
      }
    }
  });

  it('give the text box an edge and a caret of 3:1, and words to both what stands there and what was typed (C9, C1)', async () => {
    const parts = await fixture<LitElement>(html`<parts-element></parts-element>`);
    const painted = (selector: string, property: string, pseudo?: string): number[] => {
      context.fillStyle = getComputedStyle(parts.renderRoot.querySelector(selector)!, pseudo).getPropertyValue(property);
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    for (const scheme of ['light', 'dark']) {
      parts.style.colorScheme = scheme;
      const ground = painted('.field', 'background-color');
      expect(contrast(painted('.field', 'border-top-color'), ground)).to.be.at.least(3);
      expect(contrast(painted('.input', 'caret-color'), ground)).to.be.at.least(3);
      expect(contrast(painted('.input', 'color'), ground)).to.be.at.least(4.5);
      expect(contrast(painted('.input', 'color', '::placeholder'), ground)).to.be.at.least(4.5);
    }
  });

  it('take 4 px off the gutter of a narrow panel', async () => {
    const parts = await fixture<LitElement>(html`<parts-element style="--assisters-panel-width: 340px"></parts-element>`);
    const gutter = () => getComputedStyle(parts.renderRoot.querySelector('.header')!).paddingInlineStart;
    expect(gutter()).to.equal('16px');
    parts.style.setProperty('--assisters-panel-width', '339px');
    expect(gutter()).to.equal('12px');
  });
});
