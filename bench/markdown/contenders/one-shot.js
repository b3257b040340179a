import { BlockSequence } from '../../../src/widget/markdown/block-sequence.ts';
import { policy, style } from './ours.js';

/**
 * What our burst is measured by: the same nodes and styles, all in one task, in which no key and no finger is answered. Laid out whole,
 * as a burst leaves them: otherwise the browser would skip what is out of sight, and have it to do when somebody scrolls.
 */
export default (container) => {
  style(container);
  container.classList.add('read');
  return {
    show(text, isWhole) {
      container.textContent = '';
      new BlockSequence(container, policy, new Set()).append(text, !isWhole);
    },
  };
};
