import { AssistersChat } from './element/assisters-chat.ts';

const TAG = 'assisters-chat';

/**
 * Registers `<assisters-chat>`, unless another copy of the script did: whoever comes first serves the page.
 *
 * @returns whether it was us. Outside of a browser nothing happens.
 */
export function defineElement(): boolean {
  if (typeof document === 'undefined') return false;
  if (customElements.get(TAG) !== undefined) {
    console.info(`<${TAG}> is defined already.`);
    return false;
  }
  customElements.define(TAG, AssistersChat);
  return true;
}
