import { expect, fixture, html } from '@open-wc/testing';
import { DialogController } from '../../../src/widget/controllers/dialog-controller.ts';

describe('dialog-controller', () => {
  let dialog: HTMLDialogElement;
  let controller: DialogController;
  let requests: number;

  beforeEach(async () => {
    dialog = await fixture<HTMLDialogElement>(html`<dialog><button>Inside</button></dialog>`);
    requests = 0;
    controller = new DialogController(
      () => dialog,
      () => requests++,
    );
    dialog.addEventListener('keydown', controller.onKeydown);
    dialog.addEventListener('cancel', controller.onCancel);
    dialog.addEventListener('close', controller.onClose);
  });

  it('is shown and hidden, and takes no focus by it', () => {
    controller.show(true, false);
    expect(dialog.open).to.equal(true);
    expect(dialog.matches(':focus-within')).to.equal(false);
    controller.show(false, false);
    expect(dialog.open).to.equal(false);
  });

  it('cannot be entered while it closes, though it may still be seen (L5)', () => {
    const button = dialog.querySelector('button')!;
    controller.show(true, false);
    button.focus();
    expect(document.activeElement).to.equal(button);
    controller.show(false, false);
    dialog.style.display = 'block';
    button.blur();
    button.focus();
    expect(document.activeElement).not.to.equal(button);
    controller.show(true, true);
    expect(document.activeElement).to.equal(button);
  });

  it('becomes modal and back while it is shown (P4)', () => {
    controller.show(true, false);
    controller.show(true, true);
    expect(dialog.matches(':modal')).to.equal(true);
    controller.show(true, false);
    expect(dialog.open && !dialog.matches(':modal')).to.equal(true);
    expect(requests).to.equal(0);
  });

  it('keeps the focus and what is selected when it becomes modal and back, in a shadow root too (P9)', () => {
    const root = dialog.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    const field = root.appendChild(document.createElement('textarea'));
    field.value = 'A draft';
    controller.show(true, false);
    field.focus();
    field.setSelectionRange(2, 5);
    for (const isModal of [true, false]) {
      controller.show(true, isModal);
      expect(root.activeElement).to.equal(field);
      expect([field.selectionStart, field.selectionEnd]).to.deep.equal([2, 5]);
    }
  });

  it('leaves it to its holder whether a cancelled dialog closes', () => {
    controller.show(true, true);
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(requests).to.equal(1);
    expect(dialog.open).to.equal(true);
  });

  it('asks when the browser has closed it unasked, and not when its holder has', async () => {
    controller.show(true, true);
    const closed = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
    dialog.close();
    await closed;
    expect(requests).to.equal(1);
    controller.show(true, true);
    const hidden = new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
    controller.show(false, true);
    await hidden;
    expect(requests).to.equal(1);
  });

  it('does nothing on Escape where it is part of the page, or while a word is composed (P5)', () => {
    const escape = (init: KeyboardEventInit = {}): void =>
      void dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true, ...init }));
    controller.closesByKey = false;
    escape();
    controller.closesByKey = true;
    escape({ isComposing: true });
    expect(requests).to.equal(0);
    escape();
    expect(requests).to.equal(1);
  });
});
