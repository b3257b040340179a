import { minify } from 'terser';
import type { Plugin } from 'vite';

/** Names of marked's own rules, which nobody else says: the second minifier shortens them. */
const ruleNames = new Set<string>(
  (
    'inlineQueue getRegex tokenizer inlineTokens blockTokens inRawBlock linkEmitted linkParenPossible bracketScan lastToken emStrongLDelim ' +
    'emStrongRDelimAst emStrongRDelimUnd anyPunctuation blockSkip reflinkSearch reflink nolink lheading emStrong delLDelim delRDelim'
  ).split(' '),
);

/** The first and the last entry of marked's table of regular expressions for details. */
const TABLE = /\bcodeRemoveIndent:[^]*?\bnestedContainerMarkers:/;

/** One of its entries. */
const RULE = /(?<=[{,])(\w{6,}):\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+\/[a-z]*,/g;

/** Which of marked's rules are read is known only now that the first minifier has dropped what is never reached. */
function onlyReadRules(code: string): string {
  if (!TABLE.test(code)) throw new Error("marked's table of rules no longer looks the way that scripts/bundle/second-minifier.ts expects");
  return code.replace(TABLE, (table) =>
    `{${table}`
      .replace(RULE, (rule, name: string) => {
        if (!new RegExp(`\\.${name}\\b`).test(code)) return '';
        ruleNames.add(name);
        return rule;
      })
      .slice(1),
  );
}

/** A second minifier after the bundler's own: 2 % fewer bytes. */
export function secondMinifier(): Plugin {
  return finalMinifier((code) => onlyReadRules(code));
}

/** The second minifier for code that holds nothing of marked. */
export function finalMinifier(prepare = (code: string): string => code): Plugin {
  return {
    name: 'second-minifier',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const { code } = await minify(prepare(file.code), {
          ecma: 2020,
          compress: { passes: 3, ecma: 2020, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
          mangle: { properties: { regex: new RegExp(`^(?:${[...ruleNames].join('|')})$`) } },
          // ASCII alone: a page without a declared encoding reads the script as Latin-1.
          format: { comments: /^!/, ascii_only: true },
        });
        // What is left of templates' indentation, which stands between elements that no line of text holds.
        file.code = (code ?? file.code)
          .replace(/\n {2,}/g, ' ')
          .replace(/> (?=<|\$\{)/g, '>')
          .replace(/\} (?=<)/g, '}');
      }
    },
  };
}
