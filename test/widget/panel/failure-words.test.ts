import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssistersError, type AssistersErrorCode } from '../../../src/protocol/assisters-error.ts';
import type { Turn, TurnState } from '../../../src/widget/conversation/state.ts';
import { toTurnFailure } from '../../../src/widget/conversation/turn-failure.ts';
import { en } from '../../../src/widget/locales/en.ts';
import { Phrases } from '../../../src/widget/locales/phrases.ts';
import { describeFailure } from '../../../src/widget/panel/failure-words.ts';

describe('describeFailure', () => {
  const phrases = new Phrases(en, 'en');
  const nowMs = Date.UTC(2026, 0, 1);

  /** What is said of an error that ends a turn, `afterMs` later. */
  function key(code: AssistersErrorCode, state: TurnState = 'failed', retryAfterMs?: number, afterMs = 0): string | undefined {
    const options = retryAfterMs === undefined ? {} : { status: 503, retryAfterMs };
    const failure = toTurnFailure(new AssistersError(code, 'For developers', options), nowMs, 0);
    return describeFailure({ state, failure } as Turn, phrases, nowMs + afterMs)?.key;
  }

  it('speaks of the cut when some of the answer is there, whatever the cause', () => {
    assert.equal(key('timeout', 'interrupted'), 'errInterrupted');
    assert.equal(key('interrupted', 'interrupted'), 'errInterrupted');
  });

  it('speaks of the visitor’s message when that was refused or never left', () => {
    for (const code of ['invalid_request', 'payload_too_large', 'offline'] as const) assert.equal(key(code), 'errSend', code);
  });

  it('names the waiting time where there is one, until it is over', () => {
    assert.equal(key('rate_limit_exceeded', 'failed', 9_000), 'errRateWait');
    assert.equal(key('service_unavailable', 'failed', 9_000), 'errRateWait');
    assert.equal(key('rate_limit_exceeded', 'failed', 9_000, 9_000), 'errRate');
  });

  it('never says more than that the assistant is away when the trouble is the owner’s', () => {
    for (const code of [
      'invalid_api_key',
      'insufficient_funds',
      'origin_not_allowed',
      'assistant_not_found',
      'service_unavailable',
    ] as const) {
      assert.equal(key(code), 'errUnavailable', code);
    }
  });

  it('says that something went wrong for all else', () => {
    for (const code of ['server_error', 'upstream_error', 'bad_response', 'interrupted', 'timeout', 'method_not_allowed'] as const) {
      assert.equal(key(code), 'errAnswer', code);
    }
  });

  it('says nothing where nothing went wrong', () => {
    assert.equal(describeFailure({ state: 'done', failure: null } as Turn, phrases, nowMs), null);
  });
});
