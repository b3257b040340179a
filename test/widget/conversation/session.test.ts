import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { AssistersError } from '../../../src/protocol/assisters-error.ts';
import { isSessionId, isTurnKey } from '../../../src/protocol/identifiers.ts';
import { MAX_ANSWER_LENGTH } from '../../../src/protocol/limits.ts';
import { ConversationSession, type SessionEvent } from '../../../src/widget/conversation/session.ts';
import type { Turn } from '../../../src/widget/conversation/state.ts';
import { FakeLead, FakeStorage, FakeSurroundings, FakeTransport, settle, type FakeStream } from './fake-ports.ts';

let transport: FakeTransport;
let storage: FakeStorage;
let lead: FakeLead;
let surroundings: FakeSurroundings;
let session: ConversationSession;
let events: SessionEvent[];

function open(): ConversationSession {
  const opened = new ConversationSession({ transport, storage, lead, surroundings, user: () => ({ name: 'Ann' }) });
  opened.subscribe((event) => events.push(event));
  return opened;
}

function lastTurn(): Turn {
  return session.store.state.turns.at(-1)!;
}

function kinds(): string[] {
  return events.map((event) => (event.type === 'session' ? `session ${event.state}` : event.type));
}

beforeEach(() => {
  transport = new FakeTransport();
  storage = new FakeStorage();
  lead = new FakeLead();
  surroundings = new FakeSurroundings();
  events = [];
  session = open();
});

describe('asking', () => {
  it('shows the question in the same task, saved before its request leaves', () => {
    void session.ask('  Where is my order?  ');
    assert.deepEqual([lastTurn().question, lastTurn().state], ['Where is my order?', 'sending']);
    assert.equal(storage.kept?.turns[0]?.key, lastTurn().key);
    assert.ok(isTurnKey(lastTurn().key));
    assert.ok(isSessionId(session.store.state.sessionId));
    assert.deepEqual(transport.last.request, {
      key: lastTurn().key,
      sessionId: session.store.state.sessionId,
      message: 'Where is my order?',
      user: { name: 'Ann' },
    });
  });

  it('gathers what comes between two frames into one change', async () => {
    const answer = session.ask('Hi');
    let changes = 0;
    session.store.subscribe(() => changes++);
    for (const piece of ['Hel', 'lo', ' you']) transport.last.say(piece);
    await settle();
    assert.equal(changes, 0);
    assert.equal(surroundings.framesWaiting, 1);
    surroundings.paint();
    assert.equal(changes, 1);
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['streaming', 'Hello you']);
    transport.last.done();
    assert.equal((await answer).state, 'done');
    assert.equal(surroundings.framesWaiting, 0);
  });

  it('sets an end state only when all text is there, without waiting for a frame', async () => {
    const answer = session.ask('Hi');
    const states: string[] = [];
    session.store.subscribe(({ turns }) => states.push(`${turns[0]!.state}: ${turns[0]!.answer}`));
    transport.last.say('Hello');
    transport.last.done();
    const turn = await answer;
    assert.deepEqual(states, ['streaming: Hello', 'done: Hello']);
    assert.deepEqual([turn.answerId, turn.tokens], ['msg_1', 7]);
  });

  it('tells when the first text came and when the answer was whole', async () => {
    const answer = session.ask('Hi');
    surroundings.timeMs += 300;
    transport.last.say('Hello');
    await settle();
    surroundings.timeMs += 16;
    surroundings.paint();
    surroundings.timeMs += 184;
    transport.last.done();
    await answer;
    assert.deepEqual(
      events.map((event) => ('ms' in event ? [event.type, event.ms] : event.type)),
      [
        ['first-token', 300],
        ['answered', 500],
      ],
    );
  });

  it('calls an end without a word a bad response', async () => {
    const answer = session.ask('Hi');
    transport.last.say(' \n');
    transport.last.done();
    const turn = await answer;
    assert.deepEqual([turn.state, turn.failure?.code], ['failed', 'bad_response']);
    assert.deepEqual(kinds(), ['first-token', 'failed']);
  });

  it('goes on under the session that an answer names', async () => {
    const first = session.ask('One');
    transport.last.say('1');
    transport.last.done('sess_abc123');
    await first;
    void session.ask('Two');
    assert.equal(transport.last.request.sessionId, 'sess_abc123');
  });

  it('keeps its session where an answer names one that could not stand in a path', async () => {
    const first = session.ask('One');
    const { sessionId } = session.store.state;
    transport.last.say('1');
    transport.last.done('../wallet');
    await first;
    assert.equal(session.store.state.sessionId, sessionId);
  });

  for (const text of ['', '  \n', '\u200b\u0000\u0007', 'x'.repeat(4_001), 'x'.repeat(1_000_000)]) {
    it(`refuses ${text.length} characters of ${JSON.stringify(text.slice(0, 4))} at once, and asks nothing`, () => {
      assert.throws(
        () => session.ask(text),
        (error) => error instanceof AssistersError && error.code === 'invalid_request',
      );
      assert.equal(transport.streams.length, 0);
      assert.deepEqual([session.store.state.sessionId, storage.saves.length], [null, 0]);
    });
  }

  it('lets a second question wait for the end of the first, in order', async () => {
    const answers = [session.ask('One'), session.ask('Two'), session.ask('Three')];
    assert.deepEqual(
      session.store.state.turns.map(({ state }) => state),
      ['sending', 'queued', 'queued'],
    );
    for (const text of ['1', '2', '3']) {
      transport.last.say(text);
      transport.last.done();
      await settle();
    }
    assert.deepEqual(
      (await Promise.all(answers)).map(({ answer }) => answer),
      ['1', '2', '3'],
    );
    assert.deepEqual(
      transport.streams.map(({ request }) => request.message),
      ['One', 'Two', 'Three'],
    );
  });

  it('survives listeners that throw', async () => {
    const thrown: unknown[] = [];
    process.setUncaughtExceptionCaptureCallback((error) => thrown.push(error));
    session.subscribe(() => {
      throw new Error('a listener of the page');
    });
    const answer = session.ask('Hi');
    transport.last.say('Hello');
    transport.last.done();
    await answer;
    await settle();
    process.setUncaughtExceptionCaptureCallback(null);
    assert.equal(lastTurn().state, 'done');
    assert.equal(thrown.length, 2);
  });
});

