/**
 * The key of one chat's conversation: chats with another proxy, another assistant or another `storage-key` are kept apart.
 *
 * Readable on purpose: an owner who looks into the browser's storage should see what is there. JSON, because that keeps apart
 * whatever the parts hold, halves of characters included.
 */
export function storageName(chat: { endpoint: string; assistant: string | null; storageKey: string | null }): string {
  return `assisters-chat:${JSON.stringify([chat.storageKey, chat.assistant, chat.endpoint])}`;
}
