import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTransport } from '../../../src/widget/transport/create-transport.ts';
import { ConversationSession } from '../../../src/widget/conversation/session.ts';
import type { ConversationState, Turn } from '../../../src/widget/conversation/state.ts';
import { createTranscript } from '../../../src/widget/conversation/transcript.ts';
import { loadReplayCases, startReplayServer, type ReplayCase, type ReplayServer } from '../../support/replay-server.ts';
import { FakeLead, FakeStorage } from '../conversation/fake-ports.ts';

/** The contract's codes for what the corpus calls a kind. */
const CODES: Record<string, string[]> = {
  network: ['offline', 'interrupted'],
  empty: ['interrupted', 'bad_response'],
  timeout: ['timeout'],
  stalled: ['timeout'],
  server: ['server_error'],
  rate_limited: ['rate_limit_exceeded'],
  busy: ['rate_limit_exceeded'],
  protocol: ['bad_response'],
  too_large: ['interrupted', 'bad_response'],
  invalid: ['invalid_request'],
  unavailable: ['insufficient_funds'],
  config: ['origin_not_allowed'],
};

const STATES: Record<string, string> = { complete: 'done', interrupted: 'interrupted', failed: 'failed' };

const cases = loadReplayCases();
const isSession = (replay: ReplayCase): boolean => replay.group === 'session';
const isLarge = (replay: ReplayCase): boolean => replay.group === 'size';