describe('what goes wrong', () => {
  it('keeps the text of an answer that was cut', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    transport.last.fail(new AssistersError('interrupted', 'cut'));
    const turn = await answer;
    assert.deepEqual([turn.state, turn.answer, turn.failure?.code, turn.failure?.retryable], ['interrupted', 'Hel', 'interrupted', true]);
  });

  it('takes a stream that just ends for one that was cut', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    transport.last.end();
    assert.equal((await answer).state, 'interrupted');
  });

  it('ends with the code of an error event', async () => {
    const answer = session.ask('Hi');
    transport.last.event({ type: 'error', error: { code: 'insufficient_funds', message: 'Wallet is empty', status: 402 } });
    const turn = await answer;
    assert.deepEqual([turn.state, turn.failure?.code, turn.failure?.retryable], ['failed', 'insufficient_funds', false]);
    assert.ok(!JSON.stringify(session.store.state).includes('Wallet'));
  });

  it('keeps the first megabyte of an endless answer, and ends its request', async () => {
    const answer = session.ask('Hi');
    const piece = '\u{1f600}'.repeat(100_000) + 'x';
    for (let length = 0; length <= MAX_ANSWER_LENGTH; length += piece.length) transport.last.say(piece);
    const turn = await answer;
    assert.deepEqual([turn.state, turn.failure?.code], ['interrupted', 'interrupted']);
    assert.ok(turn.answer.length <= MAX_ANSWER_LENGTH && turn.answer.length >= MAX_ANSWER_LENGTH - 1);
    assert.ok(turn.answer.isWellFormed());
    assert.ok(transport.last.signal.aborted);
  });

  it('takes back a question that failed, and only such a one', async () => {
    const answer = session.ask('Hi');
    session.discard(lastTurn().id);
    assert.equal(session.store.state.turns.length, 1);
    transport.last.fail(new AssistersError('invalid_request', '', { status: 400 }));
    assert.equal((await answer).failure?.editable, true);
    session.discard(lastTurn().id);
    assert.deepEqual([session.store.state.turns.length, storage.kept?.turns.length], [0, 0]);
  });
});

