import type { Plugin } from 'vite';

/** Takes comments and indentation out of style sheets and templates: they are strings, which no minifier touches. */
export function tightTemplates(): Plugin {
  return {
    name: 'tight-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!/[\\/]src[\\/]widget[\\/].*\.ts$/.test(id)) return null;
      const tight = code
        .replace(/\bcss`[^`]*`/g, (sheet) =>
          sheet
            .replace(/\/\*[^]*?\*\//g, '')
            .replace(/\s+/g, ' ')
            .replace(/ ?([{};,]) ?/g, '$1')
            .replace(/([{;][\w-]+): /g, '$1:')
            .replace(/;\}/g, '}'),
        )
        .replace(/(\b(?:html|svg)`)([^]*?)(?=`)/g, (_all, tag: string, markup: string) => tag + markup.replace(/\s*\n\s*/g, ' '));
      return { code: tight, map: null };
    },
  };
}
