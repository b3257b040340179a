import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { ViewportController } from '../../../src/widget/controllers/viewport-controller.ts';

customElements.define(
  'test-viewed',
  class extends LitElement {
    constructor() {
      super();
      new ViewportController(this);
    }
  },
);

describe('viewport-controller', () => {
  const viewport = visualViewport!;

  /** As if a keyboard, or two fingers, left no more than that. */
  const see = (height: number, offsetTop: number, scale: number, event: string): void => {
    for (const [name, value] of Object.entries({ height, offsetTop, scale }))
      Object.defineProperty(viewport, name, { value, configurable: true });
    viewport.dispatchEvent(new Event(event));
  };

  afterEach(() => {
    for (const name of ['height', 'offsetTop', 'scale']) delete (viewport as unknown as Record<string, unknown>)[name];
  });

  const seen = (host: HTMLElement) => [host.style.getPropertyValue('--_vvh'), host.style.getPropertyValue('--_vvt')];

  it('tells from the beginning, and while a keyboard comes and the window scrolls behind it (C7)', async () => {
    const host = await fixture<LitElement>(html`<test-viewed></test-viewed>`);
    expect(seen(host)).to.deep.equal([`${viewport.height}px`, '0px']);
    see(410, 0, 1, 'resize');
    expect(seen(host)).to.deep.equal(['410px', '0px']);
    see(410, 120, 1, 'scroll');
    expect(seen(host)).to.deep.equal(['410px', '120px']);
  });

  it('is not misled by a zoom (C7)', async () => {
    const host = await fixture<LitElement>(html`<test-viewed></test-viewed>`);
    see(380, 200, 2, 'resize');
    expect(seen(host)).to.deep.equal(['760px', '0px']);
  });

  it('hears nothing when its host is gone', async () => {
    const host = await fixture<LitElement>(html`<test-viewed></test-viewed>`);
    host.remove();
    const before = seen(host);
    see(300, 50, 1, 'resize');
    expect(seen(host)).to.deep.equal(before);
  });
});
