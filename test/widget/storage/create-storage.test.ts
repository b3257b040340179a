import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { ConversationStorage } from '../../../src/widget/conversation/ports.ts';
import type { ConversationState, Turn } from '../../../src/widget/conversation/state.ts';
import { createStorage, storageName, type StorageOptions } from '../../../src/widget/storage/create-storage.ts';
import { MemoryStore } from './memory-store.ts';

const NAME = storageName({ endpoint: 'https://shop.example/api', assistant: 'shop', storageKey: null });
const DAY_MS = 86_400_000;

let nowMs: number;
let local: MemoryStore;
let session: MemoryStore;

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 10);
  local = new MemoryStore();
  session = new MemoryStore();
});

function open(options: Partial<StorageOptions> = {}): ConversationStorage {
  const window = Object.assign(new EventTarget(), { localStorage: local, sessionStorage: session });
  return createStorage({ keep: { kind: 'local', ms: 30 * DAY_MS }, name: NAME, nowMs: () => nowMs, window, ...options });
}

function conversation(...answers: string[]): ConversationState {
  const turns = answers.map((answer, index): Turn => ({
    id: `t${index}`,
    key: 'turn_0123456789012345678901',
    question: `Q${index}`,
    answer,
    state: 'done',
    place: 1,
    askedAtMs: nowMs,
    endedAtMs: nowMs,
    answerId: 'msg',
    tokens: 3,
    sources: [],
    failure: null,
    sends: 1,
    waits: 0,
  }));
  return { sessionId: 'sess_0123456789012345678901', turns, discarded: [], changedAtMs: nowMs };
}

describe('where a conversation is kept', () => {
  it('is localStorage, under a key of ours, until its time is over', () => {
    const state = conversation('A');
    open().save(state);
    assert.deepEqual([...local.entries.keys()], [NAME]);
    nowMs += 30 * DAY_MS - 1;
    assert.deepEqual(open().load(), state);
    nowMs += 1;
    assert.equal(open().load(), null);
    assert.equal(local.length, 0);
  });

  it('is sessionStorage for a session', () => {
    open({ keep: { kind: 'session' } }).save(conversation('A'));
    assert.deepEqual([local.length, session.length], [0, 1]);
    nowMs += 1_000 * DAY_MS;
    assert.deepEqual(open({ keep: { kind: 'session' } }).load()?.turns.length, 1);
  });

  it('is memory alone for none', () => {
    const storage = open({ keep: { kind: 'none' } });
    storage.save(conversation('A'));
    assert.deepEqual([local.length, session.length, storage.load()?.turns.length], [0, 0, 1]);
    assert.equal(open({ keep: { kind: 'none' } }).load(), null);
  });

  it('is nowhere before anything was saved', () => {
    assert.equal(open().load(), null);
    assert.deepEqual([local.writes, session.writes], [0, 0]);
  });

  it('is emptied of all that is ours, and of nothing else', () => {
    local.setItem('cart', '1');
    local.setItem(NAME, '{oops');
    open().save(conversation('A'));
    open({ keep: { kind: 'session' } }).save(conversation('A'));
    open().clear();
    assert.deepEqual([[...local.entries.keys()], session.length], [['cart'], 0]);
  });

  it('is apart for every endpoint, assistant and storage key', () => {
    const chats = [
      { endpoint: 'https://a.example', assistant: 'x', storageKey: null },
      { endpoint: 'https://b.example', assistant: 'x', storageKey: null },
      { endpoint: 'https://a.example', assistant: null, storageKey: null },
      { endpoint: 'https://a.example', assistant: 'x', storageKey: 'x' },
      { endpoint: 'https://a.example', assistant: null, storageKey: 'x' },
      { endpoint: 'https://a.example', assistant: 'x:x', storageKey: null },
      { endpoint: 'https://a.example', assistant: 'x', storageKey: '\ud800' },
    ];
    const names = chats.map(storageName);
    assert.equal(new Set(names).size, chats.length);
    assert.ok(names.every((name) => name.startsWith('assisters-chat:')));
  });
});

