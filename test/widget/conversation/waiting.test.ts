import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import { ConversationSession, type SessionEvent } from '../../../src/widget/conversation/session.ts';
import type { Turn } from '../../../src/widget/conversation/state.ts';
import { FakeLead, FakeStorage, FakeSurroundings, FakeTransport, settle } from './fake-ports.ts';

let transport: FakeTransport;
let storage: FakeStorage;
let lead: FakeLead;
let surroundings: FakeSurroundings;
let session: ConversationSession;
let events: SessionEvent['type'][];

const OFFLINE = new AssistersError('offline', '');

function open(): ConversationSession {
  const opened = new ConversationSession({ transport, storage, lead, surroundings, user: () => null });
  opened.subscribe(({ type }) => events.push(type));
  return opened;
}

/** The page is left without a word, and another one begins. */
function reload(): void {
  session.leave();
  session = open();
  session.restore();
}

function refused(seconds?: number): AssistersError {
  return new AssistersError('rate_limit_exceeded', '', { status: 429, ...(seconds !== undefined && { retryAfterMs: seconds * 1000 }) });
}

function lastTurn(): Turn {
  return session.store.state.turns.at(-1)!;
}

function finish(text = 'Hello'): void {
  transport.last.say(text);
  transport.last.done();
}

beforeEach(() => {
  transport = new FakeTransport();
  storage = new FakeStorage();
  lead = new FakeLead();
  surroundings = new FakeSurroundings();
  events = [];
  session = open();
});

describe('a question that is refused for now', () => {
  it('waits as long as it was told, and is then sent once by itself', async () => {
    const answer = session.ask('Hi');
    transport.last.fail(refused(12));
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().failure!.retryAtMs], ['queued', surroundings.timeMs + 12_000]);
    assert.equal(storage.kept?.turns[0]?.state, 'queued');
    await surroundings.advance(11_999);
    assert.equal(transport.streams.length, 1);
    await surroundings.advance(1);
    assert.deepEqual([transport.streams.length, lastTurn().state, lastTurn().failure], [2, 'sending', null]);
    assert.equal(transport.streams[1]!.request.key, transport.streams[0]!.request.key);
    finish();
    assert.equal((await answer).state, 'done');
    assert.deepEqual(events, ['postponed', 'first-token', 'answered']);
  });

  it('waits between five and six seconds where it was not told how long', async () => {
    void session.ask('Hi');
    transport.last.fail(refused());
    await settle();
    const waitMs = lastTurn().failure!.retryAtMs! - surroundings.timeMs;
    assert.ok(waitMs >= 5_000 && waitMs <= 6_000);
  });

  it('is offered by a button after a second refusal', async () => {
    void session.ask('Hi');
    transport.last.fail(refused(1));
    await surroundings.advance(1_000);
    transport.last.fail(refused(2));
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().failure!.code, lastTurn().failure!.retryable], ['failed', 'rate_limit_exceeded', true]);
    await surroundings.advance(10_000);
    assert.equal(transport.streams.length, 2);
    void session.retry();
    transport.last.fail(refused(1));
    await settle();
    assert.equal(lastTurn().state, 'queued', 'by the button it begins anew');
  });

  it('is offered by a button where it would take more than a minute', async () => {
    void session.ask('Hi');
    transport.last.fail(refused(61));
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().failure!.retryAtMs], ['failed', surroundings.timeMs + 61_000]);
  });

  it('goes on waiting after a reload, no longer than before', async () => {
    void session.ask('Hi');
    transport.last.fail(refused(12));
    await surroundings.advance(5_000);
    reload();
    assert.equal(lastTurn().state, 'queued');
    await surroundings.advance(6_999);
    assert.equal(transport.streams.length, 1);
    await surroundings.advance(1);
    assert.equal(transport.streams.length, 2);
  });

  it('can be taken back, and sends who waited behind it', async () => {
    const answer = session.ask('One');
    void session.ask('Two');
    transport.last.fail(refused(12));
    await settle();
    assert.equal(transport.streams.length, 1, 'no question overtakes another');
    session.stop(session.store.state.turns[0]!.id);
    assert.equal((await answer).state, 'stopped');
    assert.deepEqual(transport.stopped, [], 'nothing of it runs anywhere');
    assert.equal(transport.last.request.message, 'Two');
    finish();
    await surroundings.advance(20_000);
    assert.equal(transport.streams.length, 2);
    assert.notEqual(session.retry(session.store.state.turns[0]!.id), null);
  });
});

