import type { PanelElement } from '../panel/panel-element.ts';

/** Takes the focus into the panel, and back to where it came from. Both wait for the update that shows or hides the panel. */
export class PanelFocus {
  /** What the visitor opened the panel with; `null`: the launcher. */
  opener: HTMLElement | null = null;
  #next: 'panel' | 'opener' | null = null;

  /** With the next `move()`, into the panel. */
  enterSoon(): void {
    this.#next = 'panel';
  }

  /** With the next `move()`, out of the panel. */
  leaveSoon(): void {
    this.#next = 'opener';
  }

  /** Moves the focus as announced, unless the panel was shown or hidden again meanwhile. */
  async move(panel: PanelElement | null, root: ParentNode): Promise<void> {
    const target = this.#next;
    if (target === null || panel === null) return;
    this.#next = null;
    // An open modal panel lets nothing outside of it be focused, a closed one nothing inside.
    await panel.updateComplete;
    if (panel.open !== (target === 'panel')) return;
    if (target === 'panel') return panel.focusComposer();
    this.opener?.focus({ preventScroll: true });
    if (!this.opener?.matches(':focus')) root.querySelector<HTMLElement>('.launcher')?.focus({ preventScroll: true });
  }
}
