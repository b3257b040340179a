import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import ts from 'typescript';
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
    // Templates are HTML alone, and their targets need no other browser's support.
    const html = rewrite(code, [
      [/=2===(\w)\?"<svg>":3===\1\?"<math>":""/, '=""'],
      [/\+\(2===(\w)\?"<\/svg>":3===\1\?"<\/math>":""\)/, ''],
      [/2===(\w)\|\|3===\1/, '!1'],
      [/,(\w)=\w\.litHtmlPolyfillSupport;\1\?\.\(\w,\w\),/, ';'],
    ]);
    return (
      html &&
      `import { trustedPolicy } from ${JSON.stringify(policy)};\n${html.replace(own, '(customElements.get("assisters-chat") ? undefined : (trustedPolicy() ?? undefined))')}`
    );
  });
}

/** What Lit keeps for decorators, add-ons, other browsers and other copies of itself, none of which is here. It is in three of its files. */
const LIT_EXTRAS: readonly (readonly [extra: RegExp, instead: string])[] = [
  [/\(\w+\.\w+Versions\s*\?\?=\s*\[\]\)\.push\("[^"]*"\)/, '0'],
  [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/, ''],
  [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{const s=litPropertyMetadata[^}]*\}/, ''],
  [/static addInitializer\(t\)\{[^}]*\}/, ''],
  [/,this\.constructor\.l\?\.forEach\(t=>t\(this\)\)/, ''],
  [/,void 0!==t\.l&&\(this\.l=\[\.\.\.t\.l\]\)/, ''],
  // Attributes are texts and flags.
  [/break;case Object:case Array:t=null==t\?t:JSON\.stringify\(t\)/, ''],
  [/break;case Number:i=null===t\?null:Number\(t\);break;case Object:case Array:try\{i=JSON\.parse\(t\)\}catch\(t\)\{i=null\}/, ''],
  [/removeController\(t\)\{[^}]*\}/, ''],
  [/\w\?\.\(\{ReactiveElement:\w\}\),/, ''],
  [/,\w\.litElementHydrateSupport\?\.\(\{LitElement:\w\}\);const \w=\w\.litElementPolyfillSupport;\w\?\.\(\{LitElement:\w\}\);/, ';'],
];

/**
 * Lit counts its copies in globals of the page (`litHtmlVersions` …) and keeps the metadata of decorators in two more; the script adds
 * no global but `AssistersChat`.
 */
export function noLitGlobals(): Plugin {
  const found = new Set<RegExp>();
  return {
    ...change(
      'no-lit-globals',
      /[\\/](?:lit-html[\\/]lit-html|reactive-element[\\/]reactive-element|lit-element[\\/]lit-element)\.js$/,
      (code) =>
        LIT_EXTRAS.reduce((left, [extra, instead]) => {
          if (extra.test(left)) found.add(extra);
          return left.replace(extra, instead);
        }, code),
    ),
    buildEnd() {
      const missing = LIT_EXTRAS.filter(([extra]) => !found.has(extra));
      if (missing.length > 0)
        throw new Error(`Lit no longer looks the way that scripts/bundle-plugins.ts expects: ${missing.map(String).join(' ')}`);
    },
  };
}

/** Lit's advice to whoever writes its style sheets by hand; ours are written, type-checked and tested. And a page that lacks constructable sheets, which our targets have. */
export function settledStyles(): Plugin {
  return change('settled-styles', /[\\/]reactive-element[\\/]css-tag\.js$/, (code) =>
    rewrite(code, [
      [/Error\("CSSResult is not[^"]*"\)/, 'Error()'],
      [/Error\("Value passed to[^"]*"\+(\w+)\+"[^"]*"\)/, 'Error($1)'],
      [
        /\w+\.ShadowRoot&&\(void 0===\w+\.ShadyCSS\|\|\w+\.ShadyCSS\.nativeShadow\)&&"adoptedStyleSheets"in Document\.prototype&&"replace"in CSSStyleSheet\.prototype/,
        '!0',
      ],
    ]),
  );
}

/**
 * Of marked only the lexer is used: answers become nodes, never HTML. Its file ends by making an instance of the whole parser, which
 * would keep renderer, hooks and all. And it is used as it is by default: GitHub's markdown, no extensions, nothing pedantic.
 *
 * To be deleted when marked ships its parts as modules of their own.
 */
export function onlyTheLexer(): Plugin {
  return change('only-the-lexer', /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/, (code) => {
    const instance = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*?export\{/;
    const exported = /export\{([^}]*)\}/.exec(code)?.[1];
    if (exported === undefined || !instance.test(code)) return null;
    const kept = exported.split(',').filter((entry) => /\bas (Lexer|Tokenizer)$/.test(entry));
    if (kept.length !== 2) return null;
    const lexer = rewrite(code.replace(new RegExp(`${instance.source}[^}]*\\}`), `export{${kept.join(',')}}`), [
      [/this\.options\.pedantic\?\((\w+)\.block=\w+\.pedantic,\1\.inline=\w+\.pedantic\):/, ''],
      [/this\.options\.breaks\?\w+\.inline=\w+\.breaks:/, ''],
      [/,pedantic:\w+\}/, '}'],
      [/,breaks:\w+,pedantic:\w+\}/, '}'],
      [/this\.options\.pedantic/g, '!1'],
      [/this\.options\.gfm/g, '!0'],
      [/this\.options\.extensions/g, 'null'],
      [/this\.options\.hooks\?\.\w+\?\.call\(\{lexer:this\},(\w+)\)\?\?\1/, '$1'],
      [/infiniteLoopError\(e\)\{[^}]*?else throw new Error\(t\)\}/, 'infiniteLoopError(){throw Error()}'],
      [/static get rules\(\)\{[^}]*\}\}/, ''],
      [/static lexInline\(e,t\)\{[^}]*\}/, ''],
    ]);
    return lexer && onlyWhatIsReached(lexer);
  });
}

