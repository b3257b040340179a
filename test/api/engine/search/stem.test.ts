import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { stem } from '../../../../src/api/engine/search/stem.ts';

const WORDS =
  'return returns returned returning returnable delivery deliveries deliver delivering shipped shipping ships policy policies cost costs costing ' +
  'happy happiness hopeful hopefulness relational conditional rational agreed plastered motoring conflated troubled sized hopping falling hissing ' +
  'failing filing sky cry crying revival allowance inference airliner gyroscopic adjustable defensible replacement adjustment adoption communism ' +
  'activate angular effective bowdlerize probate rate cease controlling rolling warranty warranties warranted repair repaired boots shoes sizes guide ' +
  'washing washed cleaner cleaning waterproof batteries charging charges exchange exchanged money refunds refunded country countries opening hours';

describe('stem', () => {
  it("agrees with the index's own stemmer", () => {
    const db = new DatabaseSync(':memory:');
    db.exec(`CREATE VIRTUAL TABLE t USING fts5(w, tokenize = 'porter unicode61'); CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')`);
    const different: string[] = [];
    for (const word of WORDS.split(' ')) {
      db.exec('DELETE FROM t');
      db.prepare('INSERT INTO t VALUES (?)').run(word);
      const theirs = String(db.prepare('SELECT term FROM v').get()!['term']);
      if (theirs !== stem(word)) different.push(`${word}: ${stem(word)}, not ${theirs}`);
    }
    db.close();
    assert.deepEqual(different, []);
  });

  it('leaves words of other scripts alone', () => {
    assert.equal(stem('größe'), 'größe');
    assert.equal(stem('漢字'), '漢字');
  });
});
