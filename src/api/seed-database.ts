import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DatabaseSync } from 'node:sqlite';
import { insertAccount } from './accounts/account-store.ts';
import { PICO_PER_USD, picoPerToken } from './accounts/money.ts';
import { findAssistantBySlug, insertAssistant } from './conversations/assistant-store.ts';
import { inTransaction } from './db/transaction.ts';
import { indexFolder, type IndexReport } from './engine/search/index-folder.ts';

/** What a new account has: $87.50. */
const OPENING_BALANCE_PICO = (PICO_PER_USD * 8750n) / 100n;

/** Price of an assistant that names none, in US dollars per million tokens. */
const DEFAULT_USD_PER_MILLION = 7.5;

/** Assistant that answers from the folder given by `--content`. */
export const SHOP_SLUG = 'shop';

/** Gives a new database its account and the assistant that needs no site: `pricing-advisor`. Does nothing to one that has them. */
export function seedDatabase(db: DatabaseSync, nowMs: number): void {
  inTransaction(db, () => {
    if (db.prepare('SELECT 1 FROM accounts').get() === undefined) insertAccount(db, 'Default', OPENING_BALANCE_PICO, nowMs);
    if (findAssistantBySlug(db, 'pricing-advisor') !== undefined) return;
    insertAssistant(
      db,
      {
        slug: 'pricing-advisor',
        name: 'Pricing Advisor',
        description: 'Expert guidance on SaaS pricing',
        category: 'business',
        pricePicoPerToken: picoPerToken(DEFAULT_USD_PER_MILLION),
        rating: 4.8,
        totalConversations: 15_420,
        engine: 'search',
      },
      nowMs,
    );
  });
  const advisor = findAssistantBySlug(db, 'pricing-advisor');
  // These pages come with the program and stand on no site: they have no address.
  if (advisor !== undefined) indexFolder(db, advisor.id, findOwnContent(), null, nowMs);
}

/** Brings the `shop` assistant up to date with a folder of pages, and makes it when it is not there. */
export function indexShop(db: DatabaseSync, folder: string, nowMs: number): IndexReport {
  const id =
    findAssistantBySlug(db, SHOP_SLUG)?.id ??
    insertSiteAssistant(
      db,
      { slug: SHOP_SLUG, name: 'Nordhang', description: 'Answers from the pages of Nordhang, a bike and outdoor shop' },
      nowMs,
    );
  return indexFolder(db, id, folder, '', nowMs);
}

/** Adds an assistant that answers from a site's pages. Returns its id. */
export function insertSiteAssistant(
  db: DatabaseSync,
  { slug, name, description }: { slug: string; name: string; description: string },
  nowMs: number,
): string {
  return insertAssistant(
    db,
    {
      slug,
      name,
      description,
      category: 'support',
      pricePicoPerToken: picoPerToken(DEFAULT_USD_PER_MILLION),
      rating: 0,
      totalConversations: 0,
      engine: 'search',
    },
    nowMs,
  );
}

/** The advisor's pages: beside this file in the source, below the bundle's folder once built. */
function findOwnContent(): string {
  const candidates = [
    './content/pricing-advisor/',
    './api/content/pricing-advisor/',
    '../content/pricing-advisor/',
    '../api/content/pricing-advisor/',
  ];
  for (const candidate of candidates) {
    const folder = fileURLToPath(new URL(candidate, import.meta.url));
    if (existsSync(folder)) return folder;
  }
  throw new Error('The folder content/pricing-advisor is missing beside the program: install assisters-chat again.');
}
