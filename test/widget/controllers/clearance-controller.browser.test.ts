import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { LitElement } from 'lit';
import { ClearanceController } from '../../../src/widget/controllers/clearance-controller.ts';

class DockedElement extends LitElement {
  constructor() {
    super();
    new ClearanceController(this, '.button', '.panel');
  }

  override render() {
    const place = this.getAttribute('place') ?? 'bottom: 20px';
    return html`<style>
        .dock {
          position: fixed;
          right: 20px;
          ${place};
          translate: 0 var(--_shift, 0);
          pointer-events: none;
        }
        .button {
          display: block;
          width: 56px;
          height: 56px;
          pointer-events: auto;
        }
      </style>
      <div class="dock ${place.startsWith('top') ? 'top-end' : 'bottom-end'}"><button class="button">Chat</button></div>`;
  }
}

customElements.define('test-docked', DockedElement);

describe('clearance-controller', () => {
  const added: Element[] = [];
  let host: DockedElement;

  const button = () => host.shadowRoot!.querySelector('.button')!.getBoundingClientRect();
  const bottom = () => Math.round(innerHeight - button().bottom);

  /** Puts something onto the page, a child of its body. */
  const add = (css: string, tag = 'div'): HTMLElement => {
    const element = document.body.appendChild(document.createElement(tag));
    element.style.cssText = css;
    added.push(element);
    return element;
  };

  const bar = () => add('position: fixed; inset: auto 0 0 0; height: 90px; background: #333');

  /** Changes the page, which therefore is looked at, and waits until it was. */
  const looked = async (): Promise<void> => {
    const marker = add('position: fixed; right: 0; bottom: 0; width: 100px; height: 30px');
    await waitUntil(() => bottom() !== 20);
    marker.remove();
    await waitUntil(() => bottom() === 20);
  };

  beforeEach(async () => {
    await setViewport({ width: 1000, height: 800 });
    host = await fixture<DockedElement>(html`<test-docked></test-docked>`);
  });

  afterEach(() => {
    for (const element of added.splice(0)) element.remove();
  });

  it('rises above a bar that comes late, and goes back when it is gone', async () => {
    expect(bottom()).to.equal(20);
    const late = bar();
    await waitUntil(() => bottom() === 102);
    expect(host.shadowRoot!.querySelector<HTMLElement>('.dock')!.style.getPropertyValue('--_raise')).to.equal('82px');
    late.remove();
    await waitUntil(() => bottom() === 20);
  });

  it('goes back when a bar is hidden by an attribute of it', async () => {
    const late = bar();
    await waitUntil(() => bottom() === 102);
    late.hidden = true;
    late.style.display = 'none';
    await waitUntil(() => bottom() === 20);
  });

  it('stands above another bubble that stands above a bar', async () => {
    bar();
    add('position: fixed; right: 16px; bottom: 100px; width: 56px; height: 56px; border-radius: 50%; background: red');
    await waitUntil(() => bottom() === 168);
  });

  it('steps aside for a frame, and for what a shadow root or a layer without hits holds', async () => {
    const frame = add('position: fixed; right: 10px; bottom: 10px; width: 70px; height: 70px; border: 0', 'iframe');
    await waitUntil(() => bottom() === 92);
    frame.remove();
    await waitUntil(() => bottom() === 20);

    const shadow = add('display: contents').attachShadow({ mode: 'open' });
    const inner = shadow.appendChild(document.createElement('div'));
    inner.style.cssText = 'position: fixed; inset: auto 0 0; height: 50px';
    await waitUntil(() => bottom() === 62);
    inner.remove();
    host.requestUpdate();
    await waitUntil(() => bottom() === 20);

    const layer = add('position: fixed; inset: 0; pointer-events: none');
    const toast = layer.appendChild(document.createElement('button'));
    toast.style.cssText = 'position: absolute; right: 0; bottom: 0; width: 200px; height: 60px; pointer-events: auto';
    await waitUntil(() => bottom() === 72);
  });

  it('knows a bar that slides in when it has arrived', async () => {
    const sliding = bar();
    sliding.style.translate = '0 100%';
    await looked();
    sliding.style.transition = 'translate 600ms';
    sliding.style.translate = '0 0';
    await waitUntil(() => bottom() === 102, '', { timeout: 3000 });
  });

  it('goes down from a bar at the top', async () => {
    host.setAttribute('place', 'top: 20px');
    host.requestUpdate();
    add('position: fixed; inset: 0 0 auto; height: 60px');
    await waitUntil(() => button().top === 72);
  });

  it('takes no page that fills the window, nothing that scrolls, and nothing invisible for a bar', async () => {
    add('position: absolute; left: 0; top: 0; width: 100%; height: 3000px');
    add('position: fixed; inset: 0; opacity: 0');
    add('position: fixed; inset: auto 0 0; height: 80px; opacity: 0');
    const app = add('position: fixed; inset: 0; overflow: auto');
    app.appendChild(document.createElement('p')).style.cssText = 'position: absolute; bottom: 0; height: 90px; width: 100%; margin: 0';
    await looked();
    expect(bottom()).to.equal(20);
  });

  it('stays where it is when the page takes half of its edge', async () => {
    for (let index = 0; index < 5; index++) add(`position: fixed; right: 0; bottom: ${index * 100}px; width: 100px; height: 99px`);
    const end = performance.now() + 700;
    await waitUntil(() => performance.now() > end || bottom() !== 20);
    expect(bottom()).to.equal(20);
  });

  it('moves off what has the focus and lies wholly beneath it, until the focus moves (L13)', async () => {
    const hidden = add('position: fixed; right: 30px; bottom: 30px; width: 20px; height: 20px; padding: 0; opacity: 0', 'button');
    const seen = add('position: absolute; left: 0; bottom: 0', 'button');
    hidden.focus();
    await waitUntil(() => bottom() === 62);
    seen.focus();
    await waitUntil(() => bottom() === 20);
    hidden.focus();
    await waitUntil(() => bottom() === 62);
    hidden.blur();
    await waitUntil(() => bottom() === 20);
  });

  it('stays over what has the focus and is seen beside it', async () => {
    const wide = add('position: absolute; right: 30px; bottom: 30px; width: 300px; height: 20px', 'button');
    wide.focus();
    await looked();
    expect(bottom()).to.equal(20);
  });
});