describe('stop', () => {
  it('keeps the text, ends the request and ignores what comes late', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.stop();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['stopped', 'Hel']);
    assert.ok(transport.last.signal.aborted);
    assert.deepEqual(transport.stopped, [lastTurn().key]);
    transport.last.say('lo');
    transport.last.done();
    await settle();
    assert.deepEqual([(await answer).state, lastTurn().answer, storage.kept?.turns[0]?.state], ['stopped', 'Hel', 'stopped']);
    assert.deepEqual(kinds(), ['first-token', 'stopped']);
  });

  it('does nothing where nothing runs', () => {
    session.stop();
    assert.deepEqual([kinds(), transport.stopped], [[], []]);
  });

  it('sends the question that waited', async () => {
    void session.ask('One');
    void session.ask('Two');
    session.stop();
    assert.equal(transport.last.request.message, 'Two');
  });
});

describe('an answer that was cut', () => {
  const CUT = new AssistersError('interrupted', 'cut');
  const OFFLINE = new AssistersError('offline', '');

  /** Asks, and has the connection break after the first word. */
  async function askAndCut(error = CUT): Promise<void> {
    void session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    transport.last.fail(error);
  }

  function history(...messages: [role: 'user' | 'assistant', content: string, partial?: boolean][]): void {
    transport.onLoad = (id) =>
      Promise.resolve({
        id,
        assistant: 'shop',
        messages: messages.map(([role, content, partial = false]) => ({ role, content, created_at: '', partial })),
        created_at: '',
        updated_at: '',
      });
  }

  it('goes on where it was, and nothing is asked again', async () => {
    const states: string[] = [];
    session.store.subscribe(() => states.push(lastTurn().state));
    transport.onResume = (stream) => {
      stream.say('lo');
      stream.done();
    };
    await askAndCut();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, lastTurn().answerId], ['done', 'Hello', 'msg_1']);
    assert.deepEqual([...new Set(states)], ['queued', 'sending', 'streaming', 'recovering', 'done']);
    assert.deepEqual([transport.streams.length, transport.resumed], [1, [lastTurn().key]]);
    assert.deepEqual(kinds(), ['first-token', 'answered']);
  });

  it('goes on after silence too, and after being cut again', async () => {
    const streams: FakeStream[] = [];
    transport.onResume = (stream) => void streams.push(stream);
    await askAndCut(new AssistersError('timeout', ''));
    await settle();
    streams[0]!.say('lo');
    streams[0]!.fail(CUT);
    await surroundings.advance(1_000);
    streams[1]!.say(' you');
    streams[1]!.done();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['done', 'Hello you']);
    assert.equal(transport.streams.length, 1);
  });

  it('waits for a network that comes back, not longer than 15 seconds', async () => {
    let isBack = false;
    transport.onResume = (stream) => {
      if (!isBack) return stream.fail(OFFLINE);
      stream.say('lo');
      stream.done();
    };
    await askAndCut();
    await surroundings.advance(9_000);
    assert.equal(lastTurn().state, 'recovering');
    isBack = true;
    await surroundings.advance(4_000);
    assert.equal(lastTurn().state, 'done');
    isBack = false;
    await askAndCut();
    await surroundings.advance(14_000);
    assert.equal(lastTurn().state, 'recovering');
    await surroundings.advance(6_000);
    assert.deepEqual([lastTurn().state, lastTurn().answer, lastTurn().failure?.code], ['interrupted', 'Hel', 'interrupted']);
    assert.equal(kinds().at(-1), 'failed');
  });

  it('is waited for as long as the proxy is at it, and 15 seconds more, but not beyond the deadline', async () => {
    const streams: FakeStream[] = [];
    transport.onResume = (stream) => void streams.push(stream);
    await askAndCut();
    await surroundings.advance(60_000);
    assert.deepEqual([lastTurn().state, streams.length], ['recovering', 1]);
    streams[0]!.fail(CUT);
    await surroundings.advance(10_000);
    assert.deepEqual([lastTurn().state, streams.length], ['recovering', 2]);
    await surroundings.advance(transport.deadlineMs);
    streams[1]!.fail(CUT);
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, streams.length], ['interrupted', 'Hel', 2]);
  });

  it('is completed from the history where the proxy keeps no streams', async () => {
    history(['user', 'Hi'], ['assistant', 'Hello']);
    await askAndCut();
    void session.ask('Next');
    await settle();
    const [turn] = session.store.state.turns;
    assert.deepEqual([turn!.state, turn!.answer, turn!.failure], ['done', 'Hello', null]);
    assert.deepEqual(kinds(), ['first-token', 'answered']);
    assert.equal(transport.last.request.message, 'Next');
  });

  it('is waited for while it is still being written there', async () => {
    history(['user', 'Hi']);
    await askAndCut();
    await surroundings.advance(5_000);
    assert.equal(lastTurn().state, 'recovering');
    history(['user', 'Hi'], ['assistant', 'Hello']);
    await surroundings.advance(4_000);
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['done', 'Hello']);
    assert.deepEqual(transport.resumed.length, 1, 'a proxy that cannot is asked once');
  });

  it('ends as cut off, with all that is known of it, where the server has but a part', async () => {
    history(['user', 'Hi'], ['assistant', 'Hell', true]);
    await askAndCut();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, lastTurn().failure?.retryable], ['interrupted', 'Hell', true]);
  });

  it('can be stopped while it is being recovered', async () => {
    transport.onResume = (stream) => stream.fail(OFFLINE);
    await askAndCut();
    await settle();
    session.stop();
    assert.equal(lastTurn().state, 'stopped');
    assert.deepEqual(transport.stopped, [lastTurn().key]);
    await surroundings.advance(20_000);
    assert.deepEqual([lastTurn().state, transport.resumed.length], ['stopped', 1]);
  });

  it('was stopped where another page of the same visitor has stopped it', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    transport.last.event({ type: 'error', error: { code: 'stopped', message: '', status: 499 } });
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['stopped', 'Hel']);
  });

  it('is looked for in the history where the proxy itself says that it was cut', async () => {
    history(['user', 'Hi'], ['assistant', 'Hello']);
    void session.ask('Hi');
    transport.last.say('Hel');
    transport.last.event({ type: 'error', error: { code: 'interrupted', message: '', status: 502 } });
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, transport.resumed.length], ['done', 'Hello', 0]);
  });

  it('was cut, to the page too, where the proxy says so and nobody knows more', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    transport.last.event({ type: 'error', error: { code: 'upstream_error', message: '', status: 502 } });
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer, lastTurn().failure?.code], ['interrupted', 'Hel', 'interrupted']);
  });

  it('is not recovered where it was refused', async () => {
    void session.ask('Hi');
    transport.last.fail(new AssistersError('server_error', '', { status: 500 }));
    await settle();
    assert.deepEqual([lastTurn().state, transport.resumed.length], ['failed', 0]);
  });

  it('ends at once where the rest is too long', async () => {
    transport.onResume = (stream) => stream.say('x'.repeat(MAX_ANSWER_LENGTH));
    await askAndCut();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer.length, transport.resumed.length], ['interrupted', MAX_ANSWER_LENGTH, 1]);
  });

  it('may be stopped by whoever hears that it has ended, to no effect', async () => {
    session.store.subscribe(() => lastTurn().state === 'done' && session.stop());
    void session.ask('Hi');
    transport.last.say('Hello');
    transport.last.done();
    await settle();
    assert.deepEqual([lastTurn().state, kinds(), transport.stopped], ['done', ['first-token', 'answered'], []]);
  });
});