describe('a store that fails', () => {
  it('is made room in by leaving out the oldest turns', () => {
    local.capacity = 3_000;
    open().save(conversation('a'.repeat(1_000), 'b'.repeat(1_000), 'c'.repeat(500)));
    assert.deepEqual(
      open()
        .load()
        ?.turns.map(({ id }) => id),
      ['t2'],
    );
  });

  it('leaves memory when nothing fits, and is tried again', () => {
    const storage = open();
    storage.save(conversation('A'));
    local.capacity = 10;
    storage.save(conversation('A', 'B'));
    assert.equal(storage.load()?.turns.length, 2);
    local.capacity = Infinity;
    storage.save(conversation('A', 'B', 'C'));
    assert.equal(open().load()?.turns.length, 3);
  });

  const listening = { addEventListener: () => undefined, removeEventListener: () => undefined };
  const throwing = {
    ...listening,
    get localStorage(): Storage {
      throw new DOMException('Refused.', 'SecurityError');
    },
    get sessionStorage(): Storage {
      throw new DOMException('Refused.', 'SecurityError');
    },
  };
  it('keeps as many of the newest turns as fit into a million characters, and the last one whatever its length', () => {
    const answer = 'x'.repeat(300_000);
    open().save(conversation(answer, answer, answer, answer));
    assert.deepEqual(
      open()
        .load()!
        .turns.map(({ id }) => id),
      ['t1', 't2', 't3'],
    );
    open().save(conversation('A', 'x'.repeat(1_040_000)));
    assert.deepEqual(
      open()
        .load()!
        .turns.map(({ id }) => id),
      ['t1'],
    );
  });

  it('notes once that the browser keeps nothing', (context) => {
    const info = context.mock.method(console, 'info', () => undefined);
    const storage = open({ window: throwing });
    for (const text of ['A', 'B']) storage.save(conversation(text));
    assert.equal(info.mock.callCount(), 1);
    open().save(conversation('A'));
    open({ keep: { kind: 'none' } }).save(conversation('A'));
    assert.equal(info.mock.callCount(), 1);
  });

  it('tells what another tab saves and empties, and nothing of what is not ours', () => {
    const window = Object.assign(new EventTarget(), { localStorage: local, sessionStorage: session });
    const told: unknown[] = [];
    const end = open({ window }).watch((saved) => told.push(saved?.turns.length ?? null));
    open().save(conversation('A', 'B'));
    const tell = (key: string | null, newValue: string | null): void => {
      window.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    };
    tell(NAME, local.getItem(NAME));
    tell(NAME, null);
    tell('other', null);
    tell(null, null);
    tell(NAME, '{"format":"assisters-chat","version":9}');
    tell(NAME, 'rubbish');
    assert.deepEqual(told, [2, null]);
    end();
    tell(NAME, null);
    assert.equal(told.length, 2);
    open({ window, keep: { kind: 'session' } }).watch(() => void told.push(0));
    tell(NAME, null);
    assert.equal(told.length, 2);
  });

  it('keeps the newest 200 turns', () => {
    open().save(conversation(...Array.from({ length: 250 }, (_, index) => `A${index}`)));
    const turns = open().load()!.turns;
    assert.deepEqual([turns.length, turns[0]!.id, turns.at(-1)!.id], [200, 't50', 't249']);
  });

  for (const [what, window] of [
    ['throws (ws-s-016)', throwing],
    ['is null (ws-s-017)', { ...listening, localStorage: null, sessionStorage: null }],
    ['is undefined (ws-s-017)', { ...listening, localStorage: undefined, sessionStorage: undefined }],
  ] as const) {
    it(`leaves memory when it ${what}`, () => {
      const storage = open({ window });
      assert.equal(storage.load(), null);
      storage.save(conversation('A'));
      assert.equal(storage.load()?.turns.length, 1);
      storage.clear();
      assert.equal(storage.load(), null);
    });
  }

  it('is filled again when it was emptied while the page was open (ws-s-018)', () => {
    const storage = open();
    storage.save(conversation('A'));
    local.clear();
    storage.save(conversation('A', 'B'));
    assert.equal(open().load()?.turns.length, 2);
  });

  it('gives a fresh conversation, once, when the clock is ten years ahead (ws-s-020)', () => {
    open().save(conversation('A'));
    nowMs += 3_650 * DAY_MS;
    const storage = open();
    assert.equal(storage.load(), null);
    storage.save(conversation('B'));
    assert.equal(open().load()?.turns[0]!.answer, 'B');
  });
});

describe('a record that is not ours to read', () => {
  it('is left alone when a newer version wrote it', () => {
    const newer = JSON.stringify({ format: 'assisters-chat', version: 2, anything: true });
    local.setItem(NAME, newer);
    const storage = open();
    assert.equal(storage.load(), null);
    storage.save(conversation('A'));
    assert.equal(storage.load()?.turns.length, 1);
    assert.deepEqual([...local.entries], [[NAME, newer]]);
  });

  it('is moved aside, not lost, when the first conversation takes its place', () => {
    local.setItem(NAME, '{oops');
    const storage = open();
    assert.equal(storage.load(), null);
    assert.equal(local.getItem(NAME), '{oops');
    storage.save(conversation('A'));
    storage.save(conversation('A', 'B'));
    assert.equal(open().load()?.turns.length, 2);
    assert.equal(local.getItem(`${NAME}:set-aside`), '{oops\n');
  });

  it('is told to the owner, with where it is kept, and does not push out one that was set aside before', (t) => {
    const warned = t.mock.method(console, 'warn', () => undefined);
    for (const record of ['{first', '{second']) {
      local.setItem(NAME, record);
      const storage = open();
      storage.load();
      storage.save(conversation('A'));
    }
    assert.equal(local.getItem(`${NAME}:set-aside`), '{first\n{second\n');
    assert.equal(warned.mock.callCount(), 2);
    assert.match(String(warned.mock.calls[0]!.arguments[0]), /unreadable.*:set-aside/);
  });
});
