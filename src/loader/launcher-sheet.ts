/** What the closed launcher consists of, by the names that the chat's sheets use, and the tags that are enough for the loader's. */
const LAUNCHER: Readonly<Record<string, string>> = {
  '.dock': 'div',
  '.floating': 'div',
  '.launcher': 'button',
  '.icon': 'svg',
  '.s28': 'svg',
  button: 'button',
  svg: 'svg',
  path: 'path',
};

/** What changes no pixel of a button that rests, holds one icon and is all that its dock holds. */
const SILENT = new RegExp(
  [
    '(box-sizing|text-align|touch-action|gap|flex|pointer-events|flex-direction|align-items|font-size|grid-area|translate|transition|outline|outline-offset|--assisters-font-family):',
    '-webkit-(text-size-adjust|tap-highlight-color):',
    '(background:none|position:(relative|static)|display:(contents|block|flex)|inset:0|block-size:auto|inset-block:0 auto)$',
  ]
    .map((start) => `^${start}`)
    .join('|'),
);

/** A declaration, or a rule with what stands in it. */
type Item = string | Rule;
interface Rule {
  prelude: string;
  items: Item[];
}

/**
 * Reduces the chat's style sheets to what the closed launcher shows: the rules that can fit it, and the tokens that these use.
 *
 * Knows no more of CSS than our own sheets use; what it gets wrong is seen in the pixels (test/e2e/loader.spec.ts).
 */
export function launcherSheet(css: string): string {
  const tight = css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/\( | (?=\))/g, (space) => space.trim())
    .replace(/: /g, ':')
    .replace(/ ([*/]) /g, '$1')
    .replace(/@media \(/g, '@media(')
    .replace(/(?<![\d\w])0(\.\d)/g, '$1');
  const rules = merge(parse(tight).flatMap(keepFitting));
  const used = usedTokens(rules);
  return inlineTokens(write(rules.flatMap((rule) => dropTokens(rule, used))));
}

function parse(css: string): Item[] {
  const root: Item[] = [];
  const open = [root];
  for (const [, text = '', end] of css.matchAll(/([^{};]*)([{};]|$)/g)) {
    const items = open.at(-1)!;
    if (end === '{') {
      const rule = { prelude: text.trim(), items: [] };
      items.push(rule);
      open.push(rule.items);
      continue;
    }
    if (text.trim()) items.push(text.trim());
    if (end === '}') open.pop();
  }
  return root;
}

/** A rule with the selectors that fit, if any does. */
function keepFitting(item: Item): Item[] {
  if (typeof item === 'string') return SILENT.test(item) ? [] : [item];
  const prelude = item.prelude.startsWith('@') ? item.prelude : fitting(item.prelude);
  const items = prelude ? item.items.flatMap(keepFitting) : [];
  return items.length > 0 ? [{ prelude, items }] : [];
}

/** Those of some selectors that can fit, with tags for names; none: empty. */
function fitting(selectors: string): string {
  const kept = splitList(selectors).flatMap((selector) => {
    // A list in brackets fits where one of its entries does.
    const inner = selector.replace(/:(?:where|is)\(((?:[^()]|\([^()]*\))*)\)/g, (_all, list: string) => fitting(list) || '.none');
    // What the host is, the loader says itself; a launcher in focus is fetched, with the browser's own ring until then; none is open.
    if (inner.startsWith(':host(') || /:focus|\[aria-expanded/.test(inner)) return [];
    const renamed = inner.replace(/\[[^\]]*\]|::?[\w-]+|[.#]?[a-z][\w-]*/gi, (name) =>
      /^[:[]/.test(name) ? name : (LAUNCHER[name] ?? '.none'),
    );
    if (renamed.includes('.none') || /^[[*]/.test(renamed)) return [];
    // The dock's class says where it is; so does the chat's attribute.
    return [
      renamed.replace(
        /^div\[class\*='(-?\w+-?)'\]/,
        (_all, part: string) => `:host([position${part.endsWith('-') ? '^' : '$'}=${part.replace('-', '')}]) div`,
      ),
    ];
  });
  return [...new Set(kept)].join();
}

function splitList(list: string): string[] {
  return list.split(/,(?![^(]*\))/);
}

/** Rules with one selector become one, in the place of the first; of a property the later declaration counts. */
function merge(items: readonly Item[]): Rule[] {
  const merged: Rule[] = [];
  for (const item of items) {
    if (typeof item === 'string') continue;
    const before = item.prelude.startsWith('@') ? undefined : merged.find(({ prelude }) => prelude === item.prelude);
    if (!before) {
      merged.push(item);
      continue;
    }
    const isSet = (declaration: Item): boolean =>
      typeof declaration === 'string' && item.items.some((later) => typeof later === 'string' && nameOf(later) === nameOf(declaration));
    before.items = [...before.items.filter((declaration) => !isSet(declaration)), ...item.items];
  }
  return merged;
}

const nameOf = (declaration: string): string => declaration.split(':')[0]!;

const isToken = (declaration: string): boolean => declaration.startsWith('--');

/** The tokens that what is shown needs, and those that these need. */
function usedTokens(items: readonly Item[]): Set<string> {
  const declarations = items.flatMap(function flat(item): string[] {
    return typeof item === 'string' ? [item] : item.items.flatMap(flat);
  });
  const used = new Set<string>();
  const use = (declaration: string): void => {
    for (const [name] of declaration.matchAll(/--[\w-]+/g)) {
      if (used.has(name)) continue;
      used.add(name);
      for (const other of declarations) if (nameOf(other) === name) use(other);
    }
  };
  for (const declaration of declarations) if (!isToken(declaration)) use(declaration);
  return used;
}

function dropTokens(item: Item, used: ReadonlySet<string>): Item[] {
  if (typeof item === 'string') return !isToken(item) || used.has(nameOf(item)) ? [item] : [];
  const items = item.items.flatMap((inner) => dropTokens(inner, used));
  return items.length > 0 ? [{ prelude: item.prelude, items }] : [];
}

/** Private tokens that are set once are replaced by what they stand for: no page sets them. */
function inlineTokens(css: string): string {
  let left = css;
  for (const [declaration, name, value] of css.matchAll(/(--_[\w-]+):([^;{}]+);?/g)) {
    const uses = RegExp(`var\\(${name!}(,[^)]*)?\\)`, 'g');
    if (left.split(`${name!}:`).length === 2) left = left.replace(declaration, '').replace(uses, value!);
  }
  return left.replace(/;\}/g, '}').replace(/[^{}]+\{\}/g, '');
}

function write(items: readonly Item[]): string {
  const parts = items.map((item) => (typeof item === 'string' ? item : `${item.prelude}{${write(item.items)}}`));
  return parts.reduce((css, part) => css + (/[^}]$/.test(css) ? ';' : '') + part, '');
}
