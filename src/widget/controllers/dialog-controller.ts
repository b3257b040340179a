/**
 * Shows and hides a dialog, modally or not, and hears every way in which a visitor asks for its end. It never closes the
 * dialog by itself: whoever holds it decides. The host puts the three handlers on the dialog.
 */
export class DialogController {
  /** Whether Escape asks for the end; a dialog that is part of the page stays. */
  closesByKey = true;

  readonly #dialog: () => HTMLDialogElement;
  readonly #requestClose: () => void;
  #isShown = false;

  constructor(dialog: () => HTMLDialogElement, requestClose: () => void) {
    this.#dialog = dialog;
    this.#requestClose = requestClose;
  }

  /** Brings the dialog, which must be rendered, into a state. */
  show(isShown: boolean, isModal: boolean): void {
    const dialog = this.#dialog();
    this.#isShown = isShown;
    // It may be seen for some time while it closes, and must not be reached by Tab then.
    dialog.inert = !isShown;
    let focused = dialog.open ? document.activeElement : null;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    if (dialog.open && (!isShown || dialog.matches(':modal') !== isModal)) dialog.close();
    if (!isShown || dialog.open) return;
    if (isModal) dialog.showModal();
    // Not show(): that moves the focus, and a page that opens the chat by itself must not lose it.
    else dialog.open = true;
    // What only becomes another kind of dialog keeps the focus: closing took it away, and showModal() puts it where it likes.
    (focused as HTMLElement | null)?.focus({ preventScroll: true });
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    // While an input method composes, Escape takes back its word.
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (!this.closesByKey) return;
    event.preventDefault();
    this.#requestClose();
  };

  /** Back on Android, or Escape that did not come as a key. */
  readonly onCancel = (event: Event): void => {
    event.preventDefault();
    this.#requestClose();
  };

  /** The browser may close it without asking, the second time in a row. */
  readonly onClose = (): void => {
    if (this.#isShown && !this.#dialog().open) this.#requestClose();
  };
}
