import { createView } from '../../widget/markdown/answer-fixture.ts';
import type { MarkdownPolicy } from '../../../src/widget/markdown/markdown-policy.ts';

export interface StreamOptions {
  policy?: Partial<MarkdownPolicy>;
  /** Called with the answer after every change of it. */
  onFrame?: (root: HTMLElement) => void;
}

/** Shows a text in pieces, cut before each of some places. The caller removes what is returned. */
export function stream(text: string, cuts: readonly number[], { policy, onFrame = () => undefined }: StreamOptions = {}): HTMLElement {
  const { root, view } = createView(policy);
  for (const cut of cuts) {
    const part = text.slice(0, cut);
    while (!view.update(part)) onFrame(root);
    onFrame(root);
  }
  while (!view.finish(text)) onFrame(root);
  onFrame(root);
  return root;
}

/** A task of its own, so that the browser may answer its driver; without the delay that timers have. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