/** Names of marked's own rules, which nobody else says: the second minifier shortens them. */
const ruleNames = new Set<string>(
  (
    'inlineQueue getRegex tokenizer inlineTokens blockTokens inRawBlock linkEmitted linkParenPossible bracketScan lastToken emStrongLDelim ' +
    'emStrongRDelimAst emStrongRDelimUnd anyPunctuation blockSkip reflinkSearch reflink nolink lheading emStrong delLDelim delRDelim'
  ).split(' '),
);

/** One of marked's regular expressions for details, in their table. Only what is left of it is known which of them are read. */
const RULE = /(?<=[{,])(\w{6,}):\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])+\/[a-z]*,/g;

/**
 * What the exports of a file need, and nothing else. The bundler keeps what might do something while the file is loaded; of a file
 * that only declares, as marked's rules do by calling functions, that is too careful.
 */
function onlyWhatIsReached(code: string): string {
  const declared = new Map<string, string>();
  const roots: string[] = [];
  for (const statement of ts.createSourceFile('library.js', code, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations)
        declared.set(declaration.name.getText(), `var ${declaration.getText()};`);
    } else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
      declared.set(statement.name.text, statement.getText());
    } else roots.push(statement.getText());
  }
  const reached = new Set<string>();
  const reach = (text: string): void => {
    for (const [name] of text.matchAll(/[\w$]+/g)) {
      if (!declared.has(name) || reached.has(name)) continue;
      reached.add(name);
      reach(declared.get(name)!);
    }
  };
  roots.forEach(reach);
  return [...[...declared].filter(([name]) => reached.has(name)).map(([, text]) => text), ...roots].join('\n');
}

/** What DOMPurify's options are in the only call that the script makes of it (`widget/markdown/raw-html.ts`). */
const PURIFIER_OPTIONS: Readonly<Record<string, boolean>> = {
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  ALLOW_SELF_CLOSE_IN_ATTR: true,
  SAFE_FOR_TEMPLATES: false,
  SAFE_FOR_XML: true,
  WHOLE_DOCUMENT: false,
  FORCE_BODY: false,
  RETURN_DOM: true,
  RETURN_DOM_FRAGMENT: true,
  RETURN_TRUSTED_TYPE: false,
  SANITIZE_DOM: true,
  SANITIZE_NAMED_PROPS: false,
  KEEP_CONTENT: true,
  IN_PLACE: false,
  USE_PROFILES: false,
  SET_CONFIG: false,
};

/**
 * DOMPurify as it is used: with closed lists of a few elements and no attributes. Its own lists of what HTML, SVG and MathML allow are
 * never asked; empty, they fail closed, for an element or namespace that they are still looked up for is refused. Its options become
 * constants, so that the minifier drops what they rule out. `test/e2e/attacks.spec.ts` attacks the result.
 */
