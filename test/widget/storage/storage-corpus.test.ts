import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ConversationSession } from '../../../src/widget/conversation/session.ts';
import { createStorage, storageName } from '../../../src/widget/storage/create-storage.ts';
import { FakeLead, FakeSurroundings, FakeTransport, settle } from '../conversation/fake-ports.ts';
import { MemoryStore } from './memory-store.ts';

interface StorageCase {
  id: string;
  group: string;
  title: string;
  raw?: string;
}

const corpus = JSON.parse(readFileSync(new URL('../../corpora/own/widget/widget-storage.json', import.meta.url), 'utf8')) as {
  cases: StorageCase[];
};
const NAME = storageName({ endpoint: 'https://shop.example', assistant: 'shop', storageKey: null });

function open(local: MemoryStore): { session: ConversationSession; transport: FakeTransport } {
  const transport = new FakeTransport();
  const surroundings = new FakeSurroundings();
  const window = Object.assign(new EventTarget(), { localStorage: local, sessionStorage: new MemoryStore() });
  const storage = createStorage({ keep: { kind: 'local', ms: 86_400_000 }, name: NAME, nowMs: () => surroundings.nowMs(), window });
  return { session: new ConversationSession({ transport, storage, lead: new FakeLead(), surroundings, user: () => null }), transport };
}

describe('every poisoned record of the corpus', () => {
  for (const { id, title, raw } of corpus.cases.filter((one) => one.raw !== undefined)) {
    it(`${id} ${title}: a fresh session, and the record is replaced by the next write`, async () => {
      const local = new MemoryStore();
      local.setItem(NAME, raw!);
      const { session, transport } = open(local);
      session.restore();
      assert.deepEqual(session.store.state, { sessionId: null, turns: [], discarded: [], changedAtMs: 0 });
      assert.equal(local.getItem(NAME), raw);
      await session.reconcile();

      const answer = session.ask('Hello?');
      assert.match(transport.last.request.sessionId, /^sess_[A-Za-z0-9_-]{22}$/);
      transport.last.say('Hello');
      transport.last.done();
      assert.equal((await answer).state, 'done');

      const later = open(local);
      later.session.restore();
      assert.deepEqual(later.session.store.state, session.store.state);
    });
  }

  it('ws-s-019 two tabs send at the same time: each has its own answer, whole', async () => {
    const local = new MemoryStore();
    const tabs = [open(local), open(local)] as const;
    const answers = tabs.map(({ session }, index) => session.ask(`Question ${index}`));
    tabs[0].transport.last.say('Zero ');
    tabs[1].transport.last.say('One ');
    await settle();
    tabs[1].transport.last.say('eins');
    tabs[0].transport.last.say('null');
    for (const { transport } of tabs) transport.last.done();
    assert.deepEqual(
      (await Promise.all(answers)).map((turn) => [turn.question, turn.answer]),
      [
        ['Question 0', 'Zero null'],
        ['Question 1', 'One eins'],
      ],
    );
  });

  it('is whole', () => {
    assert.equal(corpus.cases.length, 20);
    assert.equal(corpus.cases.filter(({ group }) => group === 'environment').length, 5);
  });
});
