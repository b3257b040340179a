import { existsSync } from 'node:fs';
import { findDefaultAccount } from './accounts/account-store.ts';
import { createApiKey, listApiKeys, revokeApiKey, type ListedKey } from './accounts/api-keys.ts';
import { findAssistantBySlug } from './conversations/assistant-store.ts';
import { inTransaction } from './db/transaction.ts';
import { openDatabase } from './db/open-database.ts';
import { indexFolder, type IndexReport } from './engine/search/index-folder.ts';
import { insertSiteAssistant, seedDatabase } from './seed-database.ts';

/** What whoever has the database file may do with it, beside a running server too. */
export interface ApiAdmin {
  /** Whether there was no such file before, so that it was made. */
  isNew: boolean;
  /** Makes a key and returns it, this once. */
  createKey(name: string): string;
  listKeys(): ListedKey[];
  /** Returns whether there was such a valid key. */
  revokeKey(id: string): boolean;
  /**
   * Lets an assistant answer from a folder of pages; makes the assistant when there is none.
   *
   * @param baseUrl - put before the pages' paths; `''` for addresses relative to the site's root.
   * @throws {ContentError} when the folder cannot be used.
   */
  indexSite(slug: string, folder: string, baseUrl: string): IndexReport & { createdName: string | null };
  close(): void;
}

/**
 * Opens a database for the commands on the server itself; a new file is made, with its folder, and seeded.
 *
 * @param mustExist - makes no new file.
 * @throws {DatabaseError} when the file cannot be used.
 */
export function openApiAdmin(file: string, { mustExist = false } = {}): ApiAdmin {
  const isNew = !existsSync(file);
  const { db, close } = openDatabase(file, { mustExist });
  try {
    seedDatabase(db, Date.now());
  } catch (error) {
    close();
    throw error;
  }
  return {
    isNew,
    createKey: (name) => createApiKey(db, findDefaultAccount(db), name, Date.now()),
    listKeys: () => listApiKeys(db),
    revokeKey: (id) => revokeApiKey(db, id, Date.now()),
    indexSite: (slug, folder, baseUrl) =>
      inTransaction(db, () => {
        const existing = findAssistantBySlug(db, slug);
        if (existing !== undefined) return { ...indexFolder(db, existing.id, folder, baseUrl, Date.now()), createdName: null };
        const name = deriveName(slug);
        const id = insertSiteAssistant(db, { slug, name, description: `Answers from the pages of ${name}` }, Date.now());
        return { ...indexFolder(db, id, folder, baseUrl, Date.now()), createdName: name };
      }),
    close,
  };
}

/** `my-shop` becomes "My Shop". */
function deriveName(slug: string): string {
  const words = slug.split(/[-_]+/).filter((word) => word !== '');
  return words.length === 0 ? slug : words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ');
}
