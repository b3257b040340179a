import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../db/transaction.ts';
import type { Page } from './page.ts';
import { parseHtmlPage, parseMarkdownPage } from './parse-page.ts';
import { countPassages, deleteDocument, insertDocument, listDocuments } from './passage-store.ts';

/** What indexing did, in pages. */
export interface IndexReport {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  /** Passages that the assistant now has. */
  passages: number;
}

/** A folder that cannot be indexed: the message names it and says what to do. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
}

/** Larger files are no pages. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** Changes when pages are cut or stored otherwise than before, so that unchanged files are read again. */
const INDEX_FORMAT = '2';

/**
 * Brings an assistant's index up to date with a folder of HTML and markdown pages: reads what is new or changed, drops what is gone.
 *
 * @param baseUrl - put before the paths of pages; `''` for addresses relative to the site's root, `null` for pages that have no address.
 * @throws {ContentError} when the folder is not there or has no pages; then the index stays as it was.
 */
export function indexFolder(db: DatabaseSync, assistantId: string, folder: string, baseUrl: string | null, nowMs: number): IndexReport {
  const files = listPages(folder);
  if (files.length === 0) throw new ContentError(`There are no pages in ${folder}: put .html or .md files there, or name another folder.`);
  return inTransaction(db, () => {
    const known = new Map(listDocuments(db, assistantId).map((document) => [document.path, document]));
    const report: IndexReport = { added: 0, changed: 0, removed: 0, unchanged: 0, passages: 0 };
    for (const path of files) {
      const bytes = readFileSync(join(folder, path));
      const url = baseUrl === null ? '' : addressOf(path, baseUrl);
      const hash = createHash('sha256').update(`${INDEX_FORMAT}\n${url}\n`).update(bytes).digest('hex');
      const former = known.get(path);
      if (former?.hash === hash) {
        known.delete(path);
        report.unchanged++;
        continue;
      }
      const page = parsePage(path, bytes.toString('utf8'), url);
      // A page that asks not to be indexed, or says nothing, is dropped below like one that is gone.
      if (page === null || page.passages.length === 0) continue;
      known.delete(path);
      if (former !== undefined) deleteDocument(db, former.id);
      insertDocument(db, assistantId, { path, url, hash, page }, nowMs);
      if (former === undefined) report.added++;
      else report.changed++;
    }
    for (const gone of known.values()) deleteDocument(db, gone.id);
    report.removed = known.size;
    report.passages = countPassages(db, assistantId);
    return report;
  });
}

function listPages(folder: string): string[] {
  try {
    if (!statSync(folder).isDirectory()) throw new ContentError(`${folder} is not a folder. Name the folder that holds the pages.`);
  } catch (cause) {
    if (cause instanceof ContentError) throw cause;
    throw new ContentError(`Cannot read the folder ${folder} (${(cause as Error).message}). Name the folder that holds the pages.`, {
      cause,
    });
  }
  const pages: string[] = [];
  const walk = (inside: string): void => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = posix.join(inside, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && /\.(html?|md|markdown)$/i.test(entry.name) && statSync(join(folder, path)).size <= MAX_PAGE_BYTES)
        pages.push(path);
    }
  };
  walk('');
  return pages.sort();
}

/** Where a page is found on its site; a folder's index page by the folder. */
function addressOf(path: string, baseUrl: string): string {
  const encoded = path
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return `${baseUrl.replace(/\/+$/, '')}/${encoded.replace(/(^|\/)index\.html?$/i, '$1')}`;
}

function parsePage(path: string, text: string, url: string): Page | null {
  return /\.html?$/i.test(path) ? parseHtmlPage(text, url || '/') : parseMarkdownPage(text, url || '/');
}