describe('a question without a network', () => {
  beforeEach(() => surroundings.setOnline(false));

  it('waits for the network, and is sent once', async () => {
    const answer = session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().failure!.code, events], ['queued', 'offline', ['postponed']]);
    await surroundings.advance(600_000);
    assert.equal(transport.streams.length, 1);
    surroundings.setOnline(true);
    assert.equal(transport.streams.length, 2);
    finish();
    assert.equal((await answer).state, 'done');
    assert.deepEqual(transport.resumed, [], 'it cannot have arrived');
  });

  it('survives a reload, and several of them keep their order', async () => {
    void session.ask('One');
    transport.last.fail(OFFLINE);
    void session.ask('Two');
    await settle();
    reload();
    assert.deepEqual(
      session.store.state.turns.map(({ state }) => state),
      ['queued', 'queued'],
    );
    surroundings.setOnline(true);
    finish('1');
    await settle();
    finish('2');
    await settle();
    assert.deepEqual(
      session.store.state.turns.map(({ state, answer }) => [state, answer]),
      [
        ['done', '1'],
        ['done', '2'],
      ],
    );
  });

  it('is not sent any more when it comes back after more than an hour', async () => {
    void session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    session.leave();
    surroundings.timeMs += 3_600_001;
    session = open();
    session.restore();
    assert.deepEqual([lastTurn().state, lastTurn().failure?.code, lastTurn().failure?.retryable], ['failed', 'offline', true]);
  });

  it('reaches a proxy beside a browser that only thinks itself offline', async () => {
    const answer = session.ask('Hi');
    finish();
    assert.equal((await answer).state, 'done');
  });
});

describe('a question of which nobody knows whether it has arrived', () => {
  const unknown = new AssistersError('turn_not_found', '', { status: 404, enveloped: true });

  it('is asked again under its key where the proxy knows of keys, and has none of it', async () => {
    transport.onResume = (stream) => stream.fail(unknown);
    void session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    assert.deepEqual([transport.streams.length, transport.resumed], [2, [lastTurn().key]]);
    assert.equal(transport.streams[1]!.request.key, transport.streams[0]!.request.key);
    finish();
    await settle();
    assert.equal(lastTurn().state, 'done');
  });

  for (const code of ['timeout', 'interrupted'] as const) {
    it(`is not asked again after ${code}: something had come back`, async () => {
      transport.onResume = (stream) => stream.fail(unknown);
      void session.ask('Hi');
      transport.last.fail(new AssistersError(code, ''));
      await surroundings.advance(20_000);
      assert.deepEqual([lastTurn().state, transport.streams.length], ['failed', 1]);
    });
  }

  it('is found where it has arrived, and not asked again', async () => {
    transport.onResume = (stream) => {
      stream.say('Hello');
      stream.done();
    };
    void session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, transport.streams.length], ['done', 'Hello', 1]);
  });

  it('is offered by a button where the proxy cannot tell', async () => {
    void session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().failure!.code, transport.streams.length], ['failed', 'offline', 1]);
  });

  it('is looked for first when the network comes back that went while it was on its way', async () => {
    let isThere = false;
    transport.onResume = (stream) => (isThere ? finishOn(stream) : stream.fail(OFFLINE));
    void session.ask('Hi');
    surroundings.setOnline(false);
    transport.last.fail(OFFLINE);
    await settle();
    assert.equal(lastTurn().state, 'queued');
    isThere = true;
    surroundings.setOnline(true);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, transport.streams.length], ['done', 'Hello', 1]);
  });

  it('waits when it is refused for now the second time it is asked', async () => {
    transport.onResume = (stream) => stream.fail(unknown);
    void session.ask('Hi');
    transport.last.fail(OFFLINE);
    await settle();
    transport.last.fail(refused(3));
    await settle();
    assert.equal(lastTurn().state, 'queued');
  });

  function finishOn(stream: { say(text: string): void; done(): void }): void {
    stream.say('Hello');
    stream.done();
  }
});

