import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openDatabase } from '../../../../src/api/db/open-database.ts';
import { ContentError, indexFolder } from '../../../../src/api/engine/search/index-folder.ts';
import { listDocuments } from '../../../../src/api/engine/search/passage-store.ts';
import { insertSiteAssistant } from '../../../../src/api/seed-database.ts';
import { FIXTURE_SITE, makeTestFolder } from '../../start-test-api.ts';

describe('indexFolder', () => {
  it('reads what is new, changed or gone, and nothing else again', (t) => {
    const folder = join(makeTestFolder(t), 'site');
    cpSync(FIXTURE_SITE, folder, { recursive: true });
    const { db, close } = openDatabase(':memory:');
    const id = insertSiteAssistant(db, { slug: 's', name: 'S', description: '' }, 1);
    const index = (baseUrl = '') => {
      const { added, changed, removed, unchanged } = indexFolder(db, id, folder, baseUrl, 1);
      return { added, changed, removed, unchanged };
    };
    assert.deepEqual(index(), { added: 5, changed: 0, removed: 0, unchanged: 0 });
    assert.deepEqual(index(), { added: 0, changed: 0, removed: 0, unchanged: 5 });
    writeFileSync(join(folder, 'care.md'), '# Care\n\nNew words.\n');
    rmSync(join(folder, 'contact.html'));
    assert.deepEqual(index(), { added: 0, changed: 1, removed: 1, unchanged: 3 });
    assert.deepEqual(index('https://loaf.example/shop/'), { added: 0, changed: 4, removed: 0, unchanged: 0 });
    assert.deepEqual(
      listDocuments(db, id).map(({ url }) => url),
      ['care.md', 'delivery.html', '', 'returns.html'].map((path) => `https://loaf.example/shop/${path}`),
    );
    close();
  });

  it('refuses a folder that is not there or has no pages, and keeps the index', (t) => {
    const empty = makeTestFolder(t);
    const { db, close } = openDatabase(':memory:');
    const id = insertSiteAssistant(db, { slug: 's', name: 'S', description: '' }, 1);
    indexFolder(db, id, FIXTURE_SITE, '', 1);
    for (const folder of [empty, join(empty, 'nowhere')]) {
      assert.throws(
        () => indexFolder(db, id, folder, '', 1),
        (error) => error instanceof ContentError && error.message.includes(folder),
      );
    }
    assert.equal(listDocuments(db, id).length, 5);
    close();
  });
});
