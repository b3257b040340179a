import { KEY_ATTRIBUTES } from '../../widget/element/key-guard.ts';
import type { CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** What any element may carry, by HTML, or by a framework's or a consent tool's own use. */
const GLOBAL =
  /^(accesskey|autofocus|class|contenteditable|dir|draggable|exportparts|hidden|id|inert|is|itemid|itemprop|itemref|itemscope|itemtype|lang|nonce|part|popover|role|slot|spellcheck|style|tabindex|title|translate|xmlns)$|^(aria|on|v|x|ng|_ng)|[:@#.[(]/;

/** What a script tag carries for itself. */
const OF_SCRIPTS = /^(src|async|defer|type|integrity|crossorigin|nomodule|fetchpriority|blocking|charset|language|referrerpolicy)$/;

/** What `open` does to people, and what to do in its place. */
const OPEN_LESS =
  'On a small screen open covers the page, and takes away whoever reads it or goes through it by keyboard. Leave it out: visitors press the chat’s button, or one of yours with data-assisters="show".';

/** Whether every attribute is one that the chat knows, with a value that it can use. */
export function checkAttributes({ attributes, known, tag, scripts, opensItself }: CheckContext): Finding {
  // Where the chat does not start at all, the reason has a line of its own.
  const wrong = tag.config === null ? [] : [...tag.problems];
  const all = [...known, 'dir'];

  for (const name of attributes.keys()) {
    if (all.includes(name) || KEY_ATTRIBUTES.includes(name) || GLOBAL.test(name)) continue;
    if (name.startsWith('data-')) {
      const bare = name.slice(5);
      if (all.includes(bare)) wrong.push(`${name} is for the script tag; on <assisters-chat> write ${bare}.`);
      continue;
    }
    const meant = closest(name, all);
    wrong.push(`${name} means nothing to the chat.${meant ? ` Did you mean ${meant}?` : ''}`);
  }
  for (const { attributes: own } of scripts) {
    for (const name of own.keys()) {
      if (name.startsWith('data-')) {
        // Other tools leave notes of their own on script tags.
        const meant = all.includes(name.slice(5)) ? undefined : closest(name.slice(5), all);
        if (meant) wrong.push(`${name} means nothing to the chat. Did you mean data-${meant}?`);
      } else if (all.includes(name) && !GLOBAL.test(name) && !OF_SCRIPTS.test(name)) {
        wrong.push(`On the script tag, ${name} has to be data-${name}.`);
      }
    }
  }
  // Elsewhere the panel is part of the page anyway.
  const advice = opensItself && !/^(inline|fullscreen)$/i.test(attributes.get('mode') ?? '') ? [OPEN_LESS] : [];
  if (wrong.length === 0 && advice.length > 0) {
    return { state: 'warn', title: 'open shows the panel with every load, before anybody has asked for it.', fix: advice };
  }
  if (wrong.length === 0) return { state: 'ok', title: 'Every attribute of the tag is known and can be used.' };
  return {
    state: 'warn',
    title:
      wrong.length === 1
        ? 'One attribute of the tag does nothing as it stands.'
        : `${wrong.length} attributes of the tag do nothing as they stand.`,
    fix: [...wrong, ...advice],
  };
}

/** The name that a mistyped one is nearest to, if it is near enough to be meant. */
export function closest(name: string, names: readonly string[]): string | undefined {
  const plain = name.replace(/[-_]/g, '');
  const [best] = names
    .map((candidate) => ({ candidate, steps: distance(plain, candidate.replace(/-/g, '')) }))
    .filter(({ candidate, steps }) => steps <= Math.min(2, candidate.length >> 1))
    .sort((one, other) => one.steps - other.steps);
  return best?.candidate;
}

/** How many letters have to be added, left out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length]!;
}