describe('retry', () => {
  it('asks the same turn again under a new key, emptied', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    transport.last.fail(new AssistersError('interrupted', 'cut'));
    await settle();
    const { id, key } = lastTurn();
    const answer = session.retry();
    assert.deepEqual([lastTurn().id, lastTurn().state, lastTurn().answer], [id, 'sending', '']);
    assert.notEqual(lastTurn().key, key);
    assert.equal(transport.last.request.key, lastTurn().key);
    assert.equal(storage.kept?.turns[0]?.key, lastTurn().key);
    transport.last.say('Hello');
    transport.last.done();
    assert.equal((await answer)?.state, 'done');
    assert.equal(session.store.state.turns.length, 1);
  });

  it('is not to be had while a turn runs, after a whole answer, or where it cannot help', async () => {
    assert.equal(session.retry(), null);
    const first = session.ask('One');
    transport.last.fail(new AssistersError('service_unavailable', '', { status: 503 }));
    await first;
    assert.equal(session.retry(), null);
    const second = session.ask('Two');
    transport.last.fail(new AssistersError('timeout', ''));
    const failed = await second;
    const third = session.ask('Three');
    assert.equal(session.retry(failed.id), null);
    transport.last.say('3');
    transport.last.done();
    await third;
    assert.equal(session.retry(), null);
    assert.equal(transport.streams.length, 3);
    assert.notEqual(session.retry(failed.id), null);
  });
});

