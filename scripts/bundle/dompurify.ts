import type { Plugin } from 'vite';
import { change, rewrite } from './change-library.ts';

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
