import type { ReadTag } from '../../checklist/check-context.ts';

/** Fetches the owner's checklist, which no visitor needs, and shows it. For bundlers; the script takes `fetch-checklist.ts` instead. */
export async function loadChecklist(chat: HTMLElement, readTag: () => ReadTag): Promise<void> {
  const { showChecklist } = await import('../../checklist/show-checklist.ts');
  showChecklist(chat, readTag);
}
