import type { Plugin } from 'vite';
import { LAUNCHER_TEXTS } from '../../src/widget/locales/launcher-texts.ts';

/** Puts the values of `src/widget/locales/launcher-texts.ts` in its place: of each language a line, not the whole. */
export function launcherTexts(): Plugin {
  return {
    name: 'launcher-texts',
    load(id) {
      if (!/[\\/]widget[\\/]locales[\\/]launcher-texts\.ts$/.test(id)) return null;
      return `export const LAUNCHER_TEXTS = ${JSON.stringify(LAUNCHER_TEXTS)};`;
    },
  };
}