describe('every recorded reply, through the real client and real sockets', () => {
  let server: ReplayServer;

  before(async () => {
    server = await startReplayServer();
  });
  after(() => server.close());

  describe('of a question', { concurrency: 8 }, () => {
    for (const replay of cases.filter((one) => !isSession(one) && !isLarge(one))) {
      it(`${replay.id} ${replay.title}`, () => checkQuestion(replay));
    }
  });

  describe('of a question, very large', () => {
    for (const replay of cases.filter(isLarge)) it(`${replay.id} ${replay.title}`, () => checkQuestion(replay));
  });

  describe('of a stored session', { concurrency: 8 }, () => {
    for (const replay of cases.filter(isSession)) it(`${replay.id} ${replay.title}`, () => checkSession(replay));
  });

  it('plays the whole corpus', () => {
    assert.equal(cases.length, 75);
  });

  async function checkQuestion(replay: ReplayCase): Promise<void> {
    const { expect } = replay;
    const session = open(replay);
    const startedAtMs = performance.now();
    // What is refused for now waits to be sent once more; here it is judged by what came of the first request.
    const postponed = new Promise<Turn>((resolve) => {
      session.subscribe((event) => event.type === 'postponed' && resolve(event.turn));
    });
    const asked = session.ask('Explain your pricing');
    const turn = await Promise.race([asked, postponed]);
    if (turn.state === 'queued') session.stop(turn.id);
    const tookMs = performance.now() - startedAtMs;

    const states = expect.state_any ?? [expect.state!];
    const waits = turn.state === 'queued' && turn.failure?.code === 'rate_limit_exceeded';
    assert.ok(states.map((state) => STATES[state]).includes(waits ? 'failed' : turn.state), `state is ${turn.state}`);
    if (expect.text !== undefined) assert.equal(turn.answer, expect.text);
    if (expect.text_any !== undefined) assert.ok(expect.text_any.includes(turn.answer), `text is ${JSON.stringify(turn.answer)}`);
    if (expect.text_normalised !== undefined) assert.equal(normalize(turn.answer), expect.text_normalised);
    if (turn.state === 'done') assert.equal(turn.failure, null);
    else checkFailure(turn, replay, startedAtMs);
    checkSecrets(session.store.state, replay);
    const route = replay.request.split(' ')[1];
    const posts = server.requests.filter((request) => request.caseId === replay.id && request.route === route);
    assert.equal(posts.length, expect.requests_max ?? 1);
    assert.equal((JSON.parse(posts[0]!.body) as { message: string }).message, 'Explain your pricing');
    assert.equal(posts[0]!.headers['idempotency-key'], turn.key);
    if (expect.max_ms_after_done !== undefined) assert.ok(tookMs < expect.max_ms_after_done * 4, `took ${tookMs} ms`);
    if (expect.max_total_ms !== undefined) assert.ok(tookMs < expect.max_total_ms, `took ${tookMs} ms`);
    if (expect.must_abort_by_bytes !== undefined) assert.ok(server.bytesSent(replay.id) < expect.must_abort_by_bytes);
    if (expect.no_pollution === true) assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  }

  function checkFailure(turn: Turn, { expect }: ReplayCase, startedAtMs: number): void {
    const { failure } = turn;
    assert.ok(failure);
    const kinds = expect.kind_any ?? (expect.kind === undefined ? [] : [expect.kind]);
    if (kinds.length > 0) {
      const codes = kinds.flatMap((kind) => CODES[kind] ?? [`unknown kind ${kind}`]);
      assert.ok(codes.includes(failure.code), `code is ${failure.code}, not one of ${codes.join()}`);
    }
    if (expect.retry !== undefined) assert.equal(failure.retryable, expect.retry);
    assert.equal(failure.editable, failure.code === 'invalid_request');
    assert.equal(failure.retryAtMs !== null, failure.code === 'rate_limit_exceeded');
    if (failure.retryAtMs !== null) {
      const waitMs = failure.retryAtMs - performance.timeOrigin - startedAtMs;
      const [min, max] = expect.retry_after_ms ?? [4_000, 8_000];
      // 057 tells its own time; the others have none that can be used.
      if (expect.kind !== 'busy') assert.ok(waitMs >= min && waitMs <= max, `waits ${waitMs} ms`);
    }
  }

  async function checkSession(replay: ReplayCase): Promise<void> {
    const { expect } = replay;
    const storage = new FakeStorage();
    const turns: Turn[] = expect.fresh_session === true ? [ANSWERED] : [];
    storage.kept = { sessionId: 'sess_abc123', turns, discarded: [], changedAtMs: 1 };
    const session = open(replay, storage);
    session.restore();
    await session.reconcile();
    const history = session.store.state.turns.flatMap(({ question, answer }) => [
      ...(question === '' ? [] : [['user', question]]),
      ...(answer === '' ? [] : [['assistant', answer]]),
    ]);
    assert.deepEqual(history, expect.history ?? expect.history_text);
    assert.equal(session.store.state.sessionId, expect.fresh_session === true ? null : 'sess_abc123');
    checkSecrets(session.store.state, replay);
    for (const turn of session.store.state.turns) assert.ok(!Number.isNaN(new Date(turn.askedAtMs).getTime()));
    if (expect.fresh_session !== true) return;
    void session.ask('Hello');
    assert.notEqual(session.store.state.sessionId, 'sess_abc123');
    session.dispose();
  }

  function open(replay: ReplayCase, storage = new FakeStorage()): ConversationSession {
    const { connect_timeout_ms: connectMs, stall_timeout_ms: stallMs } = replay.config ?? {};
    const transport = createTransport({
      endpoint: `${server.origin}/${replay.id}`,
      assistant: 'shop',
      userToken: null,
      timeoutMs: stallMs ?? connectMs ?? 30_000,
      deadlineMs: 300_000,
    });
    const surroundings = {
      nowMs: () => Date.now(),
      randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
      nextFrame(callback: () => void) {
        const timer = setTimeout(callback, 16);
        return () => clearTimeout(timer);
      },
      after(ms: number, callback: () => void) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      isOnline: () => true,
      onOnline: () => () => undefined,
    };
    return new ConversationSession({ transport, storage, lead: new FakeLead(), surroundings, user: () => null });
  }
});

const ANSWERED: Turn = {
  id: 'a',
  key: '',
  question: 'Hi',
  answer: 'Hello',
  state: 'done',
  place: 1,
  askedAtMs: 1,
  endedAtMs: 1,
  answerId: null,
  tokens: null,
  sources: [],
  failure: null,
  sends: 1,
  waits: 0,
};

/** As a screen shows it: control characters are not seen, every kind of line break but the plain one is a space or a break. */
function normalize(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\0-\x08\x0b-\x1f]/g, '')
    .replaceAll(/[\u2028\u2029]/g, ' ');
}

function checkSecrets(state: ConversationState, { expect }: ReplayCase): void {
  // A failure's code is for programs; what it says on a screen is in the locales.
  const everything = JSON.stringify(state, (name, value: unknown) => (name === 'code' ? '' : value));
  for (const secret of expect.text_must_not_include ?? []) {
    // Numbers occur in times and ids by chance; in the words they must not.
    const text = /^\d+$/.test(secret) ? createTranscript(state, 'markdown') : everything;
    assert.ok(!text.includes(secret), `${secret} is visible`);
  }
}
