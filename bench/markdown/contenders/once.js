import createDOMPurify from 'dompurify';
import { marked } from 'marked';

const { sanitize } = createDOMPurify(window);
let html;

/** The lower limit of a burst: HTML that is ready and clean, put in once. */
export default function create(container) {
  return {
    show(_, isWhole) {
      if (isWhole) container.innerHTML = html;
    },
  };
}

/** Not measured. */
create.prepare = (text) => {
  html = sanitize(marked.parse(text));
};
