import { default_renderer as createRenderer, parser as createParser, parser_end as end, parser_write as write } from 'streaming-markdown';

/** Appends only, sanitises nothing. */
export default (container) => {
  const parser = createParser(createRenderer(container));
  let written = 0;
  return {
    show(text, isWhole) {
      write(parser, text.slice(written));
      written = text.length;
      if (isWhole) end(parser);
    },
  };
};