describe('saving', () => {
  it('writes nothing before the first question', () => {
    session.restore();
    session.suspend();
    session.newConversation();
    assert.equal(storage.saves.length, 0);
  });

  it('saves a running answer at most once a second', async () => {
    void session.ask('Hi');
    const before = storage.saves.length;
    for (let frame = 0; frame < 125; frame++) {
      transport.last.say('x');
      await settle();
      surroundings.timeMs += 16;
      surroundings.paint();
    }
    assert.equal(storage.saves.length - before, 2, 'the first words, and once more');
  });

  it('saves the last words within a second, though no more come, and none once the conversation is left', async () => {
    void session.ask('Hi');
    for (const word of ['a', 'b', 'c']) {
      transport.last.say(word);
      await settle();
      surroundings.paint();
      await surroundings.advance(16);
    }
    assert.equal(storage.kept?.turns[0]?.answer, 'a');
    const { length } = storage.saves;
    await surroundings.advance(5_000);
    assert.equal(storage.kept?.turns[0]?.answer, 'abc');
    assert.equal(storage.saves.length, length + 1);
    transport.last.say('d');
    await settle();
    session.dispose();
    await surroundings.advance(5_000);
    assert.deepEqual(
      storage.kept?.turns.map(({ answer, state }) => [answer, state]),
      [['abcd', 'streaming']],
    );
  });

  it('saves what has not been painted yet when the page goes', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.suspend();
    assert.equal(storage.kept?.turns[0]?.answer, 'Hel');
    const { length } = storage.saves;
    session.suspend();
    assert.equal(storage.saves.length, length);
  });

  it('is looked for by a later page, and told as cut off, before the next question is sent', async () => {
    const first = session.ask('One');
    transport.last.say('1');
    transport.last.done();
    await first;
    void session.ask('Two');
    transport.last.say('2');
    await settle();
    void session.ask('Three');
    session.suspend();
    const { length } = storage.saves;
    events = [];
    session = open();
    session.restore();
    const { turns, sessionId } = session.store.state;
    assert.deepEqual(
      turns.map(({ state, answer }) => [state, answer]),
      [
        ['done', '1'],
        ['recovering', '2'],
        ['queued', ''],
      ],
    );
    // Another tab may be writing this very conversation.
    session.suspend();
    assert.equal(storage.saves.length, length);
    await settle();
    assert.equal(session.store.state.turns[1]!.state, 'interrupted');
    assert.equal(session.store.state.turns[1]!.failure?.code, 'interrupted');
    assert.deepEqual(kinds(), ['session restored', 'failed']);
    assert.deepEqual([transport.last.request.message, transport.last.request.sessionId], ['Three', sessionId]);
  });

  it('goes on in a later page where it was, asked once, whatever of it was saved', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.suspend();
    const asked = transport.streams.length;
    transport.onResume = (stream) => {
      for (const piece of ['He', 'llo', ' you']) stream.say(piece);
      stream.done();
    };
    session = open();
    session.restore();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['done', 'Hello you']);
    assert.deepEqual([transport.streams.length, transport.resumed], [asked, [lastTurn().key]]);
    assert.equal(storage.kept?.turns[0]?.answer, 'Hello you');
  });

  it('shows no word twice where the history tells a part of it meanwhile', async () => {
    void session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.suspend();
    const streams: FakeStream[] = [];
    transport.onResume = (stream) => void streams.push(stream);
    const messages = [
      { role: 'user' as const, content: 'Hi', created_at: '' },
      { role: 'assistant' as const, content: 'Hello yo', created_at: '', partial: true },
    ];
    transport.onLoad = (id) => Promise.resolve({ id, assistant: 'shop', messages, created_at: '', updated_at: '' });
    session = open();
    session.restore();
    await settle();
    await session.reconcile();
    streams[0]!.say('Hello you');
    streams[0]!.done();
    await settle();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['done', 'Hello you']);
  });

  it('goes on in a later page where no word of it had come', async () => {
    void session.ask('Hi');
    transport.onResume = (stream) => {
      stream.say('Hello');
      stream.done();
    };
    session = open();
    session.restore();
    void session.ask('Next');
    await settle();
    assert.deepEqual(
      session.store.state.turns.map(({ state, answer }) => [state, answer]),
      [
        ['done', 'Hello'],
        ['sending', ''],
      ],
    );
  });

  it('leaves to its successor what ran when it was replaced', async () => {
    const answer = session.ask('Hi');
    transport.last.say('Hel');
    await settle();
    session.dispose();
    assert.ok(transport.last.signal.aborted);
    assert.deepEqual(transport.stopped, [], 'leaving is not stopping');
    assert.equal((await answer).state, 'stopped');
    session = open();
    session.restore();
    assert.deepEqual([lastTurn().state, lastTurn().answer], ['recovering', 'Hel']);
  });
});

