import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssistersError, type AssistersErrorCode } from '../../../src/protocol/assisters-error.ts';
import { toTurnFailure } from '../../../src/widget/conversation/turn-failure.ts';

/** code, status, Retry-After in ms → owner's code, what is offered, wait in ms. */
type Row = [AssistersErrorCode, number, number | undefined, AssistersErrorCode, 'edit' | 'nothing' | 'retry', number | null];

const TABLE: Row[] = [
  ['invalid_request', 400, undefined, 'invalid_request', 'edit', null],
  ['payload_too_large', 413, undefined, 'invalid_request', 'edit', null],
  ['server_error', 413, undefined, 'invalid_request', 'edit', null],
  ['invalid_api_key', 401, undefined, 'invalid_api_key', 'nothing', null],
  ['insufficient_funds', 402, undefined, 'insufficient_funds', 'nothing', null],
  ['origin_not_allowed', 403, undefined, 'origin_not_allowed', 'nothing', null],
  ['assistant_not_found', 404, undefined, 'assistant_not_found', 'nothing', null],
  ['not_found', 404, undefined, 'not_found', 'nothing', null],
  ['service_unavailable', 503, undefined, 'service_unavailable', 'nothing', null],
  ['service_unavailable', 503, 3_000, 'rate_limit_exceeded', 'retry', 3_000],
  ['upstream_error', 503, undefined, 'server_error', 'retry', null],
  ['rate_limit_exceeded', 429, 20_000, 'rate_limit_exceeded', 'retry', 20_000],
  ['rate_limit_exceeded', 429, undefined, 'rate_limit_exceeded', 'retry', 5_500],
  ['rate_limit_exceeded', 429, 0, 'rate_limit_exceeded', 'retry', 5_500],
  ['server_error', 429, undefined, 'rate_limit_exceeded', 'retry', 5_500],
  ['server_error', 400, undefined, 'server_error', 'retry', null],
  ['method_not_allowed', 405, undefined, 'server_error', 'retry', null],
  ['server_error', 418, undefined, 'server_error', 'retry', null],
  ['server_error', 500, undefined, 'server_error', 'retry', null],
  ['upstream_error', 502, undefined, 'server_error', 'retry', null],
  ['upstream_error', 504, undefined, 'server_error', 'retry', null],
  ['bad_response', 200, undefined, 'bad_response', 'retry', null],
  ['offline', 0, undefined, 'offline', 'retry', null],
  ['interrupted', 0, undefined, 'interrupted', 'retry', null],
  ['timeout', 0, undefined, 'timeout', 'retry', null],
  ['stopped', 0, undefined, 'interrupted', 'retry', null],
];

describe("toTurnFailure, by the contract's table", () => {
  for (const [code, status, retryAfterMs, ownersCode, offered, waitMs] of TABLE) {
    const wait = retryAfterMs === undefined ? '' : `, Retry-After ${retryAfterMs} ms`;
    it(`offers ${offered} after ${status} ${code}${wait}`, () => {
      const failure = toTurnFailure(new AssistersError(code, '', { status, retryAfterMs, requestId: 'req_1' }), 1_000_000, 0.5);
      assert.deepEqual(failure, {
        code: ownersCode,
        status,
        retryable: offered === 'retry',
        editable: offered === 'edit',
        retryAtMs: waitMs === null ? null : 1_000_000 + waitMs,
        requestId: 'req_1',
      });
    });
  }
});
