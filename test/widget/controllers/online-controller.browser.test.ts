import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { OnlineController } from '../../../src/widget/controllers/online-controller.ts';

class OnlineElement extends LitElement {
  readonly network = new OnlineController(this);
  renders = 0;

  override render() {
    this.renders++;
    return html`${this.network.online}`;
  }
}
customElements.define('online-element', OnlineElement);

describe('online-controller', () => {
  it('renders its host anew when the network comes or goes, and only while it is in the page', async () => {
    const element = await fixture<OnlineElement>(html`<online-element></online-element>`);
    expect(element.renderRoot.textContent).to.equal(String(navigator.onLine));
    dispatchEvent(new Event('offline'));
    await element.updateComplete;
    expect(element.renders).to.equal(2);
    element.remove();
    dispatchEvent(new Event('online'));
    await element.updateComplete;
    expect(element.renders).to.equal(2);
  });
});
