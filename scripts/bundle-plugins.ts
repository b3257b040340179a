import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import type { Plugin } from 'vite';

/*
 * What the script leaves out of its libraries, and how. Each of these changes a file of another project while it is bundled, and so
 * fails the build when that file no longer looks as it did: then look here again.
 */

/**
 * lit-html makes a Trusted Types policy of its own while it loads, with no `try`: it throws where the page's list leaves that name
 * out, or where the page has a Lit of its own. In the script it takes the one policy that the markdown's sanitizer takes too.
 *
 * A second copy of the script renders nothing, for the tag is defined: it asks for no policy, which the page would refuse and report.
 *
 * To be deleted when lit-html lets its policy be named.
 */
export function onePolicy(): Plugin {
  const policy = fileURLToPath(new URL('../src/widget/markdown/trusted-policy.ts', import.meta.url));
  return change('one-trusted-types-policy', /[\\/]lit-html[\\/](?:development[\\/])?lit-html\.js$/, (code) => {
    const own = /\w+\.createPolicy\((["'])lit-html\1,\s*\{\s*createHTML:[^}]*\}\)/;
    if (!own.test(code)) return null;
    return `import { trustedPolicy } from ${JSON.stringify(policy)};\n${code.replace(own, '(customElements.get("assisters-chat") ? undefined : (trustedPolicy() ?? undefined))')}`;
  });
}

/**
 * Lit counts its copies in four globals of the page (`litHtmlVersions` …) and keeps its metadata in one; the script adds no global but
 * `AssistersChat`. The counts only serve a warning, and the metadata is needed by Lit alone.
 */
export function noLitGlobals(): Plugin {
  return change(
    'no-lit-globals',
    /[\\/](?:lit-html[\\/]lit-html|reactive-element[\\/]reactive-element|lit-element[\\/]lit-element)\.js$/,
    (code) => {
      const versions = /\(\w+\.\w+Versions\s*\?\?=\s*\[\]\)\.push\("[^"]*"\)/;
      if (!versions.test(code)) return null;
      const counted = code.replace(versions, '0');
      if (!counted.includes('litPropertyMetadata')) return counted;
      return `const litMetadata = new WeakMap();\n${counted.replace(/\w+\.litPropertyMetadata\s*\?\?=\s*new WeakMap/, '0').replaceAll('litPropertyMetadata', 'litMetadata')}`;
    },
  );
}

/**
 * Of marked only the lexer is used: answers become nodes, never HTML. Its file ends by making an instance of the whole parser, which
 * would keep renderer, hooks and all. To be deleted when marked ships its parts as modules of their own.
 */
export function onlyTheLexer(): Plugin {
  return change('only-the-lexer', /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/, (code) => {
    const instance = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*?export\{/;
    const exported = /export\{([^}]*)\}/.exec(code)?.[1];
    if (exported === undefined || !instance.test(code)) return null;
    const kept = exported.split(',').filter((entry) => /\bas (Lexer|Tokenizer)$/.test(entry));
    if (kept.length !== 2) return null;
    return code.replace(new RegExp(`${instance.source}[^}]*\\}`), `export{${kept.join(',')}}`);
  });
}

/**
 * DOMPurify's own lists of what HTML, SVG and MathML allow are never asked: it is called with closed lists of nine elements and no
 * attributes. Empty, they fail closed: an element or namespace that they are still looked up for is refused.
 */
export function closedLists(): Plugin {
  return change('closed-lists', /[\\/]dompurify[\\/]dist[\\/]purify\.es\.mjs$/, (code) => {
    let count = 0;
    const emptied = code.replace(
      /^const (svgFilters|svgDisallowed|mathMlDisallowed|html|svg|mathMl|xml)(\$\d)? = freeze\(\[[^]*?\]\)/gm,
      (_all, name: string, copy = '') => {
        count++;
        return `const ${name}${copy} = freeze([])`;
      },
    );
    return count === 10 ? emptied : null;
  });
}

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

/** A second minifier after the bundler's own: 2 % fewer bytes. */
export function secondMinifier(): Plugin {
  return {
    name: 'second-minifier',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const { code } = await minify(file.code, {
          ecma: 2020,
          compress: { passes: 3, ecma: 2020, unsafe_arrows: true, pure_getters: true },
          format: { comments: /^!/ },
        });
        file.code = code ?? file.code;
      }
    },
  };
}

function change(name: string, file: RegExp, rewrite: (code: string) => string | null): Plugin {
  return {
    name,
    transform(code, id) {
      if (!file.test(id)) return null;
      const changed = rewrite(code);
      if (changed === null) throw new Error(`${id} no longer looks the way that ${name}() in scripts/bundle-plugins.ts expects`);
      return { code: changed, map: null };
    },
  };
}
