import type { loadLocale as Load } from './load-locale.ts';
import { ownFile } from './own-file.ts';

/** `load-locale.ts` for the script, which knows only where it came from itself. */
export const loadLocale: typeof Load = async (tag) => {
  try {
    const { strings } = (await import(ownFile(`locales/${tag}.js`))) as typeof import('../locales/de.ts');
    return strings;
  } catch (error) {
    console.warn(`<assisters-chat>: needs locales/${tag}.js beside the script`, error);
    return null;
  }
};
