/** Before every key of ours in the page's storage. */
export const STORAGE_PREFIX = 'assisters-chat:';

/**
 * The key of one chat's conversation: chats with another proxy, another assistant or another `storage-key` are kept apart.
 *
 * Readable on purpose: an owner who looks into the browser's storage should see what is there.
 */
export function storageName(chat: { endpoint: string; assistant: string | null; storageKey: string | null }): string {
  return STORAGE_PREFIX + [chat.storageKey ?? '', chat.assistant ?? '', chat.endpoint].map(escapePart).join(':');
}

function escapePart(part: string): string {
  // Half a character makes `encodeURIComponent` throw.
  return encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}