describe('beginning anew and forgetting', () => {
  it('empties at once, stops what runs and begins another session with the next question', async () => {
    const answer = session.ask('One');
    const waiting = session.ask('Two');
    const { sessionId } = session.store.state;
    transport.last.say('1');
    const { key } = transport.last.request;
    session.newConversation();
    assert.deepEqual(transport.stopped, [key]);
    assert.deepEqual(session.store.state, { sessionId: null, turns: [], discarded: [], changedAtMs: 0 });
    assert.equal(storage.kept, null);
    assert.ok(transport.last.signal.aborted);
    assert.deepEqual([(await answer).state, (await waiting).state], ['stopped', 'stopped']);
    assert.equal(transport.streams.length, 1);
    assert.deepEqual(transport.deleted, []);
    assert.equal(kinds().at(-1), 'session new');
    void session.ask('Three');
    assert.notEqual(session.store.state.sessionId, sessionId);
  });

  it('keeps what a listener asks on hearing that the old conversation was stopped', () => {
    void session.ask('One');
    session.subscribe(({ type }) => type === 'stopped' && void session.ask('Two'));
    session.newConversation();
    assert.deepEqual([lastTurn().question, lastTurn().state, transport.last.request.message], ['Two', 'sending', 'Two']);
  });

  it('forgets here and on the server', async () => {
    void session.ask('One');
    const { sessionId } = session.store.state;
    const forgotten = session.forget();
    assert.equal(session.store.state.turns.length, 0);
    await forgotten;
    assert.deepEqual(transport.deleted, [sessionId]);
    assert.equal(storage.kept, null);
    assert.equal(kinds().at(-1), 'session forgotten');
  });

  it('tells when the server could not be told, after everything is gone here', async () => {
    void session.ask('One');
    transport.onDelete = () => Promise.reject(new AssistersError('offline', ''));
    await assert.rejects(session.forget(), (error) => error instanceof AssistersError && error.code === 'offline');
    assert.equal(storage.kept, null);
  });

  it('erases here only what the server has deleted, sending nothing more meanwhile', async () => {
    const answer = session.ask('One');
    const waiting = session.ask('Two');
    const { sessionId } = session.store.state;
    transport.onDelete = () => Promise.reject(new AssistersError('offline', ''));
    await assert.rejects(session.erase(), (error) => error instanceof AssistersError && error.code === 'offline');
    assert.deepEqual([(await answer).state, (await waiting).state], ['stopped', 'stopped']);
    assert.equal(transport.streams.length, 1);
    assert.deepEqual([session.store.state.sessionId, session.store.state.turns.length], [sessionId, 2]);
    assert.notEqual(storage.kept, null);
    transport.onDelete = () => Promise.resolve();
    assert.equal(await session.erase(), true);
    assert.deepEqual([session.store.state.turns, storage.kept], [[], null]);
    assert.equal(kinds().at(-1), 'session forgotten');
  });

  for (const status of [404, 405, 501]) {
    it(`erases what is kept here where the server has no way to delete, and says ${status}`, async () => {
      transport.onDelete = () => Promise.reject(new AssistersError('bad_response', '', { status }));
      void session.ask('One');
      assert.equal(await session.erase(), false);
      assert.deepEqual([session.store.state.turns, storage.kept], [[], null]);
      assert.equal(kinds().at(-1), 'session forgotten');
    });
  }

  it('asks the server to forget nothing that was never said', async () => {
    await session.forget();
    assert.deepEqual(transport.deleted, []);
  });
});