export function onePurifier(): Plugin {
  return change('one-purifier', /[\\/]dompurify[\\/]dist[\\/]purify\.es\.mjs$/, (code) => {
    const lists = /^const (?:svgFilters|svgDisallowed|mathMlDisallowed|(?:html|svg|mathMl)(?:\$1)?|xml) = freeze\(\[[^]*?\]\)/gm;
    if (code.match(lists)?.length !== 10) return null;
    const emptied = code.replace(lists, (list) => `${list.slice(0, list.indexOf('freeze'))}[]`);
    return rewrite(emptied, [
      ...Object.entries(PURIFIER_OPTIONS).flatMap(([name, value]) => [
        [new RegExp(`^\\s*(?:if \\([^;\\n]*\\) )?${name} = [^;]*;`, 'gm'), ''] as const,
        [new RegExp(`^\\s*let ${name} = \\w+;`, 'm'), `const ${name} = ${value};`] as const,
      ]),
      // Hooks and a standing configuration, which nobody adds, and what a compiler left behind.
      [/^\tDOMPurify\.setConfig = [^]*?(?=^\treturn DOMPurify;)/m, ''],
      [/(function _executeHooks\(hooks, currentNode, data\) \{)[^]*?^\t\}/m, '$1}'],
      [/^function AsyncGenerator[^]*?^AsyncGenerator\.prototype[^]*?^\};\n/m, ''],
      // Options that take lists, of which the only call gives the two that allow.
      [/objectHasOwnProperty\(cfg, "(?:ADD_TAGS|ADD_ATTR|ADD_FORBID_CONTENTS)"\)/g, 'false'],
      [/_resolveSetOption\(cfg, "(?!ALLOWED_TAGS|ALLOWED_ATTR)\w+", ([\w(), ]+?), \{[^}]*\}\)/g, '$1'],
      [/_resolveObjectOption\(cfg, "\w+", (\w+)\)/g, '$1'],
      [/^\t\tPARSER_MEDIA_TYPE = [^;]*;/m, 'PARSER_MEDIA_TYPE = DEFAULT_PARSER_MEDIA_TYPE;'],
      [/if \(objectHasOwnProperty\(customElementHandling[^;]*;/g, ''],
      // No attribute is allowed, no custom element, and no function decides.
      [/(const _isValidAttribute = function _isValidAttribute\(lcTag, lcName, value\) \{)[^]*?^\t\};/m, '$1 return false; };'],
      [/!FORBID_TAGS\[tagName\] && _isBasicCustomElement\(tagName\) && _matchesNameCheck\([^()]*\)/, 'false'],
      [/EXTRA_ELEMENT_HANDLING\.tagCheck instanceof Function && EXTRA_ELEMENT_HANDLING\.tagCheck\(tagName\)/, 'false'],
      [/_forkSharedAllowlist\(hooks\.\w+, (\w+), [^()]*\)/g, '$1'],
      // What is left without a use, and advice to who passes other options.
      [/\bseal\((\/[^\n]+\/[a-z]*)\);/g, '$1;'],
      [
        /const (DEFAULT_DATA_URI_TAGS|DEFAULT_URI_SAFE_ATTRIBUTES|RESERVED_CUSTOM_ELEMENT_NAMES) = addToSet\(\{\}, \[[^\]]*\]\);/g,
        'const $1 = null;',
      ],
      [/typeErrorCreate\("(?:[^"\\\n]|\\.)*"\)/g, 'TypeError()'],
      [/const typeErrorCreate = unconstruct\(TypeError\);/, ''],
      [/(function _slicedToArray\(r, e\) \{)[^]*?^\}/m, '$1 return r; }'],
      // A template is on no list, and goes with what it holds.
      [/if \(_isDocumentFragment\(node\.content\)\) _sanitizeShadowDOM2\(node\.content\);/, ''],
      // What comes in is a string, and its policy is always said.
      [/if \(typeof dirty !== "string" && !_isNode\(dirty\)\) \{[^]*?^\t\t\}/m, ''],
      [/else if \(_isNode\(dirty\)\)/, 'else if (false)'],
      [/if \(trustedTypesPolicy === void 0\) trustedTypesPolicy = _getDefaultTrustedTypesPolicy\(\);/, ''],
      [/if \(hookEvent\.forceKeepAttr\) continue;/, ''],
      [/!hookEvent\.keepAttr/, 'false'],
      [/value = hookEvent\.attrValue;/, ''],
      [/hookEvent\.\w+ = [^;]*;/g, ''],
      // Its options are a literal of ours, its engine is none of before 2015.
      [/cfg = clone\(cfg\);/, ''],
      [/if \(ALLOWED_TAGS\.table\) \{[^}]*\}/, ''],
      [/ALLOWED_ATTR\.shadowroot \|\| ALLOWED_ATTR\.shadowrootmode/, 'false'],
      [/^if \(!(?:freeze|seal|apply|construct)\) \w+ = function[^]*?^\};/gm, ''],
      [/_resolveSetOption\(cfg, "(ALLOWED_\w+)", \w+, \{[^}]*\}\)/g, 'addToSet({}, cfg.$1)'],
      [/const (DEFAULT_ALLOWED_TAGS|DEFAULT_ALLOWED_ATTR) = addToSet\(\{\}, \[[^\]]*\]\);/g, ''],
      [/const (ALL_SVG_TAGS|ALL_MATHML_TAGS) = addToSet\(\{\}, \[[^\]]*\]\);/g, 'const $1 = create(null);'],
      [/const EXTRA_ELEMENT_HANDLING = Object\.seal\([^]*?\}\)\);/, ''],
      [/EXTRA_ELEMENT_HANDLING\.\w+ = null;/g, ''],
      [/CUSTOM_ELEMENT_HANDLING = create\(null\);\s*seal\(CUSTOM_ELEMENT_HANDLING\);/, ''],
      [/const formElement = [^;]*;/, 'const formElement = null;'],
      [/const text = freeze\(\["#text"\]\)/, 'const text = ["#text"]'],
      [/getShadowRoot = lookupGetter\([^()]*\)/, 'getShadowRoot = null'],
      [/^\t\t*IN_PLACE_VISITED = [^;]*;/gm, ''],
      [/let IN_PLACE_VISITED = null;/, 'const IN_PLACE_VISITED = null;'],
      [/const setCreate = unconstruct\(Set\);/, ''],
      [/if \(typeof cfg\.TRUSTED_TYPES_POLICY\.create\w+ !== "function"\) throw TypeError\(\);/g, ''],
      [/if \(IN_TRUSTED_TYPES_POLICY > 0\) throw TypeError\(\);/, ''],
      [/CONFIG = freeze\(cfg\);/, ''],
      [/DOMPurify\.isSupported = typeof entries [^;]*;/, 'DOMPurify.isSupported = true;'],
      // A page is HTML, and nobody reads what was removed.
      [/PARSER_MEDIA_TYPE === "application\/xhtml\+xml"/g, 'false'],
      [/^\t\tNAMESPACE = [^;]*;/m, ''],
      [/let NAMESPACE = /, 'const NAMESPACE = '],
      [/IS_ALLOWED_URI\$1 = isRegex[^;]*;/, ''],
      [/arrayPush\(DOMPurify\.removed, \{[^}]*\}\);/g, ''],
    ]);
  });
}

