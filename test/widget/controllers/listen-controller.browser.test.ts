import { expect, fixture, html } from '@open-wc/testing';
import { LitElement } from 'lit';
import { ListenController } from '../../../src/widget/controllers/listen-controller.ts';

class ListeningElement extends LitElement {
  readonly heard: string[] = [];
  renders = 0;

  constructor() {
    super();
    new ListenController(this, window, ['online', 'offline']);
    new ListenController(this, window, ['pointerdown'], ({ type }) => this.heard.push(type));
  }

  override render() {
    this.renders++;
    return html`${navigator.onLine}`;
  }
}
customElements.define('listening-element', ListeningElement);

describe('listen-controller', () => {
  it('renders its host anew when something happens, and only while it is in the page', async () => {
    const element = await fixture<ListeningElement>(html`<listening-element></listening-element>`);
    dispatchEvent(new Event('offline'));
    await element.updateComplete;
    expect(element.renders).to.equal(2);
    element.remove();
    dispatchEvent(new Event('online'));
    await element.updateComplete;
    expect(element.renders).to.equal(2);
  });

  it('hears what the page keeps to itself', async () => {
    const element = await fixture<ListeningElement>(html`<listening-element></listening-element>`);
    const button = document.createElement('button');
    button.addEventListener('pointerdown', (event) => event.stopPropagation());
    document.body.append(button);
    button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    button.remove();
    expect(element.heard).to.deep.equal(['pointerdown']);
  });
});