describe('reconciling', () => {
  const answered = (answer: string): (() => Promise<never>) =>
    (() =>
      Promise.resolve({
        id: 's',
        assistant: 'a',
        created_at: '',
        updated_at: '',
        messages: [
          { role: 'user', content: 'Hi', created_at: '' },
          { role: 'assistant', content: answer, created_at: '' },
        ],
      })) as unknown as () => Promise<never>;

  async function cutOff(text: string): Promise<void> {
    const answer = session.ask('Hi');
    if (text !== '') transport.last.say(text);
    transport.last.fail(new AssistersError('interrupted', 'cut'));
    await answer;
  }

  it('completes what was cut, and saves it', async () => {
    await cutOff('Hel');
    transport.onLoad = answered('Hello');
    await session.reconcile();
    assert.deepEqual([lastTurn().state, lastTurn().answer, storage.kept?.turns[0]?.state], ['done', 'Hello', 'done']);
  });

  it('asks nothing about an untouched conversation', async () => {
    let asked = 0;
    transport.onLoad = () => {
      asked++;
      return answered('x')();
    };
    await session.reconcile();
    assert.equal(asked, 0);
  });

  for (const error of [
    new AssistersError('not_found', '', { status: 404 }),
    new AssistersError('offline', ''),
    new AssistersError('method_not_allowed', '', { status: 405 }),
    new AssistersError('bad_response', ''),
    new AssistersError('session_not_found', '', { status: 500 }),
  ]) {
    it(`keeps the local copy after ${error.status} ${error.code}`, async () => {
      await cutOff('Hel');
      transport.onLoad = () => Promise.reject(error);
      await session.reconcile();
      assert.equal(lastTurn().answer, 'Hel');
      assert.equal(storage.kept?.turns.length, 1);
    });
  }

  it('lets go of a conversation that the server no longer has', async () => {
    await cutOff('Hel');
    await session.reconcile();
    assert.deepEqual([session.store.state.turns.length, session.store.state.sessionId, storage.kept], [0, null, null]);
    assert.equal(kinds().at(-1), 'session forgotten');
  });

  it('keeps questions of which the server never knew (C8)', async () => {
    await cutOff('');
    await session.reconcile();
    assert.equal(lastTurn().question, 'Hi');
    assert.equal(storage.kept?.turns.length, 1);
  });

  it('ignores an answer about a conversation that has been left meanwhile', async () => {
    await cutOff('Hel');
    transport.onLoad = answered('Hello');
    const reconciled = session.reconcile();
    session.newConversation();
    await reconciled;
    assert.equal(session.store.state.turns.length, 0);
    assert.equal(storage.kept, null);
  });
});
