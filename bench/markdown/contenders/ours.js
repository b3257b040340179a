import { MarkdownView } from '../../../src/widget/markdown/markdown-view.ts';
import { answerStyles } from '../../../src/widget/panel/answer.styles.ts';

const labels = {
  copyCode: 'Copy',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  image: 'Image',
  showImage: (host) => host,
  opensNewTab: '',
};

export const policy = { links: 'auto', images: 'click', headingBase: 4, wholeLines: false, labels };

/** As an answer looks in the panel. */
export function style(container) {
  document.adoptedStyleSheets = [answerStyles.styleSheet];
  container.className = 'answer';
}

/** The engine of this project, with the styles that it has in the panel. */
export default (container) => {
  style(container);
  const view = new MarkdownView(container, policy);
  return { show: (text, isWhole) => (isWhole ? view.finish(text) : view.update(text)) };
};
