import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { change, rewrite } from './change-library.ts';

/**
 * lit-html makes a Trusted Types policy of its own while it loads, with no `try`: it throws where the page's list leaves that name
 * out, or where the page has a Lit of its own. In the script it takes the one policy that the markdown's sanitizer takes too.
 *
 * A second copy of the script renders nothing, for the tag is defined: it asks for no policy, which the page would refuse and report.
 *
 * To be deleted when lit-html lets its policy be named.
 */
export function onePolicy(): Plugin {
  const policy = fileURLToPath(new URL('../../src/widget/markdown/trusted-policy.ts', import.meta.url));
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
      if (missing.length > 0) throw new Error(`Lit no longer looks the way that scripts/bundle/ expects: ${missing.map(String).join(' ')}`);
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
