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

/** The engine of this project, with the styles that it has in the panel. */
export default (container) => {
  document.adoptedStyleSheets = [answerStyles.styleSheet];
  container.className = 'answer';
  const view = new MarkdownView(container, { links: 'auto', images: 'click', headingBase: 4, wholeLines: false, labels });
  return { show: (text, isWhole) => (isWhole ? view.finish(text) : view.update(text)) };
};
