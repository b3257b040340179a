import type { loadChecklist as Load } from './load-checklist.ts';
import { ownFile } from './own-file.ts';

/** `load-checklist.ts` for the script, which knows only where it came from itself. Never rejects: says on the console what is missing. */
export const loadChecklist: typeof Load = async (chat, readTag) => {
  try {
    const { showChecklist } = (await import(ownFile('checklist.js'))) as typeof import('../../checklist/show-checklist.ts');
    showChecklist(chat, readTag);
  } catch (error) {
    console.error('<assisters-chat>: needs checklist.js beside the script', error);
  }
};
