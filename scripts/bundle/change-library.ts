import type { Plugin } from 'vite';

/*
 * What the script leaves out of its libraries, and how: the plugins beside this file. Each of them changes a file of another project
 * while it is bundled, and so fails the build when that file no longer looks as it did: then read the new version, and look here again.
 */

/** A plugin that changes one file of a library; an `edit` that returns `null` fails the build. */
export function change(name: string, file: RegExp, edit: (code: string) => string | null): Plugin {
  return {
    name,
    transform(code, id) {
      if (!file.test(id)) return null;
      const changed = edit(code);
      if (changed === null) throw new Error(`${id} no longer looks the way that ${name}() in scripts/bundle expects`);
      return { code: changed, map: null };
    },
  };
}

/** Replaces each pattern; `null` when one of them is not there. */
export function rewrite(code: string, changes: readonly (readonly [pattern: RegExp, replacement: string])[]): string | null {
  let changed = code;
  for (const [pattern, replacement] of changes) {
    const before = changed;
    changed = changed.replace(pattern, replacement);
    if (changed === before) return null;
  }
  return changed;
}
