import createDOMPurify from 'dompurify';
import { marked } from 'marked';

const { sanitize } = createDOMPurify(window);

/** What most chats do: all of it to HTML, sanitised, once a frame. */
export default (container) => ({
  show(text) {
    container.innerHTML = sanitize(marked.parse(text));
  },
});