describe('a conversation in several tabs', () => {
  it('shows here what another tab asks and gets, and sends what is asked here when that is done', async () => {
    lead.isTaken = true;
    const saved = { sessionId: 'sess_1', discarded: [], changedAtMs: surroundings.timeMs, turns: [turnOf('streaming', 'Hel')] };
    storage.tellSaved(saved);
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['streaming', 'Hel']);
    const answer = session.ask('Mine');
    assert.deepEqual([lastTurn().state, transport.streams.length], ['queued', 0]);
    storage.tellSaved({ ...saved, turns: [turnOf('done', 'Hello')], changedAtMs: surroundings.timeMs });
    assert.equal(session.store.state.turns.length, 2, 'what was asked here is not forgotten');
    assert.deepEqual(events, ['followed'], 'the tab that asked tells the rest');
    lead.pass();
    assert.equal(transport.last.request.message, 'Mine');
    finish();
    assert.equal((await answer).state, 'done');
    assert.deepEqual(events, ['followed', 'first-token', 'answered']);
    assert.equal(lead.wishes.size, 0, 'nothing is held while nothing is to be done');
  });

  it('takes over the answer of a tab that is gone, and asks nothing', async () => {
    lead.isTaken = true;
    storage.tellSaved({ sessionId: 'sess_1', discarded: [], changedAtMs: 1, turns: [turnOf('streaming', 'Hel')] });
    assert.equal(transport.resumed.length, 0);
    transport.onResume = (stream) => {
      stream.say('Hello');
      stream.done();
    };
    assert.equal(lead.wishes.size, 0, 'the tab that asked is left the lead');
    lead.pass();
    await surroundings.advance(1_500);
    assert.deepEqual([lastTurn().state, lastTurn().answer, transport.streams.length], ['done', 'Hello', 0]);
  });

  it('takes no words from the last that a closed tab has saved, while they arrive here', async () => {
    lead.isTaken = true;
    const saved = { sessionId: 'sess_1', discarded: [], changedAtMs: 1, turns: [turnOf('streaming', 'Hel')] };
    storage.tellSaved(saved);
    transport.onResume = (stream) => {
      stream.say('Hell');
      void settle().then(() => {
        storage.tellSaved({ ...saved, turns: [turnOf('streaming', 'Hello y')] });
        stream.say('o you');
        stream.done();
      });
    };
    lead.pass();
    await surroundings.advance(1_500);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['done', 'Hello you']);
  });

  it('asks nobody for an answer whose end is still to be heard of from the tab that had it', async () => {
    lead.isTaken = true;
    const saved = { sessionId: 'sess_1', discarded: [], changedAtMs: surroundings.timeMs, turns: [turnOf('sending', '')] };
    storage.tellSaved(saved);
    await surroundings.advance(2_000);
    assert.equal(lead.wishes.size, 1, 'a tab that says nothing may be gone');
    storage.tellSaved({ ...saved, turns: [turnOf('streaming', 'Hel')] });
    lead.pass();
    await surroundings.advance(200);
    storage.tellSaved({ ...saved, turns: [turnOf('done', 'Hello')] });
    await surroundings.advance(20_000);
    assert.deepEqual([lastTurn().state, transport.resumed.length, lead.wishes.size], ['done', 0, 0]);
    assert.deepEqual(events, ['followed']);
  });

  it('takes no end but a whole one, or a stop, from another tab while the answer arrives here', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    storage.tellSaved({ ...session.store.state, turns: [{ ...lastTurn(), state: 'interrupted', answer: 'Hell', endedAtMs: 1 }] });
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['streaming', 'Hel']);
    transport.last.say('lo');
    transport.last.done();
    assert.equal((await answer).answer, 'Hello');
  });

  it('leaves what a browser ends with its page to who comes after it', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    transport.last.fail(new AssistersError('stopped', 'The operation was aborted.'));
    await settle();
    assert.notEqual(lastTurn().state, 'stopped');
    assert.equal(transport.resumed.length, 1);
  });

  it('is stopped at its source from here, too', () => {
    lead.isTaken = true;
    storage.tellSaved({ sessionId: 'sess_1', discarded: [], changedAtMs: 1, turns: [turnOf('streaming', 'Hel')] });
    session.stop();
    assert.deepEqual([lastTurn().state, transport.stopped, storage.kept?.turns[0]?.state], ['stopped', [lastTurn().key], 'stopped']);
  });

  it('gives up an answer that was stopped in another tab', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    storage.tellSaved({ ...session.store.state, turns: [{ ...lastTurn(), state: 'stopped' }] });
    assert.equal((await answer).state, 'stopped');
    assert.ok(transport.last.signal.aborted);
    assert.deepEqual(events, ['first-token', 'followed']);
  });

  it('is emptied here when it is emptied there', async () => {
    const answer = session.ask('Hi');
    storage.kept = null;
    storage.tellSaved(null);
    assert.deepEqual([session.store.state.turns.length, storage.kept, (await answer).state], [0, null, 'stopped']);
    assert.ok(transport.last.signal.aborted);
  });

  it('tells the other tab what it does not know, and nothing that it does', async () => {
    void session.ask('Mine');
    finish();
    await settle();
    const { length } = storage.saves;
    storage.tellSaved(JSON.parse(JSON.stringify(session.store.state)) as typeof session.store.state);
    assert.equal(storage.saves.length, length);
    void session.ask('Again');
    const before = storage.saves.length;
    storage.tellSaved({ ...session.store.state, turns: [...session.store.state.turns.slice(0, 1), turnOf('queued', '')] });
    assert.equal(storage.saves.length, before + 1);
    assert.equal(session.store.state.turns.length, 3);
  });

  function turnOf(state: Turn['state'], answer: string): Turn {
    return {
      id: 'turn_other0000000000000000',
      key: 'turn_other0000000000000000',
      question: 'Theirs',
      answer,
      state,
      place: 1,
      askedAtMs: surroundings.timeMs - 10,
      endedAtMs: state === 'done' ? surroundings.timeMs : null,
      answerId: null,
      tokens: null,
      sources: [],
      failure: null,
      sends: 1,
      waits: 0,
    };
  }
});

describe('a page that goes and comes back', () => {
  it('holds nothing while it is away, and finds its answer when it is back', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.leave();
    assert.ok(transport.last.signal.aborted);
    assert.deepEqual([lead.wishes.size, storage.kept?.turns[0]?.answer, transport.stopped], [0, 'Hel', []]);
    transport.onResume = (stream) => {
      stream.say('Hello');
      stream.done();
    };
    session.comeBack();
    assert.equal((await answer).answer, 'Hello');
    assert.equal(transport.streams.length, 1);
    session.comeBack();
    assert.equal(transport.resumed.length, 1);
  });

  it('asks what became of an answer that was cut, when the network is back', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    transport.last.fail(new AssistersError('interrupted', ''));
    assert.equal((await answer).state, 'interrupted');
    transport.onLoad = (id) => {
      const message = (role: 'user' | 'assistant', content: string) => ({ role, content, created_at: '' });
      return Promise.resolve({
        id,
        assistant: 'shop',
        created_at: '',
        updated_at: '',
        messages: [message('user', 'Hi'), message('assistant', 'Hello')],
      });
    };
    surroundings.setOnline(true);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, transport.streams.length], ['done', 'Hello', 1]);
  });
});
