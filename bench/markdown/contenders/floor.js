/** The lower limit of a stream: plain text, appended once a frame. */
export default (container) => {
  const text = container.appendChild(document.createTextNode(''));
  return { show: (markdown) => text.appendData(markdown.slice(text.length)) };
};
