import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureKey } from '../../../src/widget/locales/failure-key.ts';

describe('failureKey', () => {
  it('speaks of the cut when some of the answer is there, whatever the cause', () => {
    assert.equal(failureKey('timeout', true, false), 'errInterrupted');
    assert.equal(failureKey('interrupted', true, false), 'errInterrupted');
  });

  it('speaks of the visitor’s message when that was refused or never left', () => {
    assert.equal(failureKey('invalid_request', false, false), 'errSend');
    assert.equal(failureKey('payload_too_large', false, false), 'errSend');
    assert.equal(failureKey('offline', false, false), 'errSend');
  });

  it('names the waiting time where there is one', () => {
    assert.equal(failureKey('rate_limit_exceeded', false, true), 'errRateWait');
    assert.equal(failureKey('rate_limit_exceeded', false, false), 'errRate');
    assert.equal(failureKey('service_unavailable', false, true), 'errRateWait');
  });

  it('never says more than that the assistant is away when the trouble is the owner’s', () => {
    for (const code of [
      'invalid_api_key',
      'insufficient_funds',
      'origin_not_allowed',
      'assistant_not_found',
      'service_unavailable',
    ] as const) {
      assert.equal(failureKey(code, false, false), 'errUnavailable', code);
    }
  });

  it('says that something went wrong for all else', () => {
    for (const code of ['server_error', 'upstream_error', 'bad_response', 'interrupted', 'timeout', 'method_not_allowed'] as const) {
      assert.equal(failureKey(code, false, false), 'errAnswer', code);
    }
  });
});
