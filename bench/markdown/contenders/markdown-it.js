import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ linkify: true });

/** All of it to HTML, once a frame; raw HTML is text, so nothing sanitises. */
export default (container) => ({
  show(text) {
    container.innerHTML = markdown.render(text);
  },
});
