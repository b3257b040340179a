import { writeAttribute, type CheckContext } from '../check-context.ts';
import type { Finding } from '../finding.ts';

/** Whether this browser can keep the conversation. Only looks: nothing is stored before a visitor has asked something. */
export function checkStorage(context: CheckContext): Finding {
  const { storage, tag, pageUrl } = context;
  const kind = tag.config?.keep.kind ?? 'local';
  if (kind === 'none') {
    return {
      state: 'warn',
      title: 'keep="none": a conversation is gone with a reload or on the next page.',
      fix: ['If you do not want that:'],
      paste: writeAttribute(context, 'keep', '30d'),
    };
  }
  if (kind === 'local' ? !storage.local : !storage.session) {
    const isSandboxed = new URL(pageUrl).origin === 'null' || storage.isFramed;
    return {
      state: 'warn',
      title: 'This browser lets the page keep nothing, so a conversation is gone with a reload. The chat itself works.',
      fix: [
        isSandboxed
          ? 'The page is in a frame: give a sandboxed one allow-same-origin. Frames of other sites depend on the visitor’s settings.'
          : 'Are cookies and site data blocked, or is this a private window? For other visitors it is likely to work.',
      ],
    };
  }
  if (storage.isFramed) return { state: 'ok', title: 'Conversations are kept. In a frame of another site, browsers keep them apart.' };
  return { state: 'ok', title: 'Conversations are kept in this browser.' };
}
