import { ComposerElement } from './composer-element.ts';
import { MessageLogElement } from './message-log-element.ts';
import { PanelElement } from './panel-element.ts';

const ELEMENTS = {
  'assisters-composer': ComposerElement,
  'assisters-message-log': MessageLogElement,
  'assisters-panel': PanelElement,
};

/** Registers the panel and what it is made of; a tag that is there already, by another copy of the script, stays as it is. */
export function definePanel(): void {
  for (const [tag, element] of Object.entries(ELEMENTS)) if (!customElements.get(tag)) customElements.define(tag, element);
}