/**
 * The event-stream parser as it is fed: `client/event-framing.ts` hands it whole lines that end in LF, and watches how long a line or an
 * event may be; no error, comment, id or retry is listened for. What cares for other line ends and for lines cut in two is left out.
 */
export function wholeLines(): Plugin {
  return change('whole-lines', /[\\/]eventsource-parser[\\/]dist[\\/]parse\.js$/, (code) =>
    rewrite(code, [
      [
        /const \{ maxBufferSize, onComment, onError, onEvent, onId, onRetry \} = config;/,
        'const { onEvent } = config, maxBufferSize = undefined, onComment = undefined, onError = undefined, onId = undefined, onRetry = undefined;',
      ],
      [/if \(typeof config === 'function'\) \{[^}]*\}[^}]*\}/, ''],
      [
        /function feed\(chunk\) \{[^]*?\n {4}\}\n/,
        "function feed(chunk) { if (bomPrefix !== undefined && chunk) { bomPrefix = undefined; chunk = chunk.replace(/^\\uFEFF/, ''); } processLines(chunk); }\n",
      ],
      [/if \(chunk\.indexOf\('\\r'\) === -1\) \{/, 'if (true) {'],
      [/return \{ feed, reset \};/, 'return { feed };'],
    ]),
  );
}

/** Replaces each pattern; `null` when one of them is not there. */
function rewrite(code: string, changes: readonly (readonly [pattern: RegExp, replacement: string])[]): string | null {
  let changed = code;
  for (const [pattern, replacement] of changes) {
    const before = changed;
    changed = changed.replace(pattern, replacement);
    if (changed === before) return null;
  }
  return changed;
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
        const kept = file.code.replace(RULE, (rule, name: string) => {
          if (!new RegExp(`\\.${name}\\b`).test(file.code)) return '';
          ruleNames.add(name);
          return rule;
        });
        const { code } = await minify(kept, {
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

function change(name: string, file: RegExp, edit: (code: string) => string | null): Plugin {
  return {
    name,
    transform(code, id) {
      if (!file.test(id)) return null;
      const changed = edit(code);
      if (changed === null) throw new Error(`${id} no longer looks the way that ${name}() in scripts/bundle-plugins.ts expects`);
      return { code: changed, map: null };
    },
  };
}
